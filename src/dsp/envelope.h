/* The recent past of a signal that is sampled seldom, such as the strength of onsets: smoothed, its slow mean taken off,
 * to be correlated with itself. */
#ifndef TERMVIZ_DSP_ENVELOPE_H
#define TERMVIZ_DSP_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum {
	ENVELOPE_TAPS = 5,
	ENVELOPE_DELAY = ENVELOPE_TAPS / 2, /* steps by which smoothing makes it late */
};

struct envelope {
	float *values; /* twice n_kept of them, the second half like the first, so that the kept ones are in a row */
	size_t n_kept;
	size_t newest;
	float raw[ENVELOPE_TAPS]; /* the newest first */
	float mean;
	float mean_share; /* of a new value in the mean */
};

/* Keeps `n_kept` values, now 0; its mean is that of about `mean_steps`. envelope_fini() is right after a zeroed struct
 * and after a failure, too. */
bool envelope_init(struct envelope *envelope, size_t n_kept, double mean_steps, struct err *err);
void envelope_fini(struct envelope *envelope);

/* All was 0. */
void envelope_clear(struct envelope *envelope);

/* Real time safe. */
void envelope_push(struct envelope *envelope, float value);

/* The n_kept last values, the newest first; until the next push. */
const float *envelope_values(const struct envelope *envelope);

#endif

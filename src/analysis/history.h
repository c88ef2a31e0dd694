/* The newest samples of a stereo signal, perhaps at a lower rate, always in one piece for an FFT. */
#ifndef TERMVIZ_ANALYSIS_HISTORY_H
#define TERMVIZ_ANALYSIS_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "dsp/halfband.h"

enum { HISTORY_MAX_HALVINGS = 2 };

struct history {
	float *side[2];     /* left and right; the newest sample is at n - 1 */
	size_t n;
	size_t longest;     /* how many must always be there */
	size_t capacity;    /* several times that, so that they are moved down seldom */
	unsigned n_halvings; /* of the rate */
	struct halfband halvers[2][HISTORY_MAX_HALVINGS];
};

/* Room for windows of up to `longest` samples at the rate divided by 2^n_halvings, and for pushes of as many. The past is
 * silence. history_fini() is right after a zeroed struct and a failure, too. */
bool history_init(struct history *history, size_t longest, unsigned n_halvings, struct err *err);
void history_fini(struct history *history);

/* Forgets the past. */
void history_clear(struct history *history);

/* Adds interleaved stereo frames, at most `longest`. No allocation. */
void history_push(struct history *history, const float *stereo, size_t n_frames);

/* The newest `n` <= longest samples of a side. */
const float *history_newest(const struct history *history, int side, size_t n);

#endif

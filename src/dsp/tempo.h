/* The tempo of an envelope of onsets: which period its autocorrelation repeats at, and how surely. */
#ifndef TERMVIZ_DSP_TEMPO_H
#define TERMVIZ_DSP_TEMPO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Slower or faster than this is not told. */
#define TEMPO_MIN_BPM 40.0
#define TEMPO_MAX_BPM 240.0

struct tempo {
	double step_s;
	double memory_s;
	double keep;       /* share of the sums that is left after a step */
	double *sums;      /* of products with the value `lag` steps ago, for lags 0 … n_lags-1 */
	float *similarity; /* the same, normalised: 1 is a repetition, 0 none */
	size_t n_lags;
	uint64_t n_steps; /* summed up */
};

struct tempo_estimate {
	double period_steps; /* of the beat; 0: none that is worth telling */
	double confidence;   /* 0 … 1 */
};

/* How many of the last values tempo_push() needs. */
size_t tempo_n_lags(double step_s);

/* For values every `step_s` seconds. Forgets with a time constant of `memory_s`, INFINITY: never. tempo_fini() is right
 * after a zeroed struct and after a failure, too. */
bool tempo_init(struct tempo *tempo, double step_s, double memory_s, struct err *err);
void tempo_fini(struct tempo *tempo);

/* As after tempo_init(). */
void tempo_clear(struct tempo *tempo);

/* Takes in values[0]; values[1], …, the tempo_n_lags() last, are those before. Mean 0 over a second or so. Real time
 * safe. */
void tempo_push(struct tempo *tempo, const float *values);

/* The tempo of what was taken in. If it is in doubt, it is rather what it was, `before`. Real time safe; some
 * 10 microseconds. */
struct tempo_estimate tempo_find(struct tempo *tempo, struct tempo_estimate before);

#endif

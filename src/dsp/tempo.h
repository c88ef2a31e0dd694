/* The tempo of an envelope of onsets: which period its autocorrelation repeats at, and how surely. */
#ifndef TERMVIZ_DSP_TEMPO_H
#define TERMVIZ_DSP_TEMPO_H

#include <stddef.h>
#include <stdint.h>

/* Slower or faster than this is not told. */
#define TEMPO_MIN_BPM 40.0
#define TEMPO_MAX_BPM 240.0

#define TEMPO_MIN_STEP_S 0.004
enum { TEMPO_MAX_LAGS = 1504 }; /* tempo_n_lags(TEMPO_MIN_STEP_S) */

/* What was taken in; nothing when zeroed. It may outlive who sums: one that dies between two stores leaves a step in some
 * lags alone, which is lost in the hundreds that are needed to tell a tempo. */
struct tempo_sums {
	double step_s;               /* of the steps, */
	uint64_t n_steps;            /* so many */
	double sums[TEMPO_MAX_LAGS]; /* of products with the value `lag` steps ago */
};

struct tempo {
	double step_s;
	double memory_s;
	double keep; /* share of the sums that is left after a step */
	struct tempo_sums *sums;
	float similarity[TEMPO_MAX_LAGS]; /* the sums, normalised: 1 is a repetition, 0 none */
	size_t n_lags;
};

struct tempo_estimate {
	double period_steps; /* of the beat; 0: none that is worth telling */
	double confidence;   /* 0 … 1 */
};

/* How many of the last values tempo_push() needs. */
size_t tempo_n_lags(double step_s);

/* For values every `step_s` seconds, at least TEMPO_MIN_STEP_S. Forgets with a time constant of `memory_s`, INFINITY:
 * never. `sums` must outlive it; what is in them goes on if it is of such steps and
 * can have been measured. */
void tempo_init(struct tempo *tempo, struct tempo_sums *sums, double step_s, double memory_s);

/* Forgets all that was taken in. */
void tempo_clear(struct tempo *tempo);

/* Takes in values[0]; values[1], …, the tempo_n_lags() last, are those before. Mean 0 over a second or so. Real time
 * safe. */
void tempo_push(struct tempo *tempo, const float *values);

/* The tempo of what was taken in. If it is in doubt, it is rather what it was, `before`. Real time safe; some
 * 10 microseconds. */
struct tempo_estimate tempo_find(struct tempo *tempo, struct tempo_estimate before);

#endif

/* Where the beats are: a counter that runs with the tempo and is steered to the onsets. It never runs back. */
#ifndef TERMVIZ_DSP_BEAT_H
#define TERMVIZ_DSP_BEAT_H

#include <stdbool.h>
#include <stddef.h>

struct beat {
	double position; /* beats so far */
	double speed;    /* beats per step; 0: there is no tempo */
};

/* Looks at the newest `n` values of an envelope of onsets, the newest first, which lags what is heard by `lag_steps`,
 * and steers: towards beats that are heard where the onsets are, in the next `n_steps`. period_steps 0: there is no
 * tempo. Real time safe. */
void beat_steer(
	struct beat *beat, const float *values, size_t n, double lag_steps, double period_steps, size_t n_steps);

/* A step has passed. */
void beat_step(struct beat *beat);

#endif

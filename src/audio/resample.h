/* Sound of any number of channels from one rate to another, by libsamplerate's best sinc converter. */
#ifndef TERMVIZ_AUDIO_RESAMPLE_H
#define TERMVIZ_AUDIO_RESAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct resampler {
	void *converter;  /* owned */
	double ratio;     /* frames out per frame in */
	double n_pending; /* frames that are still to come of what has been given */
};

/* Allocates. resampler_fini() is right after a zeroed struct, too. One thread at a time. */
bool resampler_init(
	struct resampler *resampler, uint32_t n_channels, uint32_t from_hz, uint32_t to_hz, struct err *err);
void resampler_fini(struct resampler *resampler);

/* Forgets what has been given: for sound that jumps. */
void resampler_clear(struct resampler *resampler);

/* Converts interleaved frames. Takes up to `n_in` frames (how many: `*n_used`) and returns how many of at most `max_out`
 * it wrote. `ratio` is reached gliding in the course of the call. With `ends`, what is held back comes out, too: call
 * until it returns 0. Does not allocate. */
size_t resampler_process(struct resampler *resampler, double ratio, const float *in, size_t n_in, size_t *n_used,
	float *out, size_t max_out, bool ends);

#endif

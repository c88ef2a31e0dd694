/* Values between the samples of several channels: 2 or 4 in place of each, by a polyphase interpolator.
 *
 * For the true peak of ITU-R BS.1770-5, annex 2: four times under 192 kHz, twice under 384, none from there on, an
 * octave more than it wants.
 * The samples themselves are kept; what is between them is flat within 0.05 dB up to 0.42 of the rate and at most
 * 0.05 dB too much beyond. Sound is worked on in groups of frames, so that each value is computed by the same
 * instructions however the sound came in blocks.
 */
#ifndef TERMVIZ_DSP_OVERSAMPLE_H
#define TERMVIZ_DSP_OVERSAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	OVERSAMPLE_MAX_CHANNELS = 8,
	OVERSAMPLE_MAX_FACTOR = 4,
	OVERSAMPLE_GROUP = 16, /* frames; divides the snapshots of every rate */
	OVERSAMPLE_TAPS = 24,  /* samples that each value between two is made of */
	OVERSAMPLE_PAIRS = OVERSAMPLE_TAPS / 2,
	OVERSAMPLE_DELAY = OVERSAMPLE_PAIRS, /* frames that the output lags */
	OVERSAMPLE_HISTORY = OVERSAMPLE_TAPS - 1,
};

struct oversampler {
	uint32_t factor; /* 1, 2, 4 */
	uint32_t n_channels;
	uint32_t n_filled;  /* frames of the group that is being filled */
	uint32_t n_unknown; /* how many of the samples before it are from before the beginning */
	/* The filters, folded about their middle: half-way between two samples; and at a quarter and three, whose
	 * filters mirror each other, what these have in common and in what they differ. */
	float middle[OVERSAMPLE_PAIRS], even[OVERSAMPLE_PAIRS], odd[OVERSAMPLE_PAIRS];
	float gain; /* no value can be more than the largest sample times this */
	float samples[OVERSAMPLE_MAX_CHANNELS][OVERSAMPLE_HISTORY + OVERSAMPLE_GROUP];
};

/* A group of one channel. */
struct oversampled {
	/* [phase][frame]: phase 0 is the sample, phases 1 … factor - 1 are the values after it, in order. */
	float values[OVERSAMPLE_MAX_FACTOR][OVERSAMPLE_GROUP];
};

/* Allocates nothing. All others are real time safe. */
void oversampler_init(struct oversampler *oversampler, uint32_t rate_hz, uint32_t n_channels);

/* Begins anew, with silence before. */
void oversampler_clear(struct oversampler *oversampler);

/* Takes in interleaved frames, at least 1, up to the end of a group; begins the next if that is full. Returns how many
 * it took. */
size_t oversampler_fill(struct oversampler *oversampler, const float *frames, size_t n_frames);

/* Whether a group is complete: to be read before more is filled in. */
bool oversampler_is_full(const struct oversampler *oversampler);

/* Whether all that the group is made of was filled in: to a beginning in mid-sound the interpolator answers with an
 * overshoot that is not in the sound. */
bool oversampler_is_settled(const struct oversampler *oversampler);

/* What no value of the complete group, of one channel, exceeds in magnitude; much cheaper than the values. */
float oversampler_bound(const struct oversampler *oversampler, uint32_t channel);

/* The values of the complete group, of one channel. */
void oversampler_read(const struct oversampler *oversampler, uint32_t channel, struct oversampled *out);

#endif

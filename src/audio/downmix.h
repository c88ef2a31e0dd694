/* Any number of channels to stereo, by the standard coefficients. */
#ifndef TERMVIZ_AUDIO_DOWNMIX_H
#define TERMVIZ_AUDIO_DOWNMIX_H

#include <stddef.h>
#include <stdint.h>

#include "audio/format.h"

/* Coefficients for one channel count: out[L|R] = sum of left|right[c] * in[c]. */
struct downmix {
	uint32_t n_channels;
	float left[AUDIO_MAX_CHANNELS];
	float right[AUDIO_MAX_CHANNELS];
};

/* Mono goes to both sides at full level; 3 to 8 channels in the WAVE order by ITU-R BS.775 (centre and surrounds at
 * -3 dB, a back centre at -6 dB on both sides, no LFE), not rescaled: a level that exceeds full scale is kept, floats
 * can carry it. 4 channels are taken as quadraphonic. More than 8 (up to AUDIO_MAX_CHANNELS): even ones left, odd ones
 * right, averaged. */
void downmix_init(struct downmix *downmix, uint32_t n_channels);

/* Mixes interleaved frames into interleaved stereo; NaN, infinite and absurd samples (over 10^4, +80 dBFS) become 0, in
 * `in` as well, and are counted. Returns that count. Real time safe. */
uint32_t downmix_process(const struct downmix *downmix, float *in, size_t n_frames, float *stereo_out);

#endif

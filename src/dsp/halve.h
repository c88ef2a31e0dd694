/* Halving the rate: a half-band low-pass, so that a long window becomes a short one of the same duration.
 *
 * Flat within 0.0001 dB up to a quarter of the new rate; what would fold into that range is over 110 dB down.
 */
#ifndef TERMVIZ_DSP_HALVE_H
#define TERMVIZ_DSP_HALVE_H

#include <stddef.h>

enum {
	HALVE_TAPS = 31,
	HALVE_DELAY = HALVE_TAPS / 2, /* frames of the old rate: how far the output lags */
	HALVE_REACH = HALVE_TAPS - 2, /* how many samples before `in` are read */
	HALVE_PAIRS = (HALVE_TAPS + 1) / 4,
};

struct halver {
	float taps[HALVE_PAIRS]; /* at odd distances from the middle; the even ones are 0, the middle is 1/2 */
};

void halver_init(struct halver *halver);

/* Makes out[0 … n-1] of in[0 … 2n-1] and the HALVE_REACH samples before `in`. Real time safe. */
void halver_process(const struct halver *halver, const float *in, float *out, size_t n);

#endif

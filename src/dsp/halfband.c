#include "dsp/halfband.h"

#include <math.h>
#include <string.h>

/* Kaiser's estimate for a stop band 90 dB down: 0.1102 (90 - 8.7). */
#define KAISER_BETA 8.96

/* Modified Bessel function of the first kind, order 0, by its power series. */
static double bessel_i0(double x)
{
	double sum = 1, term = 1;
	for (int k = 1; k < 40; k++) {
		term *= x / (2 * k) * (x / (2 * k));
		sum += term;
	}
	return sum;
}

void halfband_init(struct halfband *halfband)
{
	double taps[HALFBAND_PAIRS], sum = 0;
	for (int i = 0; i < HALFBAND_PAIRS; i++) {
		double distance = 2 * i + 1, across = distance / (HALFBAND_DELAY + 1);
		double sinc = sin(M_PI * distance / 2) / (M_PI * distance);
		taps[i] = sinc * bessel_i0(KAISER_BETA * sqrt(1 - across * across)) / bessel_i0(KAISER_BETA);
		sum += 2 * taps[i];
	}
	for (int i = 0; i < HALFBAND_PAIRS; i++)
		halfband->pair[i] = (float)(taps[i] * 0.5 / sum); /* with the middle's 0.5, a gain of 1 at 0 Hz */
	halfband_clear(halfband);
}

void halfband_clear(struct halfband *halfband)
{
	memset(halfband->window, 0, sizeof halfband->window);
	halfband->at = 0;
	halfband->half = false;
}

size_t halfband_process(struct halfband *halfband, const float *in, size_t n, float *out)
{
	size_t n_out = 0;
	for (size_t i = 0; i < n; i++) {
		halfband->window[halfband->at] = halfband->window[halfband->at + HALFBAND_TAPS] = in[i];
		halfband->at = halfband->at + 1 < HALFBAND_TAPS ? halfband->at + 1 : 0;
		halfband->half = !halfband->half;
		if (halfband->half)
			continue;
		const float *middle = halfband->window + halfband->at + HALFBAND_DELAY;
		float sum = 0.5f * middle[0];
		for (ptrdiff_t k = 0; k < HALFBAND_PAIRS; k++)
			sum += halfband->pair[k] * (middle[2 * k + 1] + middle[-2 * k - 1]);
		out[n_out++] = sum;
	}
	return n_out;
}

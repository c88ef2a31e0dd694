#include "dsp/oversample.h"

#include <math.h>
#include <string.h>

#include "dsp/kaiser.h"
#include "dsp/vec4.h"

/* ITU-R BS.1770-5, annex 2: four times at 48 kHz, proportionately less at higher rates. Here an octave more: with twice
 * at 96 kHz a burst at a quarter of the rate, as in cases 21 and 23 of EBU Tech 3341, reads 0.46 dB low. */
enum { TWICE_HZ = 192000, ONCE_HZ = 384000 };

/* Kaiser's window is the compromise: a smaller beta reaches nearer to half the rate, a larger one errs less below. 5:
 * never more than 0.05 dB too much, -0.65 dB at 0.45 of the rate. */
#define BETA 5.0

/* What the rounding of some 40 operations in floats may add. */
#define FOR_ROUNDING (1 + 1e-5)

_Static_assert(OVERSAMPLE_GROUP % 4 == 0, "whole vectors");

/* --------------------------------------------------------------- set-up */

/* The filter for the value `after` of the way from one sample to the next, 1 at 0 Hz; taps[OVERSAMPLE_PAIRS - 1] is for
 * the first of the two. */
static void make_filter(double after, double *taps)
{
	double sum = 0;
	for (int k = 0; k < OVERSAMPLE_TAPS; k++) {
		double at = k - (OVERSAMPLE_PAIRS - 1) - after;
		taps[k] = sin(M_PI * at) / (M_PI * at) * kaiser(at / OVERSAMPLE_PAIRS, BETA);
		sum += taps[k];
	}
	for (int k = 0; k < OVERSAMPLE_TAPS; k++)
		taps[k] /= sum;
}

/* The most that a filter makes of samples no larger than 1. */
static double gain_of(const double *taps)
{
	double sum = 0;
	for (int k = 0; k < OVERSAMPLE_TAPS; k++)
		sum += fabs(taps[k]);
	return sum;
}

void oversampler_init(struct oversampler *oversampler, uint32_t rate_hz, uint32_t n_channels)
{
	double middle[OVERSAMPLE_TAPS], quarter[OVERSAMPLE_TAPS];
	make_filter(0.5, middle);
	make_filter(0.25, quarter);
	for (int k = 0; k < OVERSAMPLE_PAIRS; k++) {
		double a = quarter[k], b = quarter[OVERSAMPLE_TAPS - 1 - k];
		oversampler->middle[k] = (float)middle[k];
		oversampler->even[k] = (float)((a + b) / 2);
		oversampler->odd[k] = (float)((a - b) / 2);
	}
	oversampler->gain = (float)(fmax(gain_of(middle), gain_of(quarter)) * FOR_ROUNDING);
	oversampler->factor = rate_hz < TWICE_HZ ? 4 : rate_hz < ONCE_HZ ? 2 : 1;
	oversampler->n_channels = n_channels < OVERSAMPLE_MAX_CHANNELS ? n_channels : OVERSAMPLE_MAX_CHANNELS;
	oversampler_clear(oversampler);
}

void oversampler_clear(struct oversampler *oversampler)
{
	memset(oversampler->samples, 0, sizeof oversampler->samples);
	oversampler->n_filled = 0;
	oversampler->n_unknown = OVERSAMPLE_HISTORY;
}

/* --------------------------------------------------------------- in */

static void begin_group(struct oversampler *oversampler)
{
	for (uint32_t c = 0; c < oversampler->n_channels; c++) {
		float *samples = oversampler->samples[c];
		memmove(samples, samples + OVERSAMPLE_GROUP, OVERSAMPLE_HISTORY * sizeof *samples);
	}
	oversampler->n_filled = 0;
	oversampler->n_unknown
		= oversampler->n_unknown > OVERSAMPLE_GROUP ? oversampler->n_unknown - OVERSAMPLE_GROUP : 0;
}

size_t oversampler_fill(struct oversampler *oversampler, const float *frames, size_t n_frames)
{
	if (oversampler_is_full(oversampler))
		begin_group(oversampler);
	size_t n = OVERSAMPLE_GROUP - oversampler->n_filled, n_channels = oversampler->n_channels;
	n = n < n_frames ? n : n_frames;
	for (size_t c = 0; c < n_channels; c++) {
		float *to = oversampler->samples[c] + OVERSAMPLE_HISTORY + oversampler->n_filled;
		for (size_t i = 0; i < n; i++)
			to[i] = frames[i * n_channels + c];
	}
	oversampler->n_filled += (uint32_t)n;
	return n;
}

bool oversampler_is_full(const struct oversampler *oversampler)
{
	return oversampler->n_filled == OVERSAMPLE_GROUP;
}

bool oversampler_is_settled(const struct oversampler *oversampler)
{
	return oversampler->n_unknown == 0;
}

/* --------------------------------------------------------------- out */

float oversampler_bound(const struct oversampler *oversampler, uint32_t channel)
{
	enum { N = OVERSAMPLE_HISTORY + OVERSAMPLE_GROUP };
	const float *in = oversampler->samples[channel];
	vec4 largest = vec4_magnitude(vec4_load(in + N - 4)); /* overlaps with what follows */
	for (int i = 0; i + 4 <= N; i += 4)
		largest = vec4_larger(largest, vec4_magnitude(vec4_load(in + i)));
	return oversampler->gain * vec4_largest(largest);
}

/* Half-way from each of four samples in a row to the next. */
static vec4 interpolate_middle(const struct oversampler *oversampler, const float *in)
{
	vec4 sum = { 0 };
	for (int k = 0; k < OVERSAMPLE_PAIRS; k++)
		sum += oversampler->middle[k] * (vec4_load(in + k) + vec4_load(in + OVERSAMPLE_TAPS - 1 - k));
	return sum;
}

/* A quarter, a half and three quarters of the way. */
static void interpolate_quarters(const struct oversampler *oversampler, const float *in, vec4 *out)
{
	vec4 even = { 0 }, odd = { 0 }, middle = { 0 };
	for (int k = 0; k < OVERSAMPLE_PAIRS; k++) {
		vec4 a = vec4_load(in + k), b = vec4_load(in + OVERSAMPLE_TAPS - 1 - k), sum = a + b;
		even += oversampler->even[k] * sum;
		odd += oversampler->odd[k] * (a - b);
		middle += oversampler->middle[k] * sum;
	}
	out[0] = even + odd;
	out[1] = middle;
	out[2] = even - odd;
}

void oversampler_read(const struct oversampler *oversampler, uint32_t channel, struct oversampled *out)
{
	const float *in = oversampler->samples[channel];
	memcpy(out->values[0], in + OVERSAMPLE_PAIRS - 1, sizeof out->values[0]);
	for (int i = 0; oversampler->factor == 2 && i < OVERSAMPLE_GROUP; i += 4)
		vec4_store(out->values[1] + i, interpolate_middle(oversampler, in + i));
	for (int i = 0; oversampler->factor == 4 && i < OVERSAMPLE_GROUP; i += 4) {
		vec4 between[3];
		interpolate_quarters(oversampler, in + i, between);
		for (int p = 0; p < 3; p++)
			vec4_store(out->values[p + 1] + i, between[p]);
	}
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "dsp/fft.h"
#include "dsp/window.h"
#include "near.h"

enum { N = 4096 };

static void the_response_sums_to_one_at_any_offset(void **state)
{
	(void)state;
	for (double offset = 0; offset <= 0.5; offset += 0.05) {
		double sum = 0;
		for (int k = -2000; k <= 2000; k++)
			sum += window_hann_power(k - offset);
		assert_near(sum, 1, 1e-9);
	}
	assert_near(window_hann_power(0), 2.0 / 3, 1e-12);
	assert_near(window_hann_power(1), 1.0 / 6, 1e-12);
	assert_near(window_hann_power(3), 0, 1e-12);
	/* half a bin off, a Hann window shows 1.42 dB less (scalloping loss) */
	assert_near(10 * log10(window_hann_power(0.5) / window_hann_power(0)), -1.42, 0.01);
}

/* What the transform shows of a sine is what the closed form says, between bins as well. */
static void a_sine_shows_the_closed_form(void **state)
{
	(void)state;
	struct fft *fft = fft_new(N, NULL);
	float *samples = calloc(N, sizeof *samples), *power = calloc(N / 2 + 1, sizeof *power);
	for (double bin = 100; bin <= 101; bin += 0.25) {
		double total = 0;
		for (size_t i = 0; i < N; i++)
			samples[i] = (float)sin(2 * M_PI * bin * (double)i / N + 0.3);
		fft_power(fft, samples, power, N / 2 + 1);
		for (size_t k = 0; k <= N / 2; k++)
			total += (double)power[k];
		assert_near(total, 1, 1e-4);
		for (int k = 98; k <= 103; k++)
			assert_near((double)power[k], window_hann_power(k - bin), 1e-4);
	}
	free(samples);
	free(power);
	fft_free(fft);
}

/* Uniform noise from -1 to 1 has a mean square of 1/3, and so two thirds of a full-scale sine's power. */
static void noise_has_its_power(void **state)
{
	(void)state;
	struct fft *fft = fft_new(N, NULL);
	float *samples = calloc(N, sizeof *samples), *power = calloc(N / 2 + 1, sizeof *power);
	uint32_t seed = 1;
	double total = 0;
	for (int round = 0; round < 200; round++) {
		for (size_t i = 0; i < N; i++) {
			seed = seed * 1664525u + 1013904223u;
			samples[i] = (float)((double)seed / 2147483648.0 - 1);
		}
		fft_power(fft, samples, power, N / 2 + 1);
		for (size_t k = 0; k <= N / 2; k++)
			total += (double)power[k] / 200;
	}
	assert_near(10 * log10(total), 10 * log10(2.0 / 3), 0.05);
	free(samples);
	free(power);
	fft_free(fft);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_response_sums_to_one_at_any_offset),
		cmocka_unit_test(a_sine_shows_the_closed_form),
		cmocka_unit_test(noise_has_its_power),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

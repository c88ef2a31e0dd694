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
			sum += window_power(WINDOW_HANN, k - offset);
		assert_near(sum, 1, 1e-9);
	}
	assert_near(window_power(WINDOW_HANN, 0), 2.0 / 3, 1e-12);
	assert_near(window_power(WINDOW_HANN, 1), 1.0 / 6, 1e-12);
	assert_near(window_power(WINDOW_HANN, 3), 0, 1e-12);
	/* half a bin off, a Hann window shows 1.42 dB less (scalloping loss) */
	assert_near(10 * log10(window_power(WINDOW_HANN, 0.5) / window_power(WINDOW_HANN, 0)), -1.42, 0.01);
}

/* What the transform shows of a sine is what the closed form says, between bins as well. */
static void a_sine_shows_the_closed_form(void **state)
{
	(void)state;
	struct fft *fft = fft_new(N, WINDOW_HANN, NULL);
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
			assert_near((double)power[k], window_power(WINDOW_HANN, k - bin), 1e-4);
	}
	free(samples);
	free(power);
	fft_free(fft);
}

/* Coherent gain relative to the noise (-10 log10 of the bandwidth), scalloping loss and first zero are the windows'
 * published ones (Harris 1978; Heinzel 2002), and the transform shows what the closed form says. */
static void the_windows_are_those_of_the_literature(void **state)
{
	(void)state;
	static const struct {
		enum window_id window;
		double bandwidth, scallop_db;
		int zero;
	} rows[] = {
		{ WINDOW_HANN, 1.5, 1.42, 2 },
		{ WINDOW_HAMMING, 1.363, 1.75, 2 },
		{ WINDOW_BLACKMAN, 1.727, 1.10, 3 },
		{ WINDOW_BLACKMAN_HARRIS, 2.004, 0.826, 4 },
		{ WINDOW_FLAT_TOP, 3.811, 0.004, 5 },
	};
	float *samples = calloc(N, sizeof *samples), *power = calloc(N / 2 + 1, sizeof *power);
	float *re_im = calloc(N + 2, sizeof *re_im);
	for (size_t i = 0; i < N; i++)
		samples[i] = (float)sin(2 * M_PI * 200.3 * (double)i / N);
	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		enum window_id window = rows[r].window;
		struct fft *fft = fft_new(N, window, NULL);
		assert_near(window_noise_bandwidth(window), rows[r].bandwidth, 0.001);
		assert_near(window_power(window, 0), 1 / rows[r].bandwidth, 0.001);
		double scallop = window_power(window, 0.5) / window_power(window, 0);
		assert_near(-10 * log10(scallop), rows[r].scallop_db, 0.02);
		assert_near(window_power(window, rows[r].zero), 0, 1e-12);
		fft_power(fft, samples, power, N / 2 + 1);
		fft_spectrum(fft, samples, re_im, N / 2 + 1);
		for (int k = 195; k <= 206; k++) {
			double magnitude = hypot((double)re_im[2 * k], (double)re_im[2 * k + 1]);
			assert_near((double)power[k], window_power(window, k - 200.3), 1e-4);
			assert_near(magnitude * magnitude, (double)power[k], 1e-5);
		}
		fft_free(fft);
	}
	free(samples);
	free(power);
	free(re_im);
}

/* Uniform noise from -1 to 1 has a mean square of 1/3, and so two thirds of a full-scale sine's power. */
static void noise_has_its_power(void **state)
{
	(void)state;
	struct fft *fft = fft_new(N, WINDOW_HANN, NULL);
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

/* What is seven bins or more from a sine is 180 dB down by the window, and as far as floats go by the transform. */
static void the_7_term_window_keeps_a_sine_together(void **state)
{
	(void)state;
	float *samples = calloc(N, sizeof *samples), *power = calloc(N / 2 + 1, sizeof *power);
	struct fft *fft = fft_new(N, WINDOW_BLACKMAN_HARRIS_7, NULL);
	for (double bin = 100; bin <= 100.5; bin += 0.25) {
		double total = 0;
		for (size_t i = 0; i < N; i++)
			samples[i] = (float)sin(2 * M_PI * bin * (double)i / N + 0.3);
		fft_power(fft, samples, power, N / 2 + 1);
		for (size_t k = 0; k <= N / 2; k++) {
			total += (double)power[k];
			if (fabs((double)k - bin) >= WINDOW_BLACKMAN_HARRIS_7_LOBE)
				assert_true(power[k] < 1e-14f);
		}
		assert_near(total, 1, 1e-5);
	}
	free(samples);
	free(power);
	fft_free(fft);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_response_sums_to_one_at_any_offset),
		cmocka_unit_test(a_sine_shows_the_closed_form),
		cmocka_unit_test(the_windows_are_those_of_the_literature),
		cmocka_unit_test(noise_has_its_power),
		cmocka_unit_test(the_7_term_window_keeps_a_sine_together),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

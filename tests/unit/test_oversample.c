#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "dsp/oversample.h"
#include "meter.h"
#include "near.h"

enum { RATE = 48000, N = 50 * OVERSAMPLE_GROUP };

/* The values of the newest group of a sine. */
static void oversample_sine(uint32_t rate_hz, double cycles, struct oversampled *out)
{
	struct oversampler oversampler = { 0 };
	float samples[N] = { 0 };
	add_sine(samples, 1, N, 1, cycles, 0);
	oversampler_init(&oversampler, rate_hz, 1);
	for (size_t done = 0; done < N;)
		done += oversampler_fill(&oversampler, samples + done, N - done);
	assert_true(oversampler_is_full(&oversampler));
	assert_true(oversampler_is_settled(&oversampler));
	oversampler_read(&oversampler, 0, out);
}

static void assert_is_sine(uint32_t rate_hz, uint32_t factor, double cycles, double tolerance)
{
	struct oversampled out;
	oversample_sine(rate_hz, cycles, &out);
	for (uint32_t p = 0; p < factor; p++)
		for (int i = 0; i < OVERSAMPLE_GROUP; i++) {
			double at = N - OVERSAMPLE_GROUP + i - OVERSAMPLE_DELAY + (double)p / factor;
			assert_near((double)out.values[p][i], sin(2 * M_PI * cycles * at), tolerance);
		}
}

/* 0.05 dB is 0.6 %. */
static void it_draws_the_sine_through_the_samples(void **state)
{
	(void)state;
	for (double cycles = 0.001; cycles <= 0.42; cycles += 0.01) {
		assert_is_sine(8000, 4, cycles, 0.006);
		assert_is_sine(RATE, 4, cycles, 0.006);
		assert_is_sine(192000, 2, cycles, 0.006);
		assert_is_sine(384000, 1, cycles, 1e-6);
	}
}

/* The signs of the taps of one phase or another are the worst there is. */
static void no_value_exceeds_the_bound(void **state)
{
	(void)state;
	struct oversampler oversampler;
	struct oversampled out;
	uint32_t seed = 1;
	float most = 0;
	oversampler_init(&oversampler, RATE, 1);
	for (int round = 0; round < 20000; round++) {
		for (int i = 0; i < OVERSAMPLE_GROUP; i++) {
			seed = seed * 1664525u + 1013904223u;
			/* the taps' signs alternate on either side of the middle */
			float sign = (i + (i >= OVERSAMPLE_GROUP / 2)) % 2 ? 1 : -1;
			float sample = seed >> 30 ? sign : (float)(seed >> 8) / 16777216;
			oversampler_fill(&oversampler, &sample, 1);
		}
		float bound = oversampler_bound(&oversampler, 0);
		oversampler_read(&oversampler, 0, &out);
		for (int p = 0; p < 4; p++)
			for (int i = 0; i < OVERSAMPLE_GROUP; i++) {
				assert_true(fabsf(out.values[p][i]) <= bound);
				most = fmaxf(most, fabsf(out.values[p][i]) / bound);
			}
	}
	assert_true(most > 0.7f); /* and it is not far from what there is */
}

static void it_never_exaggerates_a_sine(void **state)
{
	(void)state;
	struct oversampled out;
	for (double cycles = 0.001; cycles < 0.5; cycles += 0.001) {
		oversample_sine(RATE, cycles, &out);
		for (int p = 0; p < 4; p++)
			for (int i = 0; i < OVERSAMPLE_GROUP; i++)
				assert_true(fabsf(out.values[p][i]) < 1.006f);
	}
}

static void it_knows_how_much_it_has_heard(void **state)
{
	(void)state;
	struct oversampler oversampler = { 0 };
	float ones[2 * 200];
	size_t n_heard = 0;
	for (int i = 0; i < 2 * 200; i++)
		ones[i] = 1;
	oversampler_init(&oversampler, RATE, 2);
	for (int round = 0; round < 2; round++, oversampler_clear(&oversampler), n_heard = 0) {
		while (n_heard < 200) {
			n_heard += oversampler_fill(&oversampler, ones, 3);
			assert_true(!oversampler_is_settled(&oversampler) || n_heard > OVERSAMPLE_TAPS);
			struct oversampled out;
			oversampler_read(&oversampler, 1, &out);
			if (oversampler_is_full(&oversampler) && oversampler_is_settled(&oversampler))
				assert_near((double)out.values[3][OVERSAMPLE_GROUP - 1], 1, 1e-6);
		}
		assert_true(oversampler_is_settled(&oversampler));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_draws_the_sine_through_the_samples),
		cmocka_unit_test(no_value_exceeds_the_bound),
		cmocka_unit_test(it_never_exaggerates_a_sine),
		cmocka_unit_test(it_knows_how_much_it_has_heard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "dsp/halve.h"
#include "near.h"

enum { N = 2000 };

/* What comes out of a sine of `f` (1 is the old rate), and what sine, lagging by the filter's delay, it should be. */
static void halve_sine(double f, float *out)
{
	struct halver halver;
	float in[HALVE_REACH + 2 * N];
	for (int i = 0; i < HALVE_REACH + 2 * N; i++)
		in[i] = (float)sin(2 * M_PI * f * (i - HALVE_REACH));
	halver_init(&halver);
	halver_process(&halver, in + HALVE_REACH, out, N);
}

static void what_is_kept_is_as_it_was_but_later(void **state)
{
	(void)state;
	static const double frequencies[] = { 0.001, 0.01, 0.05, 0.1, 0.12, 0.125 };
	float out[N];
	for (size_t i = 0; i < sizeof frequencies / sizeof frequencies[0]; i++) {
		halve_sine(frequencies[i], out);
		for (int j = 0; j < N; j++)
			assert_near((double)out[j], sin(2 * M_PI * frequencies[i] * (2 * j + 1 - HALVE_DELAY)), 1e-5);
	}
}

/* 110 dB down, of what would fold into the lower half of the new band. */
static void what_would_fold_is_gone(void **state)
{
	(void)state;
	float out[N];
	for (double f = 0.375; f <= 0.5; f += 0.005) {
		halve_sine(f, out);
		for (int j = 0; j < N; j++)
			assert_near((double)out[j], 0, 3.2e-6);
	}
}

static void dc_stays(void **state)
{
	(void)state;
	struct halver halver;
	float in[HALVE_REACH + 2], out = 0;
	for (int i = 0; i < HALVE_REACH + 2; i++)
		in[i] = 1;
	halver_init(&halver);
	halver_process(&halver, in + HALVE_REACH, &out, 1);
	assert_near((double)out, 1, 1e-6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_kept_is_as_it_was_but_later),
		cmocka_unit_test(what_would_fold_is_gone),
		cmocka_unit_test(dc_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

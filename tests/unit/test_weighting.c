#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "dsp/weighting.h"
#include "near.h"

/* IEC 61672-1, table 3 (rounded to 0.1 dB there); ITU-R BS.468-4, table 1. */
static void curves_are_those_of_the_standards(void **state)
{
	(void)state;
	static const struct {
		enum weighting_id weighting;
		double hz, db;
	} cases[] = {
		{ WEIGHTING_ID_Z, 31.5, 0 },
		{ WEIGHTING_ID_Z, 16000, 0 },
		{ WEIGHTING_ID_A, 10, -70.4 },
		{ WEIGHTING_ID_A, 31.5, -39.4 },
		{ WEIGHTING_ID_A, 100, -19.1 },
		{ WEIGHTING_ID_A, 500, -3.2 },
		{ WEIGHTING_ID_A, 1000, 0 },
		{ WEIGHTING_ID_A, 2000, 1.2 },
		{ WEIGHTING_ID_A, 4000, 1.0 },
		{ WEIGHTING_ID_A, 8000, -1.1 },
		{ WEIGHTING_ID_A, 16000, -6.6 },
		{ WEIGHTING_ID_A, 20000, -9.3 },
		{ WEIGHTING_ID_C, 31.5, -3.0 },
		{ WEIGHTING_ID_C, 63, -0.8 },
		{ WEIGHTING_ID_C, 1000, 0 },
		{ WEIGHTING_ID_C, 8000, -3.0 },
		{ WEIGHTING_ID_C, 16000, -8.5 },
		{ WEIGHTING_ID_468, 31.5, -29.9 },
		{ WEIGHTING_ID_468, 100, -19.8 },
		{ WEIGHTING_ID_468, 400, -7.8 },
		{ WEIGHTING_ID_468, 1000, 0 },
		{ WEIGHTING_ID_468, 2000, 5.6 },
		{ WEIGHTING_ID_468, 6300, 12.2 },
		{ WEIGHTING_ID_468, 10000, 8.1 },
		{ WEIGHTING_ID_468, 12500, 0 },
		{ WEIGHTING_ID_468, 16000, -11.7 },
		{ WEIGHTING_ID_468, 20000, -22.2 },
	};
	/* Nominal frequencies are rounded, too: 31.5 Hz stands for 31.62, 6.3 kHz for 6310, 12.5 for 12589. */
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_near(weighting_db(cases[i].weighting, cases[i].hz), cases[i].db, 0.15);
}

static void any_frequency_has_a_finite_weight(void **state)
{
	(void)state;
	static const double frequencies[] = { -1, 0, 1e-9, 1, 1e5, 1e9 };
	for (int w = 0; w < N_WEIGHTINGS; w++)
		for (size_t i = 0; i < sizeof frequencies / sizeof frequencies[0]; i++)
			assert_true(isfinite(weighting_db((enum weighting_id)w, frequencies[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(curves_are_those_of_the_standards),
		cmocka_unit_test(any_frequency_has_a_finite_weight),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "dsp/halfband.h"
#include "near.h"

enum { N = 4096 };

/* The level a sine leaves with, after the filter has settled, in dB. `hz` in units of the input rate. */
static double response_db(double hz)
{
	static float in[N], out[N];
	struct halfband halfband;
	double power = 0;
	halfband_init(&halfband);
	for (size_t i = 0; i < N; i++)
		in[i] = (float)sin(2 * M_PI * hz * (double)i + 0.7);
	size_t n = halfband_process(&halfband, in, N, out);
	assert_int_equal(n, N / 2);
	for (size_t i = 48; i < n; i++)
		power += (double)out[i] * (double)out[i];
	return 10 * log10(2 * power / (double)(n - 48) + 1e-30);
}

static void passes_below_an_eighth(void **state)
{
	(void)state;
	for (double hz = 0.005; hz <= 0.125; hz += 0.01)
		assert_near(response_db(hz), 0, 0.02); /* 0.02: the sine is cut at any phase */
}

static void stops_what_would_fold_onto_it(void **state)
{
	(void)state;
	for (double hz = 0.375; hz < 0.5; hz += 0.01)
		assert_true(response_db(hz) < -80);
}

static void pieces_do_not_matter(void **state)
{
	(void)state;
	static float in[N], whole[N], pieces[N];
	struct halfband a, b;
	uint32_t seed = 5;
	for (size_t i = 0; i < N; i++)
		in[i] = (float)(seed = seed * 1664525u + 1013904223u) / 4e9f;
	halfband_init(&a);
	halfband_init(&b);
	size_t n = halfband_process(&a, in, N, whole), got = 0;
	for (size_t at = 0, step = 1; at < N; at += step, step = step % 17 + 1)
		got += halfband_process(&b, in + at, step < N - at ? step : N - at, pieces + got);
	assert_int_equal(got, n);
	assert_memory_equal(pieces, whole, n * sizeof *whole);
	halfband_clear(&a);
	memset(in, 0, sizeof in);
	n = halfband_process(&a, in, N, in);
	for (size_t i = 0; i < n; i++)
		assert_true(in[i] == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_below_an_eighth),
		cmocka_unit_test(stops_what_would_fold_onto_it),
		cmocka_unit_test(pieces_do_not_matter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "audio/drift.h"

/* A source that delivers bursts of 10 ms at its own clock and a device that takes 256 frames at its own, for an hour of
 * simulated time, through a buffer that starts at its target. */
enum { RATE = 48000, BURST = 480, PERIOD = 256, SECONDS = 3600 };
#define TARGET_S 0.1

struct outcome {
	double least_s, most_s;   /* fill, over the hour */
	double last_s;            /* smoothed, at its end */
	double fastest_per_s;     /* change of the ratio in a second */
	double furthest, settled; /* of the ratio from 1: over all, and at the end */
};

static struct outcome simulate(double ppm)
{
	struct outcome outcome = { .least_s = 1, .most_s = 0 };
	struct drift drift;
	double fill = TARGET_S * RATE, factor = 1, taken = 0, factor_a_second_ago = 1;
	drift_init(&drift, TARGET_S);
	double bursts_per_s = RATE * (1 + ppm * 1e-6) / BURST;
	for (long i = 1; i <= (long)(SECONDS * bursts_per_s); i++) {
		double now_s = (double)i / bursts_per_s;
		for (; taken + PERIOD <= now_s * RATE; taken += PERIOD)
			fill -= PERIOD;
		outcome.least_s = fmin(outcome.least_s, fill / RATE);
		fill += BURST * factor;
		outcome.most_s = fmax(outcome.most_s, fill / RATE);
		factor = drift_steer(&drift, fill / RATE, 1 / bursts_per_s);
		outcome.furthest = fmax(outcome.furthest, fabs(factor - 1));
		if (i % 100 == 0) {
			outcome.fastest_per_s = fmax(outcome.fastest_per_s, fabs(factor - factor_a_second_ago));
			factor_a_second_ago = factor;
		}
	}
	outcome.last_s = drift.smoothed_s;
	outcome.settled = factor - 1;
	return outcome;
}

static void test_two_clocks_stay_in_step_for_an_hour(void **state)
{
	(void)state;
	const double ppms[] = { -200, -37, 0, 37, 200 };
	for (size_t i = 0; i < sizeof ppms / sizeof ppms[0]; i++) {
		struct outcome outcome = simulate(ppms[i]);
		assert_true(outcome.least_s > TARGET_S - 0.03); /* never near empty */
		assert_true(outcome.most_s < TARGET_S + 0.03);  /* no growing delay */
		assert_true(fabs(outcome.last_s - TARGET_S) < 0.001);
		assert_true(fabs(outcome.settled + ppms[i] * 1e-6) < 30e-6); /* it has found the clocks' difference */
		/* A cent is 578 ppm; a change of pitch under 3 to 5 cents is not heard (Zwicker & Fastl). */
		assert_true(outcome.furthest < 578e-6);
		assert_true(outcome.fastest_per_s < 578e-6 / 4);
	}
}

static void test_the_correction_is_bounded(void **state)
{
	(void)state;
	struct drift drift;
	drift_init(&drift, TARGET_S);
	for (int i = 0; i < 10000; i++)
		assert_true(fabs(drift_steer(&drift, 5, 0.01) - 1) < DRIFT_MAX + 1e-9);
	/* The integral is bounded with it: it comes back when the buffer does. */
	double factor = 0;
	for (int i = 0; i < 30000; i++)
		factor = drift_steer(&drift, 0, 0.01);
	assert_true(factor > 1);
}

static void test_a_refill_keeps_what_is_known(void **state)
{
	(void)state;
	struct drift drift;
	drift_init(&drift, TARGET_S);
	for (int i = 0; i < 1000; i++)
		drift_steer(&drift, TARGET_S + 0.05, 0.01);
	double known = drift.integral;
	drift_refill(&drift, 0.2);
	assert_true(fabs(1 - drift_steer(&drift, 0.2, 1e-9) - known) < 1e-9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_clocks_stay_in_step_for_an_hour),
		cmocka_unit_test(test_the_correction_is_bounded),
		cmocka_unit_test(test_a_refill_keeps_what_is_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

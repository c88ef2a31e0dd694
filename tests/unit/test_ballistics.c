#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "dsp/ballistics.h"
#include "near.h"

static double db(float power)
{
	return 10 * log10((double)power);
}

static void rises_at_once_and_falls_by_the_clock(void **state)
{
	(void)state;
	static const float steps_s[] = { 0.001f, 0.005f, 0.02f, 0.1f };
	for (size_t s = 0; s < 4; s++) {
		struct ballistics b;
		float loud = 1, nothing = 0;
		assert_true(ballistics_init(&b, 1, &(struct ballistics_motion){ .release_db_per_s = 50 }, 1, NULL));
		ballistics_advance(&b, &loud, steps_s[s]);
		assert_near(db(b.level[0]), 0, 1e-6);
		for (int i = 0; i < (int)lround(1.0 / (double)steps_s[s]); i++)
			ballistics_advance(&b, &nothing, steps_s[s]);
		assert_near(db(b.level[0]), -50, 0.05); /* 50 dB/s for a second, however it was cut */
		ballistics_fini(&b);
	}
}

static void a_mark_is_held_then_falls(void **state)
{
	(void)state;
	static const float steps_s[] = { 0.001f, 0.03f, 0.7f };
	for (size_t s = 0; s < 3; s++) {
		struct ballistics b;
		float loud = 1, nothing = 0;
		assert_true(ballistics_init(&b, 1, &(struct ballistics_motion){ .release_db_per_s = 1000 }, 1, NULL));
		ballistics_advance(&b, &loud, 0.001f);
		int n = (int)lround(2.1 / (double)steps_s[s]);
		for (int i = 0; i < n; i++) {
			ballistics_advance(&b, &nothing, steps_s[s]);
			if ((double)steps_s[s] * (i + 1) < 0.99)
				assert_near(db(b.peak[0]), 0, 1e-6);
		}
		assert_near(db(b.peak[0]), -20 * ((double)steps_s[s] * n - 1), 0.05);
		ballistics_fini(&b);
	}
}

static void silence_ends_at_nothing(void **state)
{
	(void)state;
	struct ballistics b;
	float loud = 1, nothing = 0;
	assert_true(ballistics_init(&b, 1, &(struct ballistics_motion){ .release_db_per_s = 50 }, 1, NULL));
	ballistics_advance(&b, &loud, 0.01f);
	for (int i = 0; i < 10000; i++)
		ballistics_advance(&b, &nothing, 0.01f);
	assert_true(b.level[0] == 0);
	assert_true(b.peak[0] == 0);
	ballistics_fini(&b);
}

/* What a burst of full level reads at its end, from silence: fed in steps of 0.1 ms, as a continuous meter would be. */
static double burst_db(enum ballistics_mode mode, double burst_ms)
{
	struct ballistics b;
	float loud = 1;
	assert_true(ballistics_init(&b, 1, &ballistics_rows[mode].motion, 1, NULL));
	for (int i = 0; i < (int)lround(burst_ms * 10); i++)
		ballistics_advance(&b, &loud, 0.0001f);
	double reading = db(b.level[0]);
	ballistics_fini(&b);
	return reading;
}

/* Seconds until a steady full level has fallen by so much. */
static double fall_s(enum ballistics_mode mode, double fall_db, float step_s)
{
	struct ballistics b;
	float loud = 1, nothing = 0;
	int n = 0;
	assert_true(ballistics_init(&b, 1, &ballistics_rows[mode].motion, 1, NULL));
	for (int i = 0; i < 1000; i++)
		ballistics_advance(&b, &loud, 0.01f);
	for (; db(b.level[0]) > -fall_db; n++)
		ballistics_advance(&b, &nothing, step_s);
	ballistics_fini(&b);
	return n * (double)step_s;
}

/* IEC 60268-10, tables 1 and 2; the shortest of type II are for meters that run on samples. IEC 61672-1: F reaches
 * -1 dB in 200 ms (its 4 kHz tone burst response, table 4, ±0.5 dB), -4.8 dB in 50 and -8.3 dB in 20. IEC 60268-17: VU
 * reads 99 % after 300 ms. */
static void bursts_read_what_the_standards_say(void **state)
{
	(void)state;
	static const struct {
		enum ballistics_mode mode;
		double burst_ms, db, tolerance_db;
	} cases[] = {
		{ BALLISTICS_PEAK, 0.1, 0, 0.001 },
		{ BALLISTICS_PPM1, 10, -1, 0.5 },
		{ BALLISTICS_PPM1, 5, -2, 1 },
		{ BALLISTICS_PPM1, 3, -4, 1 },
		{ BALLISTICS_PPM1, 0.4, -15, 4 },
		{ BALLISTICS_PPM2, 100, 0, 0.5 },
		{ BALLISTICS_PPM2, 10, -2.5, 0.5 },
		{ BALLISTICS_PPM2, 5, -4, 0.75 },
		{ BALLISTICS_PPM2, 1.5, -9, 1 },
		{ BALLISTICS_AVERAGE, 200, -1, 0.1 },
		{ BALLISTICS_AVERAGE, 50, -4.8, 0.1 },
		{ BALLISTICS_AVERAGE, 20, -8.3, 0.1 },
		{ BALLISTICS_VU, 300, -0.0873, 0.01 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_near(burst_db(cases[i].mode, cases[i].burst_ms), cases[i].db, cases[i].tolerance_db);
}

/* The same: 20 dB in 1.7 s, 24 dB in 2.8 s; F falls by 34.7 dB/s (10 log10(e) / 0.125 s). Gravity: ½ · 200 dB/s² · t². */
static void falls_as_fast_as_the_standards_say(void **state)
{
	(void)state;
	static const struct {
		enum ballistics_mode mode;
		double fall_db, seconds;
	} cases[] = {
		{ BALLISTICS_PEAK, 20, 1 },
		{ BALLISTICS_PPM1, 20, 1.7 },
		{ BALLISTICS_PPM2, 24, 2.8 },
		{ BALLISTICS_AVERAGE, 34.74, 1 },
		{ BALLISTICS_GRAVITY, 25, 0.5 },
		{ BALLISTICS_GRAVITY, 64, 0.8 },
	};
	static const float steps_s[] = { 0.001f, 0.0053f };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		for (size_t s = 0; s < 2; s++)
			assert_near(fall_s(cases[i].mode, cases[i].fall_db, steps_s[s]), cases[i].seconds, 0.01);
}

/* Averages are of power: half the time at full level is -3 dB. */
static void averages_power(void **state)
{
	(void)state;
	struct ballistics b;
	const struct ballistics_motion slow = { .attack_s = 10 };
	static const float powers[] = { 0, 1 };
	assert_true(ballistics_init(&b, 1, &slow, 1, NULL));
	for (int i = 0; i < 100000; i++)
		ballistics_advance(&b, &powers[i % 2], 0.001f);
	assert_near(db(b.level[0]), -3.01, 0.01);
	ballistics_fini(&b);
}

/* A fall that began goes on at its speed when snapshots get another length. */
static void another_rate_does_not_disturb_a_fall(void **state)
{
	(void)state;
	struct ballistics b;
	float loud = 1, nothing = 0;
	assert_true(ballistics_init(&b, 1, &ballistics_rows[BALLISTICS_GRAVITY].motion, 1, NULL));
	ballistics_advance(&b, &loud, 0.01f);
	for (int i = 0; i < 20; i++)
		ballistics_advance(&b, &nothing, 0.01f);
	for (int i = 0; i < 50; i++)
		ballistics_advance(&b, &nothing, 0.004f);
	assert_near(db(b.level[0]), -100 * 0.4 * 0.4, 0.01);
	ballistics_fini(&b);
}

static void the_maximum_is_kept_while_asked_for(void **state)
{
	(void)state;
	struct ballistics b;
	static const float powers[] = { 1, 0.1f, 0.5f, 0.2f };
	assert_true(ballistics_init(&b, 1, &(struct ballistics_motion){ .release_db_per_s = 1000 }, 0, NULL));
	ballistics_advance(&b, &powers[0], 0.1f);
	assert_true(b.maximum[0] == 0);
	ballistics_advance(&b, &powers[1], 0.1f);
	ballistics_keep_maximum(&b, true);
	assert_near((double)b.maximum[0], 0.1, 1e-6);
	for (int i = 0; i < 200; i++)
		ballistics_advance(&b, &powers[i < 2 ? 2 + i : 3], 0.1f);
	assert_near((double)b.maximum[0], 0.5, 1e-6);
	ballistics_keep_maximum(&b, false);
	assert_true(b.maximum[0] == 0);
	ballistics_fini(&b);
}

/* To fewer readings and to more: the largest of what was there. */
static void readings_are_taken_over(void **state)
{
	(void)state;
	struct ballistics from, fewer, more;
	const struct ballistics_motion motion = { .release_db_per_s = 10 };
	static const float powers[] = { 0.1f, 0.4f, 0.3f, 0.2f };
	assert_true(ballistics_init(&from, 4, &motion, 1, NULL) && ballistics_init(&fewer, 2, &motion, 1, NULL)
		&& ballistics_init(&more, 8, &motion, 1, NULL));
	ballistics_keep_maximum(&from, true);
	ballistics_advance(&from, powers, 0.01f);
	ballistics_take_over(&fewer, &from);
	ballistics_take_over(&more, &from);
	for (size_t i = 0; i < 2; i++) {
		float largest = fmaxf(powers[2 * i], powers[2 * i + 1]);
		assert_true(fewer.level[i] == largest && fewer.peak[i] == largest && fewer.maximum[i] == largest);
	}
	for (size_t i = 0; i < 8; i++)
		assert_true(more.level[i] == powers[i / 2]);
	ballistics_fini(&from);
	ballistics_fini(&fewer);
	ballistics_fini(&more);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rises_at_once_and_falls_by_the_clock),
		cmocka_unit_test(a_mark_is_held_then_falls),
		cmocka_unit_test(silence_ends_at_nothing),
		cmocka_unit_test(bursts_read_what_the_standards_say),
		cmocka_unit_test(falls_as_fast_as_the_standards_say),
		cmocka_unit_test(averages_power),
		cmocka_unit_test(another_rate_does_not_disturb_a_fall),
		cmocka_unit_test(the_maximum_is_kept_while_asked_for),
		cmocka_unit_test(readings_are_taken_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

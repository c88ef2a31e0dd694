#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "dsp/auto_gain.h"
#include "near.h"

#define STEP_S 0.005f

static float power_of(double db)
{
	return (float)pow(10, db / 10);
}

/* Levels that spread as those of pink noise's loudest band do, some 6 dB, around a mean. */
static double noisy_db(double mean_db, uint32_t *random)
{
	*random = *random * 1664525 + 1013904223;
	return mean_db + 6.0 * ((*random >> 8) / 16777216.0 - 0.5);
}

static void hear_noise(struct auto_gain *gain, double mean_db, double seconds, float step_s)
{
	uint32_t random = 1;
	for (int i = 0; i < (int)lround(seconds / (double)step_s); i++)
		auto_gain_advance(gain, power_of(noisy_db(mean_db, &random)), step_s);
}

/* The loudest of noise around -26 dB is near -23.3: what is missing to -6 is 17.3. Then nothing moves any more. */
static void settles_within_its_dead_band(void **state)
{
	(void)state;
	static const struct {
		double mean_db, gain_db;
	} cases[] = { { -26, 17 }, { -9, 0 }, { -11.5, 0 }, { 6, -15 } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct auto_gain gain;
		auto_gain_init(&gain, -6);
		hear_noise(&gain, cases[i].mean_db, 40, STEP_S);
		assert_near((double)gain.gain_db, cases[i].gain_db, 3);
		float settled = gain.gain_db;
		hear_noise(&gain, cases[i].mean_db, 60, STEP_S);
		assert_true(gain.gain_db == settled);
	}
}

/* 1 dB/s up, 6 dB/s down, at most 30 dB. */
static void moves_at_its_speed(void **state)
{
	(void)state;
	struct auto_gain gain;
	auto_gain_init(&gain, -6);
	for (int i = 0; i < 2200; i++) /* it has listened for a second before it sets out */
		auto_gain_advance(&gain, power_of(-55), STEP_S);
	assert_near((double)gain.gain_db, 10, 0.05);
	for (int i = 0; i < 10000; i++)
		auto_gain_advance(&gain, power_of(-55), STEP_S);
	assert_near((double)gain.gain_db, 30, 1e-4);
	for (int i = 0; i < 120; i++) /* 0.6 s: a twentieth of ten seconds has become loud */
		auto_gain_advance(&gain, 1, STEP_S);
	float before = gain.gain_db;
	for (int i = 0; i < 200; i++)
		auto_gain_advance(&gain, 1, STEP_S);
	assert_near((double)(before - gain.gain_db), 6, 0.1);
}

static void rests_in_silence(void **state)
{
	(void)state;
	struct auto_gain gain;
	auto_gain_init(&gain, -6);
	hear_noise(&gain, -80, 100, STEP_S);
	assert_true(gain.gain_db == 0);
	hear_noise(&gain, -30, 5, STEP_S); /* on its way up */
	struct auto_gain before = gain;
	assert_true(before.gain_db > 1);
	hear_noise(&gain, -64, 100, STEP_S);
	for (int i = 0; i < 10000; i++)
		auto_gain_advance(&gain, i % 2 ? 0 : NAN, STEP_S);
	assert_memory_equal(&gain, &before, sizeof gain);
}

/* However the time is cut. */
static void goes_by_the_sound_s_time(void **state)
{
	(void)state;
	static const float steps_s[] = { 0.001f, 0.004f, 0.02f };
	for (size_t i = 0; i < 3; i++) {
		struct auto_gain gain;
		auto_gain_init(&gain, -6);
		for (int n = 0; n < (int)lround(9 / (double)steps_s[i]); n++)
			auto_gain_advance(&gain, power_of(-30), steps_s[i]);
		assert_near((double)gain.gain_db, 8, 0.1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settles_within_its_dead_band),
		cmocka_unit_test(moves_at_its_speed),
		cmocka_unit_test(rests_in_silence),
		cmocka_unit_test(goes_by_the_sound_s_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "dsp/tone.h"
#include "near.h"

enum { RATE = 48000, N = 1 << 16 };

static float sound[N];

static double amplitude(double db)
{
	return pow(10, db / 20);
}

static void fill_silence(void)
{
	for (size_t i = 0; i < N; i++)
		sound[i] = 0;
}

static void add_sine(double rate_hz, double hz, double db)
{
	for (size_t i = 0; i < N; i++)
		sound[i] = (float)((double)sound[i] + amplitude(db) * sin(2 * M_PI * hz / rate_hz * (double)i + 0.7));
}

/* Uniform, of that mean square (0 dB: 1/2, as that of a full-scale sine). */
static void add_noise(double db)
{
	uint32_t seed = 1;
	for (size_t i = 0; i < N; i++) {
		seed = seed * 1664525u + 1013904223u;
		double x = (double)seed / 2147483648.0 - 1; /* mean square 1/3 */
		sound[i] += (float)(amplitude(db) * sqrt(1.5) * x);
	}
}

static void quantise(double step)
{
	for (size_t i = 0; i < N; i++)
		sound[i] = (float)(round((double)sound[i] / step) * step);
}

static struct tone measured_at(uint32_t rate_hz)
{
	struct tone tone;
	assert_true(tone_measure(sound, N, rate_hz, &tone, NULL));
	assert_true(isfinite(tone.frequency_hz) && isfinite(tone.level_db) && isfinite(tone.thd_db));
	assert_true(isfinite(tone.snr_db));
	return tone;
}

static void a_sine_has_its_frequency_and_level(void **state)
{
	(void)state;
	static const double hz[] = { 20.6, 55, 440, 997, 1000, 6543.21, 15000, 19000 };
	static const uint32_t rates[] = { 44100, 48000 };
	for (size_t i = 0; i < sizeof hz / sizeof hz[0]; i++) {
		fill_silence();
		add_sine(rates[i % 2], hz[i], -20);
		struct tone tone = measured_at(rates[i % 2]);
		assert_true(tone.is_tone);
		assert_near(tone.frequency_hz, hz[i], 0.001);
		assert_near(tone.level_db, -20, 0.001);
		assert_true(tone.thd_db < -120);
		assert_true(tone.snr_db > 120);
		assert_int_equal(tone.n_harmonics, fmin(9, floor(20000 / hz[i]) - 1));
	}
}

static void harmonics_are_distortion(void **state)
{
	(void)state;
	fill_silence();
	add_sine(RATE, 997, -1);
	add_sine(RATE, 2 * 997, -61);
	add_sine(RATE, 3 * 997, -71);
	add_sine(RATE, 11 * 997, -81); /* the 11th counts as noise */
	struct tone tone = measured_at(RATE);
	assert_true(tone.is_tone);
	assert_near(tone.thd_db, -60 + 10 * log10(1.1), 0.01);
	assert_near(tone.snr_db, 80, 0.1);
}

/* A square wave of 48 samples has a discrete Fourier series: its odd harmonics k are as 1/sin(πk/48), and alone. */
static void a_square_wave_is_a_distorted_sine(void **state)
{
	(void)state;
	double first = sin(M_PI / 48), thd = 0, rest = 0;
	for (int k = 3; k < 20; k += 2)
		*(k < 10 ? &thd : &rest) += pow(first / sin(M_PI * k / 48), 2);
	for (size_t i = 0; i < N; i++)
		sound[i] = i % 48 < 24 ? 0.25f : -0.25f;
	struct tone tone = measured_at(RATE);
	assert_true(tone.is_tone);
	assert_near(tone.frequency_hz, 1000, 0.001);
	assert_near(tone.level_db, 20 * log10(0.25 * 4 / 48 / first), 0.001);
	assert_near(tone.thd_db, 10 * log10(thd), 0.01);
	assert_near(tone.snr_db, -10 * log10(rest), 0.2);
}

/* White noise: what of it lies below 20 kHz. */
static void noise_is_counted_to_20_khz(void **state)
{
	(void)state;
	fill_silence();
	add_sine(RATE, 997, -6);
	add_noise(-66);
	struct tone tone = measured_at(RATE);
	assert_true(tone.is_tone);
	assert_near(tone.snr_db, 60 + 10 * log10(24.0 / 20), 0.15);
	fill_silence();
	add_sine(96000, 997, -6);
	add_noise(-26);
	tone = measured_at(96000);
	assert_true(tone.is_tone);
	assert_near(tone.snr_db, 20 + 10 * log10(48.0 / 20), 0.15);
}

/* Rounding to steps of q makes noise of mean square q²/12. */
static void the_noise_of_24_bits_is_measured(void **state)
{
	(void)state;
	static const double levels_db[] = { -1, -20, -60 };
	const double step = 1.0 / (1 << 23);
	for (size_t i = 0; i < 3; i++) {
		fill_silence();
		add_sine(RATE, 997, levels_db[i]);
		quantise(step);
		struct tone tone = measured_at(RATE);
		assert_true(tone.is_tone);
		assert_near(tone.level_db, levels_db[i], 0.001);
		assert_near(tone.snr_db, levels_db[i] - 10 * log10(step * step / 6) + 10 * log10(24.0 / 20), 0.5);
		assert_true(tone.thd_db < -100);
	}
}

static void dc_and_scale_do_not_matter(void **state)
{
	(void)state;
	static const float scales[] = { 1e-5f, 1, 1e38f };
	for (size_t i = 0; i < 3; i++) {
		fill_silence();
		add_sine(RATE, 997, -20);
		for (size_t k = 0; k < N; k++)
			sound[k] = (sound[k] + 0.3f) * scales[i];
		struct tone tone = measured_at(RATE);
		assert_true(tone.is_tone);
		assert_near(tone.frequency_hz, 997, 0.001);
		assert_near(tone.level_db, -20 + 20 * log10((double)scales[i]), 0.001);
		assert_true(tone.thd_db < -120);
	}
}

static void fill_sweep(void)
{
	double phase = 0;
	for (size_t i = 0; i < N; i++) {
		phase += 2 * M_PI * 20 * pow(1000, (double)i / N) / RATE;
		sound[i] = (float)sin(phase);
	}
}

static void fill_clicks(void)
{
	for (size_t i = 0; i < N; i++)
		sound[i] = i % 24000 == 100 ? 1 : 0;
}

static void fill_dc(void)
{
	for (size_t i = 0; i < N; i++)
		sound[i] = 0.9f;
}

static void fill_noise(void)
{
	fill_silence();
	add_noise(-10);
}

static void fill_pair(void)
{
	fill_silence();
	add_sine(RATE, 19000, -6.02);
	add_sine(RATE, 20000, -6.02);
}

static void fill_uneven_pair(void) /* SMPTE: 60 Hz and 7 kHz, 4:1 */
{
	fill_silence();
	add_sine(RATE, 60, -6);
	add_sine(RATE, 7000, -18);
}

static void fill_chord(void)
{
	fill_silence();
	add_sine(RATE, 220, -12);
	add_sine(RATE, 277.18, -15);
	add_sine(RATE, 329.63, -15);
}

static void fill_vibrato(void) /* a quarter tone, 6 times a second */
{
	double phase = 0;
	for (size_t i = 0; i < N; i++) {
		phase += 2 * M_PI * 440 * pow(2, sin(2 * M_PI * 6 * (double)i / RATE) / 24) / RATE;
		sound[i] = (float)sin(phase);
	}
}

static void what_is_no_tone_is_none(void **state)
{
	(void)state;
	static void (*const fills[])(void) = { fill_silence, fill_sweep, fill_clicks, fill_dc, fill_noise, fill_pair,
		fill_uneven_pair, fill_chord, fill_vibrato };
	for (size_t i = 0; i < sizeof fills / sizeof fills[0]; i++) {
		fills[i]();
		if (measured_at(RATE).is_tone)
			fail_msg("sound %zu is no tone", i);
	}
}

static void too_little_sound_is_none(void **state)
{
	(void)state;
	struct tone tone;
	fill_silence();
	add_sine(RATE, 997, -20);
	assert_true(tone_measure(sound, TONE_MIN_FRAMES, RATE, &tone, NULL));
	assert_true(tone.is_tone);
	assert_near(tone.frequency_hz, 997, 0.01);
	assert_true(tone_measure(sound, TONE_MIN_FRAMES - 1, RATE, &tone, NULL));
	assert_false(tone.is_tone);
	assert_true(tone_measure(sound, 0, RATE, &tone, NULL));
	assert_false(tone.is_tone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sine_has_its_frequency_and_level),
		cmocka_unit_test(harmonics_are_distortion),
		cmocka_unit_test(a_square_wave_is_a_distorted_sine),
		cmocka_unit_test(noise_is_counted_to_20_khz),
		cmocka_unit_test(the_noise_of_24_bits_is_measured),
		cmocka_unit_test(dc_and_scale_do_not_matter),
		cmocka_unit_test(what_is_no_tone_is_none),
		cmocka_unit_test(too_little_sound_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

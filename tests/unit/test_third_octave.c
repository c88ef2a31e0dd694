/* Third-octave levels, against what the standard and closed forms say. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "dsp/third_octave.h"
#include "near.h"

/* Levels of a sound that `sample` makes, taken in in blocks of an odd size. */
static void levels_of(float (*sample)(size_t i, size_t channel, uint32_t rate_hz), uint32_t rate_hz, size_t n_channels,
	size_t n_frames, float *level_db)
{
	struct third_octave t;
	float *frames = calloc(n_frames * n_channels + 1, sizeof *frames);
	assert_non_null(frames);
	assert_true(third_octave_init(&t, rate_hz, n_channels, NULL));
	for (size_t i = 0; i < n_frames * n_channels; i++)
		frames[i] = sample(i / n_channels, i % n_channels, rate_hz);
	for (size_t done = 0, n; done < n_frames; done += n) {
		n = n_frames - done < 4321 ? n_frames - done : 4321;
		third_octave_process(&t, frames + done * n_channels, n);
	}
	third_octave_finish(&t, level_db);
	third_octave_fini(&t);
	free(frames);
}

/* IEC 61260-1:2014, table E.1: exact centres and edges of base ten, to five digits. */
static void bands_are_those_of_the_standard(void **state)
{
	(void)state;
	static const struct {
		size_t index;
		double nominal_hz, centre_hz, low_hz, high_hz;
	} rows[] = {
		{ 0, 20, 19.953, 17.783, 22.387 },
		{ 1, 25, 25.119, 22.387, 28.184 },
		{ 17, 1000, 1000, 891.25, 1122.0 },
		{ 22, 3150, 3162.3, 2818.4, 3548.1 },
		{ 30, 20000, 19953, 17783, 22387 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct third_octave_band band = third_octave_band(rows[i].index, 48000);
		assert_near(band.nominal_hz, rows[i].nominal_hz, 0);
		assert_near(band.centre_hz / rows[i].centre_hz, 1, 5e-5);
		assert_near(band.low_hz / rows[i].low_hz, 1, 5e-5);
		assert_near(band.high_hz / rows[i].high_hz, 1, 5e-5);
	}
	assert_int_equal(third_octave_n_bands(48000), 31);
	assert_int_equal(third_octave_n_bands(44100), 31);
	assert_near(third_octave_band(30, 44100).high_hz, 22050, 0);
	assert_int_equal(third_octave_n_bands(8000), 24); /* 4 kHz: 3981 Hz */
	assert_int_equal(third_octave_n_bands(768000), 31);
}

static double tone_hz;

static float tone(size_t i, size_t channel, uint32_t rate_hz)
{
	(void)channel;
	return (float)sin(2 * M_PI * tone_hz * (double)i / rate_hz);
}

/* A full-scale sine is 0 dB in its band. Those of 20 and 25 Hz are hardly wider than the window: some of it lies beside
 * them. */
static void a_sine_reads_its_level(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 8000, 44100, 48000, 96000 };
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
		static const size_t bands[] = { 0, 1, 7, 17, 22 };
		for (size_t b = 0; b < sizeof bands / sizeof bands[0]; b++) {
			float level_db[THIRD_OCTAVE_N_BANDS];
			tone_hz = third_octave_band(bands[b], rates[r]).centre_hz;
			levels_of(tone, rates[r], 1, 4 * rates[r], level_db);
			assert_near((double)level_db[bands[b]], 0, bands[b] <= 1 ? 0.2 : 0.05);
			assert_true(level_db[bands[b] + 2 < 24 ? bands[b] + 2 : bands[b] - 2] < -25);
		}
	}
}

static uint32_t seed;

/* Uniform from -1 to 1: its mean square is 1/3, and two thirds of a full-scale sine's power. */
static float noise(size_t i, size_t channel, uint32_t rate_hz)
{
	(void)channel, (void)rate_hz;
	seed = i == 0 ? 1 : seed * 1664525u + 1013904223u;
	return (float)((double)seed / 2147483648.0 - 1);
}

/* White noise has in each band the share that the band has of all frequencies. How far an average is off by chance:
 * 10·lg(e)/sqrt(bandwidth · time) dB, of which four are allowed. */
static void white_noise_has_its_share_in_each_band(void **state)
{
	(void)state;
	enum { RATE_HZ = 48000, SECONDS = 20 };
	float level_db[THIRD_OCTAVE_N_BANDS];
	levels_of(noise, RATE_HZ, 1, RATE_HZ * SECONDS, level_db);
	for (size_t i = 0; i < THIRD_OCTAVE_N_BANDS; i++) {
		struct third_octave_band band = third_octave_band(i, RATE_HZ);
		double width_hz = band.high_hz - band.low_hz;
		double expected_db = 10 * log10(2.0 / 3 * width_hz / (RATE_HZ / 2.0));
		assert_near((double)level_db[i], expected_db, 4 * 4.34 / sqrt(width_hz * SECONDS));
	}
}

static float left_alone(size_t i, size_t channel, uint32_t rate_hz)
{
	return channel == 0 ? tone(i, channel, rate_hz) : 0;
}

static float silence(size_t i, size_t channel, uint32_t rate_hz)
{
	(void)i, (void)channel, (void)rate_hz;
	return 0;
}

/* The mean of the channels: a sine on one of two has half the power. Silence and nothing have no level. */
static void channels_are_averaged(void **state)
{
	(void)state;
	float level_db[THIRD_OCTAVE_N_BANDS];
	tone_hz = 1000;
	levels_of(left_alone, 48000, 2, 48000 * 4, level_db);
	assert_near((double)level_db[17], -3.0103, 0.02);
	levels_of(silence, 48000, 2, 48000, level_db);
	for (size_t i = 0; i < THIRD_OCTAVE_N_BANDS; i++)
		assert_true(level_db[i] <= -200);
	levels_of(silence, 48000, 2, 0, level_db);
	assert_true(level_db[0] <= -200);
}

/* A short burst's power counts by its share of the time, wherever between two spectra it lies: -20 dB in a hundredth of
 * the time, spread by its own width over the bands around. */
static size_t burst_at;

static float burst(size_t i, size_t channel, uint32_t rate_hz)
{
	return i >= burst_at && i < burst_at + 960 ? tone(i, channel, rate_hz) : 0;
}

static void a_moment_counts_the_same_wherever_it_is(void **state)
{
	(void)state;
	tone_hz = 5000;
	for (burst_at = 0; burst_at <= 96000 - 960; burst_at += 11880) {
		float level_db[THIRD_OCTAVE_N_BANDS];
		double power = 0;
		levels_of(burst, 48000, 1, 96000, level_db);
		for (size_t i = 0; i < THIRD_OCTAVE_N_BANDS; i++)
			power += pow(10, (double)level_db[i] / 10);
		assert_near(10 * log10(power), -20, 0.05);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bands_are_those_of_the_standard),
		cmocka_unit_test(a_sine_reads_its_level),
		cmocka_unit_test(white_noise_has_its_share_in_each_band),
		cmocka_unit_test(channels_are_averaged),
		cmocka_unit_test(a_moment_counts_the_same_wherever_it_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "meter.h"
#include "near.h"

enum { RATE = 48000, SLOW = 8000, BLOCK = 3 * SLOW /* of the dynamic range */ };

/* A full-scale sine: 0 dB, RMS -3.01 dB, no DC. */
static void a_sine_reads_what_it_is(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 8000, 11025, 44100, 48000, 96000, 384000 };
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
		struct meter meter;
		float *frames = sound_of(rates[r], 2);
		add_sine(frames, 2, rates[r], 1, 997.0 / rates[r], 0);
		add_sine(frames + 1, 2, rates[r], 0.001, 997.0 / rates[r], 0);
		meter_open(&meter, &analyzer_levels, rates[r], 2);
		meter_measure(&meter, frames, rates[r]);
		const struct snapshot_meter *left = &meter.measures.meters[0], *right = &meter.measures.meters[1];
		assert_near(amplitude_db((double)left->peak), 0, 0.02);
		assert_near(amplitude_db((double)left->max_peak), 0, 0.02);
		assert_near(10 * log10((double)left->mean_square), -3.0103, 0.02);
		assert_near(10 * log10((double)left->whole_square), -3.0103, 0.02);
		assert_near((double)left->dc, 0, 1e-5);
		assert_near(amplitude_db((double)right->peak), -60, 0.02);
		assert_near(10 * log10((double)right->mean_square), -63.0103, 0.02);
		meter_close(&meter);
		free(frames);
	}
}

static void a_square_has_no_crest_and_dc_is_the_mean(void **state)
{
	(void)state;
	struct meter meter;
	float *frames = sound_of(RATE, 1);
	for (size_t i = 0; i < RATE; i++)
		frames[i] = i / 24 % 2 ? 0.5f : -0.25f; /* 0.125 ± 0.375 */
	meter_open(&meter, &analyzer_levels, RATE, 1);
	meter_measure(&meter, frames, RATE);
	assert_near((double)meter.measures.meters[0].dc, 0.125, 1e-6);
	assert_near((double)meter.measures.meters[0].peak, 0.5, 0);
	assert_near((double)meter.measures.meters[0].mean_square, 0.125 * 0.125 + 0.375 * 0.375, 1e-6);
	meter_close(&meter);
	free(frames);
}

/* 310 ms after the end of the sound its level is gone to the last bit; what adds up over the whole is not, and a jump
 * does not touch it. */
static void the_window_forgets_and_the_whole_does_not(void **state)
{
	(void)state;
	struct meter meter;
	float *frames = sound_of(RATE, 1), *quiet = sound_of(RATE, 1);
	const struct snapshot_meter *reading = &meter.measures.meters[0];
	add_sine(frames, 1, RATE, 0.5, 0.02, 0);
	meter_open(&meter, &analyzer_levels, RATE, 1);
	meter_measure(&meter, frames, RATE);
	meter_measure(&meter, quiet, RATE * 31 / 100);
	assert_true(reading->peak == 0);
	assert_true(reading->mean_square == 0);
	assert_near((double)reading->max_peak, 0.5, 1e-3);
	assert_near((double)reading->whole_square, 0.125 / 1.31, 1e-6);
	meter_hear(&meter, frames, RATE);
	meter.ops->jump(meter.state);
	meter_measure(&meter, quiet, 256);
	assert_true(reading->mean_square == 0);
	assert_near((double)reading->whole_square, 0.25 / (2.31 + 256.0 / RATE), 1e-6);
	meter.ops->restart(meter.state);
	meter_measure(&meter, quiet, 256);
	assert_true(reading->max_peak == 0);
	assert_true(reading->whole_square == 0);
	meter_close(&meter);
	free(frames);
	free(quiet);
}

/* --------------------------------------------------------------- clipping */

static uint32_t clips_of(const float *samples, size_t n, size_t block_frames)
{
	struct meter meter;
	meter_open(&meter, &analyzer_levels, RATE, 1);
	for (size_t at = 0; at < n; at += block_frames)
		meter_hear(&meter, samples + at, block_frames < n - at ? block_frames : n - at);
	meter_read(&meter);
	meter_close(&meter);
	return meter.measures.meters[0].n_clipped;
}

/* However the runs are cut into blocks. */
static void three_samples_at_full_scale_are_a_clip(void **state)
{
	(void)state;
	const float top = 32767.0f / 32768.0f, most = 8388607.0f / 8388608.0f, below = 32766.0f / 32768.0f;
	const float two[] = { 0, 1, 1, 0, -1, -1, below, 1, 1, 0 };
	const float three[] = { 0, top, top, top, 0, 0.5f, most, most, most, 0 };
	const float many[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, below, -1, 1, -1, 0, 2, 2, 2, 2, 2 };
	for (size_t block = 1; block < 20; block++) {
		assert_int_equal(clips_of(two, sizeof two / sizeof two[0], block), 0);
		assert_int_equal(clips_of(three, sizeof three / sizeof three[0], block), 2);
		assert_int_equal(clips_of(many, sizeof many / sizeof many[0], block), 3);
	}
}

static void a_clipped_sine_clips_twice_a_period(void **state)
{
	(void)state;
	float *samples = sound_of(RATE, 1);
	add_sine(samples, 1, RATE, 2, 100.0 / RATE, 0);
	for (size_t i = 0; i < RATE; i++)
		samples[i] = fminf(1, fmaxf(-1, samples[i]));
	assert_int_equal(clips_of(samples, RATE, 256), 200);
	free(samples);
}

/* --------------------------------------------------------------- dynamic range */

/* A block of 3 s: a sine in whole periods, one sample of which is raised to `peak`. */
static void hear_block(struct meter *meter, double left, double right, double peak)
{
	float *frames = sound_of(BLOCK, 2);
	add_sine(frames, 2, BLOCK, left, 0.01, 0);
	add_sine(frames + 1, 2, BLOCK, right, 0.01, 0);
	for (int c = 0; c < 2 && peak > 0; c++)
		frames[2 * 1000 + c] = (float)peak;
	meter_measure(meter, frames, BLOCK);
	free(frames);
}

static double range_db(const struct meter *meter)
{
	return (double)meter->measures.dynamic_range_db;
}

/* RMS × √2 of the loudest fifth against the second highest block peak. */
static void dynamic_range_is_peak_over_the_loudest_fifth(void **state)
{
	(void)state;
	struct meter meter;
	meter_open(&meter, &analyzer_levels, SLOW, 2);
	hear_block(&meter, 0.1, 0.1, 1);
	assert_true(range_db(&meter) < 0);
	for (int i = 1; i < 10; i++)
		hear_block(&meter, 0.05 * (i + 1), 0.05 * (i + 1), i == 5 ? 0.8 : 0);
	/* The loudest two of ten are those of 0.5 and 0.45; the peaks are 1 and 0.8. */
	assert_near(range_db(&meter), 20 * log10(0.8 / sqrt((0.25 + 0.2025) / 2)), 0.02);
	/* Of 15 it is three; and the channels' mean: the right one is silent from now on. */
	for (int i = 0; i < 5; i++)
		hear_block(&meter, 0.4, 0, 0);
	double left = 20 * log10(0.8 / sqrt((0.25 + 0.2025 + 0.16) / 3));
	double right = 20 * log10(0.8 / sqrt((0.25 + 0.2025 + 0.16) / 3));
	assert_near(range_db(&meter), (left + right) / 2, 0.02);
	meter_close(&meter);
}

static void channels_are_averaged_and_silent_ones_left_out(void **state)
{
	(void)state;
	struct meter meter;
	meter_open(&meter, &analyzer_levels, SLOW, 2);
	for (int i = 0; i < 2; i++)
		hear_block(&meter, 0.1, 0.01, 1);
	/* The raised sample is 1/n of the block's power. */
	double left = -10 * log10(0.01 + 2.0 / BLOCK), right = -10 * log10(0.0001 + 2.0 / BLOCK);
	assert_near(range_db(&meter), (left + right) / 2, 0.02);
	meter.ops->restart(meter.state);
	hear_block(&meter, 0.5, 0, 0);
	assert_true(range_db(&meter) < 0);
	hear_block(&meter, 0.5, 0, 0);
	assert_near(range_db(&meter), 0, 0.02);
	meter_close(&meter);
}

/* Not below 0, although a square wave's would be -3; and silence has none. */
static void dynamic_range_ends_at_0(void **state)
{
	(void)state;
	struct meter meter;
	float *frames = sound_of(2 * BLOCK, 2);
	meter_open(&meter, &analyzer_levels, SLOW, 2);
	meter_measure(&meter, frames, 2 * BLOCK);
	assert_true(range_db(&meter) < 0);
	meter.ops->restart(meter.state);
	for (size_t i = 0; i < 4 * BLOCK; i++)
		frames[i] = i / 100 % 2 ? 1e4f : -1e4f;
	meter_measure(&meter, frames, 2 * BLOCK);
	assert_near(range_db(&meter), 0, 0);
	meter_close(&meter);
	free(frames);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sine_reads_what_it_is),
		cmocka_unit_test(a_square_has_no_crest_and_dc_is_the_mean),
		cmocka_unit_test(the_window_forgets_and_the_whole_does_not),
		cmocka_unit_test(three_samples_at_full_scale_are_a_clip),
		cmocka_unit_test(a_clipped_sine_clips_twice_a_period),
		cmocka_unit_test(dynamic_range_is_peak_over_the_loudest_fifth),
		cmocka_unit_test(channels_are_averaged_and_silent_ones_left_out),
		cmocka_unit_test(dynamic_range_ends_at_0),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Mixing to stereo: the coefficients of ITU-R BS.775, and what happens to samples that are none. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "audio/downmix.h"

#define R 0.70710678f /* the square root of a half: -3 dB */

/* What a full-scale sample in each channel alone gives on either side. */
static void each_speaker_goes_where_the_standard_says(void **state)
{
	(void)state;
	static const struct {
		uint32_t n_channels;
		float left[8], right[8];
	} rows[] = {
		{ 1, { 1 }, { 1 } },
		{ 2, { 1, 0 }, { 0, 1 } },
		{ 3, { 1, 0, R }, { 0, 1, R } },
		{ 4, { 1, 0, R, 0 }, { 0, 1, 0, R } },
		{ 5, { 1, 0, R, R, 0 }, { 0, 1, R, 0, R } },
		{ 6, { 1, 0, R, 0, R, 0 }, { 0, 1, R, 0, 0, R } },
		{ 7, { 1, 0, R, 0, 0.5f, R, 0 }, { 0, 1, R, 0, 0.5f, 0, R } },
		{ 8, { 1, 0, R, 0, R, 0, R, 0 }, { 0, 1, R, 0, 0, R, 0, R } },
	};
	for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++) {
		uint32_t n = rows[row].n_channels;
		struct downmix downmix;
		downmix_init(&downmix, n);
		for (uint32_t c = 0; c < n; c++) {
			float in[8] = { 0 }, out[2] = { 9, 9 };
			in[c] = 1.0f;
			assert_int_equal(downmix_process(&downmix, in, 1, out), 0);
			if (fabsf(out[0] - rows[row].left[c]) > 1e-6f || fabsf(out[1] - rows[row].right[c]) > 1e-6f)
				fail_msg("%u channels, channel %u: %g, %g", n, c, (double)out[0], (double)out[1]);
		}
	}
}

static void many_channels_are_averaged_by_side(void **state)
{
	(void)state;
	for (uint32_t n = 9; n <= AUDIO_MAX_CHANNELS; n++) {
		struct downmix downmix;
		float in[AUDIO_MAX_CHANNELS], out[2];
		for (uint32_t c = 0; c < n; c++)
			in[c] = c % 2 == 0 ? 0.25f : -0.5f;
		downmix_init(&downmix, n);
		assert_int_equal(downmix_process(&downmix, in, 1, out), 0);
		assert_true(fabsf(out[0] - 0.25f) < 1e-6f);
		assert_true(fabsf(out[1] + 0.5f) < 1e-6f);
	}
}

static void stereo_passes_unchanged_and_mono_goes_to_both(void **state)
{
	(void)state;
	float in[] = { 0.1f, -0.2f, 0.3f, 1.5f };
	struct downmix downmix;
	float out[8];
	downmix_init(&downmix, 2);
	assert_int_equal(downmix_process(&downmix, in, 2, out), 0);
	assert_memory_equal(out, in, sizeof in);
	downmix_init(&downmix, 1);
	assert_int_equal(downmix_process(&downmix, in, 4, out), 0);
	for (int i = 0; i < 4; i++)
		assert_true(out[2 * i] == in[i] && out[2 * i + 1] == in[i]);
}

/* A sum over full scale is not held down: the meter must see it. */
static void a_sum_over_full_scale_is_kept(void **state)
{
	(void)state;
	float in[] = { 1, 1, 1, 1, 1, 1 };
	struct downmix downmix;
	float out[2];
	downmix_init(&downmix, 6);
	downmix_process(&downmix, in, 1, out);
	assert_true(fabsf(out[0] - (1.0f + 2.0f * R)) < 1e-5f);
	assert_true(fabsf(out[1] - (1.0f + 2.0f * R)) < 1e-5f);
}

static void what_is_no_sample_counts_as_silence(void **state)
{
	(void)state;
	float in[] = { NAN, 0.5f, INFINITY, 0.25f, -INFINITY, -1.0f, 10001.0f, 0.0f, -1e30f, 10000.0f };
	static const float expected[] = { 0, 0.5f, 0, 0.25f, 0, -1.0f, 0, 0, 0, 10000.0f };
	struct downmix downmix;
	float out[10];
	downmix_init(&downmix, 2);
	assert_int_equal(downmix_process(&downmix, in, 5, out), 5);
	for (int i = 0; i < 10; i++)
		assert_true(out[i] == expected[i] && in[i] == expected[i]);
	/* not even in a channel that nobody hears: 0 times infinity is no number */
	float lfe[] = { 0.1f, 0.2f, 0, INFINITY, 0, 0 };
	downmix_init(&downmix, 6);
	assert_int_equal(downmix_process(&downmix, lfe, 1, out), 1);
	assert_true(out[0] == 0.1f && out[1] == 0.2f && lfe[3] == 0);
}

static void nothing_in_is_nothing_out(void **state)
{
	(void)state;
	struct downmix downmix;
	float out[2] = { 3, 4 };
	downmix_init(&downmix, 2);
	assert_int_equal(downmix_process(&downmix, out, 0, out), 0);
	assert_true(out[0] == 3 && out[1] == 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_speaker_goes_where_the_standard_says),
		cmocka_unit_test(many_channels_are_averaged_by_side),
		cmocka_unit_test(stereo_passes_unchanged_and_mono_goes_to_both),
		cmocka_unit_test(a_sum_over_full_scale_is_kept),
		cmocka_unit_test(what_is_no_sample_counts_as_silence),
		cmocka_unit_test(nothing_in_is_nothing_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

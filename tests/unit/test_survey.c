/* A whole sound, measured: what goes in, and that nothing but numbers comes out. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "analysis/survey.h"
#include "near.h"

enum { RATE_HZ = 48000 };

static struct findings survey(float (*sample)(size_t i, size_t channel), uint32_t n_channels, size_t n_frames)
{
	struct survey survey;
	struct findings findings;
	float *frames = calloc(n_frames * n_channels + 1, sizeof *frames);
	assert_non_null(frames);
	for (size_t i = 0; i < n_frames * n_channels; i++)
		frames[i] = sample(i / n_channels, i % n_channels);
	assert_true(survey_init(&survey, RATE_HZ, n_channels, (int64_t)n_frames, NULL));
	for (size_t done = 0, n; done < n_frames; done += n) {
		n = n_frames - done < 1000 ? n_frames - done : 1000;
		survey_process(&survey, frames + done * n_channels, n);
	}
	survey_finish(&survey, &findings);
	survey_fini(&survey);
	free(frames);
	assert_true(findings_are_sane(&findings));
	return findings;
}

/* 1 kHz, full scale, on the channels 1 to 8; on those beyond, what must not be looked at. */
static float tone(size_t i, size_t channel)
{
	return channel < 8 ? (float)sin(2 * M_PI * 1000 * (double)i / RATE_HZ) : 1e3f;
}

static float damaged(size_t i, size_t channel)
{
	static const float bad[] = { NAN, INFINITY, -INFINITY, 3e38f, -2e4f };
	return i < 5 ? bad[i] : tone(i, channel);
}

static float silence(size_t i, size_t channel)
{
	(void)i, (void)channel;
	return 0;
}

static float square(size_t i, size_t channel)
{
	(void)channel;
	return i / 24 % 2 ? -1.0f : 1.0f;
}

static void a_tone_has_its_level_in_its_band(void **state)
{
	(void)state;
	for (uint32_t n_channels = 1; n_channels <= 12; n_channels += 1 + n_channels / 2) {
		struct findings findings = survey(tone, n_channels, RATE_HZ * 2);
		assert_int_equal(findings.n_frames, RATE_HZ * 2);
		assert_int_equal(findings.rate_hz, RATE_HZ);
		assert_int_equal(findings.n_channels, n_channels);
		assert_int_equal(findings.n_bad_samples, 0);
		assert_int_equal(findings.n_bands, 31);
		assert_near((double)findings.band_db[17], 0, 0.05);
		assert_near((double)findings.tone.frequency_hz, 1000, 0.01);
	}
}

static void samples_that_are_none_are_counted(void **state)
{
	(void)state;
	struct findings findings = survey(damaged, 2, RATE_HZ * 2);
	assert_int_equal(findings.n_bad_samples, 10);
	assert_near((double)findings.band_db[17], 0, 0.05);
}

static void nothing_but_numbers_comes_out(void **state)
{
	(void)state;
	static const size_t lengths[] = { 0, 1, 2, 100, RATE_HZ };
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
		for (uint32_t n_channels = 1; n_channels <= 9; n_channels += 4) {
			assert_true(survey(silence, n_channels, lengths[i]).tone.frequency_hz <= 0);
			survey(square, n_channels, lengths[i]);
			survey(damaged, n_channels, lengths[i]);
		}
}

static void each_measure_of_a_whole_is_there(void **state)
{
	(void)state;
	uint32_t there = 0;
	for (size_t i = 0; i < n_analyzers; i++)
		there |= SNAPSHOT_BIT(analyzer_table[i]->measure);
	assert_int_equal(survey(tone, 2, RATE_HZ).measured, there & ~SNAPSHOT_BIT(SNAPSHOT_PROGRAMME));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tone_has_its_level_in_its_band),
		cmocka_unit_test(samples_that_are_none_are_counted),
		cmocka_unit_test(nothing_but_numbers_comes_out),
		cmocka_unit_test(each_measure_of_a_whole_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

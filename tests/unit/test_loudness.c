/* Against the cases of EBU Tech 3341 and 3342 (2023): tones of 1 kHz on two channels, alike. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/rows.h"
#include "near.h"

enum { MAX_STEP_FRAMES = 7680 };

#define QUIET (-INFINITY)

/* The analyzer, played to in steps of 10 ms. */
struct meter {
	void *state, *kept;
	struct analyzer_format format;
	struct snapshot_measures measures;  /* after the last step */
	struct snapshot_loudness low, high; /* extremes of M and S since meter_watch() */
};

static struct meter meter_new(uint32_t rate_hz, uint32_t n_channels)
{
	struct meter meter = { .format = { rate_hz, n_channels } };
	meter.state = calloc(1, analyzer_loudness.state_bytes);
	meter.kept = calloc(1, analyzer_loudness.kept_bytes);
	assert_non_null(meter.state);
	assert_non_null(meter.kept);
	assert_true(analyzer_loudness.init(meter.state, meter.kept, &meter.format, NULL));
	return meter;
}

static void meter_free(struct meter *meter)
{
	analyzer_loudness.fini(meter->state);
	free(meter->state);
	free(meter->kept);
}

static struct snapshot_loudness *reading(struct meter *meter)
{
	analyzer_loudness.publish(meter->state, &meter->measures);
	return &meter->measures.loudness;
}

static void meter_watch(struct meter *meter)
{
	meter->low.momentary_lufs = meter->low.short_term_lufs = 1000;
	meter->high.momentary_lufs = meter->high.short_term_lufs = -1000;
}

static void watch(struct meter *meter)
{
	const struct snapshot_loudness *now = reading(meter);
	meter->low.momentary_lufs = fminf(meter->low.momentary_lufs, now->momentary_lufs);
	meter->low.short_term_lufs = fminf(meter->low.short_term_lufs, now->short_term_lufs);
	meter->high.momentary_lufs = fmaxf(meter->high.momentary_lufs, now->momentary_lufs);
	meter->high.short_term_lufs = fmaxf(meter->high.short_term_lufs, now->short_term_lufs);
}

/* A tone of 1 kHz that goes on where the last ended, at a level in dBFS for each channel. */
static void play_channels(struct meter *meter, double seconds, const double *levels_db)
{
	static float frames[MAX_STEP_FRAMES * SNAPSHOT_N_SOURCE_CHANNELS];
	const size_t n = meter->format.rate_hz / 100, n_channels = meter->format.n_channels; /* ten periods */
	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < n_channels; c++)
			frames[i * n_channels + c]
				= (float)(pow(10, levels_db[c] / 20) * sin(2 * M_PI * 10 * (double)i / (double)n));
	for (long step = lround(seconds * 100); step > 0; step--) {
		analyzer_loudness.process(meter->state, &(struct analyzer_block){ frames, n });
		watch(meter);
	}
}

static void play(struct meter *meter, double seconds, double level_db)
{
	double levels_db[SNAPSHOT_N_SOURCE_CHANNELS];
	for (size_t c = 0; c < SNAPSHOT_N_SOURCE_CHANNELS; c++)
		levels_db[c] = level_db;
	play_channels(meter, seconds, levels_db);
}

struct passage {
	double seconds, level_db;
};

enum { MAX_PASSAGES = 5 };

static struct meter played(uint32_t rate_hz, const struct passage *passages)
{
	struct meter meter = meter_new(rate_hz, 2);
	for (int i = 0; i < MAX_PASSAGES && passages[i].seconds > 0; i++)
		play(&meter, passages[i].seconds, passages[i].level_db);
	return meter;
}

/* --------------------------------------------------------------- EBU Tech 3341 */

static void cases_1_to_5_integrated(void **state)
{
	(void)state;
	static const struct {
		struct passage passages[MAX_PASSAGES];
		uint32_t rate_hz;
		double integrated, momentary, short_term;
	} cases[] = {
		{ { { 20, -23 } }, 48000, -23, -23, -23 },
		{ { { 20, -23 } }, 44100, -23, -23, -23 },
		{ { { 5, -23 } }, 192000, -23, -23, -23 },
		{ { { 20, -33 } }, 48000, -33, -33, -33 },
		{ { { 10, -36 }, { 60, -23 }, { 10, -36 } }, 48000, -23, -23, -23 },
		{ { { 10, -72 }, { 10, -36 }, { 60, -23 }, { 10, -36 }, { 10, -72 } }, 48000, -23, -23, -23 },
		{ { { 20, -26 }, { 20.1, -20 }, { 20, -26 } }, 48000, -23, -20, -20 },
		{ { { 20, -26 }, { 20.1, -20 }, { 20, -26 } }, 96000, -23, -20, -20 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct meter meter = played(cases[i].rate_hz, cases[i].passages);
		struct snapshot_loudness *now = reading(&meter);
		assert_near((double)now->integrated_lufs, cases[i].integrated, 0.1);
		assert_near((double)now->max_momentary_lufs, cases[i].momentary, 0.1);
		assert_near((double)now->max_short_term_lufs, cases[i].short_term, 0.1);
		meter_free(&meter);
	}
}

static void case_6_five_channels(void **state)
{
	(void)state;
	struct meter meter = meter_new(48000, 5);
	play_channels(&meter, 20, (const double[]){ -28, -28, -24, -30, -30 });
	assert_near((double)reading(&meter)->integrated_lufs, -23, 0.1);
	meter_free(&meter);
}

/* The cases come in pairs, one for each window. */
static const struct window {
	double full_s, step_s, loud_s;
	size_t now, max; /* where its readings are */
} windows[] = {
	{ 3, 0.15, 1.34, offsetof(struct snapshot_loudness, short_term_lufs),
		offsetof(struct snapshot_loudness, max_short_term_lufs) },
	{ 0.4, 0.02, 0.18, offsetof(struct snapshot_loudness, momentary_lufs),
		offsetof(struct snapshot_loudness, max_momentary_lufs) },
};

static double level_at(const struct snapshot_loudness *loudness, size_t offset)
{
	return (double)*(const float *)((const char *)loudness + offset);
}

static void cases_9_and_12_steady_windows(void **state)
{
	(void)state;
	for (const struct window *w = windows; w < windows + 2; w++) {
		struct meter meter = meter_new(48000, 2);
		for (int i = 0; i < 6; i++) {
			play(&meter, w->loud_s, -20);
			play(&meter, w->full_s - w->loud_s, -30);
			if (i == 2)
				meter_watch(&meter);
		}
		assert_near(level_at(&meter.low, w->now), -23, 0.1);
		assert_near(level_at(&meter.high, w->now), -23, 0.1);
		meter_free(&meter);
	}
}

/* A tone as long as the window, begun at any time, fills it once. */
static void cases_10_and_13_maxima(void **state)
{
	(void)state;
	for (int i = 0; i < 2 * 20; i++) {
		const struct window *w = &windows[i % 2];
		struct meter meter = meter_new(48000, 2);
		play(&meter, i / 2 * w->step_s, QUIET);
		play(&meter, w->full_s, -23);
		play(&meter, 0.1, QUIET);
		assert_near(level_at(reading(&meter), w->max), -23, 0.1);
		meter_free(&meter);
	}
}

static void cases_11_and_14_rising_maxima(void **state)
{
	(void)state;
	for (const struct window *w = windows; w < windows + 2; w++) {
		struct meter meter = meter_new(48000, 2);
		for (int i = 0; i < 20; i++) {
			meter_watch(&meter);
			play(&meter, i * w->step_s, QUIET);
			play(&meter, w->full_s, -38 + i);
			play(&meter, w->full_s - i * w->step_s, QUIET);
			assert_near(level_at(&meter.high, w->now), -38 + i, 0.1);
			assert_near(level_at(reading(&meter), w->max), -38 + i, 0.1);
		}
		meter_free(&meter);
	}
}

/* --------------------------------------------------------------- EBU Tech 3342 */

static void cases_1_to_4_range(void **state)
{
	(void)state;
	static const struct {
		struct passage passages[MAX_PASSAGES];
		uint32_t rate_hz;
		double range_lu;
	} cases[] = {
		{ { { 20, -20 }, { 20, -30 } }, 48000, 10 },
		{ { { 20, -20 }, { 20, -30 } }, 44100, 10 },
		{ { { 20, -20 }, { 20, -15 } }, 48000, 5 },
		{ { { 20, -40 }, { 20, -20 } }, 48000, 20 },
		{ { { 20, -50 }, { 20, -35 }, { 20, -20 }, { 20, -35 }, { 20, -50 } }, 48000, 15 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct meter meter = played(cases[i].rate_hz, cases[i].passages);
		struct snapshot_loudness *now = reading(&meter);
		assert_near((double)(now->range_high_lufs - now->range_low_lufs), cases[i].range_lu, 0.1);
		meter_free(&meter);
	}
}

/* --------------------------------------------------------------- channels, formats */

/* ITU-R BS.1770-5, annex 1 and 3: each channel's weight. 1 kHz on one channel at -20 dBFS reads -23.0 LUFS. */
static void each_channel_has_its_weight(void **state)
{
	(void)state;
	static const double weights[SNAPSHOT_N_SOURCE_CHANNELS][SNAPSHOT_N_SOURCE_CHANNELS] = {
		{ 1 },
		{ 1, 1 },
		{ 1, 1, 1 },
		{ 1, 1, 1.41, 1.41 },
		{ 1, 1, 1, 1.41, 1.41 },
		{ 1, 1, 1, 0, 1.41, 1.41 },
		{ 1, 1, 1, 0, 1, 1.41, 1.41 },
		{ 1, 1, 1, 0, 1, 1, 1.41, 1.41 },
	};
	for (uint32_t n = 1; n <= SNAPSHOT_N_SOURCE_CHANNELS; n++) {
		for (uint32_t c = 0; c < n; c++) {
			struct meter meter = meter_new(48000, n);
			double levels_db[SNAPSHOT_N_SOURCE_CHANNELS];
			for (size_t k = 0; k < n; k++)
				levels_db[k] = k == c ? -20 : QUIET;
			play_channels(&meter, 0.5, levels_db);
			double weight = weights[n - 1][c];
			double expected = weight > 0 ? -23 + 10 * log10(weight) : (double)SNAPSHOT_NO_LEVEL;
			assert_near((double)reading(&meter)->integrated_lufs, expected, 0.05);
			meter_free(&meter);
		}
	}
}

/* Whether all levels are finite and, for `nothing`, unknown. */
static bool are_all(const struct snapshot_loudness *loudness, bool nothing)
{
	float levels[sizeof *loudness / sizeof(float)];
	memcpy(levels, loudness, sizeof levels);
	levels[sizeof levels / sizeof levels[0] - 1] = SNAPSHOT_NO_LEVEL; /* the reserved one */
	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
		if (!isfinite(levels[i]) || (nothing && levels[i] != SNAPSHOT_NO_LEVEL))
			return false;
	return true;
}

static bool knows_nothing(const struct snapshot_loudness *loudness)
{
	return are_all(loudness, true);
}

static void any_format_is_taken(void **state)
{
	(void)state;
	static const uint32_t none[] = { 1, 15, 16, 17, 100, 3999, 768001, 10000000 };
	static const uint32_t some[] = { 4000, 8000, 11025, 22050, 37800, 88200, 768000 };
	static float frames[2 * 8192];
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
		struct meter meter = meter_new(none[i], 8);
		analyzer_loudness.process(meter.state, &(struct analyzer_block){ frames, 1000 });
		analyzer_loudness.jump(meter.state);
		analyzer_loudness.restart(meter.state);
		assert_true(knows_nothing(reading(&meter)));
		meter_free(&meter);
	}
	for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
		struct meter meter = meter_new(some[i], 2);
		play(&meter, 1, -23);
		/* 1 kHz lies on the shelf's slope, which bends as it nears half the rate */
		assert_near((double)reading(&meter)->integrated_lufs, -23, some[i] < 8000 ? 3 : 0.2);
		meter_free(&meter);
	}
}

/* --------------------------------------------------------------- time */

static float noise(size_t i)
{
	uint32_t x = (uint32_t)i * 2654435761u;
	x ^= x >> 15;
	return (float)((double)(x * 2246822519u) / 4294967296.0 - 0.5);
}

static void cuts_do_not_matter(void **state)
{
	(void)state;
	enum { N = 5 * 44100 };
	static const size_t cuts[] = { N, 1, 441, 77, 4096 };
	float *frames = calloc(2 * N, sizeof *frames);
	struct snapshot_loudness first = { .reserved = 0 };
	assert_non_null(frames);
	for (size_t i = 0; i < 2 * N; i++)
		frames[i] = noise(i) * (i % 100000 < 50000 ? 1 : 0.1f);
	for (size_t k = 0; k < sizeof cuts / sizeof cuts[0]; k++) {
		struct meter meter = meter_new(44100, 2);
		for (size_t done = 0; done < N; done += cuts[k]) {
			size_t n = N - done < cuts[k] ? N - done : cuts[k];
			analyzer_loudness.process(meter.state, &(struct analyzer_block){ frames + 2 * done, n });
		}
		if (k == 0)
			first = *reading(&meter);
		assert_memory_equal(reading(&meter), &first, sizeof first);
		meter_free(&meter);
	}
	assert_true(first.range_high_lufs > first.range_low_lufs);
	free(frames);
}

static void windows_are_read_when_full(void **state)
{
	(void)state;
	struct meter meter = meter_new(48000, 2);
	play(&meter, 0.39, -23);
	assert_true(knows_nothing(reading(&meter)));
	play(&meter, 0.01, -23);
	assert_near((double)reading(&meter)->momentary_lufs, -23, 0.1);
	assert_near((double)reading(&meter)->integrated_lufs, -23, 0.1);
	play(&meter, 2.59, -23);
	assert_true(reading(&meter)->short_term_lufs == SNAPSHOT_NO_LEVEL);
	assert_true(reading(&meter)->max_short_term_lufs == SNAPSHOT_NO_LEVEL);
	play(&meter, 0.01, -23);
	assert_near((double)reading(&meter)->short_term_lufs, -23, 0.1);
	assert_near((double)reading(&meter)->range_low_lufs, -23, 0.1);
	meter_free(&meter);
}

static void a_jump_clears_the_windows_alone(void **state)
{
	(void)state;
	struct meter meter = meter_new(48000, 2);
	play(&meter, 4, -10);
	struct snapshot_loudness before = *reading(&meter);
	analyzer_loudness.jump(meter.state);
	assert_true(reading(&meter)->momentary_lufs == SNAPSHOT_NO_LEVEL);
	assert_true(reading(&meter)->short_term_lufs == SNAPSHOT_NO_LEVEL);
	assert_true(reading(&meter)->integrated_lufs == before.integrated_lufs);
	meter_watch(&meter);
	play(&meter, 4, -60);
	assert_near((double)meter.high.momentary_lufs, -60, 0.1);
	assert_near((double)meter.high.short_term_lufs, -60, 0.1);
	assert_true(reading(&meter)->integrated_lufs == before.integrated_lufs); /* all that came is below the gate */
	assert_true(reading(&meter)->max_momentary_lufs == before.max_momentary_lufs);
	assert_true(reading(&meter)->max_short_term_lufs == before.max_short_term_lufs);
	meter_free(&meter);
}

static void a_restart_forgets_all(void **state)
{
	(void)state;
	struct meter meter = meter_new(48000, 2), fresh = meter_new(48000, 2);
	play(&meter, 4, 0);
	analyzer_loudness.process(meter.state, &(struct analyzer_block){ (const float[2 * 100]){ 1 }, 100 });
	analyzer_loudness.restart(meter.state);
	assert_true(knows_nothing(reading(&meter)));
	play(&meter, 4, -60);
	play(&fresh, 4, -60);
	assert_near((double)reading(&meter)->max_momentary_lufs, (double)reading(&fresh)->max_momentary_lufs, 1e-4);
	assert_near((double)reading(&meter)->integrated_lufs, (double)reading(&fresh)->integrated_lufs, 1e-4);
	meter_free(&meter);
	meter_free(&fresh);
}

/* Its process dies, and another goes on with the next sound. */
static void succeed(struct meter *meter)
{
	analyzer_loudness.fini(meter->state);
	free(meter->state);
	meter->state = calloc(1, analyzer_loudness.state_bytes);
	assert_non_null(meter->state);
	assert_true(analyzer_loudness.init(meter->state, meter->kept, &meter->format, NULL));
}

/* Maxima, range and gating blocks go on over a death, since the windows do. */
static void deaths_change_nothing(void **state)
{
	(void)state;
	static const double levels_db[] = { -40, -20, -38, -36, -34, -32 };
	struct meter dies = meter_new(48000, 2), lives = meter_new(48000, 2);
	for (size_t i = 0; i < sizeof levels_db / sizeof levels_db[0]; i++) {
		play(&lives, 3.2, levels_db[i]);
		for (int k = 0; k < 5; k++) {
			play(&dies, 0.64, levels_db[i]);
			succeed(&dies);
		}
		const struct snapshot_loudness a = *reading(&lives), b = *reading(&dies);
		const float differ[] = { a.momentary_lufs - b.momentary_lufs, a.short_term_lufs - b.short_term_lufs,
			a.integrated_lufs - b.integrated_lufs, a.max_momentary_lufs - b.max_momentary_lufs,
			a.max_short_term_lufs - b.max_short_term_lufs, a.range_low_lufs - b.range_low_lufs,
			a.range_high_lufs - b.range_high_lufs };
		for (size_t d = 0; d < sizeof differ / sizeof differ[0]; d++)
			assert_near((double)differ[d], 0, 0.02);
	}
	meter_free(&dies);
	meter_free(&lives);
}

/* --------------------------------------------------------------- absurd input */

static void absurd_sound_is_survived(void **state)
{
	(void)state;
	struct meter meter = meter_new(48000, 2);
	play(&meter, 4, QUIET);
	assert_true(knows_nothing(reading(&meter)));
	play(&meter, 4, -74); /* below the gate */
	assert_true(knows_nothing(reading(&meter)));
	play(&meter, 4, 760); /* near the largest float */
	assert_true(are_all(reading(&meter), false));
	assert_near((double)reading(&meter)->momentary_lufs, 760, 0.1);
	play(&meter, 4, -23); /* and nothing of it is left in the windows */
	assert_near((double)reading(&meter)->short_term_lufs, -23, 0.1);
	meter_free(&meter);
	static float frames[2 * 48000];
	meter = meter_new(48000, 2);
	for (size_t i = 0; i < 2 * 48000; i++)
		frames[i] = 1; /* constant: what the filter lets through has ceased after a second */
	for (int i = 0; i < 4; i++)
		analyzer_loudness.process(meter.state, &(struct analyzer_block){ frames, 48000 });
	assert_true(reading(&meter)->momentary_lufs == SNAPSHOT_NO_LEVEL);
	assert_true(are_all(reading(&meter), false));
	meter_free(&meter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cases_1_to_5_integrated),
		cmocka_unit_test(case_6_five_channels),
		cmocka_unit_test(cases_9_and_12_steady_windows),
		cmocka_unit_test(cases_10_and_13_maxima),
		cmocka_unit_test(cases_11_and_14_rising_maxima),
		cmocka_unit_test(cases_1_to_4_range),
		cmocka_unit_test(each_channel_has_its_weight),
		cmocka_unit_test(any_format_is_taken),
		cmocka_unit_test(cuts_do_not_matter),
		cmocka_unit_test(windows_are_read_when_full),
		cmocka_unit_test(a_jump_clears_the_windows_alone),
		cmocka_unit_test(a_restart_forgets_all),
		cmocka_unit_test(deaths_change_nothing),
		cmocka_unit_test(absurd_sound_is_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "near.h"

enum { RATE = 48000, BLOCK = 480 };

/* An analysis that measures everything; what it published last is in analysis.writer.snapshot. */
struct bench {
	struct snapshot_ring *ring;
	struct kept *kept;
	struct analysis analysis;
	size_t n_played;
};

static int open_bench(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);
	bench->ring = calloc(1, sizeof *bench->ring);
	bench->kept = calloc(1, sizeof *bench->kept);
	snapshot_ring_init(bench->ring);
	*state = bench;
	if (!analysis_init(&bench->analysis, bench->ring, bench->kept, WINDOW_HANN, NULL)
		|| !analysis_start(&bench->analysis, RATE, 2, NULL))
		return -1;
	analysis_set_measures(&bench->analysis, SNAPSHOT_ALL_MEASURES);
	return 0;
}

static int close_bench(void **state)
{
	struct bench *bench = *state;
	analysis_fini(&bench->analysis);
	free(bench->ring);
	free(bench->kept);
	free(bench);
	return 0;
}

/* A sine of 997 Hz with this amplitude on both sides; or filler. */
static const struct snapshot *play(struct bench *bench, double seconds, float amplitude, bool filler)
{
	float stereo[2 * BLOCK];
	for (int i = 0; i < (int)(seconds * RATE / BLOCK); i++) {
		for (size_t k = 0; k < BLOCK; k++, bench->n_played += !filler) {
			double x = sin(2 * M_PI * 997 * (double)bench->n_played / RATE);
			stereo[2 * k] = stereo[2 * k + 1] = filler ? 0 : amplitude * (float)x;
		}
		const struct analysis_block block = { .stereo = stereo, .n_frames = BLOCK, .filler = filler };
		analysis_process(&bench->analysis, &block);
	}
	return &bench->analysis.writer.snapshot;
}

/* EBU Tech 3341, case 1: a stereo sine of 1 kHz at -23 dBFS has -23 LUFS. */
static bool is_lufs(float got, double expected)
{
	return fabs((double)got - expected) < 0.1;
}

/* While it is paused, what is of the moment is silent, and what is of the whole stays; then all goes on as if nothing
 * had been between. */
static void filler_is_shown_and_not_counted(void **state)
{
	struct bench *bench = *state;
	float amplitude = powf(10, -23 / 20.0f);
	const struct snapshot_loudness *loudness = &play(bench, 4, amplitude, false)->measures.loudness;
	assert_true(is_lufs(loudness->momentary_lufs, -23) && is_lufs(loudness->short_term_lufs, -23));
	uint32_t measured = bench->analysis.writer.snapshot.head.measured;
	play(bench, 5, 0, true);
	assert_true(loudness->momentary_lufs <= SNAPSHOT_NO_LEVEL && loudness->short_term_lufs <= SNAPSHOT_NO_LEVEL);
	assert_true(is_lufs(loudness->integrated_lufs, -23));
	assert_int_equal(bench->analysis.writer.snapshot.head.measured, measured);
	play(bench, 0.2, amplitude, false);
	assert_true(is_lufs(loudness->momentary_lufs, -23) && is_lufs(loudness->short_term_lufs, -23));
}

static void what_is_of_the_whole_outlasts_silence(void **state)
{
	struct snapshot_measures measures = { .meters[0] = { .peak = 1, .max_peak = 1, .whole_square = 0.5f, .vu = 1 },
		.loudness = { -20, -21, -22, -15, -16, -30, -18, 0 },
		.stereo = { 0.5f, 1, 0.6f, 2 },
		.rhythm = { .onset = 1,
			.tempo_bpm = 120,
			.beat_phase = 0.5f,
			.n_beats = 7,
			.whole_tempo_bpm = 121,
			.whole_tempo_confidence = 0.9f } };
	const struct snapshot_measures silent = {
		.meters[0] = { .max_peak = 1, .whole_square = 0.5f },
		.loudness = { SNAPSHOT_NO_LEVEL, SNAPSHOT_NO_LEVEL, -22, -15, -16, -30, -18, 0 },
		.stereo = { 0, 0, 0.6f, 2 },
		.rhythm = { .n_beats = 7, .whole_tempo_bpm = 121, .whole_tempo_confidence = 0.9f },
	};
	(void)state;
	snapshot_measures_fall_silent(&measures);
	assert_memory_equal(&measures, &silent, sizeof silent);
}

static void a_restart_forgets_what_was_before(void **state)
{
	struct bench *bench = *state;
	const struct snapshot *snapshot = play(bench, 2, 0.5f, false);
	assert_true(is_lufs(snapshot->measures.loudness.integrated_lufs, 20 * log10(0.5)));
	analysis_restart(&bench->analysis);
	play(bench, 1, 0, true);
	assert_int_equal(snapshot->head.measured, 0);
	play(bench, 2, 0.05f, false);
	assert_true(is_lufs(snapshot->measures.loudness.integrated_lufs, 20 * log10(0.05)));
}

static void a_measure_that_was_not_wanted_begins_again(void **state)
{
	struct bench *bench = *state;
	const struct snapshot *snapshot = play(bench, 2, 0.5f, false);
	assert_int_equal(snapshot->head.measured, SNAPSHOT_ALL_MEASURES);
	analysis_set_measures(&bench->analysis, 0);
	play(bench, 1, 0.5f, false);
	assert_int_equal(snapshot->head.measured, 0);
	analysis_set_measures(&bench->analysis, SNAPSHOT_BIT(SNAPSHOT_LOUDNESS));
	play(bench, 2, 0.05f, false);
	assert_int_equal(snapshot->head.measured, SNAPSHOT_BIT(SNAPSHOT_LOUDNESS));
	assert_true(is_lufs(snapshot->measures.loudness.integrated_lufs, 20 * log10(0.05)));
}

/* --------------------------------------------------------------- the wave */

/* Hears `n_frames` numbered frames in blocks of some size; left counts up, right down. Returns how many snapshots came. */
static size_t count_frames(struct bench *bench, size_t n_frames, size_t block_frames)
{
	float stereo[2 * BLOCK];
	size_t n_published = 0;
	for (size_t done = 0; done < n_frames; done += block_frames) {
		for (size_t i = 0; i < block_frames; i++, bench->n_played++) {
			stereo[2 * i] = (float)bench->n_played / 65536;
			stereo[2 * i + 1] = -stereo[2 * i];
		}
		n_published += analysis_process(
			&bench->analysis, &(struct analysis_block){ .stereo = stereo, .n_frames = block_frames });
	}
	return n_published;
}

static bool has_wave(const struct bench *bench)
{
	return bench->analysis.writer.snapshot.head.measured & SNAPSHOT_BIT(SNAPSHOT_WAVE);
}

/* However the sound is cut; and not before the first snapshot that has all of it. */
static void the_wave_is_every_frame(void **state)
{
	struct bench *bench = *state;
	const struct snapshot *snapshot = &bench->analysis.writer.snapshot;
	assert_int_equal(count_frames(bench, 266, 266), 1);
	assert_false(has_wave(bench));
	analysis_set_measures(&bench->analysis, SNAPSHOT_BIT(SNAPSHOT_WAVE));
	assert_int_equal(count_frames(bench, 246, 123), 1);
	assert_false(has_wave(bench));
	for (size_t n = 2; n < 7; n++) {
		assert_int_equal(count_frames(bench, 256, n % 2 ? 64 : 32), 1);
		assert_int_equal(snapshot->head.measured, SNAPSHOT_BIT(SNAPSHOT_WAVE));
		assert_int_equal(snapshot->wave.n_points, 256);
		for (size_t i = 0; i < 256; i++) {
			assert_true(snapshot->wave.points[i][0] == (float)(256 * n + i) / 65536);
			assert_true(snapshot->wave.points[i][1] == -snapshot->wave.points[i][0]);
		}
	}
	analysis_set_measures(&bench->analysis, 0);
	count_frames(bench, 256, 256);
	assert_false(has_wave(bench));
}

/* At half a megahertz a point stands for four frames: the one of them that reaches farthest, both sides of it. */
static void no_peak_is_lost_at_high_rates(void **state)
{
	struct bench *bench = *state;
	const struct snapshot *snapshot = &bench->analysis.writer.snapshot;
	float stereo[2 * 4096] = { 0 };
	assert_true(analysis_start(&bench->analysis, 600000, 2, NULL));
	analysis_set_measures(&bench->analysis, SNAPSHOT_BIT(SNAPSHOT_WAVE));
	for (size_t i = 0; i < 4096; i++)
		stereo[2 * i] = i % 4 == i / 4 % 4 ? -0.5f : 0.25f;
	stereo[2 * 4095 + 1] = 1;
	for (size_t i = 0; i < 2; i++)
		analysis_process(&bench->analysis, &(struct analysis_block){ .stereo = stereo, .n_frames = 4096 });
	assert_int_equal(snapshot->wave.n_points, SNAPSHOT_WAVE_POINTS);
	for (size_t i = 0; i < SNAPSHOT_WAVE_POINTS; i++)
		assert_true(snapshot->wave.points[i][0] == -0.5f);
	assert_true(snapshot->wave.points[SNAPSHOT_WAVE_POINTS - 1][1] == 1);
}

/* Silence that is shown is a wave, too. */
static void filler_is_a_flat_wave(void **state)
{
	struct bench *bench = *state;
	analysis_set_measures(&bench->analysis, SNAPSHOT_BIT(SNAPSHOT_WAVE));
	play(bench, 0.1, 0.5f, false);
	const struct snapshot *snapshot = play(bench, 0.1, 0, true);
	assert_true(has_wave(bench));
	for (size_t i = 0; i < 256; i++)
		assert_true(snapshot->wave.points[i][0] == 0);
}

/* --------------------------------------------------------------- the process dies */

/* What is kept outlives it; another goes on from there, of so many channels at that rate. */
static void succeed(struct bench *bench, uint32_t rate_hz, uint32_t n_channels)
{
	analysis_fini(&bench->analysis);
	assert_true(analysis_init(&bench->analysis, bench->ring, bench->kept, WINDOW_HANN, NULL));
	analysis_set_measures(&bench->analysis, SNAPSHOT_ALL_MEASURES);
	assert_true(analysis_start(&bench->analysis, rate_hz, n_channels, NULL));
}

static double whole_db(const struct snapshot *snapshot)
{
	return 10 * log10(2 * (double)snapshot->measures.meters[0].whole_square);
}

static void what_adds_up_outlives_the_process(void **state)
{
	struct bench *dies = *state;
	void *other = NULL;
	assert_int_equal(open_bench(&other), 0);
	struct bench *lives = other;
	for (int i = 0; i < 6; i++) {
		play(lives, 1.5, i < 3 ? 0.5f : 0.05f, false);
		play(dies, 1.5, i < 3 ? 0.5f : 0.05f, false);
		succeed(dies, RATE, 2);
	}
	const struct snapshot_measures *a = &play(lives, 1, 0.05f, false)->measures,
				       *b = &play(dies, 1, 0.05f, false)->measures;
	assert_int_equal(dies->analysis.writer.snapshot.head.measured, SNAPSHOT_ALL_MEASURES);
	assert_near((double)b->loudness.integrated_lufs, (double)a->loudness.integrated_lufs, 0.02);
	assert_near((double)b->loudness.range_low_lufs, (double)a->loudness.range_low_lufs, 0.02);
	assert_near((double)b->loudness.range_high_lufs, (double)a->loudness.range_high_lufs, 0.02);
	assert_near((double)b->loudness.max_momentary_lufs, (double)a->loudness.max_momentary_lufs, 0.02);
	assert_near((double)b->loudness.max_short_term_lufs, (double)a->loudness.max_short_term_lufs, 0.02);
	assert_near((double)b->meters[0].whole_square, (double)a->meters[0].whole_square,
		5e-5); /* their last snapshots end apart */
	assert_near((double)b->meters[0].max_peak, (double)a->meters[0].max_peak, 0);
	assert_near((double)b->meters[0].max_true_peak, (double)a->meters[0].max_true_peak, 0);
	assert_true(a->dynamic_range_db >= 0);
	assert_near((double)b->dynamic_range_db, (double)a->dynamic_range_db, 0.01);
	assert_near((double)b->stereo.whole_correlation, 1, 1e-6);
	close_bench(&other);
}

/* As where the engine that died played at the rate of its device, and the next one waits for that. */
static void another_rate_is_the_same_sound(void **state)
{
	struct bench *bench = *state;
	const struct snapshot *snapshot = play(bench, 4, 0.5f, false);
	succeed(bench, RATE / 2, 2);
	analysis_jump(&bench->analysis);
	play(bench, 2, 0.05f, false); /* takes twice as long at that rate */
	assert_true(is_lufs((float)whole_db(snapshot), 10 * log10((0.5 * 0.5 + 0.05 * 0.05) / 2)));
	assert_true(is_lufs(snapshot->measures.loudness.integrated_lufs, 20 * log10(0.5)));
}

static void assert_begins_anew(struct bench *bench)
{
	const struct snapshot *snapshot = play(bench, 2, 0.05f, false);
	assert_true(is_lufs(snapshot->measures.loudness.integrated_lufs, 20 * log10(0.05)));
	assert_true(is_lufs(snapshot->measures.loudness.max_momentary_lufs, 20 * log10(0.05)));
	assert_true(is_lufs((float)whole_db(snapshot), 20 * log10(0.05)));
	assert_true(snapshot->measures.meters[0].max_peak <= 0.05f);
	assert_true(snapshot->measures.meters[0].max_true_peak < 0.06f);
}

static void a_restart_forgets_what_is_kept(void **state)
{
	struct bench *bench = *state;
	play(bench, 2, 0.5f, false);
	analysis_restart(&bench->analysis);
	succeed(bench, RATE, 2); /* dies before there is another sound */
	assert_begins_anew(bench);
	play(bench, 2, 0.5f, false);
	succeed(bench, RATE, 2);
	analysis_restart(&bench->analysis);
	assert_begins_anew(bench);
}

static void what_nobody_wanted_is_not_gone_on_with(void **state)
{
	struct bench *bench = *state;
	const uint32_t others = SNAPSHOT_ALL_MEASURES & ~SNAPSHOT_BIT(SNAPSHOT_LOUDNESS);
	const struct snapshot *snapshot = play(bench, 2, 0.5f, false);
	analysis_set_measures(&bench->analysis, others);
	succeed(bench, RATE, 2);
	play(bench, 2, 0.05f, false);
	assert_true(is_lufs(snapshot->measures.loudness.integrated_lufs, 20 * log10(0.05)));
	assert_true(snapshot->measures.meters[0].max_peak > 0.499f);
}

static void other_channels_or_analyzers_begin_anew(void **state)
{
	struct bench *bench = *state;
	play(bench, 2, 0.5f, false);
	succeed(bench, RATE, 1);
	succeed(bench, RATE, 2);
	assert_begins_anew(bench);
	play(bench, 4, 0.5f, false);
	bench->kept->slot_bytes[1] += 4;
	succeed(bench, RATE, 2);
	assert_begins_anew(bench);
}

/* Before its start it may be one that waits while another is at work. */
static void what_has_not_started_leaves_alone_what_is_kept(void **state)
{
	struct bench *bench = *state;
	struct analysis *second = calloc(1, sizeof *second);
	struct snapshot_ring *ring = calloc(1, sizeof *ring);
	play(bench, 2, 0.5f, false);
	assert_true(analysis_init(second, ring, bench->kept, WINDOW_HANN, NULL));
	analysis_set_measures(second, 0);
	analysis_restart(second);
	analysis_jump(second);
	analysis_fini(second);
	assert_int_equal(atomic_load(&bench->kept->running), SNAPSHOT_ALL_MEASURES);
	free(second);
	free(ring);
}

/* An engine may have gone mad before it died. */
static void nonsense_is_not_believed(void **state)
{
	static const int bytes[] = { 0xff, 0x7f, 0x01, 0x80 };
	struct bench *bench = *state;
	for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++) {
		play(bench, 0.1, 0.5f, false);
		memset(bench->kept->bytes, bytes[i], sizeof bench->kept->bytes);
		atomic_store(&bench->kept->running, UINT32_MAX);
		succeed(bench, RATE, 2);
		const struct snapshot *snapshot = play(bench, 0.1, 0.5f, false);
		assert_true(snapshot_measures_are_sane(&snapshot->measures, 2));
		analysis_restart(&bench->analysis);
		assert_begins_anew(bench);
	}
}

/* As a reader of another time might have them: nobody could read what says that it holds them. */
static void levels_that_there_are_not_are_not_published(void **state)
{
	struct bench *bench = *state;
	const struct spectrum_wish wish = { .channels = UINT32_MAX, .levels = UINT32_MAX };
	analysis_set_wish(&bench->analysis, &wish);
	const struct snapshot *snapshot = play(bench, 0.1, 0.5f, false);
	assert_int_equal(snapshot->head.published, SNAPSHOT_ALL_LEVELS);
	assert_true(snapshot_is_sane(snapshot, SNAPSHOT_ALL_LEVELS));
}

#define analysis_test(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		analysis_test(filler_is_shown_and_not_counted),
		cmocka_unit_test(what_is_of_the_whole_outlasts_silence),
		analysis_test(a_restart_forgets_what_was_before),
		analysis_test(a_measure_that_was_not_wanted_begins_again),
		analysis_test(the_wave_is_every_frame),
		analysis_test(no_peak_is_lost_at_high_rates),
		analysis_test(filler_is_a_flat_wave),
		analysis_test(what_adds_up_outlives_the_process),
		analysis_test(another_rate_is_the_same_sound),
		analysis_test(a_restart_forgets_what_is_kept),
		analysis_test(what_nobody_wanted_is_not_gone_on_with),
		analysis_test(other_channels_or_analyzers_begin_anew),
		analysis_test(what_has_not_started_leaves_alone_what_is_kept),
		analysis_test(nonsense_is_not_believed),
		analysis_test(levels_that_there_are_not_are_not_published),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

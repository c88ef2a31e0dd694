#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "view_bench.h"
#include "view/stats.h"
#include "view/stats_state.h"

enum { COLS = 80, ROWS = 24 };

static struct statistics statistics;
static struct run_state run;

/* A file that plays well, a minute after it began, on two terminals. */
static void be_well(uint32_t n_readers)
{
	run = (struct run_state){ .phase = RUN_PLAYING,
		.source_kind = RUN_SOURCE_FILE,
		.length_frames = 1000,
		.output = RUN_OUTPUT_PLAYING,
		.output_name = "Built-in Audio" };
	statistics = (struct statistics){ .n_published = 11250,
		.load_percent = 0.82f,
		.max_load_percent = 3.1f,
		.ahead_frames = 30000,
		.ahead_ms = 625,
		.ahead_percent = 92,
		.device_rate_hz = 48000,
		.device_latency_ms = 21.3f,
		.uptime_s = 61.5f,
		.asker = 1,
		.usage = { { 0.02f, 2900 }, { 1.27f, 24000 }, { 1.9f, 9000 }, { 0, 3000 } } };
	for (uint32_t i = 1; i <= n_readers; i++) {
		const struct statistics_reader reader = { .number = i,
			.pid = 4700 + i,
			.redraws_per_s = 60,
			.bytes_per_s = 21500,
			.round_trip_ms = 0.3f,
			.latency_ms = -4.2f,
			.max_latency_ms = 6.3f * (float)i,
			.n_redraws = 3600,
			.n_held = 3,
			.n_snapshots = 11200,
			.n_retries = i };
		statistics_add_reader(&statistics, &reader);
	}
}

static void inform(struct bench *bench)
{
	stats_view.inform(bench->view, &statistics, &run);
}

/* Load and fill come and go over some seconds more than are kept. */
static void go_on(struct bench *bench, int seconds)
{
	for (int i = 0; i < seconds; i++) {
		statistics.load_percent = run.output == RUN_OUTPUT_NONE ? NAN : 0.8f + 0.6f * (float)(i % 8);
		statistics.ahead_percent = i % 20 == 0 ? 20.0f : 92.0f;
		statistics.readers[0].n_redraws += 60;
		inform(bench);
	}
}

static int open_bench(void **state)
{
	struct bench *bench = bench_new(&stats_view);
	assert_true(stats_view.layout(bench->view, COLS, ROWS, NULL));
	be_well(1);
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	bench_free(*state);
	return 0;
}

static void show(struct bench *bench, int cols, int rows)
{
	assert_true(stats_view.layout(bench->view, cols, rows, NULL));
	assert_true(canvas_resize(&bench->canvas, cols, rows, NULL));
	stats_view.draw(bench->view, &bench->canvas, (struct region){ 0, 0, cols, rows });
}

static const struct stats *stats_of(void **state)
{
	return ((struct bench *)*state)->view;
}

/* --------------------------------------------------------------- pictures */

static void nothing_is_drawn_before_anything_is_known(void **state)
{
	struct bench *bench = *state;
	show(bench, COLS, ROWS);
	for (int i = 0; i < COLS * ROWS; i++)
		assert_int_equal(bench->canvas.cells[i].glyph, ' ');
}

static void all_is_well_in_a_usual_window(void **state)
{
	struct bench *bench = *state;
	go_on(bench, 100);
	show(bench, COLS, ROWS);
	golden_check(&bench->canvas, "stats_80x24");
}

static void much_is_wrong_in_a_large_window(void **state)
{
	struct bench *bench = *state;
	be_well(3);
	inform(bench);
	statistics.n_xruns = 7;
	statistics.n_restarts = 1;
	strcpy(statistics.last_end, "the engine died (signal 11, Segmentation fault)");
	statistics.readers[0].n_missed = 12;
	statistics.readers[0].latency_ms = statistics.readers[0].max_latency_ms = NAN;
	go_on(bench, 5);
	show(bench, 120, 40);
	golden_check(&bench->canvas, "stats_120x40");
}

static void a_small_window(void **state)
{
	go_on(*state, 3);
	show(*state, 44, 10);
	golden_check(&((struct bench *)*state)->canvas, "stats_44x10");
}

static void a_tiny_window(void **state)
{
	go_on(*state, 3);
	show(*state, 18, 4);
	golden_check(&((struct bench *)*state)->canvas, "stats_18x4");
	for (int cols = 1; cols < 130; cols++)
		for (int rows = 1; rows < 40; rows += 3)
			show(*state, cols, rows);
}

static void in_ascii(void **state)
{
	struct bench *bench = *state;
	bench->look.glyphs = GLYPHS_ASCII;
	stats_view.init(bench->view, &bench->look);
	run.output = RUN_OUTPUT_NONE;
	statistics.max_load_percent = 0;
	statistics.device_latency_ms = NAN;
	go_on(bench, 20);
	show(bench, COLS, ROWS);
	for (int i = 0; i < COLS * ROWS; i++)
		assert_in_range(bench->canvas.cells[i].glyph, ' ', '~');
	golden_check(&bench->canvas, "stats_ascii");
}

/* --------------------------------------------------------------- what is wrong */

static void all_is_well(void **state)
{
	go_on(*state, 3);
	assert_string_equal(stats_of(state)->verdict, "Nothing is wrong.");
	for (size_t i = 0; i < N_STATS_LINES; i++)
		assert_false(stats_of(state)->alerts[i]);
}

static void what_has_happened_lately_is_told_and_then_no_more(void **state)
{
	statistics.n_xruns = 90; /* before anybody looked */
	go_on(*state, 3);
	assert_false(stats_of(state)->alerts[STATS_XRUNS]);
	statistics.n_xruns = 92;
	go_on(*state, STATS_LATELY);
	assert_true(stats_of(state)->alerts[STATS_XRUNS]);
	assert_non_null(strstr(stats_of(state)->verdict, "ran dry 2 times:"));
	go_on(*state, 1);
	assert_false(stats_of(state)->alerts[STATS_XRUNS]);
	assert_string_equal(stats_of(state)->verdict, "Nothing is wrong.");
}

static void the_worst_is_told_in_words_the_others_by_signs(void **state)
{
	inform(*state);
	statistics.readers[0].n_missed = 5;
	inform(*state);
	assert_non_null(strstr(stats_of(state)->verdict, "missed: 5."));
	statistics.n_underruns = 1;
	inform(*state);
	assert_non_null(strstr(stats_of(state)->verdict, "too late once:"));
	assert_true(stats_of(state)->alerts[STATS_MISSED]);
	assert_true(stats_of(state)->alerts[STATS_UNDERRUNS]);
	run.output = RUN_OUTPUT_LOST;
	inform(*state);
	assert_non_null(strstr(stats_of(state)->verdict, "device is lost"));
}

static void few_redraws_may_be_held_or_late(void **state)
{
	inform(*state);
	statistics.readers[0].n_redraws += 60;
	statistics.readers[0].n_held += 3;
	statistics.readers[0].n_missed_beats += 3;
	inform(*state);
	assert_false(stats_of(state)->alerts[STATS_VERDICT]);
	statistics.readers[0].n_held += 20;
	inform(*state);
	assert_true(stats_of(state)->alerts[STATS_LINK]);
	assert_false(stats_of(state)->alerts[STATS_REDRAWS]);
}

static void only_a_file_can_have_too_little_ahead(void **state)
{
	statistics.ahead_percent = 2;
	inform(*state);
	assert_true(stats_of(state)->alerts[STATS_AHEAD]);
	run.live = 1;
	inform(*state);
	assert_false(stats_of(state)->alerts[STATS_AHEAD]);
}

/* More readers than are listed: all of them together stand for this one. */
static void counts_that_go_back_are_no_trouble(void **state)
{
	statistics.asker = 99;
	statistics.all.n_missed = 50;
	inform(*state);
	statistics.all.n_missed = 10;
	inform(*state);
	assert_false(stats_of(state)->alerts[STATS_VERDICT]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_drawn_before_anything_is_known),
		TEST(all_is_well_in_a_usual_window),
		TEST(much_is_wrong_in_a_large_window),
		TEST(a_small_window),
		TEST(a_tiny_window),
		TEST(in_ascii),
		TEST(all_is_well),
		TEST(what_has_happened_lately_is_told_and_then_no_more),
		TEST(the_worst_is_told_in_words_the_others_by_signs),
		TEST(few_redraws_may_be_held_or_late),
		TEST(only_a_file_can_have_too_little_ahead),
		TEST(counts_that_go_back_are_no_trouble),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

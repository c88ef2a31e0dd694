#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "view_heard.h"
#include "view/phase.h"

static int open_bench(void **state)
{
	*state = bench_new(&phase_view);
	return 0;
}

static int close_bench(void **state)
{
	bench_free(*state);
	return 0;
}

/* A tone on both sides, the left one ahead by an angle. */
static void add(struct bench *bench, double hz, double db, double degrees)
{
	bench_add_sine(bench, SNAPSHOT_LEFT, hz, db, 1);
	bench_add_sine(bench, SNAPSHOT_RIGHT, hz, db, 1);
	bench_add_sine(bench, SNAPSHOT_CROSS_RE, hz, db, cos(degrees * M_PI / 180));
	bench_add_sine(bench, SNAPSHOT_CROSS_IM, hz, db, sin(degrees * M_PI / 180));
}

/* In phase, a quarter, two thirds and half a turn apart, and one that is too quiet to be sure of. */
static void play(struct bench *bench)
{
	bench_hush(bench, phase_view.channels(bench->view));
	add(bench, 100, -10, 0);
	add(bench, 400, -10, 90);
	add(bench, 1600, -10, 120);
	add(bench, 6400, -10, 180);
	add(bench, 13000, -78, 180);
}

static void pictures(void **state)
{
	struct bench *bench = *state;
	static const struct {
		int cols, rows;
		int32_t manner;
		enum glyph_set glyphs;
		const char *golden;
	} cases[] = {
		{ 80, 20, MANNER_MEASURE, GLYPHS_BLOCKS, "phase_measure" },
		{ 60, 11, MANNER_SHOW, GLYPHS_BLOCKS, "phase_show" },
		{ 40, 10, MANNER_SHOW, GLYPHS_HALF, "phase_half" },
		{ 40, 10, MANNER_MEASURE, GLYPHS_ASCII, "phase_ascii" },
		{ 20, 5, MANNER_SHOW, GLYPHS_BLOCKS, "phase_small" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bench->settings.manner = cases[i].manner;
		bench->look.glyphs = cases[i].glyphs;
		bench_renew(bench);
		play(bench);
		bench_show(bench, cases[i].cols, cases[i].rows);
		bench_hear(bench, 2);
		bench_draw(bench, cases[i].cols, cases[i].rows);
		golden_check(&bench->canvas, cases[i].golden);
	}
}

/* Level, correlation, and the angle by which left leads. */
static void a_band_is_told_under_the_pointer(void **state)
{
	struct bench *bench = *state;
	struct view_spot spot;
	bench->settings.scale = SCALE_SEMITONE;
	bench->settings.low_hz = 220;
	bench->settings.high_hz = 880;
	bench_hush(bench, phase_view.channels(bench->view));
	add(bench, 440, -12, -120);
	bench_show(bench, 25, 9);
	bench_hear(bench, 4);
	assert_true(phase_view.spot(bench->view, 12, 3, &spot));
	assert_string_equal(spot.text, "440 Hz  A4  -12.0 dB  correlation -0.50, -120°");
	assert_false(phase_view.spot(bench->view, 25, 3, &spot));
}

/* Two signals that have nothing to do with each other: what one snapshot has of a cross spectrum, the next takes back. */
static void what_is_not_steady_is_no_correlation(void **state)
{
	struct bench *bench = *state;
	struct view_spot spot;
	const char *told;
	bench->settings.scale = SCALE_OCTAVE_1;
	phase_view.layout(bench->view, 40, 9, NULL);
	for (int i = 0; i < 400; i++) {
		bench_hush(bench, phase_view.channels(bench->view));
		bench_add_noise(bench, SNAPSHOT_LEFT, -40, 1);
		bench_add_noise(bench, SNAPSHOT_RIGHT, -40, 1);
		bench_add_noise(bench, SNAPSHOT_CROSS_RE, -40, i % 2 ? 1 : -1);
		phase_view.advance(bench->view, bench->snapshot);
	}
	assert_true(phase_view.spot(bench->view, 20, 3, &spot));
	told = strstr(spot.text, "correlation ");
	assert_non_null(told);
	assert_true(fabs(atof(told + strlen("correlation "))) < 0.05);
}

static bool has_text(const struct bench *bench, int y, const char *ascii)
{
	const int n = (int)strlen(ascii);
	for (int x = 0; x + n <= bench->canvas.cols; x++) {
		int same = 0;
		while (same < n && canvas_at(&bench->canvas, x + same, y)->glyph == (uint32_t)ascii[same])
			same++;
		if (same == n)
			return true;
	}
	return false;
}

static void one_channel_is_said(void **state)
{
	struct bench *bench = *state;
	play(bench);
	bench->snapshot->head.n_source_channels = 1;
	bench_show(bench, 40, 9);
	assert_true(has_text(bench, 4, "one channel"));
	assert_true(phase_view.at_rest(bench->view) && phase_view.has_fallen(bench->view));
}

/* Dots stay where it was worst, until it is switched off; a frozen picture stays as it is. */
static void the_worst_is_held(void **state)
{
	struct bench *bench = *state;
	enum { COLS = 60, ROWS = 11 };
	struct cell before[COLS * ROWS];
	play(bench);
	bench_show(bench, COLS, ROWS);
	phase_view.keep(bench->view, VIEW_MAXIMUM);
	bench_hear(bench, 1);
	bench_hush(bench, phase_view.channels(bench->view));
	bench->snapshot->head.silent = 1;
	bench_hear(bench, 10);
	assert_true(phase_view.at_rest(bench->view));
	bench_draw(bench, COLS, ROWS);
	golden_check(&bench->canvas, "phase_worst");
	memcpy(before, bench->canvas.cells, sizeof before);
	phase_view.keep(bench->view, VIEW_MAXIMUM | VIEW_FROZEN);
	play(bench);
	bench_hear(bench, 1);
	bench_draw(bench, COLS, ROWS);
	assert_memory_equal(bench->canvas.cells, before, sizeof before);
	assert_true(phase_view.layout(bench->view, COLS, ROWS, NULL));
	bench_hear(bench, 1);
	bench_draw(bench, COLS, ROWS);
	assert_memory_equal(bench->canvas.cells, before, sizeof before);
	phase_view.keep(bench->view, 0);
	bench_draw(bench, COLS, ROWS);
	assert_memory_not_equal(bench->canvas.cells, before, sizeof before);
}

#define phase_test(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		phase_test(pictures),
		phase_test(a_band_is_told_under_the_pointer),
		phase_test(what_is_not_steady_is_no_correlation),
		phase_test(one_channel_is_said),
		phase_test(the_worst_is_held),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

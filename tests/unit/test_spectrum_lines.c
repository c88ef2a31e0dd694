#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "view_heard.h"
#include "view/lines.h"

static const uint32_t all = SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_RIGHT) | SNAPSHOT_BIT(SNAPSHOT_MONO);

static int open_bench(void **state)
{
	struct bench *bench = bench_new(&lines_view);
	bench->settings.auto_gain = false;
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	bench_free(*state);
	return 0;
}

/* Two tones over noise: 100 Hz on the left, 1 kHz on the right, both in the mix. */
static void play(struct bench *bench, double db)
{
	bench_hush(bench, all);
	for (enum snapshot_channel_id c = SNAPSHOT_LEFT; c <= SNAPSHOT_MONO; c++) {
		bench_add_noise(bench, c, -90, 1);
		if (c != SNAPSHOT_RIGHT)
			bench_add_sine(bench, c, 100, db, 1);
		if (c != SNAPSHOT_LEFT)
			bench_add_sine(bench, c, 1000, db, 1);
	}
}

static void fall_silent(struct bench *bench)
{
	bench_hush(bench, all);
	bench->snapshot->head.silent = 1;
}

static void pictures(void **state)
{
	struct bench *bench = *state;
	static const struct {
		int cols, rows;
		int32_t manner, stereo;
		enum glyph_set glyphs;
		const char *golden;
	} cases[] = {
		{ 60, 12, MANNER_SHOW, STEREO_MONO, GLYPHS_BLOCKS, "lines_show" },
		{ 80, 24, MANNER_MEASURE, STEREO_MONO, GLYPHS_BLOCKS, "lines_measure" },
		{ 60, 20, MANNER_MEASURE, STEREO_SPLIT, GLYPHS_BLOCKS, "lines_split" },
		{ 60, 12, MANNER_MEASURE, STEREO_MIRROR, GLYPHS_BLOCKS, "lines_mirror" },
		{ 40, 10, MANNER_SHOW, STEREO_MONO, GLYPHS_HALF, "lines_half" },
		{ 40, 10, MANNER_MEASURE, STEREO_MONO, GLYPHS_ASCII, "lines_ascii" },
		{ 20, 5, MANNER_SHOW, STEREO_SPLIT, GLYPHS_BLOCKS, "lines_small" },
	};
	play(bench, -20);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bench->settings.manner = cases[i].manner;
		bench->settings.stereo = cases[i].stereo;
		bench->look.glyphs = cases[i].glyphs;
		bench_renew(bench);
		bench_show(bench, cases[i].cols, cases[i].rows);
		golden_check(&bench->canvas, cases[i].golden);
	}
}

static double level_at(const struct bench *bench, int x)
{
	struct view_spot spot;
	assert_true(lines_view.spot(bench->view, x, 0, &spot));
	const char *level = strstr(spot.text, "  -");
	assert_non_null(level);
	return atof(level);
}

/* Wherever between two bins a tone lies, the curve rises to its level and falls from it, without steps; as far as the
 * window's main lobe reaches. */
static void a_tone_in_the_bass_is_a_hill(void **state)
{
	struct bench *bench = *state;
	enum { COLS = 200 };
	bench->settings.manner = MANNER_MEASURE;
	bench->settings.labels = LABELS_OFF;
	for (double hz = 40; hz < 90; hz += 3.1) {
		double levels[COLS];
		int top = 0;
		bench_hush(bench, all);
		bench_add_sine(bench, SNAPSHOT_MONO, hz, -20, 1);
		bench_renew(bench);
		bench_show(bench, COLS, 20);
		for (int x = 0; x < COLS; x++) {
			levels[x] = level_at(bench, x);
			top = levels[x] > levels[top] ? x : top;
		}
		assert_true(fabs(levels[top] + 20) < 0.8);
		/* Beyond the last bin within the range, at the left edge, it is level; and two cells may share the top. */
		for (int x = top - 1; x > 3 && levels[x] > -45; x--)
			assert_true(levels[x - 1] < levels[x]);
		for (int x = top + 1; x + 1 < COLS && levels[x] > -45; x++)
			assert_true(levels[x + 1] < levels[x]);
	}
}

static void a_place_is_told_by_frequency_and_level(void **state)
{
	struct bench *bench = *state;
	struct view_spot spot;
	bench->settings.stereo = STEREO_MIRROR;
	bench->settings.manner = MANNER_MEASURE;
	bench->settings.low_hz = 110;
	bench->settings.high_hz = 1760;
	bench_hush(bench, all);
	/* In the middle of one of the two columns of dots in that cell. */
	bench_add_sine(bench, SNAPSHOT_LEFT, 440 * exp2(-4 * 0.5 / 82), -12, 1);
	bench_add_noise(bench, SNAPSHOT_RIGHT, -80, 1);
	bench_show(bench, 5 + 2 * 41, 20);
	assert_true(lines_view.spot(bench->view, 5 + 20, 3, &spot));
	assert_string_equal(spot.text, "left  440 Hz  A4  -12.0 dB");
	assert_true(lines_view.spot(bench->view, 5 + 41 + 20, 3, &spot));
	assert_memory_equal(spot.text, "right  440 Hz  A4  -7", 21);
	assert_false(lines_view.spot(bench->view, 2, 3, &spot));
	assert_false(lines_view.spot(bench->view, 30, 19, &spot));
}

/* Dashes stand where the maximum was, dots where the average is, after the sound has gone. */
static void traces_are_told_by_their_dots(void **state)
{
	struct bench *bench = *state;
	bench->settings.manner = MANNER_MEASURE;
	play(bench, -20);
	bench_show(bench, 60, 16);
	lines_view.keep(bench->view, VIEW_MAXIMUM);
	play(bench, -10);
	bench_hear(bench, 0.5);
	fall_silent(bench);
	bench_hear(bench, 30);
	assert_true(lines_view.at_rest(bench->view) && lines_view.has_fallen(bench->view));
	bench_draw(bench, 60, 16);
	golden_check(&bench->canvas, "lines_traces");
	assert_true(lines_view.layout(bench->view, 60, 16, NULL));
	bench_hear(bench, 0.1);
	bench_draw(bench, 60, 16);
	golden_check(&bench->canvas, "lines_traces");
}

static void a_frozen_picture_stands_still(void **state)
{
	struct bench *bench = *state;
	enum { COLS = 60, ROWS = 12 };
	struct cell before[COLS * ROWS];
	bench->settings.manner = MANNER_MEASURE;
	play(bench, -20);
	bench_show(bench, COLS, ROWS);
	memcpy(before, bench->canvas.cells, sizeof before);
	lines_view.keep(bench->view, VIEW_FROZEN);
	fall_silent(bench);
	bench_hear(bench, 20);
	bench_draw(bench, COLS, ROWS);
	assert_memory_equal(bench->canvas.cells, before, sizeof before);
	assert_true(lines_view.at_rest(bench->view));
	lines_view.keep(bench->view, 0);
	bench_draw(bench, COLS, ROWS);
	assert_memory_not_equal(bench->canvas.cells, before, sizeof before);
}

#define lines_test(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		lines_test(pictures),
		lines_test(a_tone_in_the_bass_is_a_hill),
		lines_test(a_place_is_told_by_frequency_and_level),
		lines_test(traces_are_told_by_their_dots),
		lines_test(a_frozen_picture_stands_still),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

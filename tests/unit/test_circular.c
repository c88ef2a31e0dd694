#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "golden.h"
#include "view_heard.h"
#include "view/circular.h"

static const uint32_t all = SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_RIGHT) | SNAPSHOT_BIT(SNAPSHOT_MONO);

static int open_bench(void **state)
{
	struct bench *bench = bench_new(&circular_view);
	bench->settings.auto_gain = false;
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	bench_free(*state);
	return 0;
}

/* Noise on both sides, a low tone on the left. */
static void play(struct bench *bench)
{
	bench_hush(bench, all);
	for (enum snapshot_channel_id c = SNAPSHOT_LEFT; c <= SNAPSHOT_MONO; c++)
		bench_add_noise(bench, c, -60, 1);
	bench_add_sine(bench, SNAPSHOT_LEFT, 60, -3, 1);
	bench_add_sine(bench, SNAPSHOT_MONO, 60, -9, 1);
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
		int32_t stereo;
		enum glyph_set glyphs;
		const char *golden;
	} cases[] = {
		{ 60, 24, STEREO_MONO, GLYPHS_BLOCKS, "circular" },
		{ 40, 24, STEREO_SPLIT, GLYPHS_BLOCKS, "circular_split" },
		{ 60, 24, STEREO_MONO, GLYPHS_HALF, "circular_half" },
		{ 60, 24, STEREO_MONO, GLYPHS_ASCII, "circular_ascii" },
		{ 20, 5, STEREO_SPLIT, GLYPHS_BLOCKS, "circular_small" },
	};
	play(bench);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bench->settings.stereo = cases[i].stereo;
		bench->look.glyphs = cases[i].glyphs;
		bench_renew(bench);
		bench_show(bench, cases[i].cols, cases[i].rows);
		golden_check(&bench->canvas, cases[i].golden);
	}
}

static void the_automatic_gain_is_told(void **state)
{
	struct bench *bench = *state;
	bench->settings.auto_gain = true;
	bench_renew(bench);
	bench_hush(bench, all);
	bench_add_sine(bench, SNAPSHOT_MONO, 60, -40, 1);
	bench_show(bench, 60, 24);
	bench_hear(bench, 30);
	bench_draw(bench, 60, 24);
	golden_check(&bench->canvas, "circular_gain");
}

/* One channel looks the same on both sides, at any size. */
static void sides_of_one_channel_mirror_each_other(void **state)
{
	struct bench *bench = *state;
	bench->look.glyphs = GLYPHS_ASCII;
	bench_renew(bench);
	play(bench);
	for (int cols = 2; cols < 90; cols += 7) {
		bench_show(bench, cols, 24);
		for (int y = 0; y < 24; y++)
			for (int x = 0; x < cols; x++)
				assert_int_equal(canvas_at(&bench->canvas, x, y)->glyph,
					canvas_at(&bench->canvas, cols - 1 - x, y)->glyph);
	}
}

static void a_bar_is_told_under_the_pointer(void **state)
{
	struct bench *bench = *state;
	struct view_spot spot;
	bench->settings.stereo = STEREO_SPLIT;
	play(bench);
	bench_show(bench, 48, 24);
	assert_true(circular_view.spot(bench->view, 23, 20, &spot));
	assert_memory_equal(spot.text, "left  ", 6);
	const double low_hz = atof(spot.text + 6);
	assert_true(low_hz > 30 && low_hz < 50);
	assert_true(circular_view.spot(bench->view, 24, 3, &spot));
	assert_memory_equal(spot.text, "right  ", 7);
	assert_non_null(strstr(spot.text, " kHz"));
	assert_false(circular_view.spot(bench->view, 24, 12, &spot));
	assert_false(circular_view.spot(bench->view, 0, 0, &spot));
}

/* How far the picture is empty from the middle to the right. */
static int hole(struct bench *bench)
{
	int x = 30;
	bench_draw(bench, 60, 30);
	while (x < 60 && canvas_at(&bench->canvas, x, 15)->glyph == ' ')
		x++;
	return x - 30;
}

static void play_bass(struct bench *bench)
{
	bench_hush(bench, all);
	for (int i = 0; i < 9; i++)
		bench_add_sine(bench, SNAPSHOT_MONO, 30 * exp2(i / 2.0), 0, 1);
}

static void with_reduced_motion_the_circle_stands_still(void **state)
{
	struct bench *bench = *state;
	bench->settings.reduced_motion = true;
	play_bass(bench);
	assert_true(circular_view.layout(bench->view, 60, 30, NULL));
	const int out = hole(bench);
	bench_hear(bench, 0.3);
	assert_int_equal(hole(bench), out);
}

static void the_circle_breathes_with_the_bass(void **state)
{
	struct bench *bench = *state;
	bench->settings.peaks = false;
	play_bass(bench);
	assert_true(circular_view.layout(bench->view, 60, 30, NULL));
	const int out = hole(bench);
	bench_hear(bench, 0.3);
	const int in = hole(bench);
	assert_true(in > out);
	circular_view.keep(bench->view, VIEW_FROZEN);
	fall_silent(bench);
	bench_hear(bench, 5);
	assert_int_equal(hole(bench), in);
	circular_view.keep(bench->view, 0);
	assert_int_equal(hole(bench), out);
	assert_true(circular_view.at_rest(bench->view) && circular_view.has_fallen(bench->view));
}

/* The circle alone remains, and the marks of what was loudest. */
static void the_maximum_is_held(void **state)
{
	struct bench *bench = *state;
	play(bench);
	bench_show(bench, 48, 24);
	circular_view.keep(bench->view, VIEW_MAXIMUM);
	bench_hear(bench, 0.1);
	fall_silent(bench);
	bench_hear(bench, 20);
	assert_true(circular_view.at_rest(bench->view));
	bench_draw(bench, 48, 24);
	golden_check(&bench->canvas, "circular_maximum");
}

#define circular_test(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		circular_test(pictures),
		circular_test(the_automatic_gain_is_told),
		circular_test(sides_of_one_channel_mirror_each_other),
		circular_test(a_bar_is_told_under_the_pointer),
		circular_test(with_reduced_motion_the_circle_stands_still),
		circular_test(the_circle_breathes_with_the_bass),
		circular_test(the_maximum_is_held),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

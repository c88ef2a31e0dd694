#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "wave_bench.h"
#include "view/vectorscope.h"

static int open_bench(void **state)
{
	struct bench *bench = bench_new(&vectorscope_view);
	bench->settings.manner = MANNER_MEASURE;
	n_heard = 0;
	*state = bench;
	return 0;
}

static bool is_braille(const struct bench *bench, int x, int y)
{
	return glyph_at(bench, x, y) >= 0x2801 && glyph_at(bench, x, y) <= 0x28FF;
}

/* Whether anything glows in the square of 20 rows that stands in the middle of 44 columns. */
static int count_lit(const struct bench *bench, int from_x, int to_x, int from_y, int to_y)
{
	int n = 0;
	for (int y = from_y; y < to_y; y++)
		for (int x = from_x; x < to_x; x++)
			n += is_braille(bench, x, y);
	return n;
}

static void tell_stereo(struct bench *bench, float correlation, float balance_db)
{
	bench->snapshot->measures.stereo
		= (struct snapshot_stereo){ .correlation = correlation, .balance_db = balance_db };
}

static void a_circle_is_round(void **state)
{
	struct bench *bench = *state;
	tell_stereo(bench, 0, 0);
	lay_out(bench, 80, 24);
	hear(bench, (struct heard){ 437, 0.9, 0.9, 0.25 }, 0.5);
	draw(bench, 80, 24);
	golden_check(&bench->canvas, "vectorscope_circle");
}

static void small_in_ascii(void **state)
{
	struct bench *bench = *state;
	bench->look.glyphs = GLYPHS_ASCII;
	renew(bench);
	tell_stereo(bench, -0.5f, -3.2f);
	lay_out(bench, 24, 8);
	hear(bench, (struct heard){ 437, 0.9, -0.4, 0 }, 0.5);
	draw(bench, 24, 8);
	golden_check(&bench->canvas, "vectorscope_ascii");
}

/* What both sides have stands upright, what one has leans to it, what is out of phase lies. */
static void each_direction_is_where_it_belongs(void **state)
{
	struct bench *bench = *state;
	static const struct {
		double left, right;
		int x, y; /* of a cell that is lit in a square of 40 x 20 */
	} cases[] = { { 1, 1, 20, 2 }, { 1, 0, 12, 6 }, { 0, 1, 27, 6 }, { 1, -1, 4, 10 } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		renew(bench);
		lay_out(bench, 40, 23);
		hear(bench, (struct heard){ 437, cases[i].left, cases[i].right, 0 }, 0.5);
		draw(bench, 40, 23);
		for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++)
			assert_int_equal(
				count_lit(bench, cases[k].x - 1, cases[k].x + 2, cases[k].y - 1, cases[k].y + 1) > 0,
				i == k);
	}
}

static void in_hardly_any_room_the_middle_is_seen(void **state)
{
	struct bench *bench = *state;
	static const struct {
		int cols, rows, x, y;
	} sizes[] = { { 1, 1, 0, 0 }, { 1, 4, 0, 1 }, { 2, 1, 0, 0 }, { 2, 5, 0, 2 } };
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		for (enum glyph_set glyphs = GLYPHS_BLOCKS; glyphs <= GLYPHS_HALF; glyphs++) {
			bench->look.glyphs = glyphs;
			renew(bench);
			lay_out(bench, sizes[i].cols, sizes[i].rows);
			hear(bench, (struct heard){ 437, 0.9, 0.9, 0 }, 0.1);
			draw(bench, sizes[i].cols, sizes[i].rows);
			assert_true(glyph_at(bench, sizes[i].x, sizes[i].y) >= 0x2580);
		}
}

/* At even widths and heights, too, where no dot lies in the very middle. */
static void what_has_no_side_covers_the_axis(void **state)
{
	struct bench *bench = *state;
	for (int cols = 40; cols <= 43; cols++) {
		renew(bench);
		lay_out(bench, cols, cols / 2);
		draw(bench, cols, cols / 2);
		int axis = 0;
		while (axis < cols && glyph_at(bench, axis, 0) != 'M')
			axis++;
		hear(bench, (struct heard){ 437, 0.9, 0.9, 0 }, 0.5);
		draw(bench, cols, cols / 2);
		assert_true(is_braille(bench, axis, 3));
		assert_false(is_braille(bench, axis + 1, 3));
	}
}

static void it_fades_and_rests(void **state)
{
	struct bench *bench = *state;
	lay_out(bench, 40, 23);
	assert_true(vectorscope_view.at_rest(bench->view));
	tell_stereo(bench, 1, 0);
	hear(bench, (struct heard){ 437, 0.5, 0.5, 0 }, 0.5);
	assert_false(vectorscope_view.has_fallen(bench->view));
	draw(bench, 40, 23);
	const int n_lit = count_lit(bench, 0, 40, 0, 20);
	assert_true(n_lit > 0);
	tell_stereo(bench, 0, 0);
	hear_silence(bench, 0.3);
	draw(bench, 40, 23);
	assert_true(count_lit(bench, 0, 40, 0, 20) > 0);
	hear_silence(bench, 0.5);
	assert_true(vectorscope_view.has_fallen(bench->view) && vectorscope_view.at_rest(bench->view));
	draw(bench, 40, 23);
	assert_int_equal(count_lit(bench, 0, 40, 0, 20), 0);
}

/* At the pace of 10 redraws per second, most of what was there still is. */
static void with_reduced_motion_it_does_not_flicker(void **state)
{
	struct bench *bench = *state;
	int n_before = 0;
	bench->settings.reduced_motion = true;
	renew(bench);
	lay_out(bench, 40, 23);
	hear(bench, (struct heard){ 437, 1, 1, 0 }, 0.5);
	for (int i = 0; i < 5; i++) {
		draw(bench, 40, 23);
		const int n = count_lit(bench, 0, 40, 0, 20);
		assert_true(n > 0 && 10 * n >= 8 * n_before);
		n_before = n;
		hear_silence(bench, 0.1);
	}
	hear_silence(bench, 3);
	assert_true(vectorscope_view.at_rest(bench->view));
}

static void frozen_it_stands_still(void **state)
{
	struct bench *bench = *state;
	lay_out(bench, 40, 23);
	tell_stereo(bench, 1, 0);
	hear(bench, (struct heard){ 437, 0.5, 0.5, 0 }, 0.5);
	draw(bench, 40, 23);
	const int n_lit = count_lit(bench, 0, 40, 0, 20);
	vectorscope_view.keep(bench->view, VIEW_FROZEN);
	hear_silence(bench, 2);
	lay_out(bench, 40, 23);
	draw(bench, 40, 23);
	assert_int_equal(count_lit(bench, 0, 40, 0, 20), n_lit);
	vectorscope_view.keep(bench->view, 0);
	draw(bench, 40, 23);
	assert_int_equal(count_lit(bench, 0, 40, 0, 20), 0);
}

static bool has_text(const struct bench *bench, const char *text)
{
	const struct canvas *canvas = &bench->canvas;
	char row[256];
	for (int y = 0; y < canvas->rows; y++) {
		for (int x = 0; x <= canvas->cols; x++)
			row[x] = x < canvas->cols && glyph_at(bench, x, y) < 0x7F ? (char)glyph_at(bench, x, y) : '\0';
		for (int x = 0; x < canvas->cols; x++)
			if (strstr(row + x, text))
				return true;
	}
	return false;
}

/* Of a mono source nothing is measured between sides. */
static void figures_are_told(void **state)
{
	struct bench *bench = *state;
	lay_out(bench, 80, 24);
	tell_stereo(bench, -0.25f, 3);
	hear(bench, (struct heard){ 437, 0.5, 0.5, 0 }, 0.5);
	draw(bench, 80, 24);
	assert_true(has_text(bench, "correlation -0.25   balance  3.0 dB R"));
	tell_stereo(bench, 0, 0);
	bench->snapshot->head.n_source_channels = 1;
	for (int i = 0; i < 100; i++)
		vectorscope_view.advance(bench->view, bench->snapshot);
	draw(bench, 80, 24);
	assert_true(has_text(bench, "correlation +1.00"));
}

/* In a show what is soft is shown larger, and how much that is. */
static void what_is_soft_is_raised_in_a_show(void **state)
{
	struct bench *bench = *state;
	bench->settings.manner = MANNER_SHOW;
	lay_out(bench, 80, 24);
	hear(bench, (struct heard){ 437, 0.05, 0.05, 0 }, 40);
	draw(bench, 80, 24);
	assert_true(count_lit(bench, 0, 80, 2, 6) > 0);
	assert_true(has_text(bench, "gain +2"));
}

static void a_cell_can_be_told(void **state)
{
	struct bench *bench = *state;
	struct view_spot spot;
	lay_out(bench, 40, 23);
	assert_true(vectorscope_view.spot(bench->view, 29, 5, &spot));
	assert_string_equal(spot.text, "mid -6.9 dB  side -6.5 dB  47 deg right");
	assert_true(spot.position_s < 0);
	assert_false(vectorscope_view.spot(bench->view, 20, 21, &spot));
}

#define vectorscope_test(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		vectorscope_test(a_circle_is_round),
		vectorscope_test(small_in_ascii),
		vectorscope_test(each_direction_is_where_it_belongs),
		vectorscope_test(in_hardly_any_room_the_middle_is_seen),
		vectorscope_test(what_has_no_side_covers_the_axis),
		vectorscope_test(it_fades_and_rests),
		vectorscope_test(with_reduced_motion_it_does_not_flicker),
		vectorscope_test(frozen_it_stands_still),
		vectorscope_test(figures_are_told),
		vectorscope_test(what_is_soft_is_raised_in_a_show),
		vectorscope_test(a_cell_can_be_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

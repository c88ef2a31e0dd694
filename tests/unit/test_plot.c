#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "canvas/plot.h"

static struct canvas drawn(const struct plot *plot, int cols, int rows)
{
	struct canvas canvas = { 0 };
	struct err err;
	assert_true(canvas_init(&canvas, cols, rows, &err));
	plot_draw(plot, &canvas, 0, 0, COLOUR_DEFAULT);
	return canvas;
}

static struct plot plot_of(enum glyph_set glyphs, int cols, int rows)
{
	struct plot plot = { 0 };
	struct err err;
	assert_true(plot_resize(&plot, glyphs, cols, rows, &err));
	return plot;
}

/* Each of braille's eight dots: Unicode's numbering, chapter "Braille Patterns". */
static void each_dot_has_its_place(void **state)
{
	(void)state;
	static const uint32_t glyphs[4][2]
		= { { 0x2801, 0x2808 }, { 0x2802, 0x2810 }, { 0x2804, 0x2820 }, { 0x2840, 0x2880 } };
	struct plot plot = plot_of(GLYPHS_BLOCKS, 2, 1);
	for (int y = 0; y < 4; y++)
		for (int x = 0; x < 2; x++) {
			plot_clear(&plot);
			plot_dot(&plot, 2 + x, y, 0x123456);
			struct canvas canvas = drawn(&plot, 2, 1);
			assert_int_equal(canvas_at(&canvas, 0, 0)->glyph, ' ');
			assert_int_equal(canvas_at(&canvas, 1, 0)->glyph, glyphs[y][x]);
			assert_int_equal(canvas_at(&canvas, 1, 0)->fg, 0x123456);
			canvas_fini(&canvas);
		}
	plot_fini(&plot);
}

static void half_blocks_have_two_colours(void **state)
{
	(void)state;
	struct plot plot = plot_of(GLYPHS_HALF, 4, 1);
	plot_dot(&plot, 0, 0, 1);
	plot_dot(&plot, 1, 1, 2);
	plot_column(&plot, 2, 0, 1, 3);
	plot_dot(&plot, 3, 0, 4);
	plot_dot(&plot, 3, 1, 5);
	struct canvas canvas = drawn(&plot, 4, 1);
	const struct cell *cells = canvas_at(&canvas, 0, 0);
	static const struct cell expected[] = { { 0x2580, 0, 1, COLOUR_DEFAULT }, { 0x2584, 0, 2, COLOUR_DEFAULT },
		{ 0x2588, 0, 3, COLOUR_DEFAULT }, { 0x2580, 0, 4, 5 } };
	for (int x = 0; x < 4; x++) {
		assert_int_equal(cells[x].glyph, expected[x].glyph);
		assert_int_equal(cells[x].fg, expected[x].fg);
		assert_int_equal(cells[x].bg, expected[x].bg);
	}
	canvas_fini(&canvas);
	plot_fini(&plot);
}

/* The picture as text: '#' for each dot that is set. */
static void assert_dots(const struct plot *plot, const char *expected)
{
	char text[256], *to = text;
	struct canvas canvas = drawn(plot, plot->cols, plot->rows);
	for (int y = 0; y < plot->height; y++) {
		for (int x = 0; x < plot->width; x++) {
			static const uint8_t bits[4][2] = { { 1, 8 }, { 2, 16 }, { 4, 32 }, { 64, 128 } };
			const uint32_t glyph = canvas_at(&canvas, x / 2, y / 4)->glyph;
			*to++ = glyph != ' ' && (glyph & bits[y % 4][x % 2]) ? '#' : '.';
		}
		*to++ = '\n';
	}
	*to = '\0';
	assert_string_equal(text, expected);
	canvas_fini(&canvas);
}

static void lines_are_whole(void **state)
{
	(void)state;
	struct plot plot = plot_of(GLYPHS_BRAILLE, 4, 1);
	plot_line(&plot, 0, 3, 7, 0, 0);
	assert_dots(&plot, "......##\n....##..\n..##....\n##......\n");
	plot_clear(&plot);
	plot_line(&plot, 5, 2, 5, 2, 0);
	assert_dots(&plot, "........\n........\n.....#..\n........\n");
	plot_clear(&plot);
	plot_line(&plot, 3, -1e9, 3, 1e9, 0);
	assert_dots(&plot, "...#....\n...#....\n...#....\n...#....\n");
	plot_fini(&plot);
}

static void what_lies_outside_is_left_out(void **state)
{
	(void)state;
	struct plot plot = plot_of(GLYPHS_BLOCKS, 4, 1);
	plot_dot(&plot, -1, 0, 0);
	plot_dot(&plot, 8, 0, 0);
	plot_dot(&plot, 0, 4, 0);
	plot_column(&plot, 8, -5, 5, 0);
	plot_column(&plot, 1, -2000000000, -1, 0);
	plot_line(&plot, -10, -10, 20, -1, 0);
	plot_line(&plot, 0, 0, (double)INFINITY, 1, 0);
	plot_line(&plot, (double)NAN, 0, 1, 1, 0);
	assert_dots(&plot, "........\n........\n........\n........\n");
	plot_column(&plot, 7, 2000000000, 2, 0);
	assert_dots(&plot, "........\n........\n.......#\n.......#\n");
	plot_fini(&plot);
}

static void an_empty_plot_takes_everything(void **state)
{
	(void)state;
	struct plot plot = plot_of(GLYPHS_ASCII, 0, 7);
	plot_clear(&plot);
	plot_dot(&plot, 0, 0, 0);
	plot_column(&plot, 0, 0, 9, 0);
	plot_line(&plot, 0, 0, 9, 9, 0);
	struct canvas canvas = drawn(&plot, 1, 1);
	assert_int_equal(canvas_at(&canvas, 0, 0)->glyph, ' ');
	canvas_fini(&canvas);
	plot_fini(&plot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_dot_has_its_place),
		cmocka_unit_test(half_blocks_have_two_colours),
		cmocka_unit_test(lines_are_whole),
		cmocka_unit_test(what_lies_outside_is_left_out),
		cmocka_unit_test(an_empty_plot_takes_everything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

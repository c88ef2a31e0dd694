#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "canvas/blocks.h"
#include "canvas/canvas.h"
#include "canvas/colour.h"

enum { FG = 0x112233, BG = 0x445566 };

/* One row as text: a right half is left out, marks follow their glyph. */
static const char *row_text(const struct canvas *canvas, int y)
{
	static char line[CANVAS_MAX_COLS * 8 + 1];
	size_t n = 0;
	for (int x = 0; x < canvas->cols; x++) {
		const struct cell *cell = canvas_at(canvas, x, y);
		if (cell->glyph)
			n += text_encode(cell->glyph, line + n);
		if (cell->mark)
			n += text_encode(cell->mark, line + n);
	}
	line[n] = '\0';
	return line;
}

static void assert_cell(const struct canvas *canvas, int x, int y, uint32_t glyph, colour fg, colour bg)
{
	const struct cell *cell = canvas_at(canvas, x, y);
	assert_int_equal(cell->glyph, glyph);
	assert_int_equal(cell->mark, 0);
	assert_int_equal(cell->fg, fg);
	assert_int_equal(cell->bg, bg);
}

static void test_init_clamps_and_blanks(void **state)
{
	(void)state;
	struct canvas canvas = { 0 };
	canvas_fini(&canvas);
	assert_true(canvas_init(&canvas, 0, -5, NULL));
	assert_int_equal(canvas.cols, 1);
	assert_int_equal(canvas.rows, 1);
	assert_cell(&canvas, 0, 0, ' ', COLOUR_DEFAULT, COLOUR_DEFAULT);
	canvas_put(&canvas, 0, 0, 'x', FG, BG);
	assert_true(canvas_resize(&canvas, 100000, 2, NULL));
	assert_int_equal(canvas.cols, CANVAS_MAX_COLS);
	assert_int_equal(canvas.rows, 2);
	for (int x = 0; x < canvas.cols; x++)
		assert_cell(&canvas, x, 1, ' ', COLOUR_DEFAULT, COLOUR_DEFAULT);
	canvas_put(&canvas, 3, 1, 'x', FG, BG);
	assert_true(canvas_resize(&canvas, CANVAS_MAX_COLS, 2, NULL));
	assert_cell(&canvas, 3, 1, ' ', COLOUR_DEFAULT, COLOUR_DEFAULT);
	canvas_fini(&canvas);
	assert_null(canvas.cells);
}

static void test_put(void **state)
{
	(void)state;
	struct canvas canvas;
	assert_true(canvas_init(&canvas, 3, 2, NULL));
	canvas_put(&canvas, 1, 1, 0x2588, FG, BG);
	assert_cell(&canvas, 1, 1, 0x2588, FG, BG);
	canvas_put(&canvas, 2, 1, ' ', FG, BG);
	assert_cell(&canvas, 2, 1, ' ', COLOUR_DEFAULT, BG);
	canvas_put(&canvas, 0, 0, 0, FG, BG);
	assert_cell(&canvas, 0, 0, ' ', COLOUR_DEFAULT, BG);

	static const uint32_t unfit[] = { 0x1B, '\n', 0x7F, 0x9B, 0xD800, 0x110000, 0xFFFF, 0x4E00, 0x301, 0x2028 };
	for (size_t i = 0; i < sizeof unfit / sizeof *unfit; i++) {
		canvas_put(&canvas, 0, 0, unfit[i], FG, BG);
		assert_cell(&canvas, 0, 0, '?', FG, BG);
	}
	canvas_put(&canvas, -1, 0, 'x', FG, BG);
	canvas_put(&canvas, 3, 0, 'x', FG, BG);
	canvas_put(&canvas, 0, -1, 'x', FG, BG);
	canvas_put(&canvas, 0, 2, 'x', FG, BG);
	assert_string_equal(row_text(&canvas, 0), "?  ");
	assert_string_equal(row_text(&canvas, 1), " █ ");
	canvas_fini(&canvas);
}

static void test_text(void **state)
{
	(void)state;
	struct canvas canvas;
	assert_true(canvas_init(&canvas, 8, 1, NULL));
	assert_int_equal(canvas_text(&canvas, 1, 0, 99, "aé日b", FG, BG), 5);
	assert_string_equal(row_text(&canvas, 0), " aé日b  ");
	assert_cell(&canvas, 3, 0, 0x65E5, FG, BG);
	assert_cell(&canvas, 4, 0, 0, FG, BG);

	canvas_clear(&canvas);
	assert_int_equal(canvas_text(&canvas, 0, 0, 3, "abcdef", FG, BG), 3);
	assert_string_equal(row_text(&canvas, 0), "abc     ");

	/* Marks join, the first only, and what draws nothing is left out. */
	canvas_clear(&canvas);
	assert_int_equal(canvas_text(&canvas, 0, 0, 99, "e\u0301\u0302\u200Do\uFE0F日\u0308", FG, BG), 4);
	assert_string_equal(row_text(&canvas, 0), "e\u0301o日\u0308    ");
	assert_int_equal(canvas_at(&canvas, 2, 0)->mark, 0x308);

	/* A mark with nothing before it, and one behind the last column allowed. */
	canvas_clear(&canvas);
	assert_int_equal(canvas_text(&canvas, 0, 0, 1, "\u0301a\u0301b", FG, BG), 1);
	assert_string_equal(row_text(&canvas, 0), "a\u0301       ");

	/* Hostile text. */
	canvas_clear(&canvas);
	assert_int_equal(canvas_text(&canvas, 0, 0, 99, "\033[\n\xFF\xC0\xAF\xC2\x9Bz", FG, BG), 8);
	assert_string_equal(row_text(&canvas, 0), "?[?????z");
	/* A replacement character written in the text is one. */
	canvas_clear(&canvas);
	canvas_text(&canvas, 0, 0, 99, "\uFFFD", FG, BG);
	assert_cell(&canvas, 0, 0, 0xFFFD, FG, BG);
	canvas_fini(&canvas);
}

static void test_text_clips(void **state)
{
	(void)state;
	struct canvas canvas;
	assert_true(canvas_init(&canvas, 4, 1, NULL));
	/* Double-width characters that do not fit whole leave a space: by the limit, at the right, at the left. */
	assert_int_equal(canvas_text(&canvas, 0, 0, 3, "日本", FG, BG), 3);
	assert_string_equal(row_text(&canvas, 0), "日  ");
	assert_cell(&canvas, 2, 0, ' ', COLOUR_DEFAULT, BG);
	assert_cell(&canvas, 3, 0, ' ', COLOUR_DEFAULT, COLOUR_DEFAULT);
	canvas_clear(&canvas);
	assert_int_equal(canvas_text(&canvas, 3, 0, 99, "日", FG, BG), 1);
	assert_cell(&canvas, 3, 0, ' ', COLOUR_DEFAULT, BG);
	canvas_clear(&canvas);
	canvas_text(&canvas, -1, 0, 99, "日x日日", FG, BG);
	assert_string_equal(row_text(&canvas, 0), " x日");
	assert_cell(&canvas, 0, 0, ' ', COLOUR_DEFAULT, BG);
	/* Outside altogether. */
	canvas_clear(&canvas);
	canvas_text(&canvas, 0, 1, 99, "x", FG, BG);
	canvas_text(&canvas, 0, -1, 99, "x", FG, BG);
	canvas_text(&canvas, 4, 0, 99, "x", FG, BG);
	canvas_text(&canvas, 0, 0, 0, "x", FG, BG);
	canvas_text(&canvas, 0, 0, -3, "x", FG, BG);
	canvas_text(&canvas, -9, 0, 5, "xxxxxxxxxxxxx", FG, BG);
	assert_string_equal(row_text(&canvas, 0), "    ");
	canvas_fini(&canvas);
}

static void test_halves_go(void **state)
{
	(void)state;
	struct canvas canvas;
	assert_true(canvas_init(&canvas, 6, 1, NULL));
	canvas_text(&canvas, 0, 0, 99, "日本語", FG, BG);
	canvas_put(&canvas, 1, 0, 'x', FG, BG);
	assert_string_equal(row_text(&canvas, 0), " x本語");
	assert_cell(&canvas, 0, 0, ' ', COLOUR_DEFAULT, BG);
	canvas_put(&canvas, 2, 0, 'y', FG, BG);
	assert_string_equal(row_text(&canvas, 0), " xy 語");
	canvas_text(&canvas, 3, 0, 99, "日", FG, BG);
	assert_string_equal(row_text(&canvas, 0), " xy日 ");
	assert_cell(&canvas, 5, 0, ' ', COLOUR_DEFAULT, BG);

	canvas_text(&canvas, 0, 0, 99, "日本語", FG, BG);
	canvas_clear_region(&canvas, (struct region){ 1, 0, 4, 1 });
	assert_string_equal(row_text(&canvas, 0), "      ");
	assert_cell(&canvas, 0, 0, ' ', COLOUR_DEFAULT, BG);
	assert_cell(&canvas, 1, 0, ' ', COLOUR_DEFAULT, COLOUR_DEFAULT);
	assert_cell(&canvas, 5, 0, ' ', COLOUR_DEFAULT, BG);
	canvas_fini(&canvas);
}

static void test_clear_region_clips(void **state)
{
	(void)state;
	static const struct {
		struct region region;
		const char *rows[3];
	} cases[] = {
		{ { -5, -5, 6, 6 }, { " xx", "xxx", "xxx" } },
		{ { 1, 1, 1, 1 }, { "xxx", "x x", "xxx" } },
		{ { 2, 1, 1000, 1000 }, { "xxx", "xx ", "xx " } },
		{ { 2147483647, 0, 2147483647, 3 }, { "xxx", "xxx", "xxx" } },
		{ { -2147483647, 0, 2, 3 }, { "xxx", "xxx", "xxx" } },
		{ { 0, 0, -1, 3 }, { "xxx", "xxx", "xxx" } },
		{ { 0, 0, 3, -1 }, { "xxx", "xxx", "xxx" } },
		{ { 0, 0, 0, 0 }, { "xxx", "xxx", "xxx" } },
	};
	struct canvas canvas;
	assert_true(canvas_init(&canvas, 3, 3, NULL));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (int y = 0; y < 3; y++)
			canvas_text(&canvas, 0, y, 3, "xxx", FG, BG);
		canvas_clear_region(&canvas, cases[i].region);
		for (int y = 0; y < 3; y++)
			assert_string_equal(row_text(&canvas, y), cases[i].rows[y]);
	}
	canvas_fini(&canvas);
}

/* Whatever is drawn in whatever order, each half has its other half. */
static void test_halves_always_match(void **state)
{
	(void)state;
	static const char *const texts[] = { "a", "日", "日本語", "x日", "é\u0301", "👍b", "\u3099", "" };
	struct canvas canvas;
	assert_true(canvas_init(&canvas, 7, 2, NULL));
	srand(1);
	for (int i = 0; i < 20000; i++) {
		const int x = rand() % 11 - 2;
		const int y = rand() % 4 - 1;
		const int what = rand() % 3;
		if (what == 0)
			canvas_put(&canvas, x, y, 'p', FG, BG);
		else if (what == 1)
			canvas_text(&canvas, x, y, rand() % 9, texts[rand() % 8], FG, BG);
		else
			canvas_clear_region(&canvas, (struct region){ x, y, rand() % 4, rand() % 3 });
		for (int row = 0; row < 2; row++) {
			for (int col = 0; col < 7; col++) {
				const struct cell *cell = canvas_at(&canvas, col, row);
				const bool is_wide = cell->glyph != 0 && canvas_glyph_width(cell->glyph) == 2;
				assert_int_equal(is_wide, col + 1 < 7 && cell[1].glyph == 0);
				assert_false(col == 0 && cell->glyph == 0);
			}
		}
	}
	canvas_fini(&canvas);
}

static void test_copy(void **state)
{
	(void)state;
	struct canvas a, b;
	assert_true(canvas_init(&a, 5, 4, NULL));
	assert_true(canvas_init(&b, 5, 4, NULL));
	canvas_text(&a, 0, 3, 5, "日本x", FG, BG);
	canvas_copy(&b, 0, &a);
	assert_memory_equal(a.cells, b.cells, 20 * sizeof(struct cell));
	canvas_fini(&a);
	canvas_fini(&b);
}

static void test_copy_to_some_rows(void **state)
{
	(void)state;
	struct canvas a, b;
	assert_true(canvas_init(&a, 3, 2, NULL));
	assert_true(canvas_init(&b, 3, 4, NULL));
	for (int y = 0; y < 4; y++)
		canvas_text(&b, 0, y, 3, "old", FG, BG);
	canvas_text(&a, 0, 1, 3, "new", FG, BG);
	canvas_copy(&b, 1, &a);
	assert_int_equal(canvas_at(&b, 0, 0)->glyph, 'o');
	assert_int_equal(canvas_at(&b, 0, 1)->glyph, ' ');
	assert_int_equal(canvas_at(&b, 0, 2)->glyph, 'n');
	assert_int_equal(canvas_at(&b, 0, 3)->glyph, 'o');
	canvas_fini(&a);
	canvas_fini(&b);
}

static void test_swap(void **state)
{
	(void)state;
	struct canvas a, b;
	assert_true(canvas_init(&a, 3, 2, NULL));
	assert_true(canvas_init(&b, 4, 1, NULL));
	canvas_text(&a, 0, 1, 1, "a", FG, BG);
	canvas_swap(&a, &b);
	assert_int_equal(a.cols, 4);
	assert_int_equal(canvas_at(&a, 0, 0)->glyph, ' ');
	assert_int_equal(b.rows, 2);
	assert_int_equal(canvas_at(&b, 0, 1)->glyph, 'a');
	canvas_fini(&a);
	canvas_fini(&b);
}

/* Expected values: Unicode's EastAsianWidth.txt and UnicodeData.txt. */
static void test_widths(void **state)
{
	(void)state;
	static const struct {
		uint32_t glyph;
		int width;
	} cases[] = {
		{ 'a', 1 },
		{ 0xE9, 1 },
		{ 0x7F, 1 },
		{ 0x300, 0 },
		{ 0x36F, 0 },
		{ 0x370, 1 },
		{ 0x483, 0 },
		{ 0x591, 0 },
		{ 0x10FF, 1 },
		{ 0x1100, 2 },
		{ 0x115F, 2 },
		{ 0x1160, 0 },
		{ 0x11FF, 0 },
		{ 0x1200, 1 },
		{ 0x200B, 0 },
		{ 0x200D, 0 },
		{ 0x2018, 1 },
		{ 0x20AC, 1 },
		{ 0x20D0, 0 },
		{ 0x2190, 1 },
		{ 0x231A, 2 },
		{ 0x2500, 1 },
		{ 0x2588, 1 },
		{ 0x25FD, 2 },
		{ 0x28FF, 1 },
		{ 0x3000, 2 },
		{ 0x302A, 0 },
		{ 0x303F, 1 },
		{ 0x3042, 2 },
		{ 0x3099, 0 },
		{ 0x4DC0, 1 },
		{ 0x4E00, 2 },
		{ 0x9FFF, 2 },
		{ 0xAC00, 2 },
		{ 0xD7A3, 2 },
		{ 0xE000, 1 },
		{ 0xFE0F, 0 },
		{ 0xFF01, 2 },
		{ 0xFF61, 1 },
		{ 0xFFE6, 2 },
		{ 0xFFFD, 1 },
		{ 0x1F1E6, 1 },
		{ 0x1F44D, 2 },
		{ 0x1F600, 2 },
		{ 0x20000, 2 },
		{ 0x3FFFD, 2 },
		{ 0xE0100, 0 },
		{ 0x10FFFF, 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(canvas_glyph_width(cases[i].glyph), cases[i].width);
	assert_int_equal(canvas_text_width(""), 0);
	assert_int_equal(canvas_text_width("a日\u0301\n\xFF"), 5);
}

static void test_gradient(void **state)
{
	(void)state;
	static const colour stops[] = { 0x000000, 0xFFFFFF, 0xFF0000 };
	assert_int_equal(colour_gradient(stops, 1, 0.7f), 0x000000);
	assert_int_equal(colour_gradient(stops, 3, 0.0f), 0x000000);
	assert_int_equal(colour_gradient(stops, 3, 0.5f), 0xFFFFFF);
	assert_int_equal(colour_gradient(stops, 3, 1.0f), 0xFF0000);
	assert_int_equal(colour_gradient(stops, 3, -1.0f), 0x000000);
	assert_int_equal(colour_gradient(stops, 3, 2.0f), 0xFF0000);
	assert_int_equal(colour_gradient(stops, 3, NAN), 0x000000);
	/* Half the light of white is sRGB 188 (IEC 61966-2-1: 1.055 · 0.5^(1/2.4) − 0.055 = 0.7354). */
	assert_int_equal(colour_gradient(stops, 3, 0.25f), 0xBCBCBC);
	assert_int_equal(colour_gradient(stops, 3, 0.75f), 0xFFBCBC);

	static const colour with_default[] = { COLOUR_DEFAULT, 0x00FF00 };
	assert_int_equal(colour_gradient(with_default, 2, 0.4f), COLOUR_DEFAULT);
	assert_int_equal(colour_gradient(with_default, 2, 0.6f), 0x00FF00);
	const colour own[] = { colour_own(2), colour_own(9), 0x00FF00 };
	assert_int_equal(colour_gradient(own, 3, 0.2f), colour_own(2));
	assert_int_equal(colour_gradient(own, 3, 0.3f), colour_own(9));
	assert_int_equal(colour_gradient(own, 3, 0.8f), 0x00FF00);

	/* Equal stops give that very colour. */
	static const colour same[] = { 0x123456, 0x123456 };
	for (int i = 0; i <= 100; i++)
		assert_int_equal(colour_gradient(same, 2, (float)i / 100), 0x123456);
}

static void test_blocks(void **state)
{
	(void)state;
	assert_int_equal(blocks_lower(GLYPHS_BLOCKS, 0), ' ');
	for (int i = 1; i <= 8; i++)
		assert_int_equal(blocks_lower(GLYPHS_BLOCKS, i), 0x2580 + i);
	assert_int_equal(blocks_lower(GLYPHS_BLOCKS, -3), ' ');
	assert_int_equal(blocks_lower(GLYPHS_BLOCKS, 99), 0x2588);
	assert_int_equal(blocks_lower(GLYPHS_ASCII, 0), ' ');
	for (int i = 1; i <= 8; i++)
		assert_in_range(blocks_lower(GLYPHS_ASCII, i), '!', '~');
	assert_int_not_equal(blocks_lower(GLYPHS_ASCII, 1), blocks_lower(GLYPHS_ASCII, 8));
	assert_int_equal(blocks_mark(GLYPHS_BLOCKS, BLOCKS_BELOW, 0), 0x2581);
	assert_int_equal(blocks_mark(GLYPHS_BLOCKS, BLOCKS_BELOW, 4), 0x2500);
	assert_int_equal(blocks_mark(GLYPHS_BLOCKS, BLOCKS_BELOW, 7), 0x2594);
	assert_int_equal(blocks_mark(GLYPHS_ASCII, BLOCKS_BELOW, 0), '_');
	assert_int_equal(blocks_mark(GLYPHS_ASCII, BLOCKS_BELOW, 3), '-');
	assert_int_equal(blocks_mark(GLYPHS_ASCII, BLOCKS_BELOW, 99), '"');
	assert_int_equal(blocks_mark(GLYPHS_BLOCKS, BLOCKS_ABOVE, 0), 0x2594);
	assert_int_equal(blocks_mark(GLYPHS_BLOCKS, BLOCKS_LEFT, 0), 0x258F);
	assert_int_equal(blocks_mark(GLYPHS_BLOCKS, BLOCKS_RIGHT, 0), 0x2595);
}

/* What of a cell a glyph lights, as seen from a side, in eighths; -1: none of these glyphs. */
static int eighths_of(uint32_t glyph, enum blocks_side side)
{
	for (int n = 0; n <= BLOCKS_PER_CELL; n++)
		if ((side == BLOCKS_BELOW && glyph == (n ? 0x2580u + (unsigned)n : ' '))
			|| (side == BLOCKS_LEFT && glyph == (n ? 0x2590u - (unsigned)n : ' ')))
			return n;
	static const struct {
		uint32_t glyph;
		enum blocks_side side;
		int n;
	} others[] = { { 0x2580, BLOCKS_ABOVE, 4 }, { 0x2594, BLOCKS_ABOVE, 1 }, { 0x2590, BLOCKS_RIGHT, 4 },
		{ 0x2595, BLOCKS_RIGHT, 1 }, { ' ', BLOCKS_ABOVE, 0 }, { ' ', BLOCKS_RIGHT, 0 },
		{ 0x2588, BLOCKS_ABOVE, 8 }, { 0x2588, BLOCKS_RIGHT, 8 } };
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (others[i].glyph == glyph && others[i].side == side)
			return others[i].n;
	return -1;
}

/* Any eighths of a cell can be lit from any side, whether the background's colour is known or not. */
static void test_blocks_from_any_side(void **state)
{
	(void)state;
	static const enum blocks_side opposite[] = { BLOCKS_ABOVE, BLOCKS_BELOW, BLOCKS_RIGHT, BLOCKS_LEFT };
	static const colour backgrounds[] = { COLOUR_DEFAULT, 0x101010 };
	for (enum blocks_side side = BLOCKS_BELOW; side < N_BLOCKS_SIDES; side++)
		for (int i = 0; i < 4 * (BLOCKS_PER_CELL + 1); i++) {
			const int n = i / 4;
			const colour background = backgrounds[i & 1];
			const bool is_mono = i & 2;
			const struct cell cell = blocks_cell(GLYPHS_BLOCKS, side, n, 0x00FF00, background, is_mono);
			if (cell.fg == COLOUR_CUT_OUT || cell.fg == 0x101010) {
				assert_int_equal(BLOCKS_PER_CELL - eighths_of(cell.glyph, opposite[side]), n);
				assert_int_equal(cell.bg, 0x00FF00);
				assert_int_equal(cell.fg == COLOUR_CUT_OUT, background == COLOUR_DEFAULT || is_mono);
			} else {
				assert_int_equal(eighths_of(cell.glyph, side), n);
				assert_int_equal(cell.fg, n ? 0x00FF00 : COLOUR_DEFAULT);
				assert_int_equal(cell.bg, background);
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_init_clamps_and_blanks),
		cmocka_unit_test(test_put),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_text_clips),
		cmocka_unit_test(test_halves_go),
		cmocka_unit_test(test_clear_region_clips),
		cmocka_unit_test(test_halves_always_match),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_copy_to_some_rows),
		cmocka_unit_test(test_swap),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_gradient),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_blocks_from_any_side),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

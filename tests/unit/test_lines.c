/* Pictures as lines of text. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "ui/lines.h"

static void check(const struct canvas *canvas, enum colour_depth depth, bool utf8, const char *expected)
{
	struct bytes bytes = { .data = NULL };
	assert_true(lines_encode(canvas, depth, utf8, &bytes));
	assert_true(bytes_append(&bytes, "", 1));
	assert_string_equal(bytes.data, expected);
	bytes_fini(&bytes);
}

static void blanks_at_the_end_are_left_out(void **state)
{
	(void)state;
	struct canvas canvas;
	assert_true(canvas_init(&canvas, 6, 3, NULL));
	canvas_text(&canvas, 1, 0, 5, "ab", COLOUR_DEFAULT, COLOUR_DEFAULT);
	canvas_put(&canvas, 5, 2, 'c', COLOUR_DEFAULT, COLOUR_DEFAULT);
	check(&canvas, DEPTH_TRUE, true, " ab\n\n     c\n");
	canvas_fini(&canvas);
}

static void each_line_ends_without_colours(void **state)
{
	(void)state;
	struct canvas canvas;
	assert_true(canvas_init(&canvas, 4, 2, NULL));
	canvas_text(&canvas, 0, 0, 4, "abc", 0xff0000, COLOUR_DEFAULT);
	canvas_put(&canvas, 3, 1, ' ', COLOUR_DEFAULT, 0x0000ff);
	check(&canvas, DEPTH_TRUE, true, "\033[38;2;255;0;0mabc\033[m\n   \033[48;2;0;0;255m \033[m\n");
	check(&canvas, DEPTH_256, true, "\033[38;5;196mabc\033[m\n   \033[48;5;21m \033[m\n");
	check(&canvas, DEPTH_MONO, true, "abc\n\n");
	canvas_fini(&canvas);
}

/* A text without colours is without any sequences; the nearest character stands for one that is cut out. */
static void nothing_is_cut_out_of_plain_text(void **state)
{
	(void)state;
	struct canvas canvas;
	assert_true(canvas_init(&canvas, 4, 1, NULL));
	canvas_put(&canvas, 0, 0, 0x2587, COLOUR_CUT_OUT, 0xff0000);
	canvas_put(&canvas, 1, 0, 0x2585, COLOUR_CUT_OUT, 0xff0000);
	canvas_put(&canvas, 2, 0, 0x2589, COLOUR_CUT_OUT, 0xff0000);
	canvas_put(&canvas, 3, 0, 0x258F, COLOUR_CUT_OUT, 0xff0000);
	check(&canvas, DEPTH_MONO, true, "▔▀▕█\n");
	check(&canvas, DEPTH_256, true, "\033[0;7;38;5;196m▇▅▉▏\033[m\n");
	canvas_fini(&canvas);
}

static void characters_are_those_of_the_encoding(void **state)
{
	(void)state;
	struct canvas canvas;
	assert_true(canvas_init(&canvas, 6, 1, NULL));
	canvas_text(&canvas, 0, 0, 6, "日e\xcc\x81 x", COLOUR_DEFAULT, COLOUR_DEFAULT);
	check(&canvas, DEPTH_TRUE, true, "日e\xcc\x81 x\n");
	check(&canvas, DEPTH_TRUE, false, "? e x\n");
	canvas_fini(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blanks_at_the_end_are_left_out),
		cmocka_unit_test(each_line_ends_without_colours),
		cmocka_unit_test(nothing_is_cut_out_of_plain_text),
		cmocka_unit_test(characters_are_those_of_the_encoding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

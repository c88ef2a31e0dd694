#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "golden.h"
#include "ui/help_panel.h"
#include "ui/input.h"

static const struct theme theme
	= { .n_gradient = 1, .text = 1, .dim = 2, .alert = 3, .peak = 4, .background = COLOUR_DEFAULT };
static const struct settings settings = { .mouse = true };
static struct keys keys;
static struct help_panel help;
static struct canvas canvas;

static void draw(int cols, int rows, bool in_queue, enum glyph_set glyphs)
{
	const struct view_look look = { &settings, &theme, glyphs, false };
	assert_true(canvas_resize(&canvas, cols, rows, NULL));
	canvas_clear(&canvas);
	help_panel_draw(&help, &keys, in_queue, &canvas, (struct region){ 0, 0, cols, rows }, &look);
}

static int setup(void **state)
{
	(void)state;
	keys_init(&keys);
	help_panel_open(&help);
	return canvas_init(&canvas, 1, 1, NULL) ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	canvas_fini(&canvas);
	return 0;
}

static void all_keys_fit_on_a_usual_screen(void **state)
{
	(void)state;
	draw(80, 23, false, GLYPHS_BLOCKS);
	golden_check(&canvas, "help_80x23");
	assert_true(help.n_rows <= help.page_rows);
	draw(120, 30, false, GLYPHS_ASCII);
	golden_check(&canvas, "help_ascii");
}

static void the_queue_has_keys_of_its_own(void **state)
{
	(void)state;
	draw(80, 23, true, GLYPHS_BLOCKS);
	golden_check(&canvas, "help_queue");
}

static void a_small_screen_scrolls(void **state)
{
	(void)state;
	draw(20, 4, false, GLYPHS_BLOCKS);
	golden_check(&canvas, "help_20x4");
	assert_true(help_panel_key(&help, INPUT_DOWN));
	assert_int_equal(help.top, 1);
	assert_true(help_panel_key(&help, INPUT_PAGE_DOWN));
	assert_int_equal(help.top, 4);
	assert_true(help_panel_key(&help, INPUT_END));
	draw(20, 4, false, GLYPHS_BLOCKS);
	assert_int_equal(help.top, help.n_rows - 4);
	assert_true(help_panel_key(&help, INPUT_DOWN));
	assert_int_equal(help.top, help.n_rows - 4);
	assert_true(help_panel_key(&help, INPUT_HOME));
	assert_int_equal(help.top, 0);
	assert_true(help_panel_key(&help, INPUT_UP));
	assert_int_equal(help.top, 0);
}

static void what_was_bound_is_told(void **state)
{
	(void)state;
	assert_true(keys_bind(&keys, "Ctrl-Alt-Left", "seek +5", NULL));
	assert_true(keys_bind(&keys, "F5", "view meters", NULL));
	assert_true(keys_bind(&keys, "F6", "view meters", NULL));
	assert_true(keys_bind(&keys, "q", "", NULL));
	assert_true(keys_bind(&keys, "L", "", NULL));
	draw(60, 40, false, GLYPHS_BLOCKS);
	golden_check(&canvas, "help_bound");
}

static void other_keys_close_it(void **state)
{
	(void)state;
	assert_true(help_panel_key(&help, INPUT_ESCAPE));
	assert_false(help.open);
	help_panel_open(&help);
	assert_false(help_panel_key(&help, 'v'));
	assert_false(help.open);
}

static void any_size_will_do(void **state)
{
	(void)state;
	for (int cols = 1; cols <= 200; cols += cols < 40 ? 1 : 19)
		for (int rows = 1; rows <= 60; rows += rows < 20 ? 1 : 7)
			draw(cols, rows, cols % 2, GLYPHS_BLOCKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_keys_fit_on_a_usual_screen, setup, teardown),
		cmocka_unit_test_setup_teardown(the_queue_has_keys_of_its_own, setup, teardown),
		cmocka_unit_test_setup_teardown(a_small_screen_scrolls, setup, teardown),
		cmocka_unit_test_setup_teardown(what_was_bound_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(other_keys_close_it, setup, teardown),
		cmocka_unit_test_setup_teardown(any_size_will_do, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

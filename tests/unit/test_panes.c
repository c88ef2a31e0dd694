#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "config/options.h"
#include "view/panes.h"

enum { COLS = 100, ROWS = 40 };

struct bench {
	struct settings settings;
	struct theme theme;
	struct view_look look;
	struct panes panes;
	struct canvas canvas;
};

static int open_bench(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);
	options_defaults(&bench->settings);
	theme_default(&bench->theme);
	bench->look = (struct view_look){ &bench->settings, &bench->theme, GLYPHS_BLOCKS, false };
	assert_true(canvas_init(&bench->canvas, COLS, ROWS, NULL));
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	struct bench *bench = *state;
	panes_fini(&bench->panes);
	canvas_fini(&bench->canvas);
	free(bench);
	return 0;
}

static struct panes *open_panes(struct bench *bench, const char *text)
{
	struct layout layout;
	assert_true(layout_parse(&layout, text, NULL));
	assert_true(panes_init(&bench->panes, &bench->look, &layout, NULL));
	assert_true(panes_lay_out(&bench->panes, COLS, ROWS, NULL));
	return &bench->panes;
}

static void change(struct panes *panes, const char *text)
{
	struct layout layout;
	assert_true(layout_parse(&layout, text, NULL));
	assert_true(panes_change(panes, &layout, NULL));
	assert_true(panes_lay_out(panes, COLS, ROWS, NULL));
}

static void a_view_in_both_layouts_goes_on(void **state)
{
	struct panes *panes = open_panes(*state, "bars/spectrogram");
	const void *bars = panes->items[0].view, *spectrogram = panes->items[1].view;
	change(panes, "spectrogram|(bars/bars)");
	assert_int_equal(panes->n, 3);
	assert_ptr_equal(panes->items[0].view, spectrogram);
	assert_ptr_equal(panes->items[1].view, bars);
	assert_ptr_not_equal(panes->items[2].view, bars);
	panes_choose(panes, 2);
	change(panes, "bars");
	assert_int_equal(panes->n, 1);
	assert_int_equal(panes->chosen, 0);
	assert_ptr_equal(panes->items[0].view, bars);
}

static void the_chosen_pane_changes_its_view(void **state)
{
	struct panes *panes = open_panes(*state, "bars/spectrogram:3");
	char text[LAYOUT_TEXT];
	panes_choose(panes, -1);
	assert_int_equal(panes->chosen, 1);
	assert_true(panes_set_view(panes, view_find("meters", NULL), NULL));
	layout_write(&panes->layout, text, sizeof text);
	assert_string_equal(text, "bars/meters:3");
	assert_int_equal(panes->chosen, 1);
	assert_int_equal(panes_measures(panes), SNAPSHOT_ALL_MEASURES);
}

static void zoomed_it_has_all_the_room(void **state)
{
	struct panes *panes = open_panes(*state, "bars/spectrogram");
	panes_choose(panes, 1);
	panes_zoom(panes);
	assert_true(panes_lay_out(panes, COLS, ROWS, NULL));
	assert_int_equal(panes_at(panes, 0, 0), 1);
	assert_int_equal(panes->items[0].region.cols, 0);
	assert_int_equal(panes->items[1].region.rows, ROWS);
	panes_zoom(panes);
	assert_true(panes_lay_out(panes, COLS, ROWS, NULL));
	assert_int_equal(panes_at(panes, 0, 0), 0);
	assert_int_equal(panes_at(panes, COLS - 1, ROWS - 1), 1);
	assert_int_equal(panes_at(panes, 0, 20), -1); /* the line between them */
	change(panes, "bars");
	panes_zoom(panes);
	assert_false(panes->zoomed);
}

static void zoomed_it_stays_with_another_view_and_another_pane(void **state)
{
	struct panes *panes = open_panes(*state, "bars/spectrogram");
	panes_zoom(panes);
	assert_true(panes_set_view(panes, view_find("meters", NULL), NULL));
	assert_true(panes_lay_out(panes, COLS, ROWS, NULL));
	assert_true(panes->zoomed);
	assert_int_equal(panes_at(panes, 0, ROWS - 1), 0);
	panes_choose(panes, 1);
	assert_true(panes_lay_out(panes, COLS, ROWS, NULL));
	assert_int_equal(panes_at(panes, 0, 0), 1);
	assert_int_equal(panes->items[0].region.cols, 0);
}

/* In a picture that is new nothing is frozen, and a view that cannot be is not asked. */
static void what_is_kept_ends_with_the_layout(void **state)
{
	struct panes *panes = open_panes(*state, "bars/meters");
	assert_true(panes_keep(panes, VIEW_FROZEN));
	assert_int_equal(panes->kept, VIEW_FROZEN);
	change(panes, "bars");
	assert_int_equal(panes->kept, 0);
	change(panes, "stats");
	assert_false(panes_keep(panes, VIEW_FROZEN));
	assert_int_equal(panes->kept, 0);
}

static uint32_t glyph_at(const struct bench *bench, int x, int y)
{
	return canvas_at(&bench->canvas, x, y)->glyph;
}

static void lines_and_the_chosen_ones_name_are_drawn(void **state)
{
	struct bench *bench = *state;
	struct panes *panes = open_panes(bench, "(bars|meters)/stats=9");
	panes_choose(panes, 1);
	panes_draw(panes, &bench->canvas, (struct region){ 0, 0, COLS, ROWS }, true);
	assert_int_equal(glyph_at(bench, 50, 0), 0x2502);
	assert_int_equal(glyph_at(bench, 50, 29), 0x2502);
	assert_int_equal(glyph_at(bench, 0, 30), 0x2500);
	assert_int_equal(glyph_at(bench, 51, 0), '[');
	assert_int_equal(glyph_at(bench, 52, 0), 'm');
	bench->look.glyphs = GLYPHS_ASCII;
	panes_draw(panes, &bench->canvas, (struct region){ 0, 0, COLS, ROWS }, false);
	assert_int_equal(glyph_at(bench, 50, 0), '|');
	assert_int_equal(glyph_at(bench, 0, 30), '-');
}

static void a_line_in_a_single_row_is_upright(void **state)
{
	struct bench *bench = *state;
	struct panes *panes = open_panes(bench, "bars|meters");
	assert_true(panes_lay_out(panes, COLS, 1, NULL));
	panes_draw(panes, &bench->canvas, (struct region){ 0, 0, COLS, 1 }, false);
	assert_int_equal(glyph_at(bench, 50, 0), 0x2502);
}

/* The words for an empty picture do not cover what has still to be read. */
static void words_stand_where_nothing_else_does(void **state)
{
	struct panes *panes = open_panes(*state, "bars/meters:3");
	struct region room;
	assert_true(panes_room_for_words(panes, &room));
	assert_memory_equal(&room, &panes->items[0].region, sizeof room);
	change(panes, "meters");
	assert_false(panes_room_for_words(panes, &room));
}

#define panes_test(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		panes_test(a_view_in_both_layouts_goes_on),
		panes_test(the_chosen_pane_changes_its_view),
		panes_test(zoomed_it_has_all_the_room),
		panes_test(zoomed_it_stays_with_another_view_and_another_pane),
		panes_test(what_is_kept_ends_with_the_layout),
		panes_test(lines_and_the_chosen_ones_name_are_drawn),
		panes_test(a_line_in_a_single_row_is_upright),
		panes_test(words_stand_where_nothing_else_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

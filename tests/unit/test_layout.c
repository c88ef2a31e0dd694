#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "view/layout.h"

static struct layout parsed(const char *text)
{
	struct layout layout;
	struct err err;
	if (!layout_parse(&layout, text, &err))
		fail_msg("%s", err.message);
	return layout;
}

/* The panes as "COLSxROWS+X+Y", the lines behind a '/'. */
static void assert_places(const char *text, int cols, int rows, const char *expected)
{
	const struct layout layout = parsed(text);
	const struct layout_places places = layout_place(&layout, (struct region){ 0, 0, cols, rows });
	char told[512] = "";
	for (int i = 0; i < layout.n_panes + places.n_lines; i++) {
		const bool is_line = i >= layout.n_panes;
		const struct region *at = is_line ? &places.lines[i - layout.n_panes] : &places.panes[i];
		const size_t n = strlen(told);
		snprintf(told + n, sizeof told - n, "%s%dx%d+%d+%d",
			is_line     ? " /"
				: i ? " "
				    : "",
			at->cols, at->rows, at->x, at->y);
	}
	assert_string_equal(told, expected);
}

static void panes_fill_the_room(void **state)
{
	(void)state;
	assert_places("bars", 80, 24, "80x24+0+0");
	assert_places("bars/meters", 80, 24, "80x12+0+0 80x11+0+13 /80x1+0+12");
	assert_places("bars|meters", 80, 24, "40x24+0+0 39x24+41+0 /1x24+40+0");
	assert_places("spectrogram:3|meters", 81, 24, "60x24+0+0 20x24+61+0 /1x24+60+0");
	assert_places("bars/stats=3", 80, 24, "80x20+0+0 80x3+0+21 /80x1+0+20");
	assert_places("bars|stats/meters", 81, 25, "40x12+0+0 40x12+41+0 81x12+0+13 /1x12+40+0 /81x1+0+12");
	assert_places("(bars/stats)|meters:2", 92, 25, "30x12+0+0 30x12+0+13 61x25+31+0 /30x1+0+12 /1x25+30+0");
}

/* "S" splits the pane of that number to the right, "s" below, "x" closes it. */
static void assert_edited(const char *text, char how, int n, const char *expected)
{
	struct layout layout = parsed(text);
	const struct view_ops *beat = view_find("beat", NULL);
	char written[LAYOUT_TEXT];
	if (how == 'x')
		assert_true(layout_close(&layout, n, NULL));
	else
		assert_true(layout_split(&layout, n, how == 'S' ? LAYOUT_BESIDE : LAYOUT_STACKED, beat, NULL));
	layout_write(&layout, written, sizeof written);
	assert_string_equal(written, expected);
	for (int i = 0; how != 'x' && i < layout.n_panes; i++)
		if (i == n + 1)
			assert_ptr_equal(*layout_pane(&layout, i), beat);
}

static void panes_are_split_and_closed(void **state)
{
	(void)state;
	assert_edited("bars", 'S', 0, "bars|beat");
	assert_edited("bars", 's', 0, "bars/beat");
	assert_edited("bars/meters", 'S', 1, "bars/meters|beat");
	assert_edited("bars/meters:2", 's', 1, "bars/(meters/beat):2");
	assert_edited("bars=3|meters", 'S', 0, "(bars|beat)=3|meters");
	assert_edited("(bars/stats)|meters", 's', 2, "(bars/stats)|(meters/beat)");
	assert_edited("bars/meters", 'x', 0, "meters");
	assert_edited("bars/meters/stats", 'x', 1, "bars/stats");
	assert_edited("bars:2/(meters|stats):3", 'x', 2, "bars:2/meters:3");
	assert_edited("bars|((meters|lines)/stats)", 'x', 3, "bars|(meters|lines)");
	assert_edited("bars|stats", 'x', 1, "bars");
	struct layout layout = parsed("bars");
	struct err err;
	assert_false(layout_close(&layout, 0, &err));
	assert_int_equal(err.code, ERR_USAGE);
	while (layout_split(&layout, layout.n_panes - 1, LAYOUT_STACKED, view_find("bars", NULL), &err))
		assert_true(layout.n_panes <= LAYOUT_MOST_PANES);
	assert_int_equal(err.code, ERR_USAGE);
	assert_true(layout.n_panes > 8); /* as many as there were before it failed */
}

/* Small rooms have no lines, and in the end no panes. */
static void small_rooms_are_shared_too(void **state)
{
	(void)state;
	assert_places("bars/meters", 80, 9, "80x5+0+0 80x4+0+5");
	assert_places("bars|meters", 20, 9, "10x9+0+0 10x9+10+0");
	assert_places("bars/meters/stats", 9, 2, "9x1+0+0 9x1+0+1 0x0+0+0");
	assert_places("bars|meters", 1, 1, "1x1+0+0 0x0+0+0");
	assert_places("bars/stats=30", 80, 24, "80x1+0+0 80x22+0+2 /80x1+0+1");
}

static void what_is_written_parses_to_the_same(void **state)
{
	(void)state;
	static const char *const texts[]
		= { "bars", "bars/meters", "bars|meters/stats", "(bars/meters)|stats:2", "(bars|meters):3/stats=4",
			  "bars/(meters/stats)", "bars|(meters|stats)", "((bars/stats)|meters)=9/bars" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char text[LAYOUT_TEXT];
		const struct layout layout = parsed(texts[i]);
		layout_write(&layout, text, sizeof text);
		assert_string_equal(text, texts[i]);
	}
}

static void names_may_be_short_and_blanks_stand_between(void **state)
{
	(void)state;
	struct layout layout = parsed("spectro:3 | met / bars");
	char text[LAYOUT_TEXT];
	layout_write(&layout, text, sizeof text);
	assert_string_equal(text, "spectrogram:3|meters/bars");
	assert_string_equal((*layout_pane(&layout, 0))->name, "spectrogram");
	assert_string_equal((*layout_pane(&layout, 1))->name, "meters");
	assert_string_equal((*layout_pane(&layout, 2))->name, "bars");
}

static void what_is_wrong_is_told(void **state)
{
	(void)state;
	static const struct {
		const char *text, *words;
	} wrong[] = {
		{ "", "a view is missing at 'the end'" },
		{ "bars/", "a view is missing at 'the end'" },
		{ "bars//meters", "a view is missing at '/meters'" },
		{ "bars/nothing", "view 'nothing': not known" },
		{ "(bars/meters", "a ) is missing at 'the end'" },
		{ "bars)", "nothing can follow at ')'" },
		{ "bars:0", "a number from 1 to 1000 is missing at ':0'" },
		{ "bars:1001", "a number" },
		{ "bars:", "a number" },
		{ "bars:-1", "a number" },
		{ "bars=99999999999999999999", "a number" },
		{ "(((((((((bars)))))))))", "too deep" },
		{ "bars|bars|bars|bars|bars|bars|bars|bars|bars|bars|bars|bars|bars|bars|bars|bars|bars",
			"more views" },
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct layout layout;
		struct err err = { 0 };
		assert_false(layout_parse(&layout, wrong[i].text, &err));
		assert_int_equal(err.code, ERR_USAGE);
		if (!strstr(err.message, wrong[i].words))
			fail_msg("%s", err.message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(panes_fill_the_room),
		cmocka_unit_test(panes_are_split_and_closed),
		cmocka_unit_test(small_rooms_are_shared_too),
		cmocka_unit_test(what_is_written_parses_to_the_same),
		cmocka_unit_test(names_may_be_short_and_blanks_stand_between),
		cmocka_unit_test(what_is_wrong_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

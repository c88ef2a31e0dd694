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
		cmocka_unit_test(small_rooms_are_shared_too),
		cmocka_unit_test(what_is_written_parses_to_the_same),
		cmocka_unit_test(names_may_be_short_and_blanks_stand_between),
		cmocka_unit_test(what_is_wrong_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

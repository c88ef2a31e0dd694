#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "ui/terminal_title.h"

static void assert_title(const char *text, bool utf8, const char *bytes)
{
	char title[TERMINAL_TITLE_BYTES];
	const size_t n = terminal_title_bytes(title, text, utf8);
	assert_int_equal(n, strlen(bytes));
	assert_memory_equal(title, bytes, n);
}

static void test_a_title_is_what_is_shown(void **state)
{
	(void)state;
	assert_title("", true, "\033]2;\033\\");
	assert_title("Ol\xC3\xA9 - termviz", true, "\033]2;Ol\xC3\xA9 - termviz\033\\");
	assert_title("Ol\xC3\xA9 \xE2\x96\x88!", false, "\033]2;Ol? ?!\033\\");
}

/* Nothing in it ends the string, or is obeyed. */
static void test_controls_stay_outside(void **state)
{
	(void)state;
	assert_title("a\033\\b\007c\r\x9C"
		     "d\xC2\x9C"
		     "e\x7F",
		true,
		"\033]2;a?\\b?c?\xEF\xBF\xBD"
		"d?e?\033\\");
	assert_title("a\033]0;b", false, "\033]2;a?]0;b\033\\");
}

static void test_a_long_one_is_cut_at_a_character(void **state)
{
	(void)state;
	char text[4 * TERMINAL_TITLE_TEXT + 1] = "x", title[TERMINAL_TITLE_BYTES];
	for (size_t i = 0; i < TERMINAL_TITLE_TEXT; i++)
		memcpy(text + 1 + 3 * i, "\xE2\x96\x88", 4);
	const size_t n = terminal_title_bytes(title, text, true);
	assert_true(n <= TERMINAL_TITLE_BYTES);
	assert_int_equal((n - strlen("\033]2;x\033\\")) % 3, 0);
	assert_memory_equal(title + n - 5, "\xE2\x96\x88\033\\", 5);
	assert_int_equal(terminal_title_bytes(title, text, false), n - (n - 7) / 3 * 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_title_is_what_is_shown),
		cmocka_unit_test(test_controls_stay_outside),
		cmocka_unit_test(test_a_long_one_is_cut_at_a_character),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

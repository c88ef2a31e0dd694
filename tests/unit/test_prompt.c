#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "golden.h"
#include "ui/input.h"
#include "ui/prompt.h"

static const struct theme theme = { .n_gradient = 1, .text = 1, .dim = 2, .alert = 3, .background = COLOUR_DEFAULT };
static const struct settings settings = { 0 };

static void type(struct prompt *prompt, const char *bytes)
{
	for (; *bytes; bytes++)
		assert_int_equal(prompt_key(prompt, (unsigned char)*bytes), PROMPT_TAKES);
}

static void press(struct prompt *prompt, uint32_t key, int times)
{
	while (times-- > 0)
		assert_int_equal(prompt_key(prompt, key), PROMPT_TAKES);
}

static void paste(struct prompt *prompt, const char *bytes)
{
	for (; *bytes; bytes++)
		prompt_paste(prompt, (unsigned char)*bytes);
}

static void typed_text_goes_where_the_caret_is(void **state)
{
	(void)state;
	struct prompt prompt = { 0 };
	type(&prompt, "bd");
	press(&prompt, INPUT_LEFT, 1);
	type(&prompt, "c");
	press(&prompt, INPUT_HOME, 1);
	press(&prompt, INPUT_LEFT, 1);
	type(&prompt, "a");
	press(&prompt, INPUT_END, 1);
	press(&prompt, INPUT_RIGHT, 1);
	type(&prompt, "e");
	assert_string_equal(prompt.text, "abcde");
	press(&prompt, INPUT_BACKSPACE, 1);
	press(&prompt, INPUT_CTRL('A'), 1);
	press(&prompt, INPUT_DELETE, 1);
	assert_string_equal(prompt.text, "bcd");
	press(&prompt, INPUT_RIGHT, 1);
	press(&prompt, INPUT_CTRL('K'), 1);
	assert_string_equal(prompt.text, "b");
	press(&prompt, INPUT_CTRL('U'), 1);
	assert_string_equal(prompt.text, "");
}

static void words_end_at_spaces_and_slashes(void **state)
{
	(void)state;
	struct prompt prompt = { 0 };
	type(&prompt, "/home/me/two words ");
	static const char *const left[] = { "/home/me/two ", "/home/me/", "/home/", "/", "", "" };
	for (size_t i = 0; i < sizeof left / sizeof left[0]; i++) {
		press(&prompt, INPUT_CTRL('W'), 1);
		assert_string_equal(prompt.text, left[i]);
	}
}

/* A letter of two bytes, a wide one of three with a mark that combines, a byte that is none. */
static void characters_are_whole(void **state)
{
	(void)state;
	struct prompt prompt = { 0 };
	press(&prompt, 0xE4, 1);
	press(&prompt, 0x304B, 1);
	press(&prompt, 0x3099, 1);
	paste(&prompt, "\xFFz");
	assert_string_equal(prompt.text, "ä\u304B\u3099\xFFz");
	press(&prompt, INPUT_LEFT, 2);
	press(&prompt, INPUT_BACKSPACE, 1);
	assert_string_equal(prompt.text, "ä\xFFz");
	press(&prompt, INPUT_LEFT, 1);
	press(&prompt, INPUT_DELETE, 1);
	assert_string_equal(prompt.text, "\xFFz");
	press(&prompt, INPUT_DELETE, 1);
	assert_string_equal(prompt.text, "z");
}

static void a_paste_is_text_and_nothing_else(void **state)
{
	(void)state;
	struct prompt prompt = { 0 };
	paste(&prompt, "one\r\ntwo\003\177 \xC3\xA4\n");
	assert_string_equal(prompt.text, "one two ä");
}

static void it_is_accepted_or_cancelled(void **state)
{
	(void)state;
	struct prompt prompt = { 0 };
	assert_int_equal(prompt_key(&prompt, INPUT_UP), PROMPT_IGNORES);
	assert_int_equal(prompt_key(&prompt, INPUT_CTRL('X')), PROMPT_IGNORES);
	assert_int_equal(prompt_key(&prompt, 'x' | INPUT_ALT), PROMPT_IGNORES);
	assert_int_equal(prompt_key(&prompt, INPUT_BACKSPACE), PROMPT_CANCELS);
	assert_int_equal(prompt_key(&prompt, INPUT_ESCAPE), PROMPT_CANCELS);
	type(&prompt, "x");
	assert_int_equal(prompt_key(&prompt, INPUT_ESCAPE), PROMPT_CANCELS);
	assert_int_equal(prompt_key(&prompt, INPUT_ENTER), PROMPT_ACCEPTS);
	assert_string_equal(prompt.text, "x");
}

static void a_full_line_takes_no_more(void **state)
{
	(void)state;
	struct prompt prompt = { 0 };
	for (int i = 0; i < 2 * PROMPT_BYTES; i++)
		press(&prompt, 'x', 1);
	assert_int_equal(strlen(prompt.text), PROMPT_BYTES - 1);
	assert_false(prompt_insert(&prompt, "y", 1));
	press(&prompt, INPUT_BACKSPACE, 1);
	press(&prompt, 0xE4, 1); /* two bytes */
	assert_int_equal(strlen(prompt.text), PROMPT_BYTES - 2);
}

/* One row for each width, the caret at the end, in the middle, at the begin. */
static void the_caret_is_always_seen(void **state)
{
	(void)state;
	static const int widths[] = { 40, 24, 16, 9, 4, 2, 1 };
	const struct view_look look = { &settings, &theme, GLYPHS_BLOCKS, false };
	struct canvas canvas = { 0 };
	assert_true(canvas_init(&canvas, 42, 21, NULL));
	for (int i = 0; i < 21; i++) {
		struct prompt prompt = { 0 };
		type(&prompt, "a name of efg files");
		press(&prompt, i % 3 == 0 ? INPUT_END : INPUT_HOME, 1);
		press(&prompt, INPUT_RIGHT, i % 3 == 1 ? 11 : 0);
		prompt_draw(&prompt, "save as: ", &canvas, (struct region){ 1, i, widths[i / 3], 1 }, &look);
	}
	golden_check(&canvas, "prompt");
	canvas_fini(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(typed_text_goes_where_the_caret_is),
		cmocka_unit_test(words_end_at_spaces_and_slashes),
		cmocka_unit_test(characters_are_whole),
		cmocka_unit_test(a_paste_is_text_and_nothing_else),
		cmocka_unit_test(it_is_accepted_or_cancelled),
		cmocka_unit_test(a_full_line_takes_no_more),
		cmocka_unit_test(the_caret_is_always_seen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

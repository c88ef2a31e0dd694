#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/command_line.h"
#include "ui/input.h"
#include "ui/ui_complete.h"

static struct command_line line;

/* '\t' stands for Tab, '\n' for Enter. Whether the last key had something obeyed. */
static bool type(const char *keys)
{
	bool obeyed = false;
	for (; *keys; keys++)
		obeyed = command_line_key(&line,
			*keys == '\t'           ? INPUT_TAB
				: *keys == '\n' ? INPUT_ENTER
						: (unsigned char)*keys);
	return obeyed;
}

static void begin(void)
{
	line = (struct command_line){ 0 };
	command_line_open(&line, "");
}

static void assert_completed(const char *keys, const char *text)
{
	begin();
	type(keys);
	assert_string_equal(line.prompt.text, text);
}

static void tab_completes_what_is_the_only_one(void **state)
{
	(void)state;
	assert_completed("vi\t", "view ");
	assert_completed("see\t", "seek ");
	assert_completed("bar-w\t", "bar-width ");
	assert_completed("view sp\t", "view spectrogram ");
	assert_completed("view=sp\t", "view=spectrogram ");
	assert_completed("peaks of\t", "peaks off ");
	assert_completed("replaygain al\t", "replaygain album ");
	assert_completed("normalize o\t", "normalize off ");
	assert_completed("channels-shown left,ri\t", "channels-shown left,right ");
	assert_completed("theme def\t", "theme default ");
}

static void tab_goes_through_those_there_are(void **state)
{
	(void)state;
	assert_completed("loop \t", "loop ");
	assert_int_equal(line.n_candidates, 3);
	assert_completed("loop \t\t", "loop off");
	assert_completed("loop \t\t\t\t", "loop queue");
	assert_completed("loop \t\t\t\t\t", "loop off");
	command_line_key(&line, INPUT_TAB | INPUT_SHIFT);
	assert_string_equal(line.prompt.text, "loop queue");
	type("x");
	assert_int_equal(line.n_candidates, 0);
}

static void what_all_have_in_common_comes_first(void **state)
{
	(void)state;
	assert_completed("scale oct\t", "scale octave/");
	assert_completed("scale oct\t\t", "scale octave/1");
}

static void what_begins_like_nothing_stays(void **state)
{
	(void)state;
	assert_completed("xyz\t", "xyz");
	assert_completed("view xyz\t", "view xyz");
	assert_completed("nothing at all\t", "nothing at all");
	assert_completed("rate \t", "rate ");
	assert_completed("\t", "");
	assert_true(line.n_candidates > 40);
}

/* What stands behind the caret is not what is completed. */
static void the_word_before_the_caret_is_completed(void **state)
{
	(void)state;
	begin();
	type("vi meters");
	for (int i = 0; i < 7; i++)
		command_line_key(&line, INPUT_LEFT);
	type("\t");
	assert_string_equal(line.prompt.text, "view  meters");
}

static void every_candidate_is_some_command(void **state)
{
	(void)state;
	begin();
	type("\t");
	const char *text = line.candidates;
	for (int i = 0; i < line.n_candidates; i++, text += strlen(text) + 1) {
		struct err err;
		/* It may lack an argument; known it is. */
		if (!ui_command_check(text, &err) && strstr(err.message, "no command"))
			fail_msg("%s: %s", text, err.message);
		ui_complete_hint(text, line.draft, sizeof line.draft);
		assert_true(line.draft[0] || strchr(text, '-') || strlen(text) > 1);
	}
}

static void what_was_typed_comes_back(void **state)
{
	(void)state;
	begin();
	assert_true(type("peaks off\n"));
	assert_false(line.open);
	assert_string_equal(line.history[0], "peaks off");
	command_line_open(&line, "");
	assert_true(type("view bars\n"));
	command_line_open(&line, "");
	assert_true(type("peaks off\n"));
	assert_int_equal(line.n_history, 2);
	assert_string_equal(line.history[0], "peaks off");
	assert_string_equal(line.history[1], "view bars");
	command_line_open(&line, "");
	type("dra");
	command_line_key(&line, INPUT_UP);
	assert_string_equal(line.prompt.text, "peaks off");
	command_line_key(&line, INPUT_UP);
	command_line_key(&line, INPUT_UP);
	assert_string_equal(line.prompt.text, "view bars");
	command_line_key(&line, INPUT_DOWN);
	command_line_key(&line, INPUT_DOWN);
	command_line_key(&line, INPUT_DOWN);
	assert_string_equal(line.prompt.text, "dra");
}

static void only_so_much_is_remembered(void **state)
{
	(void)state;
	begin();
	for (int i = 0; i < COMMAND_LINE_HISTORY + 8; i++) {
		const char text[] = { (char)('0' + i), '\n', '\0' };
		command_line_open(&line, "");
		assert_true(type(text));
	}
	assert_int_equal(line.n_history, COMMAND_LINE_HISTORY);
	assert_int_equal(line.history[0][0], '0' + COMMAND_LINE_HISTORY + 7);
	assert_int_equal(line.history[COMMAND_LINE_HISTORY - 1][0], '8');
}

static void nothing_is_obeyed_where_nothing_was_typed(void **state)
{
	(void)state;
	begin();
	assert_false(type("  \n"));
	assert_false(line.open);
	command_line_open(&line, "seek ");
	assert_string_equal(line.prompt.text, "seek ");
	assert_false(command_line_key(&line, INPUT_ESCAPE));
	assert_false(line.open);
	assert_int_equal(line.n_history, 0);
}

/* A newline in it would obey what somebody else has written. */
static void a_paste_is_text(void **state)
{
	(void)state;
	begin();
	for (const char *c = "se\nek\t\0331"; *c; c++)
		command_line_paste(&line, (unsigned char)*c);
	assert_true(line.open);
	assert_string_equal(line.prompt.text, "se ek1");
}

static void files_are_completed(void **state)
{
	(void)state;
	char folder[] = "/tmp/termviz-test-XXXXXX", text[128], want[128];
	assert_non_null(mkdtemp(folder));
	snprintf(want, sizeof want, "%s/a song.wav", folder);
	FILE *file = fopen(want, "w");
	assert_non_null(file);
	fclose(file);
	snprintf(text, sizeof text, "add %s/a\t", folder);
	begin();
	type(text);
	assert_string_equal(line.prompt.text + 4, want);
	remove(want);
	remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tab_completes_what_is_the_only_one),
		cmocka_unit_test(tab_goes_through_those_there_are),
		cmocka_unit_test(what_all_have_in_common_comes_first),
		cmocka_unit_test(what_begins_like_nothing_stays),
		cmocka_unit_test(the_word_before_the_caret_is_completed),
		cmocka_unit_test(every_candidate_is_some_command),
		cmocka_unit_test(what_was_typed_comes_back),
		cmocka_unit_test(only_so_much_is_remembered),
		cmocka_unit_test(nothing_is_obeyed_where_nothing_was_typed),
		cmocka_unit_test(a_paste_is_text),
		cmocka_unit_test(files_are_completed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

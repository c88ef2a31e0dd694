#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/input.h"
#include "ui/key_names.h"
#include "ui/keys.h"
#include "ui/queue_panel.h"
#include "ui/ui_commands.h"

static struct keys keys;

static void assert_named(uint32_t key, const char *name)
{
	char formatted[KEY_NAME_BYTES];
	uint32_t parsed;
	key_format(formatted, key);
	assert_string_equal(formatted, name);
	assert_true(key_parse(&parsed, name, NULL));
	assert_int_equal(parsed, key);
}

static void keys_have_names(void **state)
{
	(void)state;
	assert_named('q', "q");
	assert_named('Q', "Q");
	assert_named(0xE9, "é");
	assert_named(' ', "Space");
	assert_named('-', "-");
	assert_named(INPUT_CTRL('F'), "Ctrl-F");
	assert_named(INPUT_ALT | 'x', "Alt-x");
	assert_named(INPUT_ALT | '-', "Alt--");
	assert_named(INPUT_SHIFT | INPUT_LEFT, "Shift-Left");
	assert_named(INPUT_WITH_CTRL | INPUT_ALT | INPUT_PAGE_UP, "Ctrl-Alt-PgUp");
	assert_named(INPUT_F1 + 4, "F5");
	assert_named(INPUT_F_LAST, "F20");
	assert_named(INPUT_SHIFT | INPUT_TAB, "Shift-Tab");
	assert_named('=', "=");
}

static void other_spellings_are_known(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		uint32_t key;
	} rows[] = { { "ctrl-f", INPUT_CTRL('F') }, { "SPACE", ' ' }, { "pagedown", INPUT_PAGE_DOWN },
		{ "f5", INPUT_F1 + 4 }, { "Escape", INPUT_ESCAPE }, { "Equals", '=' }, { "Hash", '#' },
		{ "Colon", ':' }, { "Alt-Shift-Up", INPUT_ALT | INPUT_SHIFT | INPUT_UP } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint32_t key;
		assert_true(key_parse(&key, rows[i].name, NULL));
		assert_int_equal(key, rows[i].key);
	}
}

static void what_is_no_key_is_refused(void **state)
{
	(void)state;
	static const char *const names[] = { "", "qq", "F0", "F21", "F1x", "Ctrl-", "Ctrl-1", "Shift-a", "Hyper-x",
		"\x01", "\xff", "Ctrl-Ctrl-", "F999999999999" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct err err;
		uint32_t key;
		assert_false(key_parse(&key, names[i], &err));
		assert_non_null(strstr(err.message, "Ctrl-F"));
	}
}

static void every_key_has_its_help_and_its_own_row(void **state)
{
	(void)state;
	keys_init(&keys);
	assert_int_equal(keys.n, n_key_rows);
	for (size_t i = 0; i < n_key_rows; i++) {
		struct err err;
		assert_true(strlen(key_rows[i].help) > 3);
		assert_string_equal(keys_command(&keys, key_rows[i].key), key_rows[i].command);
		if (!ui_command_check(key_rows[i].command, &err))
			fail_msg("%s: %s", key_rows[i].command, err.message);
	}
	assert_null(keys_command(&keys, '%'));
}

static void a_key_can_be_bound_to_something_else(void **state)
{
	(void)state;
	keys_init(&keys);
	assert_true(keys_bind(&keys, "q", "view meters", NULL));
	assert_string_equal(keys_command(&keys, 'q'), "view meters");
	assert_int_equal(keys.n, n_key_rows);
	assert_true(keys_bind(&keys, "F5", "bar-width=3", NULL));
	assert_string_equal(keys_command(&keys, INPUT_F1 + 4), "bar-width=3");
	assert_int_equal(keys.n, n_key_rows + 1);
	assert_true(keys_bind(&keys, "F5", "", NULL));
	assert_null(keys_command(&keys, INPUT_F1 + 4));
	assert_true(keys_bind(&keys, "Space", "", NULL));
	assert_true(keys_bind(&keys, "Space", "", NULL));
	assert_null(keys_command(&keys, ' '));
	assert_int_equal(keys.n, n_key_rows - 1);
	assert_string_equal(keys_command(&keys, INPUT_LEFT), "seek -5");
}

static void a_wrong_binding_changes_nothing(void **state)
{
	(void)state;
	static const struct {
		const char *name, *command, *says;
	} rows[] = {
		{ "Nowhere", "quit", "not known" },
		{ "Ctrl-c", "freeze", "a signal" },
		{ "Ctrl-z", "freeze", "a signal" },
		{ "q", "quti", "quti" },
		{ "q", "quit now", "no argument" },
		{ "q", "seek soon", "not a place" },
		{ "q", "view", "say which" },
		{ "q", "view nix", "nix" },
		{ "q", "pane up", "next or previous" },
		{ "q", "bar-width=0", "from 1 to 100" },
		{ "q", "peaks=maybe", "neither on nor off" },
		{ "q", "rate=8000", "when termviz starts" },
		{ "q", "help-me", "no command" },
	};
	keys_init(&keys);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct err err;
		assert_false(keys_bind(&keys, rows[i].name, rows[i].command, &err));
		if (!strstr(err.message, rows[i].says))
			fail_msg("'%s' does not say '%s'", err.message, rows[i].says);
	}
	assert_string_equal(keys_command(&keys, 'q'), "quit");
}

static void there_is_room_for_so_many(void **state)
{
	(void)state;
	char name[8];
	keys_init(&keys);
	for (int i = 0; keys.n < KEYS_MOST; i++) {
		snprintf(name, sizeof name, "%c%c", 0xC3, 0x80 + i % 0x40);
		if (i >= 0x40)
			snprintf(name, sizeof name, "Alt-%c", 'a' + i - 0x40);
		assert_true(keys_bind(&keys, name, "quit", NULL));
	}
	assert_false(keys_bind(&keys, "F9", "quit", NULL));
	assert_true(keys_bind(&keys, "q", "detach", NULL));
}

/* Whether a list of keys in the manual has this one. */
static bool lists_key(const char *list, const char *name)
{
	for (const char *at = list; (at = strstr(at, name)); at++) {
		char after = at[strlen(name)];
		const char *line = at;
		while (line > list && line[-1] != '\n')
			line--;
		/* '\\' and '&' may stand before a sign, by troff's rules */
		if (strncmp(line, ".It Ic ", 7) == 0 && strchr(" \\&", at[-1]) && strchr(" \n", after))
			return true;
	}
	return false;
}

/* The manual's lists have each key and each command, as the tables name them. */
static void the_manual_has_every_key_and_command(void **state)
{
	(void)state;
	static char text[1 << 17];
	char path[1024], name[KEY_NAME_BYTES];
	const char *srcdir = getenv("srcdir");
	snprintf(path, sizeof path, "%s/man/termviz.1", srcdir ? srcdir : ".");
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	char *list = strstr(text, ".Sh KEYS"), *commands = strstr(text, ".Ss COMMAND LINE"),
	     *in_queue = strstr(text, ".Ss THE QUEUE ON THE SCREEN"), *end = strstr(text, ".Sh SOUND");
	assert_true(list && commands && in_queue && end && list < commands && commands < in_queue && in_queue < end);
	commands[-1] = in_queue[-1] = *end = '\0';
	for (size_t i = 0; i < n_key_rows; i++) {
		key_format(name, key_rows[i].key);
		if (!lists_key(list, name))
			fail_msg("the manual lacks the key %s", name);
	}
	for (size_t i = 0; i < n_ui_commands; i++)
		if (!lists_key(commands, ui_commands[i].name))
			fail_msg("the manual lacks the command %s", ui_commands[i].name);
	for (size_t i = 0; i < n_queue_key_rows; i++)
		if (!lists_key(in_queue, queue_key_rows[i].name) || strlen(queue_key_rows[i].help) <= 3)
			fail_msg("the manual lacks the queue's key %s", queue_key_rows[i].name);
}

static void lines_are_read(void **state)
{
	(void)state;
	struct ui_line line;
	assert_true(ui_line_read(&line, "  volume  = -3 dB  ", NULL));
	assert_string_equal(line.word, "volume");
	assert_string_equal(line.argument, "-3 dB");
	assert_true(line.has_equals);
	assert_true(ui_line_read(&line, "add a=b c", NULL));
	assert_string_equal(line.argument, "a=b c");
	assert_false(line.has_equals);
	assert_true(ui_line_read(&line, "", NULL));
	assert_string_equal(line.word, "");
	char text[4096];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_false(ui_line_read(&line, text, NULL));
	text[3] = ' ';
	assert_false(ui_line_read(&line, text, NULL));
}

static void what_is_about_the_sound_is_over_the_queue(void **state)
{
	(void)state;
	assert_true(ui_command_is_over_queue("seek +5"));
	assert_true(ui_command_is_over_queue("help"));
	assert_false(ui_command_is_over_queue("view next"));
	assert_false(ui_command_is_over_queue("manner=toggle"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_have_names),
		cmocka_unit_test(other_spellings_are_known),
		cmocka_unit_test(what_is_no_key_is_refused),
		cmocka_unit_test(every_key_has_its_help_and_its_own_row),
		cmocka_unit_test(a_key_can_be_bound_to_something_else),
		cmocka_unit_test(a_wrong_binding_changes_nothing),
		cmocka_unit_test(there_is_room_for_so_many),
		cmocka_unit_test(the_manual_has_every_key_and_command),
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(what_is_about_the_sound_is_over_the_queue),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

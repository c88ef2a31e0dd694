/* The one line an error is: formatted, clean, bounded. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

static void set_fills_and_returns_false(void **state)
{
	(void)state;
	struct err err = { 0 };
	assert_false(err_set(&err, ERR_INPUT, "%s: line %d is wrong", "a.theme", 7));
	assert_int_equal(err.code, ERR_INPUT);
	assert_int_equal(err.sys_errno, 0);
	assert_string_equal(err.message, "a.theme: line 7 is wrong");
}

static void set_sys_appends_the_reason(void **state)
{
	(void)state;
	struct err err = { 0 };
	assert_false(err_set_sys(&err, ENOENT, "song.flac"));
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_int_equal(err.sys_errno, ENOENT);
	char expected[128];
	snprintf(expected, sizeof expected, "song.flac: %s", strerror(ENOENT));
	assert_string_equal(err.message, expected);
}

static void a_second_error_replaces_the_first(void **state)
{
	(void)state;
	struct err err = { 0 };
	err_set_sys(&err, EACCES, "a long first message");
	err_set(&err, ERR_USAGE, "short");
	assert_int_equal(err.code, ERR_USAGE);
	assert_int_equal(err.sys_errno, 0);
	assert_string_equal(err.message, "short");
}

static void hostile_names_cannot_reach_the_terminal(void **state)
{
	(void)state;
	struct err err = { 0 };
	err_set(&err, ERR_INPUT, "%s: no such file", "a\x1b[2J\nb\xff\xc2\x9b");
	assert_string_equal(err.message, "a?[2J b??: no such file");
}

/* A name of two bytes a character, whose length is tried at each remainder. */
static void a_long_message_keeps_its_reason(void **state)
{
	(void)state;
	for (size_t n_first = 0; n_first < 3; n_first++) {
		char name[2 * sizeof((struct err *)0)->message] = "xx";
		for (size_t i = n_first; i + 2 < sizeof name; i += 2)
			memcpy(name + i, "\xc3\xa4", 3);
		struct err err = { 0 };
		err_set(&err, ERR_INPUT, "%s: no such file; check the name", name);
		size_t n = strlen(err.message);
		assert_true(n < sizeof err.message && n >= sizeof err.message - 3);
		assert_memory_equal(err.message, name, 200);
		assert_non_null(strstr(err.message, "\xa4...\xc3"));
		assert_null(strchr(err.message, '?'));
		assert_string_equal(strchr(err.message, ':'), ": no such file; check the name");
	}
}

/* So long a name is no name of a file. */
static void a_message_beyond_all_bounds_is_bounded(void **state)
{
	(void)state;
	static char name[3 * 4096];
	memset(name, 'a', sizeof name - 1);
	struct err err = { 0 };
	err_set_sys(&err, EIO, "%s", name);
	assert_int_equal(strlen(err.message), sizeof err.message - 1);
	memset(name, '\x80', sizeof name - 1);
	err_set_sys(&err, EIO, "%s", name);
	assert_true(strlen(err.message) < sizeof err.message);
	assert_int_equal(err.sys_errno, EIO);
}

static void nobody_needs_to_ask_why(void **state)
{
	(void)state;
	assert_false(err_set(NULL, ERR_GONE, "%d", 1));
	assert_false(err_set_sys(NULL, EIO, "%d", 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(set_fills_and_returns_false),
		cmocka_unit_test(set_sys_appends_the_reason),
		cmocka_unit_test(a_second_error_replaces_the_first),
		cmocka_unit_test(hostile_names_cannot_reach_the_terminal),
		cmocka_unit_test(a_long_message_keeps_its_reason),
		cmocka_unit_test(a_message_beyond_all_bounds_is_bounded),
		cmocka_unit_test(nobody_needs_to_ask_why),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

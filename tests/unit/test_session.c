#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "control/session.h"
#include "queue/queue.h"

static struct session made(void)
{
	struct session session = { 0 };
	session_init(&session, &(struct session_request){ .raw_rate_hz = 48000, .seconds = 2.5, .volume_db = -6 });
	return session;
}

static void keeps_the_request(void **state)
{
	(void)state;
	struct session session = made();
	assert_true(session_check(&session, sizeof session, NULL));
	assert_int_equal(session.request.raw_rate_hz, 48000);
	assert_true(session.progress.queue_id == QUEUE_NOTHING);
	assert_true(session.progress.volume_db == -6);
}

static void damage_is_refused(void **state)
{
	(void)state;
	struct session session = made();
	struct err err = { 0 };
	assert_false(session_check(&session, sizeof session - 1, &err));
	memset(session.request.input, 'x', sizeof session.request.input);
	assert_false(session_check(&session, sizeof session, &err));
	session = made();
	session.version++;
	assert_false(session_check(&session, sizeof session, &err));
	assert_non_null(strstr(err.message, "another version"));
}

static void a_choice_holds_for_the_engines_to_come(void **state)
{
	(void)state;
	static const char *const names[] = { "kitchen", "none", "default", "a longer name", "x" };
	struct session session = made();
	char too_long[SESSION_NAME + 1];
	strcpy(session.request.output, "hall");
	assert_string_equal(session_output(&session), "hall");
	assert_string_equal(session_input(&session), "");
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *before = session_output(&session);
		char copy[SESSION_NAME];
		strcpy(copy, before);
		assert_true(session_choose(&session.progress.output, names[i]));
		assert_string_equal(session_output(&session), names[i]);
		assert_string_equal(before, copy);
	}
	assert_string_equal(session_input(&session), "");
	memset(too_long, 'x', SESSION_NAME);
	too_long[SESSION_NAME] = 0;
	assert_false(session_choose(&session.progress.output, too_long));
	assert_string_equal(session_output(&session), "x");
	assert_true(session_check(&session, sizeof session, NULL));
	memset(session.progress.output.names, 'x', sizeof session.progress.output.names);
	assert_false(session_check(&session, sizeof session, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_request),
		cmocka_unit_test(damage_is_refused),
		cmocka_unit_test(a_choice_holds_for_the_engines_to_come),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

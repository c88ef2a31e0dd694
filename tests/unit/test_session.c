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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_request),
		cmocka_unit_test(damage_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

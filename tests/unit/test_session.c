#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "control/session.h"

static const char *const queue[] = { "/music/one.flac", "-", "/a b/\303\251.ogg" };

static struct session *make(size_t *bytes)
{
	const struct session_request request = { .raw_rate_hz = 48000, .seconds = 2.5 };
	*bytes = session_size(queue, 3);
	struct session *session = calloc(1, *bytes);
	session_init(session, &request, queue, 3);
	return session;
}

static void keeps_request_and_queue(void **state)
{
	(void)state;
	size_t bytes;
	struct session *session = make(&bytes);
	assert_true(session_check(session, bytes, NULL));
	assert_int_equal(session->request.queue_length, 3);
	assert_int_equal(session->request.raw_rate_hz, 48000);
	for (uint32_t i = 0; i < 3; i++)
		assert_string_equal(session_queue_path(session, i), queue[i]);
	assert_null(session_queue_path(session, 3));
	assert_null(session_queue_path(session, UINT32_MAX));
	free(session);
}

static void an_empty_queue_has_no_entry(void **state)
{
	(void)state;
	const struct session_request request = { .demo = 1 };
	struct session *session = calloc(1, session_size(NULL, 0));
	session_init(session, &request, NULL, 0);
	assert_true(session_check(session, session_size(NULL, 0), NULL));
	assert_null(session_queue_path(session, 0));
	free(session);
}

static void damage_is_refused(void **state)
{
	(void)state;
	size_t bytes;
	struct session *session = make(&bytes);
	struct err err = { 0 };
	assert_false(session_check(session, sizeof *session - 1, &err));
	assert_false(session_check(session, bytes - 1, &err));
	session->queue[session->queue_bytes - 1] = 'x';
	assert_false(session_check(session, bytes, &err));
	session->version++;
	assert_false(session_check(session, bytes, &err));
	assert_int_equal(err.code, ERR_VERSION);
	free(session);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_request_and_queue),
		cmocka_unit_test(an_empty_queue_has_no_entry),
		cmocka_unit_test(damage_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

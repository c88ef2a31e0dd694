/* What the worker of a still says is checked: it decodes what anybody may have made. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/still.h"

static int sockets[2];

static int open_pair(void **state)
{
	(void)state;
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets);
}

static int close_pair(void **state)
{
	(void)state;
	close(sockets[0]);
	close(sockets[1]);
	return 0;
}

static enum message_result pass(const struct still_message *message, struct still_message *received)
{
	assert_int_equal(still_send(sockets[0], message, -1), MESSAGE_OK);
	return still_receive(sockets[1], received, NULL);
}

static void a_task_comes_with_its_descriptor(void **state)
{
	(void)state;
	struct still_message message = still_message_of(STILL_TASK), received;
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC), fd = -1;
	strcpy(message.u.task.file.name, "song.wav");
	assert_int_equal(still_send(sockets[0], &message, null), MESSAGE_OK);
	assert_int_equal(still_receive(sockets[1], &received, &fd), MESSAGE_OK);
	assert_string_equal(received.u.task.file.name, "song.wav");
	assert_true(fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
	close(fd);
	close(null);
	assert_int_equal(still_receive(sockets[1], &received, &fd), MESSAGE_NONE);
	assert_int_equal(fd, -1);
}

static void texts_are_made_printable(void **state)
{
	(void)state;
	struct still_message message = still_message_of(STILL_END), received;
	memset(message.u.error, 'x', sizeof message.u.error);
	memcpy(message.u.error, "a\033[2J", 5);
	assert_int_equal(pass(&message, &received), MESSAGE_OK);
	assert_memory_equal(received.u.error, "a?[2J", 5);
	assert_int_equal(strlen(received.u.error), sizeof received.u.error - 1);
}

static void lengths_and_rates_have_bounds(void **state)
{
	(void)state;
	static const struct {
		int64_t n_frames;
		uint32_t rate_hz;
		enum message_result result;
	} cases[] = { { 1, 1, MESSAGE_OK }, { 0, 48000, MESSAGE_OK },
		{ STILL_MAX_FRAMES, SNAPSHOT_MAX_RATE_HZ, MESSAGE_OK }, { STILL_MAX_FRAMES + 1, 48000, MESSAGE_BAD },
		{ -1, 48000, MESSAGE_BAD }, { 1, 0, MESSAGE_BAD }, { 1, SNAPSHOT_MAX_RATE_HZ + 1, MESSAGE_BAD } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct still_message message = still_message_of(STILL_INFO), received;
		message.u.info.n_frames = cases[i].n_frames;
		message.u.info.rate_hz = cases[i].rate_hz;
		assert_int_equal(pass(&message, &received), cases[i].result);
	}
}

static void what_is_no_message_is_refused(void **state)
{
	(void)state;
	struct still_message message = still_message_of((enum still_type)99), received;
	assert_int_equal(pass(&message, &received), MESSAGE_BAD);
	message = still_message_of(STILL_PART);
	message.version++;
	assert_int_equal(pass(&message, &received), MESSAGE_BAD);
	message = still_message_of(STILL_GO);
	message.u.go.from_frame = message.u.go.until_frame = 5;
	assert_int_equal(pass(&message, &received), MESSAGE_BAD);
	assert_int_equal(send(sockets[0], "x", 1, 0), 1);
	assert_int_equal(still_receive(sockets[1], &received, NULL), MESSAGE_BAD);
}

#define still_test(f) cmocka_unit_test_setup_teardown(f, open_pair, close_pair)

int main(void)
{
	const struct CMUnitTest tests[] = {
		still_test(a_task_comes_with_its_descriptor),
		still_test(texts_are_made_printable),
		still_test(lengths_and_rates_have_bounds),
		still_test(what_is_no_message_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

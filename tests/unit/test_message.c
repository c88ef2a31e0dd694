#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/message.h"

static void open_pair(int *fds)
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds), 0);
}

static void close_pair(const int *fds)
{
	close(fds[0]);
	close(fds[1]);
}

static void carries_a_message_and_descriptors(void **state)
{
	(void)state;
	int fds[2], sent = open("/dev/null", O_RDONLY | O_CLOEXEC), got[MESSAGE_MAX_FDS];
	size_t n_got = 0;
	struct stat a, b;
	struct message out = message_outcome_of(MESSAGE_ENDED, 1, "no such file"), in;
	open_pair(fds);
	assert_int_equal(message_send(fds[0], &out, &sent, 1), MESSAGE_OK);
	assert_int_equal(message_receive(fds[1], &in, got, &n_got), MESSAGE_OK);
	assert_int_equal(in.type, MESSAGE_ENDED);
	assert_int_equal(in.u.outcome.status, 1);
	assert_string_equal(in.u.outcome.text, "no such file");
	assert_int_equal(n_got, 1);
	assert_true(fcntl(got[0], F_GETFD) & FD_CLOEXEC);
	assert_int_equal(fstat(sent, &a) | fstat(got[0], &b), 0);
	assert_int_equal(a.st_ino, b.st_ino);
	close(got[0]);
	close(sent);
	close_pair(fds);
}

static void tells_nothing_from_gone(void **state)
{
	(void)state;
	int fds[2];
	struct message in;
	open_pair(fds);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_NONE);
	close(fds[0]);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_GONE);
	assert_int_equal(message_send(fds[1], &in, NULL, 0), MESSAGE_GONE);
	close(fds[1]);
}

/* Also where it has not read all that it was told. */
static void hears_the_last_words_of_who_is_gone(void **state)
{
	(void)state;
	int fds[2];
	struct message unread = message_of(MESSAGE_WATCH), last = message_outcome_of(MESSAGE_ENDED, 1, "why"), in;
	open_pair(fds);
	assert_int_equal(message_send(fds[1], &unread, NULL, 0), MESSAGE_OK);
	assert_int_equal(message_send(fds[0], &last, NULL, 0), MESSAGE_OK);
	close(fds[0]);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_OK);
	assert_string_equal(in.u.outcome.text, "why");
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_GONE);
	close(fds[1]);
}

static void never_blocks_on_a_reader_that_does_not_read(void **state)
{
	(void)state;
	int fds[2];
	struct message out = message_of(MESSAGE_WAKE);
	enum message_result result = MESSAGE_OK;
	open_pair(fds);
	for (int i = 0; i < 10000 && result == MESSAGE_OK; i++)
		result = message_send(fds[0], &out, NULL, 0);
	assert_int_equal(result, MESSAGE_NONE);
	close_pair(fds);
}

/* Whatever a process of the same user sends, it is a sane message or none. */
static void titles_of_players_are_made_safe(void **state)
{
	(void)state;
	int fds[2];
	struct message in, out = message_of(MESSAGE_FOLLOWED);
	open_pair(fds);
	out.u.followed.player.phase = RUN_FOLLOWED_PLAYING;
	memset(out.u.followed.title, '\033', sizeof out.u.followed.title);
	memset(out.u.followed.artist, 'x', sizeof out.u.followed.artist);
	assert_int_equal(message_send(fds[0], &out, NULL, 0), MESSAGE_OK);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_OK);
	assert_null(strchr(in.u.followed.title, '\033'));
	assert_int_equal(strlen(in.u.followed.artist), sizeof in.u.followed.artist - 1);
	out.u.followed.player.at_ns = INT64_MIN;
	assert_int_equal(message_send(fds[0], &out, NULL, 0), MESSAGE_OK);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_BAD);
	close_pair(fds);
}

static void refuses_what_is_not_sane(void **state)
{
	(void)state;
	static const double not_a_number = 0.0 / 0.0;
	int fds[2];
	struct message in, out;
	open_pair(fds);

	assert_int_equal(send(fds[0], "hello", 5, 0), 5);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_BAD);

	out = message_of(N_MESSAGES);
	message_send(fds[0], &out, NULL, 0);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_BAD);

	out = message_of(MESSAGE_WAKE);
	out.version = MESSAGE_VERSION + 1;
	message_send(fds[0], &out, NULL, 0);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_BAD);

	out = message_of(MESSAGE_COMMAND);
	out.u.request.command.value = not_a_number;
	message_send(fds[0], &out, NULL, 0);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_BAD);

	out = message_of(MESSAGE_FIGURES);
	out.u.figures.reader.round_trip_ms = INFINITY;
	message_send(fds[0], &out, NULL, 0);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_BAD);

	/* What there is not would be asked of the engine for all readers. */
	out = message_of(MESSAGE_WATCH);
	out.u.watch.channels = 1u << 31;
	message_send(fds[0], &out, NULL, 0);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_BAD);
	out.u.watch = (struct message_watch){ .redraws_per_s = UINT32_MAX };
	message_send(fds[0], &out, NULL, 0);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_BAD);

	out = message_of(MESSAGE_TERMINAL);
	out.u.terminal.n_restore = 100000;
	message_send(fds[0], &out, NULL, 0);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_BAD);

	out = message_of(MESSAGE_ENDED);
	memset(out.u.outcome.text, '\033', sizeof out.u.outcome.text);
	message_send(fds[0], &out, NULL, 0);
	assert_int_equal(message_receive(fds[1], &in, NULL, NULL), MESSAGE_OK);
	assert_null(strchr(in.u.outcome.text, '\033'));
	assert_int_equal(strlen(in.u.outcome.text), MESSAGE_TEXT - 1);
	close_pair(fds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carries_a_message_and_descriptors),
		cmocka_unit_test(tells_nothing_from_gone),
		cmocka_unit_test(hears_the_last_words_of_who_is_gone),
		cmocka_unit_test(never_blocks_on_a_reader_that_does_not_read),
		cmocka_unit_test(titles_of_players_are_made_safe),
		cmocka_unit_test(refuses_what_is_not_sane),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

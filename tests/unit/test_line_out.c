#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ui/line_out.h"

enum { PAGE = 4096 };

static void put(struct line_out *out, size_t n, char with)
{
	static char bytes[4 * PAGE];
	memset(bytes, with, n);
	bytes[n - 1] = '\n';
	line_put(&out->line, bytes, n);
}

static size_t drain(int fd, char *to, size_t room)
{
	size_t n = 0;
	for (ssize_t got; n < room && (got = read(fd, to + n, room - n)) > 0;)
		n += (size_t)got;
	return n;
}

/* What there is no room for is skipped, as a whole; the descriptor itself blocks as before. */
static void test_skips(void **state)
{
	int fds[2];
	char read_back[2 * PAGE];
	struct line_out out;
	(void)state;
	assert_int_equal(pipe(fds), 0);
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	line_out_init(&out, fds[1]);
	line_out_limit(&out, PAGE);
	unsigned n_taken = 0;
	for (int i = 0; i < 100; i++) {
		put(&out, 100, (char)('a' + i % 26));
		n_taken += line_out_send(&out) == LINE_TAKEN;
		assert_false(line_out_is_busy(&out));
	}
	assert_int_equal(n_taken, PAGE / 100);
	assert_int_equal(drain(fds[0], read_back, sizeof read_back), n_taken * 100);
	for (size_t i = 0; i < n_taken; i++)
		assert_int_equal(read_back[i * 100 + 98], 'a' + (int)i % 26);
	put(&out, 100, 'z');
	assert_int_equal(line_out_send(&out), LINE_TAKEN);
	assert_false(fcntl(fds[1], F_GETFL) & O_NONBLOCK);
	line_out_fini(&out);
	close(fds[0]);
	close(fds[1]);
}

/* A line that is longer than its pipe arrives whole, bit by bit. */
static void test_long_line(void **state)
{
	int fds[2];
	char read_back[4 * PAGE];
	struct line_out out;
	size_t n = 0;
	(void)state;
	assert_int_equal(pipe(fds), 0);
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	line_out_init(&out, fds[1]);
	line_out_limit(&out, PAGE);
	put(&out, 3 * PAGE, 'x');
	do {
		assert_int_equal(line_out_send(&out), LINE_TAKEN);
		n += drain(fds[0], read_back + n, sizeof read_back - n);
	} while (line_out_is_busy(&out));
	assert_int_equal(n, 3 * PAGE);
	assert_int_equal(read_back[n - 1], '\n');
	line_out_fini(&out);
	close(fds[0]);
	close(fds[1]);
}

static void test_closed(void **state)
{
	int fds[2];
	struct line_out out;
	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(fds), 0);
	line_out_init(&out, fds[1]);
	close(fds[0]);
	put(&out, 10, 'x');
	assert_int_equal(line_out_send(&out), LINE_CLOSED);
	line_out_fini(&out);
	close(fds[1]);
}

/* A socket cannot be opened anew. */
static void test_socket(void **state)
{
	int fds[2];
	char read_back[32];
	struct line_out out;
	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	line_out_init(&out, fds[1]);
	assert_false(out.is_ours);
	put(&out, 10, 'x');
	assert_int_equal(line_out_send(&out), LINE_TAKEN);
	assert_int_equal(read(fds[0], read_back, sizeof read_back), 10);
	enum line_result result = LINE_TAKEN;
	for (int i = 0; i < 100000 && result == LINE_TAKEN; i++) {
		put(&out, PAGE, 'x');
		result = line_out_send(&out);
	}
	assert_int_equal(result, LINE_SKIPPED);
	line_out_fini(&out);
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_skips),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_closed),
		cmocka_unit_test(test_socket),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

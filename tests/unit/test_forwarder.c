/* The forwarder, as a process between descriptors of all kinds: what goes in comes out, whatever the picture takes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keeper/forwarder.h"

/* Every word of what passes is its number: so each tells where it belongs. */
enum { CHUNK_WORDS = 8192, CHUNK_BYTES = 4 * CHUNK_WORDS, UNIT_WORDS = 10080 / 4, WORDS_OF_PIPE = (1 << 20) / 4 };

/* Our ends. -1: closed, or not there. */
struct line {
	pid_t pid;
	int in, out, sound, alarm;
};

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static struct line line_start(int theirs_in, int ours_in, int theirs_out, int ours_out)
{
	int sound[2], alarm[2];
	assert_true(forwarder_open_pipe(sound, NULL));
	assert_int_equal(pipe2(alarm, O_CLOEXEC), 0);
	struct line line = { .in = ours_in, .out = ours_out, .sound = sound[0], .alarm = alarm[0] };
	line.pid = fork();
	assert_true(line.pid >= 0);
	if (line.pid == 0) {
		close_fd(&line.in);
		close_fd(&line.out);
		close(sound[0]);
		close(alarm[0]);
		const struct forwarder_fds fds
			= { .in = theirs_in, .out = theirs_out, .sound = sound[1], .alarm = alarm[1] };
		_exit(forwarder_run(&fds));
	}
	close(theirs_in);
	close(theirs_out);
	close(sound[1]);
	close(alarm[1]);
	return line;
}

static struct line line_of_pipes(void)
{
	int in[2], out[2];
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	return line_start(in[0], in[1], out[1], out[0]);
}

static struct line line_of_sockets(void)
{
	int in[2], out[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, out), 0);
	return line_start(in[0], in[1], out[1], out[0]);
}

static struct line (*const kinds[])(void) = { line_of_pipes, line_of_sockets };
enum { N_KINDS = sizeof kinds / sizeof kinds[0] };

/* Its exit status, when it has ended. */
static int line_end(struct line *line)
{
	int status;
	close_fd(&line->in);
	assert_int_equal(waitpid(line->pid, &status, 0), line->pid);
	assert_true(WIFEXITED(status));
	close_fd(&line->out);
	close_fd(&line->sound);
	close_fd(&line->alarm);
	return WEXITSTATUS(status);
}

static void read_exactly(int fd, void *to, size_t n)
{
	for (ssize_t got; n > 0; n -= (size_t)got, to = (char *)to + got) {
		got = read(fd, to, n);
		assert_true(got > 0);
	}
}

/* Sends words from `first` on through it, and takes them at the other end. */
static void pass_chunk(const struct line *line, uint32_t first)
{
	static uint32_t sent[CHUNK_WORDS], come[CHUNK_WORDS];
	for (uint32_t i = 0; i < CHUNK_WORDS; i++)
		sent[i] = first + i;
	assert_int_equal(write(line->in, sent, sizeof sent), sizeof sent);
	read_exactly(line->out, come, sizeof come);
	assert_memory_equal(come, sent, sizeof sent);
}

static void pass_words(const struct line *line, uint32_t from, uint32_t to)
{
	for (; from < to; from += CHUNK_WORDS)
		pass_chunk(line, from);
}

/* Takes all that the picture is offered now; `*next` is the number of the word that would follow. Returns how many times
 * some were missed, which must be whole units. */
static unsigned hear(const struct line *line, uint32_t *next)
{
	static uint32_t words[WORDS_OF_PIPE];
	struct pollfd some = { .fd = line->sound, .events = POLLIN };
	size_t n_bytes = 0;
	unsigned n_gaps = 0;
	while (n_bytes < sizeof words && poll(&some, 1, 0) > 0 && (some.revents & POLLIN)) {
		const ssize_t got = read(line->sound, (char *)words + n_bytes, sizeof words - n_bytes);
		assert_true(got > 0);
		n_bytes += (size_t)got;
	}
	assert_int_equal(n_bytes % 4, 0);
	for (size_t i = 0; i < n_bytes / 4; i++, (*next)++) {
		if (words[i] == *next)
			continue;
		assert_true(words[i] > *next);
		assert_int_equal((words[i] - *next) % UNIT_WORDS, 0);
		*next = words[i];
		n_gaps++;
	}
	return n_gaps;
}

static void what_the_picture_misses_is_whole_frames(void **state)
{
	(void)state;
	enum { MUCH = WORDS_OF_PIPE + 20 * CHUNK_WORDS };
	for (size_t i = 0; i < N_KINDS; i++) {
		struct line line = kinds[i]();
		uint32_t next = 0;
		pass_words(&line, 0, 2 * CHUNK_WORDS);
		assert_int_equal(hear(&line, &next), 0);
		pass_words(&line, 2 * CHUNK_WORDS, MUCH); /* more than its pipe holds */
		assert_int_equal(hear(&line, &next), 0);
		assert_true(next < MUCH);
		pass_words(&line, MUCH, MUCH + 4 * CHUNK_WORDS);
		assert_int_equal(hear(&line, &next), 1);
		assert_true(next > MUCH);
		assert_int_equal(line_end(&line), FORWARDER_MISSED);
	}
}

static void nobody_need_see_the_picture(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_KINDS; i++) {
		struct line line = kinds[i]();
		pass_words(&line, 0, CHUNK_WORDS);
		close_fd(&line.sound);
		pass_words(&line, CHUNK_WORDS, 8 * CHUNK_WORDS);
		assert_int_equal(line_end(&line), FORWARDER_DONE);
	}
}

static void the_end_is_passed_on(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_KINDS; i++) {
		struct line line = kinds[i]();
		char bytes[16];
		assert_int_equal(write(line.in, "odd", 3), 3);
		close_fd(&line.in);
		read_exactly(line.out, bytes, 3);
		assert_memory_equal(bytes, "odd", 3);
		assert_int_equal(read(line.out, bytes, sizeof bytes), 0);
		assert_int_equal(read(line.sound, bytes, sizeof bytes), 3);
		assert_int_equal(read(line.sound, bytes, sizeof bytes), 0);
		assert_int_equal(read(line.alarm, bytes, sizeof bytes), 0);
		assert_int_equal(line_end(&line), FORWARDER_DONE);
	}
}

/* Also when nothing comes that could be written. */
static void a_consumer_that_goes_is_noticed(void **state)
{
	(void)state;
	char byte;
	struct line line = line_of_pipes();
	pass_words(&line, 0, CHUNK_WORDS);
	close_fd(&line.out);
	assert_int_equal(read(line.alarm, &byte, 1), 1);
	assert_int_equal(line_end(&line), FORWARDER_CLOSED);
}

/* Both ends may be shared with somebody who wants them so. */
static void non_blocking_ends_are_waited_for(void **state)
{
	(void)state;
	int in[2], out[2];
	uint32_t word = 7;
	assert_int_equal(pipe2(in, O_CLOEXEC | O_NONBLOCK), 0);
	assert_int_equal(pipe2(out, O_CLOEXEC | O_NONBLOCK), 0);
	assert_int_equal(fcntl(out[0], F_SETFL, 0), 0);
	struct line line = line_start(in[0], in[1], out[1], out[0]);
	/* until neither pipe holds more */
	size_t n = 0;
	struct pollfd room = { .fd = line.in, .events = POLLOUT };
	while (poll(&room, 1, 50) > 0)
		if (write(line.in, &word, sizeof word) == sizeof word)
			n++;
	for (close_fd(&line.in); n > 0; n--) {
		uint32_t come;
		read_exactly(line.out, &come, sizeof come);
		assert_int_equal(come, word);
	}
	assert_int_equal(read(line.out, &word, sizeof word), 0);
	assert_int_equal(line_end(&line), FORWARDER_DONE);
}

static void what_cannot_be_read_or_written_is_told(void **state)
{
	(void)state;
	char byte;
	int in[2];
	assert_int_equal(pipe2(in, O_CLOEXEC), 0);
	struct line full = line_start(in[0], in[1], open("/dev/full", O_WRONLY | O_CLOEXEC), -1);
	assert_int_equal(write(full.in, "abc", 3), 3);
	assert_int_equal(read(full.alarm, &byte, 1), 1);
	assert_int_equal(line_end(&full), FORWARDER_NOT_WRITTEN);

	struct line folder = line_start(
		open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC), -1, open("/dev/null", O_WRONLY | O_CLOEXEC), -1);
	assert_int_equal(read(folder.alarm, &byte, 1), 1);
	assert_int_equal(line_end(&folder), FORWARDER_NOT_READ);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_picture_misses_is_whole_frames),
		cmocka_unit_test(nobody_need_see_the_picture),
		cmocka_unit_test(the_end_is_passed_on),
		cmocka_unit_test(a_consumer_that_goes_is_noticed),
		cmocka_unit_test(non_blocking_ends_are_waited_for),
		cmocka_unit_test(what_cannot_be_read_or_written_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

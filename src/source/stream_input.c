#include "source/stream_input.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_PATIENCE_MS = 8, MOST_PATIENCE_MS = 1024 };
/* How often a FIFO without a writer is looked at, in case it has been removed: nothing else would tell. */
enum { REMOVAL_LOOK_MS = 1000 };
enum { LOOK_BYTES = 4096, GONE = POLLHUP | POLLRDHUP | POLLERR | POLLNVAL };

static int fifo_open(const char *path)
{
	return open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

bool stream_input_init(struct stream_input *input, const struct source_request *request, struct err *err)
{
	*input = (struct stream_input){
		.fd = request->fd, .owned_fd = -1, .edge_fd = -1, .cancel_fd = request->cancel_fd
	};
	if (request->path) {
		input->owned_fd = fifo_open(request->path);
		input->fd = input->owned_fd;
		if (input->fd < 0)
			return err_set(err, ERR_INPUT, "%s: cannot be opened: %s", request->path, strerror(errno));
	}
	int n;
	input->countable = ioctl(input->fd, FIONREAD, &n) == 0;
	return true;
}

static void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void stream_input_fini(struct stream_input *input)
{
	fd_close(&input->owned_fd);
	fd_close(&input->edge_fd);
	free(input->head);
	*input = (struct stream_input){ .fd = -1, .owned_fd = -1, .edge_fd = -1 };
}

bool stream_input_reopen(struct stream_input *input, const char *path, struct err *err)
{
	int fd = fifo_open(path); /* before the old one is closed: a writer who comes now must find a reader */
	if (fd < 0)
		return err_set(err, ERR_INPUT, "%s: cannot be opened again: %s", path, strerror(errno));
	fd_close(&input->edge_fd);
	fd_close(&input->owned_fd);
	input->owned_fd = fd;
	input->fd = fd;
	input->ended = false;
	return true;
}

/* --------------------------------------------------------------- what there is */

static bool head_reserve(struct stream_input *input, size_t n_bytes)
{
	if (n_bytes <= input->head_capacity)
		return true;
	size_t capacity = input->head_capacity ? input->head_capacity : 2 * LOOK_BYTES;
	while (capacity < n_bytes)
		capacity *= 2;
	unsigned char *head = realloc(input->head, capacity);
	if (!head)
		return false;
	input->head = head;
	input->head_capacity = capacity;
	return true;
}

static size_t bytes_waiting(const struct stream_input *input)
{
	int n = 0;
	return ioctl(input->fd, FIONREAD, &n) == 0 && n > 0 ? (size_t)n : 0;
}

static int events_now(const struct stream_input *input)
{
	struct pollfd p = { .fd = input->fd, .events = POLLIN | POLLRDHUP };
	return poll(&p, 1, 0) > 0 ? p.revents : 0;
}

/* Readable, yet without a byte: the end of a socket or a terminal, which only a read can tell. */
static bool read_end(struct stream_input *input)
{
	if (!head_reserve(input, input->head_end + 1))
		return false;
	ssize_t n = read(input->fd, input->head + input->head_end, 1);
	input->head_end += n == 1; /* one has come in this very moment */
	input->ended = n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
	return input->ended;
}

/* Counted devices: are there `n_bytes`, or is it over? */
static enum source_status count_check(struct stream_input *input, size_t n_bytes)
{
	if (bytes_waiting(input) >= n_bytes)
		return SOURCE_OK;
	int events = events_now(input);
	size_t n = bytes_waiting(input); /* again: what was written last came before the hang-up */
	if (n >= n_bytes)
		return SOURCE_OK;
	if (events & GONE)
		return SOURCE_END;
	if (n == 0 && (events & POLLIN) && bytes_waiting(input) == 0 && read_end(input))
		return SOURCE_END;
	return SOURCE_DRY;
}

static bool is_removed(const struct stream_input *input)
{
	struct stat st;
	return input->awaits_writer && fstat(input->fd, &st) == 0 && st.st_nlink == 0;
}

static enum source_status check_now(struct stream_input *input, size_t n_bytes)
{
	size_t in_head = input->head_end - input->head_begin;
	if (in_head >= n_bytes)
		return SOURCE_OK;
	if (input->ended)
		return SOURCE_END;
	if (in_head == 0 && bytes_waiting(input) == 0 && is_removed(input))
		return SOURCE_END;
	if (input->countable)
		return count_check(input, n_bytes - in_head);
	int events = events_now(input);
	return events & POLLIN ? SOURCE_OK : events & GONE ? SOURCE_END : SOURCE_DRY;
}

/* --------------------------------------------------------------- waiting */

/* Some bytes are there, but too few, so that poll() would return at once again and again: an edge-triggered epoll
 * returns when more have come. Its first return, for those that are there, is a turn of the caller's loop. A writer
 * that fills the pipe beyond its end wakes nobody before it sleeps itself (pipe_write() of Linux 6 looks only at whether
 * the pipe was empty): hence the patience. */
static bool edge_wait(struct stream_input *input, int patience_ms)
{
	if (input->edge_fd < 0) {
		input->edge_fd = epoll_create1(EPOLL_CLOEXEC);
		struct epoll_event bytes = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET };
		struct epoll_event cancel = { .events = EPOLLIN };
		if (input->edge_fd < 0 || epoll_ctl(input->edge_fd, EPOLL_CTL_ADD, input->fd, &bytes) != 0)
			return false;
		if (input->cancel_fd >= 0)
			epoll_ctl(input->edge_fd, EPOLL_CTL_ADD, input->cancel_fd, &cancel);
	}
	struct epoll_event event;
	return epoll_wait(input->edge_fd, &event, 1, patience_ms) >= 0 || errno == EINTR;
}

static bool is_cancelled(const struct stream_input *input)
{
	struct pollfd p = { .fd = input->cancel_fd, .events = POLLIN };
	return poll(&p, 1, 0) > 0;
}

static void level_wait(const struct stream_input *input)
{
	struct pollfd p[] = {
		{ .fd = input->fd, .events = POLLIN | POLLRDHUP },
		{ .fd = input->cancel_fd, .events = POLLIN },
	};
	poll(p, sizeof p / sizeof p[0], input->awaits_writer ? REMOVAL_LOOK_MS : -1);
}

enum source_status stream_input_check(struct stream_input *input, size_t n_bytes, bool block)
{
	for (int patience_ms = FIRST_PATIENCE_MS;; patience_ms *= patience_ms < MOST_PATIENCE_MS ? 2 : 1) {
		enum source_status status = check_now(input, n_bytes);
		if (status != SOURCE_DRY || !block)
			return status;
		if (is_cancelled(input))
			return SOURCE_CANCELLED;
		bool some = input->countable && bytes_waiting(input) > 0;
		if (!some || !edge_wait(input, patience_ms))
			level_wait(input);
	}
}

/* --------------------------------------------------------------- taking */

static size_t fd_take(struct stream_input *input, unsigned char *to, size_t max_bytes, size_t phase, size_t unit)
{
	size_t n = max_bytes;
	if (input->countable) {
		size_t waiting = bytes_waiting(input);
		n = waiting < n ? waiting : n;
		size_t over = (phase + n) % unit;
		n = n > over ? n - over : 0;
	} else if (!(events_now(input) & (POLLIN | GONE))) {
		n = 0;
	}
	if (n == 0 || input->ended)
		return 0;
	ssize_t got = read(input->fd, to, n);
	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
		input->ended = true; /* an error is an end, too: nothing more will come */
	return got > 0 ? (size_t)got : 0;
}

size_t stream_input_take(struct stream_input *input, unsigned char *to, size_t max_bytes, size_t phase, size_t unit)
{
	size_t in_head = input->head_end - input->head_begin;
	if (in_head == 0)
		return fd_take(input, to, max_bytes, phase, unit);
	size_t n = in_head < max_bytes ? in_head : max_bytes;
	memcpy(to, input->head + input->head_begin, n);
	input->head_begin += n;
	if (input->head_begin == input->head_end)
		input->head_begin = input->head_end = 0;
	return n;
}

enum source_status stream_input_look(struct stream_input *input, size_t n_bytes, size_t unit)
{
	if (n_bytes > STREAM_HEAD_MAX_BYTES || !head_reserve(input, input->head_begin + n_bytes + LOOK_BYTES))
		return SOURCE_FAILED;
	while (input->head_end - input->head_begin < n_bytes) {
		size_t room = input->head_capacity - input->head_end;
		size_t n = fd_take(input, input->head + input->head_end, room - room % unit, 0, unit);
		input->head_end += n;
		if (n > 0)
			continue;
		size_t in_head = input->head_end - input->head_begin;
		enum source_status status
			= stream_input_check(input, in_head + unit, true); /* all may be more than a pipe holds */
		if (status == SOURCE_CANCELLED || (status == SOURCE_END && unit == 1))
			return status;
		if (status == SOURCE_END)
			unit = 1; /* what is left is less than a unit */
	}
	return SOURCE_OK;
}

enum source_status stream_input_align(struct stream_input *input, size_t unit)
{
	if (!head_reserve(input, input->head_end + unit))
		return SOURCE_FAILED;
	for (;;) {
		const size_t in_head = input->head_end - input->head_begin, over = in_head % unit;
		if (over == 0)
			return SOURCE_OK;
		const size_t missing = unit - over;
		const enum source_status status = stream_input_check(input, in_head + missing, true);
		if (status != SOURCE_OK)
			return status;
		input->head_end += fd_take(input, input->head + input->head_end, missing, 0, 1);
	}
}

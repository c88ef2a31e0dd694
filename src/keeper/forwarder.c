#include "keeper/forwarder.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	/* What the picture misses it misses in multiples of this: of every frame of 1 to 8 channels of 1 to 4 bytes, so
	 * that plain samples go on where a frame begins. */
	MISSED_UNIT_BYTES = 10080,
	BLOCK_BYTES = 1 << 16,     /* passed on at once; what a pipe holds, if nobody has changed it */
	MOST_PIPE_BYTES = 1 << 20, /* what anybody may have, if nobody has changed it (fs.pipe-max-size) */
	CLEAR_PATIENCE_MS = 2000,
	GOES_ON = -1, /* beside the exit statuses */
};

struct forwarder {
	int in, out;
	int sound;       /* -1: nobody is there to see it */
	size_t offered;  /* so many bytes that the input pipe still has are in the sound pipe already */
	size_t n_missed; /* by the picture at a stretch, less whole units */
	bool has_missed; /* some, though it was there */
};

/* --------------------------------------------------------------- waiting */

/* Until there is something to read, or its end. A consumer that has gone is noticed at once, not only when there is
 * something to write. */
static int await_input(const struct forwarder *f)
{
	for (;;) {
		struct pollfd polls[] = { { .fd = f->in, .events = POLLIN }, { .fd = f->out } };
		if (poll(polls, 2, -1) < 0)
			continue; /* stopped and continued */
		if (polls[0].revents)
			return GOES_ON;
		if (polls[1].revents & POLLERR)
			return FORWARDER_CLOSED;
	}
}

/* Nothing could be written: errno says why. Who shares the output may have made it non-blocking. */
static int bear_refusal(const struct forwarder *f)
{
	struct pollfd room = { .fd = f->out, .events = POLLOUT };
	switch (errno) {
	case EAGAIN: poll(&room, 1, -1); return GOES_ON;
	case EINTR: return GOES_ON;
	case EPIPE: return FORWARDER_CLOSED;
	default: return FORWARDER_NOT_WRITTEN;
	}
}

/* --------------------------------------------------------------- what the picture gets */

static void miss(struct forwarder *f, size_t n_bytes)
{
	f->n_missed = (f->n_missed + n_bytes) % MISSED_UNIT_BYTES;
	f->has_missed |= n_bytes > 0 && f->sound >= 0;
}

static size_t still_to_miss(const struct forwarder *f)
{
	return f->sound >= 0 && f->n_missed ? MISSED_UNIT_BYTES - f->n_missed : 0;
}

/* How many bytes it took, from what tee() or write() returned. A full pipe will have room again; one that nobody reads
 * will not: keeper and engine are gone. */
static size_t taken(struct forwarder *f, ssize_t result)
{
	if (result >= 0)
		return (size_t)result;
	if (errno != EAGAIN) {
		close(f->sound);
		f->sound = -1;
	}
	return 0;
}

/* --------------------------------------------------------------- between pipes */

/* Passes on what the input pipe has, without it being copied: the pages go from pipe to pipe. */
static int pass_pages(struct forwarder *f)
{
	size_t most = still_to_miss(f);
	if (most == 0 && f->offered == 0 && f->sound >= 0)
		f->offered = taken(f, tee(f->in, f->sound, BLOCK_BYTES, SPLICE_F_NONBLOCK));
	if (most == 0)
		most = f->offered ? f->offered : BLOCK_BYTES;
	const ssize_t n = splice(f->in, NULL, f->out, NULL, most, 0);
	if (n == 0)
		return FORWARDER_DONE;
	if (n < 0)
		return bear_refusal(f);
	if (f->offered)
		f->offered -= (size_t)n;
	else
		miss(f, (size_t)n);
	return GOES_ON;
}

/* --------------------------------------------------------------- between anything else */

static void offer(struct forwarder *f, const char *bytes, size_t n)
{
	size_t passed_over = still_to_miss(f);
	if (passed_over > n)
		passed_over = n;
	miss(f, passed_over);
	n -= passed_over;
	if (f->sound >= 0 && n > 0)
		miss(f, n - taken(f, write(f->sound, bytes + passed_over, n)));
}

static int write_all(const struct forwarder *f, const char *bytes, size_t n)
{
	while (n > 0) {
		const ssize_t written = write(f->out, bytes, n);
		const int status = written < 0 ? bear_refusal(f) : GOES_ON;
		if (status != GOES_ON)
			return status;
		if (written > 0) {
			bytes += written;
			n -= (size_t)written;
		}
	}
	return GOES_ON;
}

static int pass_copy(struct forwarder *f)
{
	static char block[BLOCK_BYTES];
	const ssize_t n = read(f->in, block, sizeof block);
	if (n == 0)
		return FORWARDER_DONE;
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? GOES_ON : FORWARDER_NOT_READ;
	offer(f, block, (size_t)n);
	return write_all(f, block, (size_t)n);
}

/* --------------------------------------------------------------- as a process */

static bool is_pipe(int fd)
{
	struct stat st;
	return fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
}

bool forwarder_open_pipe(int ends[2], struct err *err)
{
	if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[1], F_SETFL, O_NONBLOCK) != 0)
		return err_set_sys(err, errno, "cannot make a pipe");
	for (int size = MOST_PIPE_BYTES; size > BLOCK_BYTES && fcntl(ends[1], F_SETPIPE_SZ, size) < 0;)
		size /= 2; /* whoever has many pipes may have no more such */
	return true;
}

/* But not for ever: who shows the picture may be stopped. */
static void await_clear_terminal(int alarm_fd)
{
	struct pollfd polled = { .fd = alarm_fd, .events = POLLIN };
	if (shutdown(alarm_fd, SHUT_WR) == 0)
		poll(&polled, 1, CLEAR_PATIENCE_MS);
}

int forwarder_run(const struct forwarder_fds *fds)
{
	struct forwarder f = { .in = fds->in, .out = fds->out, .sound = fds->sound };
	int (*const pass)(struct forwarder *) = is_pipe(f.in) && is_pipe(f.out) ? pass_pages : pass_copy;
	int status = GOES_ON;
	prctl(PR_SET_NAME, "termviz-forward");
	signal(SIGPIPE, SIG_IGN);
	while (status == GOES_ON) {
		status = await_input(&f);
		if (status == GOES_ON)
			status = pass(&f);
	}
	if (status == FORWARDER_DONE) {
		await_clear_terminal(fds->alarm);
		return f.has_missed ? FORWARDER_MISSED : FORWARDER_DONE;
	}
	while (write(fds->alarm, "!", 1) < 0 && errno == EINTR)
		;
	return status;
}

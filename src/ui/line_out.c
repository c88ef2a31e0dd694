#include "ui/line_out.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* The same pipe or device without blocking, which, set on the descriptor itself, all who share it would have to bear; -1:
 * there is none (a file, which does not block; a socket). */
static int open_anew(int fd)
{
	char path[32];
	struct stat st;
	if (fstat(fd, &st) != 0 || !(S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode)))
		return -1;
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void line_out_init(struct line_out *out, int fd)
{
	const int anew = open_anew(fd);
	*out = (struct line_out){ .fd = anew >= 0 ? anew : fd, .is_ours = anew >= 0 };
}

void line_out_fini(struct line_out *out)
{
	if (out->is_ours)
		close(out->fd);
	line_fini(&out->line);
	*out = (struct line_out){ .fd = -1 };
}

bool line_out_is_busy(const struct line_out *out)
{
	return out->n_sent < out->line.n;
}

/* What may block is not written to before it says that it has room. */
static bool has_room(const struct line_out *out)
{
	struct pollfd poll_fd = { .fd = out->fd, .events = POLLOUT };
	return out->is_ours || poll(&poll_fd, 1, 0) > 0;
}

static void forget_line(struct line_out *out)
{
	line_clear(&out->line);
	out->n_sent = 0;
}

enum line_result line_out_send(struct line_out *out)
{
	while (line_out_is_busy(out)) {
		errno = EAGAIN;
		const ssize_t n
			= has_room(out) ? write(out->fd, out->line.bytes + out->n_sent, out->line.n - out->n_sent) : -1;
		if (n > 0) {
			out->n_sent += (size_t)n;
			continue;
		}
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN)
			return errno == EPIPE ? LINE_CLOSED : LINE_FAILED;
		if (out->n_sent)
			return LINE_TAKEN;
		forget_line(out);
		return LINE_SKIPPED;
	}
	forget_line(out);
	return LINE_TAKEN;
}

void line_out_finish(struct line_out *out, int patience_ms)
{
	struct pollfd poll_fd = { .fd = out->fd, .events = POLLOUT };
	while (line_out_is_busy(out) && poll(&poll_fd, 1, patience_ms) > 0 && line_out_send(out) == LINE_TAKEN)
		;
}

void line_out_limit(struct line_out *out, size_t n_bytes)
{
	const int present = fcntl(out->fd, F_GETPIPE_SZ);
	if (!out->is_sized && present > 0 && n_bytes < (size_t)present)
		fcntl(out->fd, F_SETPIPE_SZ, (int)n_bytes);
	out->is_sized = true;
}

#include "control/packet.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

union fd_space {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(PACKET_MAX_FDS * sizeof(int))];
};

static enum message_result result_of(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK ? MESSAGE_NONE : MESSAGE_GONE;
}

enum message_result packet_send(
	int socket_fd, const void *bytes, size_t n_bytes, const int *fds, size_t n_fds, bool wait)
{
	struct iovec iov = { .iov_base = (void *)(size_t)bytes, .iov_len = n_bytes };
	union fd_space space;
	memset(&space, 0, sizeof space);
	struct msghdr header = { .msg_iov = &iov, .msg_iovlen = 1 };
	if (n_fds) {
		header.msg_control = space.bytes;
		header.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
		struct cmsghdr *control = CMSG_FIRSTHDR(&header);
		control->cmsg_level = SOL_SOCKET;
		control->cmsg_type = SCM_RIGHTS;
		control->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		memcpy(CMSG_DATA(control), fds, n_fds * sizeof(int));
	}
	ssize_t n;
	do
		n = sendmsg(socket_fd, &header, MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT));
	while (n < 0 && errno == EINTR);
	return n >= 0 ? MESSAGE_OK : result_of(errno);
}

static size_t take_fds(struct msghdr *header, int *fds)
{
	size_t n = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		size_t here = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < here; i++) {
			int fd;
			memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
			if (fds && n < PACKET_MAX_FDS)
				fds[n++] = fd;
			else
				close(fd);
		}
	}
	return n;
}

void packet_refuse_fds(int *fds, size_t *n_fds)
{
	for (size_t i = 0; fds && i < *n_fds; i++)
		close(fds[i]);
	*n_fds = 0;
}

enum message_result packet_receive(int socket_fd, void *bytes, size_t n_bytes, int *fds, size_t *n_fds)
{
	struct iovec iov = { .iov_base = bytes, .iov_len = n_bytes };
	union fd_space space;
	struct msghdr header = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = space.bytes, .msg_controllen = sizeof space.bytes
	};
	ssize_t n;
	*n_fds = 0;
	/* ECONNRESET is said once, where the other side went without reading all that it was sent, and before what it said
	 * last: that is still to be had. */
	do
		n = recvmsg(socket_fd, &header, MSG_CMSG_CLOEXEC);
	while (n < 0 && (errno == EINTR || errno == ECONNRESET));
	if (n < 0)
		return result_of(errno);
	*n_fds = take_fds(&header, fds);
	if (n == 0)
		return MESSAGE_GONE;
	if ((size_t)n == n_bytes && !(header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)))
		return MESSAGE_OK;
	packet_refuse_fds(fds, n_fds);
	return MESSAGE_BAD;
}

enum message_result packet_receive_one(int socket_fd, void *bytes, size_t n_bytes, int *fd)
{
	int fds[PACKET_MAX_FDS];
	size_t n_fds;
	enum message_result result = packet_receive(socket_fd, bytes, n_bytes, fd ? fds : NULL, &n_fds);
	if (n_fds > 1) {
		packet_refuse_fds(fds, &n_fds);
		result = MESSAGE_BAD;
	}
	if (fd)
		*fd = n_fds == 1 ? fds[0] : -1;
	return result;
}

enum message_result packet_refuse_one(int *fd)
{
	if (fd && *fd >= 0)
		close(*fd);
	if (fd)
		*fd = -1;
	return MESSAGE_BAD;
}

void packet_make_printable(char *text, size_t size)
{
	text[size - 1] = '\0';
	text_clean(text, size, text);
}

#include "control/message.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

union fd_space {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(MESSAGE_MAX_FDS * sizeof(int))];
};

struct message message_of(enum message_type type)
{
	return (struct message){ .magic = MESSAGE_MAGIC, .version = MESSAGE_VERSION, .type = (uint16_t)type };
}

struct message message_outcome_of(enum message_type type, int status, const char *text)
{
	struct message message = message_of(type);
	message.u.outcome.status = status;
	text_copy(message.u.outcome.text, sizeof message.u.outcome.text, text ? text : "");
	return message;
}

enum message_result message_send(int socket_fd, const struct message *message, const int *fds, size_t n_fds)
{
	struct iovec iov = { .iov_base = (void *)(size_t)message, .iov_len = sizeof *message };
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
		n = sendmsg(socket_fd, &header, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n >= 0)
		return MESSAGE_OK;
	return errno == EAGAIN || errno == EWOULDBLOCK ? MESSAGE_NONE : MESSAGE_GONE;
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
			if (fds && n < MESSAGE_MAX_FDS)
				fds[n++] = fd;
			else
				close(fd);
		}
	}
	return n;
}

static bool outcome_is_sane(struct message_outcome *outcome)
{
	outcome->text[MESSAGE_TEXT - 1] = '\0';
	text_clean(outcome->text, MESSAGE_TEXT, outcome->text);
	return outcome->status >= 0 && outcome->status <= 255;
}

static bool make_sane(struct message *message)
{
	if (message->magic != MESSAGE_MAGIC || message->version != MESSAGE_VERSION)
		return false;
	switch ((enum message_type)message->type) {
	case MESSAGE_TERMINAL: return message->u.terminal.n_restore <= sizeof message->u.terminal.restore;
	case MESSAGE_WATCH: return isfinite(message->u.watch.wake_peak);
	case MESSAGE_COMMAND: return command_is_sane(&message->u.request.command);
	case MESSAGE_REPLY:
	case MESSAGE_ENDED:
	case MESSAGE_FINISHED: return outcome_is_sane(&message->u.outcome);
	case MESSAGE_WELCOME:
		message->u.name[MESSAGE_TEXT - 1] = '\0';
		text_clean(message->u.name, MESSAGE_TEXT, message->u.name);
		return true;
	default: return message->type < N_MESSAGES;
	}
}

enum message_result message_receive(int socket_fd, struct message *message, int *fds, size_t *n_fds)
{
	struct iovec iov = { .iov_base = message, .iov_len = sizeof *message };
	union fd_space space;
	struct msghdr header = {
		.msg_iov = &iov, .msg_iovlen = 1, .msg_control = space.bytes, .msg_controllen = sizeof space.bytes
	};
	ssize_t n;
	do
		n = recvmsg(socket_fd, &header, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN || errno == EWOULDBLOCK ? MESSAGE_NONE : MESSAGE_GONE;
	size_t received = take_fds(&header, fds);
	if (n_fds)
		*n_fds = received;
	if (n == 0)
		return MESSAGE_GONE;
	if (n == sizeof *message && !(header.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) && make_sane(message))
		return MESSAGE_OK;
	for (size_t i = 0; i < received; i++)
		close(fds[i]);
	if (n_fds)
		*n_fds = 0;
	return MESSAGE_BAD;
}

enum message_result message_wait(int socket_fd, int timeout_ms, struct message *message, int *fds, size_t *n_fds)
{
	struct pollfd p = { .fd = socket_fd, .events = POLLIN };
	int n;
	do
		n = poll(&p, 1, timeout_ms);
	while (n < 0 && errno == EINTR);
	return n > 0 ? message_receive(socket_fd, message, fds, n_fds) : MESSAGE_NONE;
}

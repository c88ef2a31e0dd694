#include "keeper/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/spawn.h"
#include "control/message.h"

static void close_two(const int *fds)
{
	for (int i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

/* The pipe is non-blocking at both ends: a keeper that is stopped must not stop the sound when it has filled up. */
static bool make_channels(int *sockets, int *pipe_fds, struct err *err)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, sockets) != 0
		|| pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) != 0)
		return err_set_sys(err, errno, "cannot make the channels of a process");
	return true;
}

bool child_start(struct child *child, const char *program, const char *const *argv, const int *fds, size_t n_fds,
	struct err *err)
{
	int sockets[2] = { -1, -1 }, pipe_fds[2] = { -1, -1 };
	*child = CHILD_NONE;
	bool good = make_channels(sockets, pipe_fds, err);
	if (good) {
		const struct spawn_request request = {
			.program = program, .argv = argv, .fds = { sockets[1] }, .n_fds = 1, .stderr_fd = pipe_fds[1]
		};
		child->pid = spawn_program(&request, err);
		good = child->pid > 0;
	}
	if (!good) {
		close_two(sockets);
		close_two(pipe_fds);
		*child = CHILD_NONE;
		return false;
	}
	close(sockets[1]);
	close(pipe_fds[1]);
	child->socket_fd = sockets[0];
	child->stderr_fd = pipe_fds[0];
	const struct message start = message_of(MESSAGE_START);
	message_send(child->socket_fd, &start, fds, n_fds);
	return true;
}

void child_kill(const struct child *child)
{
	if (child->pid <= 0)
		return;
	kill(-child->pid, SIGKILL); /* its process group, should it have left one behind */
	kill(child->pid, SIGKILL);  /* itself, should the group not exist yet */
}

void child_gone(struct child *child)
{
	if (child->pid > 0)
		kill(-child->pid, SIGKILL); /* a decoder that waits for a server would outlive it */
	if (child->socket_fd >= 0)
		close(child->socket_fd);
	if (child->stderr_fd >= 0)
		close(child->stderr_fd);
	*child = CHILD_NONE;
}

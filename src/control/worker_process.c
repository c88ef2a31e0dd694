#include "control/worker_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/spawn.h"

bool worker_process_start(struct worker_process *worker, const char *work, int shared_fd, struct err *err)
{
	int sockets[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
		return err_set_sys(err, errno, "cannot make a socket");
	fcntl(sockets[0], F_SETFL, O_NONBLOCK); /* our end; the worker waits at its own */
	const char *const argv[] = { SPAWN_ENGINE, work, NULL };
	const struct spawn_request request = { .program = SPAWN_ENGINE,
		.argv = argv,
		.fds = { sockets[1], shared_fd },
		.n_fds = shared_fd >= 0 ? 2 : 1,
		.stderr_fd = -1 };
	pid_t pid = spawn_program(&request, err);
	close(sockets[1]);
	if (pid <= 0) {
		close(sockets[0]);
		return false;
	}
	*worker = (struct worker_process){ .pid = pid, .socket_fd = sockets[0] };
	return true;
}

void worker_process_stop(struct worker_process *worker)
{
	if (worker->pid <= 0)
		return;
	close(worker->socket_fd);
	kill(worker->pid, SIGKILL);
	while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*worker = (struct worker_process){ .socket_fd = -1 };
}

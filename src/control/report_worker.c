#include "control/report_worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/spawn.h"

bool report_worker_start(struct report_worker *worker, struct err *err)
{
	int sockets[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) != 0)
		return err_set_sys(err, errno, "cannot make a socket");
	fcntl(sockets[0], F_SETFL, O_NONBLOCK); /* our end; the worker waits at its own */
	const char *const argv[] = { SPAWN_ENGINE, "report", NULL };
	const struct spawn_request request
		= { .program = SPAWN_ENGINE, .argv = argv, .fds = { sockets[1] }, .n_fds = 1, .stderr_fd = -1 };
	pid_t pid = spawn_program(&request, err);
	close(sockets[1]);
	if (pid <= 0) {
		close(sockets[0]);
		return false;
	}
	*worker = (struct report_worker){ .pid = pid, .socket_fd = sockets[0] };
	return true;
}

void report_worker_stop(struct report_worker *worker)
{
	if (worker->pid <= 0)
		return;
	close(worker->socket_fd);
	kill(worker->pid, SIGKILL);
	while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*worker = (struct report_worker){ .socket_fd = -1 };
}

#include "app/devices.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/no_answer.h"
#include "base/spawn.h"

#define PATIENCE_NS (5 * NS_PER_S)

/* Copies what the process writes to stdout until it is done; false when it takes too long. */
static bool copy(int fd, size_t *n_bytes)
{
	int64_t until_ns = clock_now_ns() + PATIENCE_NS;
	char bytes[4096];
	ssize_t n = 1;
	while (n > 0) {
		struct pollfd readable = { .fd = fd, .events = POLLIN };
		int64_t left_ms = (until_ns - clock_now_ns()) / NS_PER_MS;
		if (left_ms <= 0 || poll(&readable, 1, (int)left_ms) == 0)
			return false;
		n = read(fd, bytes, sizeof bytes);
		if (n > 0)
			*n_bytes += fwrite(bytes, 1, (size_t)n, stdout);
	}
	return true;
}

bool devices_print(struct err *err)
{
	int fds[2], status = 0;
	size_t n_bytes = 0;
	if (pipe2(fds, O_CLOEXEC) != 0)
		return err_set_sys(err, errno, "cannot make a pipe");
	const char *const argv[] = { SPAWN_ENGINE, "devices", NULL };
	const struct spawn_request request
		= { .program = SPAWN_ENGINE, .argv = argv, .fds = { fds[1] }, .n_fds = 1, .stderr_fd = -1 };
	pid_t pid = spawn_program(&request, err);
	close(fds[1]);
	bool answered = pid > 0 && copy(fds[0], &n_bytes);
	close(fds[0]);
	if (pid <= 0)
		return false;
	if (!answered)
		kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	if (!answered) {
		char why[160];
		no_answer_explain(why, sizeof why);
		return err_set(err, ERR_SYSTEM, "%s", why);
	}
	return n_bytes > 0
		|| err_set(err, ERR_INPUT, "no audio device and no sound server here; connect one, or start one");
}

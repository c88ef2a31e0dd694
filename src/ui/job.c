#include "ui/job.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

bool job_in_foreground(int tty_fd)
{
	const pid_t group = tcgetpgrp(tty_fd);
	return group < 0 || group == getpgrp();
}

bool job_may_stop(void)
{
	return getpgrp() != getsid(0);
}

bool job_stop(int signal)
{
	sigset_t stop, cont, old, pending;
	sigemptyset(&stop);
	sigaddset(&stop, signal);
	sigemptyset(&cont);
	sigaddset(&cont, SIGCONT);
	/* What stops a process takes a SIGCONT from before with it: one that is pending afterwards has continued us. */
	sigprocmask(SIG_BLOCK, &cont, &old);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
	kill(signal == SIGTTOU ? 0 : getpid(), signal);
	sigpending(&pending);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return sigismember(&pending, SIGCONT) == 1;
}

bool job_await_foreground(int tty_fd, struct err *err)
{
	while (!job_in_foreground(tty_fd))
		if (!job_stop(SIGTTOU))
			return err_set(err, ERR_SYSTEM,
				"it is in the background, and no shell can bring it to the front; start it in the "
				"foreground, or with --headless");
	return true;
}

int job_open_signals(struct err *err)
{
	static const int wanted[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT };
	struct sigaction now;
	sigset_t set;
	sigemptyset(&set);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
		if (sigaction(wanted[i], NULL, &now) != 0 || now.sa_handler != SIG_IGN)
			sigaddset(&set, wanted[i]);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGUSR1, SIG_DFL); /* what is ignored is not told of */
	const int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		err_set_sys(err, errno, "cannot wait for signals");
	return fd;
}

#include "app/process.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

void process_begin(void)
{
	static const int the_wrong_way[] = { O_WRONLY, O_RDONLY, O_RDONLY };
	for (int fd = 0; fd <= 2; fd++) /* the lowest that is free is what open() gives */
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", the_wrong_way[fd]);
	signal(SIGUSR1, SIG_IGN); /* passed on by spawn_program() */
	signal(SIGXFSZ, SIG_IGN); /* where files are limited (ulimit -f), a call fails and says so */
	signal(SIGCHLD, SIG_DFL); /* of whoever ignores it, nobody can say how his children ended */
}

bool process_has_output(void)
{
	return (fcntl(STDOUT_FILENO, F_GETFL) & O_ACCMODE) != O_RDONLY;
}

/* A shell ends the loop it is in only if its child was ended by Ctrl-C, not if it exits with 130. */
int process_end(int status)
{
	static const int ending[] = { SIGHUP, SIGINT, SIGTERM };
	for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++) {
		if (status != 128 + ending[i])
			continue;
		sigset_t set;
		sigemptyset(&set);
		sigaddset(&set, ending[i]);
		signal(ending[i], SIG_DFL);
		raise(ending[i]);
		sigprocmask(SIG_UNBLOCK, &set, NULL);
	}
	return status;
}

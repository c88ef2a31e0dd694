/* Job control: being stopped and continued by the user's shell. Of the process; of one thread. */
#ifndef TERMVIZ_UI_JOB_H
#define TERMVIZ_UI_JOB_H

#include <stdbool.h>

#include "base/err.h"

/* Whether the terminal `tty_fd` is ours to use. One that is not the session's, as some containers have it, is. */
bool job_in_foreground(int tty_fd);

/* Whether anybody could continue us: not so in the group of the process that leads the session, as a terminal starts it
 * where there is no shell. */
bool job_may_stop(void);

/* Stops, as `signal` does where nothing catches it: by SIGTSTP this process, by SIGTTOU its whole group, as the kernel
 * does to one that reaches for the terminal from the background. Returns true when continued; the SIGCONT stays pending
 * where it is blocked. False at once if nobody could continue us (an orphaned process group) or the signal is ignored:
 * then nothing has happened. */
bool job_stop(int signal);

/* Stops until the terminal is ours. False with `err`: nobody can bring us to the foreground. */
bool job_await_foreground(int tty_fd, struct err *err);

/* A descriptor (non-blocking, close-on-exec; the caller's) that tells the signals a program on a terminal obeys, which
 * are blocked from then on; those that are ignored, as nohup and shells without job control have it, stay so. SIGUSR1 is
 * always among them. -1 with `err`. */
int job_open_signals(struct err *err);

#endif

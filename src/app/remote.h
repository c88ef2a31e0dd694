/* What is asked of runs that go on already: --list and --send. */
#ifndef TERMVIZ_APP_REMOTE_H
#define TERMVIZ_APP_REMOTE_H

#include <stdbool.h>

#include "base/err.h"

/* Prints a line for each run: its name, a tab, its processes by role and what plays. */
bool remote_list(struct err *err);

/* Gives a run ("" : the only one) a command, and waits for the answer; after "quit" for the run's end. */
bool remote_send(const char *run, const char *text, struct err *err);

/* Waits until a headless run has opened its input, or failed: then false with `err`. */
bool remote_wait_ready(int keeper_fd, struct err *err);

#endif

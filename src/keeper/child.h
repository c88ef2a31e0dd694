/* The engine as the keeper sees it: a process with a socket and a stderr. */
#ifndef TERMVIZ_KEEPER_CHILD_H
#define TERMVIZ_KEEPER_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"
#include "keeper/memory.h"

struct child {
	pid_t pid;     /* 0: none */
	int socket_fd; /* -1: none */
	int stderr_fd; /* -1: none; kept after its death until it has been read to the end */
};

#define CHILD_NONE ((struct child){ .pid = 0, .socket_fd = -1, .stderr_fd = -1 })

/* Starts an engine for the run `name` and hands it the run's memory and the sound (-1: none). */
bool child_start(struct child *child, const char *name, const struct memory *memory, int sound_fd, struct err *err);

/* Kills it and whatever it has started, without waiting for it to be reaped. */
void child_kill(const struct child *child);

/* It has been reaped: closes its socket. */
void child_gone(struct child *child);

#endif

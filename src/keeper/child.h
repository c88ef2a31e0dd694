/* A process that the keeper has started: with a socket to it, and a stderr that is its log. */
#ifndef TERMVIZ_KEEPER_CHILD_H
#define TERMVIZ_KEEPER_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

struct child {
	pid_t pid;     /* 0: none */
	int socket_fd; /* -1: none */
	int stderr_fd; /* -1: none, or read to its end */
};

#define CHILD_NONE ((struct child){ .pid = 0, .socket_fd = -1, .stderr_fd = -1 })

/* Starts `program` (as in base/spawn.h) with these arguments, and hands it `n_fds` descriptors, which stay the caller's,
 * with a MESSAGE_START. Its end of the socket is SPAWN_FIRST_FD. */
bool child_start(struct child *child, const char *program, const char *const *argv, const int *fds, size_t n_fds,
	struct err *err);

/* Kills it and whatever it has started, without waiting for it to be reaped. */
void child_kill(const struct child *child);

/* It has been reaped: kills what it has left behind in its process group, closes its descriptors. */
void child_gone(struct child *child);

#endif

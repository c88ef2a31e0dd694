/* A process that decodes files behind a fence, as its parent sees it. What is said to it: control/report.h or
 * control/still.h. */
#ifndef TERMVIZ_CONTROL_WORKER_PROCESS_H
#define TERMVIZ_CONTROL_WORKER_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

struct worker_process {
	pid_t pid;     /* 0: none */
	int socket_fd; /* non-blocking */
};

/* Starts one for a kind of work ("report", "still"), which says READY as soon as it is. `shared_fd` (-1: none) is its
 * descriptor beside the socket, and stays the caller's. It dies with the thread that has started it. */
bool worker_process_start(struct worker_process *worker, const char *work, int shared_fd, struct err *err);

/* Ends it, whatever it does, and waits for its end. Right after a zeroed struct, too. */
void worker_process_stop(struct worker_process *worker);

#endif

/* A process that measures files behind a fence, as its parent sees it. What is said to it: control/report.h. */
#ifndef TERMVIZ_CONTROL_REPORT_WORKER_H
#define TERMVIZ_CONTROL_REPORT_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

struct report_worker {
	pid_t pid;     /* 0: none */
	int socket_fd; /* non-blocking */
};

/* Starts one, which says READY as soon as it is. It dies with the thread that has started it. */
bool report_worker_start(struct report_worker *worker, struct err *err);

/* Ends it, whatever it does, and waits for its end. Right after a zeroed struct, too. */
void report_worker_stop(struct report_worker *worker);

#endif

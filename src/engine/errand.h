/* An errand: a file is handed to a worker behind a fence (control/worker_process.h), at low priority, and its result waited
 * for. What no library reads, ffmpeg decodes for it. */
#ifndef TERMVIZ_ENGINE_ERRAND_H
#define TERMVIZ_ENGINE_ERRAND_H

#include <stdbool.h>

#include "base/err.h"
#include "control/report.h"

struct errand {
	const char *work; /* as worker_process_start() has it, */
	int shared_fd;    /* with this descriptor; -1: none */
	const char *path; /* of the file, */
	int fd;           /* which is open */
	struct report_task task;
	int wake_fd; /* eventfd: whether it is wanted may have changed */
	bool (*is_wanted)(void *context);
	void (*progresses)(float done, void *context); /* the worker has come further; NULL: nobody looks */
	void *context;
};

/* Runs it. False: it could not be done or, with ERR_GONE, is not wanted any more. A result with an error of its own is one
 * all the same. Any thread that may wait. */
bool errand_run(const struct errand *errand, struct report_result *result, struct err *err);

#endif

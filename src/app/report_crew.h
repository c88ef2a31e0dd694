/* The processes that measure files for a report: several at once, each behind a fence. One that dies or hangs takes no
 * more with it than its file; another takes its place. */
#ifndef TERMVIZ_APP_REPORT_CREW_H
#define TERMVIZ_APP_REPORT_CREW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "control/report.h"

/* What is to be done, and who wants to know. Files are numbered 0 … n_files-1, and done in any order. */
struct crew_work {
	size_t n_files;
	/* Fills a task and returns the file's descriptor, which is then the crew's; -1 with `err`. */
	int (*open)(void *context, size_t file, struct report_task *task, struct err *err);
	/* Another way to read a file whose format the worker does not know: its descriptor, which is then the crew's.
	 * -1: there is none; `result` may be changed to say why. */
	int (*open_again)(void *context, size_t file, struct report_result *result);
	/* A file's result: once for each. */
	void (*done)(void *context, size_t file, const struct report_result *result);
	/* How many files are done, with parts of those that are not. Called several times a second. */
	void (*progress)(void *context, double n_done);
	void *context;
};

/* Works until all is done. False with `err`: no worker can be had at all. False with `*signal_number` set: SIGINT,
 * SIGTERM or SIGHUP came, unless it is ignored; the caller is to end by it once it has tidied up. No process is left. */
bool crew_run(const struct crew_work *work, int *signal_number, struct err *err);

#endif

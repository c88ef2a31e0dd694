/* A file that was handed to a worker, open: read through its descriptor alone, by whichever source accepts it. */
#ifndef TERMVIZ_ENGINE_HANDED_H
#define TERMVIZ_ENGINE_HANDED_H

#include "control/report.h"
#include "source/source.h"

struct handed {
	const struct source_ops *source;
	void *state;
	struct source_info info;
};

/* Takes `fd` over, which is closed in the end. handed_close() follows a failure, too, and is right after a zeroed
 * struct. */
bool handed_open(struct handed *handed, const struct report_task *task, int fd, struct err *err);
void handed_close(struct handed *handed);

/* Reads as source_ops' read() does. */
enum source_status handed_read(
	struct handed *handed, float *frames, size_t max_frames, size_t *n_frames, struct err *err);

#endif

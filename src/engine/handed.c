#include "engine/handed.h"

#include <stdlib.h>
#include <unistd.h>

bool handed_open(struct handed *handed, const struct report_task *task, int fd, struct err *err)
{
	const struct source_request request = { .fd = fd,
		.owns_fd = true,
		.name = task->name,
		.cancel_fd = -1,
		.raw_type = (enum sample_type)task->raw_type,
		.raw_rate_hz = task->raw_rate_hz,
		.raw_n_channels = task->raw_n_channels };
	handed->source = source_find(&request);
	handed->state = handed->source ? calloc(1, handed->source->state_bytes) : NULL;
	if (handed->state)
		return handed->source->open(handed->state, &request, &handed->info, err);
	close(fd);
	return err_set(err, ERR_SYSTEM, "%s: out of memory", task->name);
}

void handed_close(struct handed *handed)
{
	if (handed->state)
		handed->source->close(handed->state);
	free(handed->state);
	*handed = (struct handed){ .source = NULL };
}

enum source_status handed_read(
	struct handed *handed, float *frames, size_t max_frames, size_t *n_frames, struct err *err)
{
	*n_frames = 0;
	return handed->source->read(handed->state, frames, max_frames, n_frames, err);
}

/* The process that hears a file for a still: behind a fence, for it decodes what anybody may have made. What it publishes
 * is read as any run's snapshots are, and checked before it is believed. */
#ifndef TERMVIZ_APP_STILL_WORKER_H
#define TERMVIZ_APP_STILL_WORKER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "control/still.h"
#include "control/worker_process.h"
#include "snapshot/ring.h"

struct still_worker {
	struct worker_process process;
	const struct snapshot_ring *ring;
	size_t ring_bytes;
	struct snapshot_reader reader;
	struct snapshot *snapshot;
	char name[REPORT_NAME_BYTES]; /* of the file, for messages */
};

/* Starts one and has it open a file, whose descriptor stays the caller's: a pipe of ffmpeg's, too (source/ffmpeg_pipe.h),
 * of which no length is told. ERR_FORMAT: what the file is is not known to it. still_worker_stop() follows a failure, too,
 * and is right after a zeroed struct. */
bool still_worker_start(
	struct still_worker *worker, const struct still_task *task, int fd, struct still_info *info, struct err *err);
void still_worker_stop(struct still_worker *worker);

/* Who listens. */
struct still_listener {
	/* What is to be published from soon on: fills the masks. */
	void (*want)(void *context, struct still_go *go);
	/* Called for each snapshot, in order. */
	void (*take)(void *context, const struct snapshot *snapshot);
	void *context;
};

/* Has it hear the file from one frame until another. False with `err`: what came before was good. */
bool still_worker_play(struct still_worker *worker, int64_t from_frame, int64_t until_frame,
	const struct still_listener *listener, struct err *err);

#endif

/* Outlining: the outline of the file that is heard is made beside it, while somebody looks at it, by a worker behind a
 * fence (engine/outliner.h). A thread of its own waits for that worker, and begins when the file is heard: its first sound
 * waits for nothing. What is done is kept in the run's memory (snapshot/outline.h).
 */
#ifndef TERMVIZ_ENGINE_OUTLINING_H
#define TERMVIZ_ENGINE_OUTLINING_H

#include <pthread.h>
#include <stdbool.h>

#include "control/session.h"
#include "engine/flow.h"
#include "engine/status.h"
#include "queue/queue.h"
#include "snapshot/outline.h"

/* What is to be drawn. */
struct outlining_wish {
	uint32_t queue_id;
	int64_t from_frame; /* of the file, */
	int64_t n_frames;   /* so many; 0: there is nothing to draw */
};

struct outlining {
	struct outlines *outlines; /* the run's */
	struct outlines *drawn;    /* the worker's, which is not trusted; NULL: there has been none */
	int drawn_fd;
	struct outline newest;  /* as it was read of them, */
	struct outline outline; /* and as it is published: what had been drawn before is not taken back */
	const struct queue *queue;
	const struct session_request *request;
	int sound_fd; /* what the queue calls "-"; -1: none */
	struct status *status;
	int wake_fd;           /* eventfd: what is wanted has changed */
	pthread_mutex_t mutex; /* around all below */
	struct outlining_wish heard, present;
	bool is_wanted; /* by somebody */
	bool runs, quits;
	pthread_t thread;
};

/* All of this must outlive it. */
void outlining_init(struct outlining *outlining, struct outlines *outlines, const struct session_request *request,
	const struct queue *queue, int sound_fd, struct status *status);
void outlining_fini(struct outlining *outlining);

/* Somebody looks, or nobody any more. Any thread that may wait. */
void outlining_want(struct outlining *outlining, bool is_wanted);

/* From now on this track is heard. Any thread that may wait. */
void outlining_hear(struct outlining *outlining, const struct track *track);

#endif

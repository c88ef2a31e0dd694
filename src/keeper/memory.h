/* The shared memory of a run: snapshot ring, run state, session, queue, recording, kept measures, outlines. The keeper
 * owns it. */
#ifndef TERMVIZ_KEEPER_MEMORY_H
#define TERMVIZ_KEEPER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "control/recording.h"
#include "control/session.h"
#include "snapshot/outline.h"
#include "snapshot/ring.h"
#include "snapshot/run_state.h"
#include "queue/queue.h"

struct memory {
	int ring_fd, state_fd, session_fd; /* for the engine */
	int queue_fd;
	int recording_fd; /* for engine and writer */
	int held_fd;      /* for engines: decoded sound, */
	int kept_fd;      /* and what meters have added up */
	int outlines_fd;
	int ring_read_only_fd, state_read_only_fd, queue_read_only_fd, outlines_read_only_fd; /* for readers */
	struct session *session;
	struct queue *queue;
	struct recording *recording; /* takes next to no memory until something is recorded */
	size_t session_bytes, queue_bytes, recording_bytes;
};

#define MEMORY_NONE                                                                                                    \
	((struct memory){ .ring_fd = -1,                                                                               \
		.state_fd = -1,                                                                                        \
		.session_fd = -1,                                                                                      \
		.queue_fd = -1,                                                                                        \
		.recording_fd = -1,                                                                                    \
		.held_fd = -1,                                                                                         \
		.kept_fd = -1,                                                                                         \
		.outlines_fd = -1,                                                                                     \
		.ring_read_only_fd = -1,                                                                               \
		.state_read_only_fd = -1,                                                                              \
		.queue_read_only_fd = -1,                                                                              \
		.outlines_read_only_fd = -1 })

/* Makes ring, state, recording, room for held sound, kept measures and outlines, and takes over session and queue, which the
 * launcher has filled in. Owns their descriptors from here on. memory_fini() is right after a failure, too. */
bool memory_init(struct memory *memory, int session_fd, int queue_fd, struct err *err);
void memory_fini(struct memory *memory);

/* Copies the run state as it is now; false if there is none to be had. */
bool memory_read_state(const struct memory *memory, struct run_state *state);

/* What the engine counts in the ring's header; false as above. */
struct memory_counts {
	uint64_t n_published, n_underruns, n_xruns, n_overruns, n_bad_samples;
	uint32_t load_ppm, max_load_ppm, ring_frames, ring_capacity, output_rate_hz, output_latency_us;
};
bool memory_read_counts(const struct memory *memory, struct memory_counts *counts);

#endif

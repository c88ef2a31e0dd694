/* The shared memory of a run: snapshot ring, run state, session. The keeper makes and owns it. */
#ifndef TERMVIZ_KEEPER_MEMORY_H
#define TERMVIZ_KEEPER_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "control/session.h"
#include "snapshot/ring.h"
#include "snapshot/run_state.h"

struct memory {
	int ring_fd, state_fd, session_fd;         /* for the engine */
	int ring_read_only_fd, state_read_only_fd; /* for readers */
	struct session *session;
	size_t session_bytes;
};

/* Makes ring and state, and takes over the session that the launcher has filled in. Owns `session_fd` from here on.
 * memory_fini() is right after a failure, too. */
bool memory_init(struct memory *memory, int session_fd, struct err *err);
void memory_fini(struct memory *memory);

/* Copies the run state as it is now; false if there is none to be had. */
bool memory_read_state(const struct memory *memory, struct run_state *state);

/* What the engine counts in the ring's header; false as above. */
struct memory_counts {
	uint64_t n_published, n_underruns, n_xruns;
	uint32_t load_ppm, max_load_ppm, ring_frames;
};
bool memory_read_counts(const struct memory *memory, struct memory_counts *counts);

#endif

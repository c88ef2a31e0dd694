/* The outline of what plays, as far as a run has it. */
#ifndef TERMVIZ_UI_OUTLINED_H
#define TERMVIZ_UI_OUTLINED_H

#include <stdbool.h>
#include <stdint.h>

#include "snapshot/outline.h"
#include "snapshot/run_state.h"

struct outlined {
	const struct outlines *from; /* the run's; NULL: there are none to be had */
	uint32_t n_changes;          /* of them, when they were looked at, */
	uint32_t queue_id;           /* for this entry */
	bool is_there;
	struct outline outline; /* if it is there */
};

/* Looks for the outline of what this state says plays. Returns whether it is another than before. */
bool outlined_look(struct outlined *outlined, const struct run_state *state);

/* What was found; NULL: nothing (yet). */
const struct outline *outlined_found(const struct outlined *outlined);

#endif

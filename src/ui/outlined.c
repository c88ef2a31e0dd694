#include "ui/outlined.h"

bool outlined_look(struct outlined *outlined, const struct run_state *state)
{
	const bool has_any = outlined->from && state->source_kind == RUN_SOURCE_FILE && state->queue_length > 0;
	const uint32_t n_changes = has_any ? outlines_n_changes(outlined->from) : 0;
	const bool had = outlined->is_there;
	if (has_any && outlined->n_changes == n_changes && outlined->queue_id == state->queue_id)
		return false;
	outlined->n_changes = n_changes;
	outlined->queue_id = state->queue_id;
	outlined->is_there = has_any && outlines_read(outlined->from, state->queue_id, &outlined->outline)
		&& outlined->outline.n_frames == state->length_frames;
	return had || outlined->is_there;
}

const struct outline *outlined_found(const struct outlined *outlined)
{
	return outlined->is_there ? &outlined->outline : NULL;
}

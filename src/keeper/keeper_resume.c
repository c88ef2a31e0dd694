/* The keeper and --resume: how far the run has come is kept when another track begins, when it is paused, and at its end. */
#include "keeper/keeper_state.h"
#include "queue/resume.h"

static void keep(struct keeper *keeper, uint32_t id, const struct run_state *state)
{
	const struct session_progress *progress = &keeper->memory.session->progress;
	const int64_t frame = atomic_load_explicit(&progress->position_frame, memory_order_relaxed);
	const double position_s = state->rate_hz && !state->live && frame > 0 ? (double)frame / state->rate_hz : 0;
	struct err err = { 0 };
	if (resume_save(keeper->memory.queue, id, position_s, &err) || keeper->cannot_keep)
		return;
	struct message notice = message_outcome_of(MESSAGE_NOTICE, 0, err.message);
	keeper->cannot_keep = true; /* said once */
	log_line(&keeper->log, "%s", err.message);
	keeper_tell_engine(keeper, &notice);
}

/* In a random order, all others are still to be heard after the track that the run goes on with. */
static void begin_with(struct keeper *keeper, uint32_t id)
{
	struct queue *queue = keeper->memory.queue;
	if (!keeper->memory.session->request.resume_path[0] || !queue_figures(queue).shuffled)
		return;
	queue_shuffle(queue, true, id);
	keeper_tell_queue(keeper);
}

static bool has_place(const struct keeper *keeper, struct run_state *state)
{
	return keeper->memory.session->request.resumes && memory_read_state(&keeper->memory, state)
		&& state->queue_length > 0 && state->queue_id != QUEUE_NOTHING;
}

void keeper_note_place(struct keeper *keeper)
{
	struct run_state state;
	if (!has_place(keeper, &state))
		return;
	const bool pauses = state.phase == RUN_PAUSED && !keeper->kept_paused;
	if (keeper->kept_id == QUEUE_NOTHING)
		begin_with(keeper, state.queue_id);
	if (state.queue_id != keeper->kept_id || pauses)
		keep(keeper, state.queue_id, &state);
	keeper->kept_id = state.queue_id;
	keeper->kept_paused = state.phase == RUN_PAUSED;
}

void keeper_keep_place(struct keeper *keeper)
{
	struct run_state state;
	if (keeper->ready && has_place(keeper, &state))
		keep(keeper, keeper->finished ? QUEUE_NOTHING : state.queue_id, &state);
}

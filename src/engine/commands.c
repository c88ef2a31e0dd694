#include "engine/commands.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/db.h"
#include "engine/capturing.h"

enum { RESTART_SECONDS = 3 };
/* Keys that come faster than the position is told add up. */
#define SEEK_AGAIN_NS (150 * NS_PER_MS)

static const char *seek(struct commands *commands, const struct command *command)
{
	const bool percent = command->verb == COMMAND_SEEK_PERCENT;
	struct track track;
	if (!pacer_heard(commands->pacer, &track) || !track.info.seekable)
		return "seek: this source has no other place to go to";
	if (percent && track.info.n_frames < 0)
		return "seek: the length is not known; give a time";
	int64_t now = clock_now_ns();
	int64_t target = (int64_t)(percent ? command->value / 100 * (double)track.info.n_frames
					   : command->value * track.info.rate_hz);
	if (command->verb == COMMAND_SEEK_BY) {
		bool again = now - commands->sought_ns < SEEK_AGAIN_NS;
		target += again
			? commands->seek_target
			: atomic_load_explicit(&commands->session->progress.position_frame, memory_order_relaxed);
	}
	if (track.info.n_frames >= 0 && target > track.info.n_frames)
		target = track.info.n_frames;
	commands->seek_target = target > 0 ? target : 0;
	commands->sought_ns = now;
	stream_ask(commands->stream, STREAM_SEEK, commands->seek_target);
	return NULL;
}

static void go_to(struct commands *commands, uint32_t id)
{
	commands->sought_ns = 0; /* seeks before this were in another track */
	stream_ask(commands->stream, STREAM_TRACK, id);
}

static uint32_t heard_id(const struct commands *commands)
{
	return atomic_load_explicit(&commands->session->progress.queue_id, memory_order_relaxed);
}

static bool find_neighbour(const struct commands *commands, int steps, uint32_t *id)
{
	const struct queue *queue = commands->stream->queue;
	return queue
		&& queue_step(queue, heard_id(commands), steps,
			   atomic_load_explicit(&queue->loop, memory_order_relaxed) == QUEUE_LOOP_QUEUE, id)
		== QUEUE_FOUND;
}

static const char *jump(struct commands *commands, const struct command *command)
{
	struct queue_item item;
	if (!commands->stream->queue || !command->item
		|| !queue_item(commands->stream->queue, command->item - 1, &item))
		return "jump: there is no such place in the queue";
	go_to(commands, command->item - 1);
	return NULL;
}

static const char *go_to_next(struct commands *commands, const struct command *command)
{
	(void)command;
	uint32_t id;
	if (!find_neighbour(commands, 1, &id))
		return "next: there is no next file";
	go_to(commands, id);
	return NULL;
}

/* To the start of what is heard or, near it, of what was before it. A stream has no start to go back to. */
static const char *go_to_previous(struct commands *commands, const struct command *command)
{
	(void)command;
	const struct session_progress *progress = &commands->session->progress;
	uint32_t before;
	bool has_before = find_neighbour(commands, -1, &before);
	int64_t position = atomic_load_explicit(&progress->position_frame, memory_order_relaxed);
	struct track track;
	bool can_restart = pacer_heard(commands->pacer, &track) && track.info.seekable;
	if (!can_restart && !has_before)
		return "previous: there is nothing before it";
	bool restarts = can_restart && (!has_before || position > (int64_t)RESTART_SECONDS * track.info.rate_hz);
	go_to(commands, restarts ? heard_id(commands) : before);
	return NULL;
}

void commands_apply_volume(struct commands *commands)
{
	const struct session_progress *progress = &commands->session->progress;
	float volume_db = atomic_load_explicit(&progress->volume_db, memory_order_relaxed);
	bool muted = atomic_load_explicit(&progress->muted, memory_order_relaxed);
	pacer_set_volume(commands->pacer, muted ? 0 : db_to_amplitude(volume_db));
	struct run_state *state = status_begin(commands->status);
	state->volume_db = volume_db;
	state->muted = muted;
	status_end(commands->status);
}

/* A change of volume ends muting, as on any device with buttons. */
static const char *set_volume(struct commands *commands, const struct command *command)
{
	struct session_progress *progress = &commands->session->progress;
	float volume_db = (float)command->value;
	if (command->verb == COMMAND_VOLUME_BY)
		volume_db += atomic_load_explicit(&progress->volume_db, memory_order_relaxed);
	volume_db = fminf(fmaxf(volume_db, SESSION_LEAST_VOLUME_DB), SESSION_MOST_VOLUME_DB);
	atomic_store_explicit(&progress->volume_db, volume_db, memory_order_relaxed);
	atomic_store_explicit(&progress->muted, 0, memory_order_relaxed);
	commands_apply_volume(commands);
	return NULL;
}

static const char *toggle_mute(struct commands *commands, const struct command *command)
{
	(void)command;
	atomic_fetch_xor_explicit(&commands->session->progress.muted, 1, memory_order_relaxed);
	commands_apply_volume(commands);
	return NULL;
}

/* The feeder looks at these itself. */
static const char *set_replaygain(struct commands *commands, const struct command *command)
{
	_Atomic uint32_t *replaygain = &commands->session->progress.replaygain;
	uint32_t next = (atomic_load_explicit(replaygain, memory_order_relaxed) + 1) % SESSION_N_REPLAYGAINS;
	atomic_store_explicit(replaygain, command->value < 0 ? next : (uint32_t)command->value, memory_order_relaxed);
	return NULL;
}

static const char *set_normalize(struct commands *commands, const struct command *command)
{
	atomic_store_explicit(&commands->session->progress.normalize_lufs, (float)command->value, memory_order_relaxed);
	return NULL;
}

static const char *reset_meters(struct commands *commands, const struct command *command)
{
	(void)command;
	pacer_restart_measures(commands->pacer);
	return NULL;
}

static const char *pause_or_play(struct commands *commands, const struct command *command)
{
	const bool pauses
		= command->verb == COMMAND_TOGGLE ? !pacer_is_paused(commands->pacer) : command->verb == COMMAND_PAUSE;
	pacer_set_paused(commands->pacer, pauses);
	return NULL;
}

/* Each returns why it cannot be obeyed; NULL: it has been. */
static const char *(*const obeys[N_COMMANDS])(struct commands *commands, const struct command *command) = {
	[COMMAND_PLAY] = pause_or_play,
	[COMMAND_PAUSE] = pause_or_play,
	[COMMAND_TOGGLE] = pause_or_play,
	[COMMAND_SEEK_BY] = seek,
	[COMMAND_SEEK_TO] = seek,
	[COMMAND_SEEK_PERCENT] = seek,
	[COMMAND_NEXT] = go_to_next,
	[COMMAND_PREVIOUS] = go_to_previous,
	[COMMAND_JUMP] = jump,
	[COMMAND_VOLUME_BY] = set_volume,
	[COMMAND_VOLUME_TO] = set_volume,
	[COMMAND_MUTE] = toggle_mute,
	[COMMAND_REPLAYGAIN] = set_replaygain,
	[COMMAND_NORMALIZE] = set_normalize,
	[COMMAND_RESET] = reset_meters,
};

/* What plays here is not played again into itself. */
static bool may_play(const struct commands *commands)
{
	return strcmp(session_input(commands->session), "monitor") != 0;
}

void commands_obey(struct commands *commands, const struct command *command, uint32_t token)
{
	if (command->verb == COMMAND_INPUT) {
		capturing_move(commands->stream, command->text, token);
	} else if (command->verb == COMMAND_OUTPUT && may_play(commands)) {
		output_move(&commands->pacer->output, command->text, token);
	} else {
		const char *refusal = "not known";
		if (command->verb == COMMAND_OUTPUT)
			refusal = "output: what plays here is not played again into itself";
		else if (obeys[command->verb])
			refusal = obeys[command->verb](commands, command);
		status_answer(commands->status, token, refusal);
	}
}

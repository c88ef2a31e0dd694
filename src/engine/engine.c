#include "engine/engine.h"

#include <limits.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/confine.h"
#include "base/db.h"
#include "base/watch.h"
#include "control/message.h"
#include "control/place.h"
#include "control/recording.h"
#include "control/session.h"
#include "device/device.h"
#include "engine/capturing.h"
#include "engine/pacer.h"
#include "engine/status.h"
#include "engine/stream.h"
#include "snapshot/shared.h"

enum { START_PATIENCE_MS = 5000, RESTART_SECONDS = 3 };
/* Keys that come faster than the position is told add up. */
#define SEEK_AGAIN_NS (150 * NS_PER_MS)
/* For the callback to come round, and its fade. */
#define FADE_PATIENCE_NS (20 * NS_PER_MS)
#define MOST_HUSH_NS (200 * NS_PER_MS)

struct engine {
	int keeper_fd;
	struct snapshot_ring *ring;
	struct session *session;
	const struct queue *queue;
	struct recording *recording;
	void *held; /* sound: see control/session.h */
	struct kept *kept;
	struct status status;
	struct stream stream;
	struct pacer pacer;
	bool over;           /* --seconds are up, and the pacer knows */
	int64_t seek_target; /* of the latest seek, asked for at: */
	int64_t sought_ns;
};

/* --------------------------------------------------------------- commands */

static const char *seek_to(struct engine *engine, double seconds, bool relative, bool percent)
{
	struct track track;
	if (!pacer_heard(&engine->pacer, &track) || !track.info.seekable)
		return "seek: this source has no other place to go to";
	if (percent && track.info.n_frames < 0)
		return "seek: the length is not known; give a time";
	int64_t now = clock_now_ns();
	int64_t target
		= (int64_t)(percent ? seconds / 100 * (double)track.info.n_frames : seconds * track.info.rate_hz);
	if (relative) {
		bool again = now - engine->sought_ns < SEEK_AGAIN_NS;
		target += again ? engine->seek_target
				: atomic_load_explicit(&engine->session->progress.position_frame, memory_order_relaxed);
	}
	if (track.info.n_frames >= 0 && target > track.info.n_frames)
		target = track.info.n_frames;
	engine->seek_target = target > 0 ? target : 0;
	engine->sought_ns = now;
	stream_ask(&engine->stream, STREAM_SEEK, engine->seek_target);
	return NULL;
}

static void go_to(struct engine *engine, uint32_t id)
{
	engine->sought_ns = 0; /* seeks before this were in another track */
	stream_ask(&engine->stream, STREAM_TRACK, id);
}

static uint32_t heard_id(const struct engine *engine)
{
	return atomic_load_explicit(&engine->session->progress.queue_id, memory_order_relaxed);
}

static bool find_neighbour(const struct engine *engine, int steps, uint32_t *id)
{
	const struct queue *queue = engine->stream.queue;
	return queue
		&& queue_step(queue, heard_id(engine), steps,
			   atomic_load_explicit(&queue->loop, memory_order_relaxed) == QUEUE_LOOP_QUEUE, id)
		== QUEUE_FOUND;
}

static const char *jump(struct engine *engine, const struct command *command)
{
	struct queue_item item;
	if (!engine->stream.queue || !command->item || !queue_item(engine->stream.queue, command->item - 1, &item))
		return "jump: there is no such place in the queue";
	go_to(engine, command->item - 1);
	return NULL;
}

static const char *go_to_next(struct engine *engine)
{
	uint32_t id;
	if (!find_neighbour(engine, 1, &id))
		return "next: there is no next file";
	go_to(engine, id);
	return NULL;
}

/* To the start of what is heard or, near it, of what was before it. A stream has no start to go back to. */
static const char *go_to_previous(struct engine *engine)
{
	const struct session_progress *progress = &engine->session->progress;
	uint32_t before;
	bool has_before = find_neighbour(engine, -1, &before);
	int64_t position = atomic_load_explicit(&progress->position_frame, memory_order_relaxed);
	struct track track;
	bool can_restart = pacer_heard(&engine->pacer, &track) && track.info.seekable;
	if (!can_restart && !has_before)
		return "previous: there is nothing before it";
	bool restarts = can_restart && (!has_before || position > (int64_t)RESTART_SECONDS * track.info.rate_hz);
	go_to(engine, restarts ? heard_id(engine) : before);
	return NULL;
}

/* What is to be heard goes to the player and the run state; what was asked for, to the next engine. */
static void apply_volume(struct engine *engine)
{
	const struct session_progress *progress = &engine->session->progress;
	float volume_db = atomic_load_explicit(&progress->volume_db, memory_order_relaxed);
	bool muted = atomic_load_explicit(&progress->muted, memory_order_relaxed);
	pacer_set_volume(&engine->pacer, muted ? 0 : db_to_amplitude(volume_db));
	struct run_state *state = status_begin(&engine->status);
	state->volume_db = volume_db;
	state->muted = muted;
	status_end(&engine->status);
}

/* A change of volume ends muting, as on any device with buttons. */
static const char *set_volume(struct engine *engine, double value, bool relative)
{
	struct session_progress *progress = &engine->session->progress;
	float volume_db = (float)value;
	if (relative)
		volume_db += atomic_load_explicit(&progress->volume_db, memory_order_relaxed);
	volume_db = fminf(fmaxf(volume_db, SESSION_LEAST_VOLUME_DB), SESSION_MOST_VOLUME_DB);
	atomic_store_explicit(&progress->volume_db, volume_db, memory_order_relaxed);
	atomic_store_explicit(&progress->muted, 0, memory_order_relaxed);
	apply_volume(engine);
	return NULL;
}

static const char *toggle_mute(struct engine *engine)
{
	atomic_fetch_xor_explicit(&engine->session->progress.muted, 1, memory_order_relaxed);
	apply_volume(engine);
	return NULL;
}

/* The feeder looks at these itself. */
static const char *set_replaygain(struct engine *engine, double which)
{
	_Atomic uint32_t *replaygain = &engine->session->progress.replaygain;
	uint32_t next = (atomic_load_explicit(replaygain, memory_order_relaxed) + 1) % SESSION_N_REPLAYGAINS;
	atomic_store_explicit(replaygain, which < 0 ? next : (uint32_t)which, memory_order_relaxed);
	return NULL;
}

static const char *set_normalize(struct engine *engine, double lufs)
{
	atomic_store_explicit(&engine->session->progress.normalize_lufs, (float)lufs, memory_order_relaxed);
	return NULL;
}

static const char *reset_meters(struct engine *engine)
{
	pacer_restart_measures(&engine->pacer);
	return NULL;
}

/* Returns why a command cannot be obeyed; NULL: it has been. */
static const char *obey(struct engine *engine, const struct command *command)
{
	switch ((enum command_verb)command->verb) {
	case COMMAND_PLAY:
	case COMMAND_PAUSE: pacer_set_paused(&engine->pacer, command->verb == COMMAND_PAUSE); return NULL;
	case COMMAND_TOGGLE: pacer_set_paused(&engine->pacer, !pacer_is_paused(&engine->pacer)); return NULL;
	case COMMAND_SEEK_BY: return seek_to(engine, command->value, true, false);
	case COMMAND_SEEK_TO: return seek_to(engine, command->value, false, false);
	case COMMAND_SEEK_PERCENT: return seek_to(engine, command->value, false, true);
	case COMMAND_NEXT: return go_to_next(engine);
	case COMMAND_PREVIOUS: return go_to_previous(engine);
	case COMMAND_JUMP: return jump(engine, command);
	case COMMAND_VOLUME_BY: return set_volume(engine, command->value, true);
	case COMMAND_VOLUME_TO: return set_volume(engine, command->value, false);
	case COMMAND_MUTE: return toggle_mute(engine);
	case COMMAND_REPLAYGAIN: return set_replaygain(engine, command->value);
	case COMMAND_NORMALIZE: return set_normalize(engine, command->value);
	case COMMAND_OUTPUT: return "output: what plays here is not played again into itself";
	case COMMAND_RESET: return reset_meters(engine);
	default: return "not known";
	}
}

/* What plays here is not played again into itself. */
static bool may_play(const struct engine *engine)
{
	return strcmp(session_input(engine->session), "monitor") != 0;
}

static void on_command(struct engine *engine, const struct message *message)
{
	const struct command *command = &message->u.request.command;
	const uint32_t token = message->u.request.token;
	if (command->verb == COMMAND_OUTPUT && may_play(engine)) {
		output_move(&engine->pacer.output, command->text, token);
		return;
	}
	if (command->verb == COMMAND_INPUT) {
		capturing_move(&engine->stream, command->text, token);
		return;
	}
	const char *refusal = obey(engine, command);
	status_answer(&engine->status, token, refusal);
}

static void on_watch(struct engine *engine, const struct message_watch *watch)
{
	status_sleep(&engine->status, watch->wake_peak);
	pacer_set_watch(&engine->pacer, watch);
}

static void on_queue(struct engine *engine)
{
	struct run_state *state = status_begin(&engine->status);
	state->queue_id = heard_id(engine);
	stream_place(&engine->stream, state->queue_id, &state->queue_index, &state->queue_length);
	status_end(&engine->status);
	stream_look(&engine->stream);
}

/* Of a process beside us: the recording may have begun or ended. */
static void on_notice(struct engine *engine, const struct message_outcome *notice)
{
	recorder_tell(&engine->pacer.player.recorder, &engine->status);
	capturing_look(&engine->stream);
	if (notice->text[0])
		status_notice(&engine->status, notice->text);
}

static void on_message(struct engine *engine, const struct message *message)
{
	switch ((enum message_type)message->type) {
	case MESSAGE_COMMAND: on_command(engine, message); break;
	case MESSAGE_WATCH: on_watch(engine, &message->u.watch); break;
	case MESSAGE_QUEUE: on_queue(engine); break;
	case MESSAGE_FOLLOWED: status_follow(&engine->status, &message->u.followed); break;
	case MESSAGE_NOTICE: on_notice(engine, &message->u.outcome); break;
	default: break;
	}
}

/* --------------------------------------------------------------- the loop */

/* The moment --seconds are up; at once where that is past. */
static int poll_timeout_ms(const struct engine *engine)
{
	double seconds = engine->session->request.seconds;
	if (seconds <= 0 || engine->over)
		return -1;
	double left_ms = seconds * 1e3 - (double)(clock_now_ns() - engine->session->request.began_ns) / 1e6;
	return left_ms > 0 ? (int)(left_ms < 1e6 ? left_ms : 1e6) + 1 : 0;
}

/* What the device has in hand is cut when the process ends: by then it has to be silence. */
static void hush(struct engine *engine)
{
	int64_t latency_ns = pacer_hush(&engine->pacer);
	if (latency_ns <= 0)
		return;
	int64_t wait_ns = latency_ns + FADE_PATIENCE_NS;
	const struct timespec wait = clock_timespec(wait_ns < MOST_HUSH_NS ? wait_ns : MOST_HUSH_NS);
	nanosleep(&wait, NULL);
}

/* Until the keeper says quit (true) or is gone (false). */
static bool loop(struct engine *engine)
{
	struct message message;
	for (;;) {
		int timeout_ms = poll_timeout_ms(engine);
		switch (message_wait(engine->keeper_fd, timeout_ms, &message, NULL, NULL)) {
		case MESSAGE_OK: break;
		case MESSAGE_NONE:
			if (timeout_ms >= 0 && poll_timeout_ms(engine) == 0) {
				engine->over = true;
				pacer_end(&engine->pacer);
			}
			continue;
		default: return false;
		}
		if (message.type == MESSAGE_COMMAND && message.u.request.command.verb == COMMAND_QUIT) {
			hush(engine);
			return true;
		}
		on_message(engine, &message);
	}
}

/* --------------------------------------------------------------- the start */

static bool tell_calls(void *context)
{
	const struct engine *engine = context;
	const struct message calls = message_of(MESSAGE_CALLS);
	return message_send(engine->keeper_fd, &calls, NULL, 0) == MESSAGE_OK;
}

static void tell_restart(struct engine *engine)
{
	status_adopt(&engine->status);
	uint32_t n_starts = atomic_load_explicit(&engine->session->n_starts, memory_order_relaxed);
	struct run_state *state = status_begin(&engine->status);
	state->n_restarts = n_starts > 0 ? n_starts - 1 : 0;
	state->notice_serial = n_starts << 16; /* none that an engine before this one has used */
	status_end(&engine->status);
	bool renewed = atomic_load_explicit(&engine->session->progress.n_renewals, memory_order_relaxed) > 0;
	if (n_starts > 1 && !renewed) {
		char text[sizeof engine->session->last_death + 32];
		snprintf(text, sizeof text, "%s; another one goes on", engine->session->last_death);
		status_notice(&engine->status, text);
	}
}

static bool plays_queue(const struct engine *engine)
{
	const struct session_request *request = &engine->session->request;
	return !request->demo && !request->input[0];
}

/* All but what is heard, read and told. False: there is nobody to take over for. */
static bool stand_by(struct engine *engine)
{
	struct message message = message_of(MESSAGE_START);
	output_stand_by(&engine->pacer.output);
	while (message.type != MESSAGE_TAKE_OVER) {
		const enum message_result result = message_wait(engine->keeper_fd, -1, &message, NULL, NULL);
		if (result != MESSAGE_OK && result != MESSAGE_NONE)
			return false;
		if (result == MESSAGE_OK && message.type == MESSAGE_COMMAND
			&& message.u.request.command.verb == COMMAND_QUIT)
			_exit(0);
	}
	output_take_over(&engine->pacer.output);
	return true;
}

/* Runs with the run's memory mapped; false with `err` if it cannot begin. */
static bool serve(struct engine *engine, int sound_fd, bool stands_by, bool *told_to_quit, struct err *err)
{
	device_prepare_environment();
	if (!stream_init(&engine->stream, engine->session, plays_queue(engine) ? engine->queue : NULL, &engine->status,
		    &engine->ring->counters, sound_fd, engine->held, err)
		|| !pacer_init(&engine->pacer, &engine->stream, engine->session, &engine->status, engine->ring,
			engine->kept, err))
		return false;
	if (stands_by && !stand_by(engine))
		return true;
	tell_restart(engine);
	pacer_set_recording(&engine->pacer, engine->recording);
	apply_volume(engine);
	if (!stream_start(&engine->stream, pacer_arrived, &engine->pacer, err) || !pacer_start(&engine->pacer, err))
		return false;
	*told_to_quit = loop(engine);
	return true;
}

/* Waits for MESSAGE_START and maps what it brings. */
static bool receive_start(struct engine *engine, int *sound_fd, struct run_state_page **page, struct err *err)
{
	struct message message;
	int fds[MESSAGE_MAX_FDS];
	size_t n_fds = 0, size;
	if (message_wait(engine->keeper_fd, START_PATIENCE_MS, &message, fds, &n_fds) != MESSAGE_OK
		|| message.type != MESSAGE_START || n_fds < 7)
		return err_set(err, ERR_VERSION, "the keeper did not say what to do; it may be of another version");
	*sound_fd = n_fds > 7 ? fds[7] : -1;
	engine->ring = shared_map(fds[0], sizeof *engine->ring, true, &size, err);
	if (!engine->ring || !snapshot_ring_check(engine->ring, size, err))
		return false;
	*page = shared_map(fds[1], sizeof **page, true, &size, err);
	if (!*page || !run_state_check(*page, size, err))
		return false;
	engine->session = shared_map(fds[2], sizeof *engine->session, true, &size, err);
	if (!engine->session || !session_check(engine->session, size, err))
		return false;
	engine->queue = shared_map(fds[3], sizeof *engine->queue, false, &size, err);
	if (!engine->queue || !queue_check(engine->queue, size, err))
		return false;
	engine->recording = shared_map(fds[4], sizeof *engine->recording, true, &size, err);
	if (!engine->recording || !recording_check(engine->recording, size, err))
		return false;
	engine->held = shared_map(fds[5], SESSION_HELD_BYTES, true, &size, err);
	if (!engine->held)
		return false;
	engine->kept = shared_map(fds[6], sizeof *engine->kept, true, &size, err);
	if (!engine->kept || !kept_check(engine->kept, size, err))
		return false;
	for (int i = 0; i < 7; i++)
		close(fds[i]);
	return true;
}

/* There is no keeper that would end what this process has started. */
static void end_group(void)
{
	if (getpgrp() == getpid())
		kill(0, SIGKILL);
}

/* Before there are threads. A run goes on where the kernel has no such thing; its log says so. */
static void confine_engine(void)
{
	char folder[PATH_MAX];
	struct err err = { 0 };
	place_folder(folder, sizeof folder);
	if (!confine(CONFINE_ENGINE, (const char *const[CONFINE_MAX_OWN]){ folder }, &err))
		fprintf(stderr, "%s; the engine may do whatever its user may\n", err.message);
}

int engine_run(const char *name, int keeper_fd, bool stands_by)
{
	static struct engine engine; /* too large for a stack; of the process, as its main thread is */
	struct err err = { 0 };
	struct run_state_page *page = NULL;
	int sound_fd = -1;
	bool told_to_quit = false;
	prctl(PR_SET_NAME, "termviz-engine");
	signal(SIGHUP, SIG_IGN);  /* comes if we are stopped when the keeper dies, and before we can clear up */
	signal(SIGPIPE, SIG_IGN); /* what libraries say is nothing to die of when the keeper is gone, who reads it */
	engine.keeper_fd = keeper_fd;
	confine_engine();
	if (!receive_start(&engine, &sound_fd, &page, &err)) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	status_init(&engine.status, page, keeper_fd);
	watch_take(engine.session->watches, SESSION_N_WATCHES, tell_calls, &engine);
	watch_catch_crashes();
	if (!serve(&engine, sound_fd, stands_by, &told_to_quit, &err)) {
		struct message finished = message_outcome_of(MESSAGE_FINISHED, 1, err.message);
		message_send(keeper_fd, &finished, NULL, 0);
		told_to_quit = loop(&engine);
	}
	if (!told_to_quit) {
		place_clear_stale(name);
		end_group();
	}
	/* A foreign library may be stuck in the feeder: nothing waits for it. */
	_exit(0);
}

#include "engine/engine.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/confine.h"
#include "base/watch.h"
#include "control/message.h"
#include "control/place.h"
#include "control/recording.h"
#include "control/session.h"
#include "device/device.h"
#include "engine/capturing.h"
#include "engine/commands.h"
#include "engine/outlining.h"
#include "engine/pacer.h"
#include "engine/status.h"
#include "engine/stream.h"
#include "snapshot/shared.h"

enum { START_PATIENCE_MS = 5000 };
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
	struct outlines *outlines;
	struct outlining outlining;
	struct status status;
	struct stream stream;
	struct pacer pacer;
	struct commands commands;
	bool over; /* --seconds are up, and the pacer knows */
};

/* --------------------------------------------------------------- messages */

static void on_watch(struct engine *engine, const struct message_watch *watch)
{
	status_sleep(&engine->status, watch->wake_peak);
	pacer_set_watch(&engine->pacer, watch);
	outlining_want(&engine->outlining, watch->outline);
}

static void on_queue(struct engine *engine)
{
	struct run_state *state = status_begin(&engine->status);
	state->queue_id = atomic_load_explicit(&engine->session->progress.queue_id, memory_order_relaxed);
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
	case MESSAGE_COMMAND:
		commands_obey(&engine->commands, &message->u.request.command, message->u.request.token);
		break;
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

static bool is_quit(const struct message *message)
{
	return message->type == MESSAGE_COMMAND && message->u.request.command.verb == COMMAND_QUIT;
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
		if (is_quit(&message)) {
			hush(engine);
			return true;
		}
		on_message(engine, &message);
	}
}

/* The same for an engine that could not begin: there is nothing that would obey. */
static bool wait_for_quit(const struct engine *engine)
{
	struct message message;
	enum message_result result;
	do
		result = message_wait(engine->keeper_fd, -1, &message, NULL, NULL);
	while (result == MESSAGE_NONE || (result == MESSAGE_OK && !is_quit(&message)));
	return result == MESSAGE_OK;
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
	if (engine->session->last_death[0]) {
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
		if (result == MESSAGE_OK && is_quit(&message))
			_exit(0);
	}
	output_take_over(&engine->pacer.output);
	return true;
}

/* Runs with the run's memory mapped; false with `err` if it cannot begin. */
static bool serve(struct engine *engine, int sound_fd, bool stands_by, bool *told_to_quit, struct err *err)
{
	engine->commands = (struct commands){ .session = engine->session,
		.status = &engine->status,
		.stream = &engine->stream,
		.pacer = &engine->pacer };
	device_prepare_environment();
	outlining_init(&engine->outlining, engine->outlines, &engine->session->request,
		plays_queue(engine) ? engine->queue : NULL, sound_fd, &engine->status);
	if (!stream_init(&engine->stream, engine->session, plays_queue(engine) ? engine->queue : NULL, &engine->status,
		    &engine->ring->counters, sound_fd, engine->held, err)
		|| !pacer_init(&engine->pacer, &engine->stream, engine->session, &engine->status, engine->ring,
			engine->kept, err))
		return false;
	if (stands_by && !stand_by(engine))
		return true;
	tell_restart(engine);
	pacer_set_recording(&engine->pacer, engine->recording);
	engine->pacer.outlining = &engine->outlining;
	commands_apply_volume(&engine->commands);
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
		|| message.type != MESSAGE_START || n_fds < START_N_FDS)
		return err_set(err, ERR_VERSION, "the keeper did not say what to do; it may be of another version");
	*sound_fd = n_fds > START_SOUND ? fds[START_SOUND] : -1;
	engine->ring = shared_map(fds[START_RING], sizeof *engine->ring, true, &size, err);
	if (!engine->ring || !snapshot_ring_check(engine->ring, size, err))
		return false;
	*page = shared_map(fds[START_RUN_STATE], sizeof **page, true, &size, err);
	if (!*page || !run_state_check(*page, size, err))
		return false;
	engine->session = shared_map(fds[START_SESSION], sizeof *engine->session, true, &size, err);
	if (!engine->session || !session_check(engine->session, size, err))
		return false;
	engine->queue = shared_map(fds[START_QUEUE], sizeof *engine->queue, false, &size, err);
	if (!engine->queue || !queue_check(engine->queue, size, err))
		return false;
	engine->recording = shared_map(fds[START_RECORDING], sizeof *engine->recording, true, &size, err);
	if (!engine->recording || !recording_check(engine->recording, size, err))
		return false;
	engine->held = shared_map(fds[START_HELD], SESSION_HELD_BYTES, true, &size, err);
	if (!engine->held)
		return false;
	engine->kept = shared_map(fds[START_KEPT], sizeof *engine->kept, true, &size, err);
	if (!engine->kept || !kept_check(engine->kept, size, err))
		return false;
	engine->outlines = shared_map(fds[START_OUTLINES], sizeof *engine->outlines, true, &size, err);
	if (!engine->outlines || !outlines_check(engine->outlines, size, err))
		return false;
	for (int i = 0; i < START_N_FDS; i++)
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
		fprintf(stderr, "%s\n", err.message);
		if (stands_by)
			_exit(1); /* nobody would listen; one that begins where it is needed may fare better */
		struct message finished = message_outcome_of(MESSAGE_FINISHED, 1, err.message);
		message_send(keeper_fd, &finished, NULL, 0);
		told_to_quit = wait_for_quit(&engine);
	}
	if (!told_to_quit) {
		place_clear_stale(name);
		end_group();
	}
	/* A foreign library may be stuck in the feeder: nothing waits for it. */
	_exit(0);
}

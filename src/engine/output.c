#include "engine/output.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/no_answer.h"
#include "base/text.h"
#include "base/watch.h"
#include "device/device.h"
#include "engine/output_move.h"
#include "engine/rescue.h"

/* Callbacks that stay away for longer will not come by themselves: PulseAudio's largest buffers hold 2 s, but are
 * filled in pieces of a quarter at most. */
#define STALL_NS (700 * NS_PER_MS)
#define AWAY_NS (STALL_NS / 2) /* who looks no more often has been stopped */
/* The slowest call that is known to succeed takes 0.3 s (JACK, all of initialise, open and start). */
#define OPEN_PATIENCE_NS (3 * NS_PER_S)
/* A device that runs dry twice in this time needs a larger buffer. */
#define XRUN_WINDOW_NS (10 * NS_PER_S)
#define LATENCY_STEP 2.0
#define PROVISION_LOOK_NS (1 * NS_PER_MS)
#define PROVISION_PATIENCE_NS (30 * NS_PER_MS)
/* From this on: what a device says of itself may be anything. */
#define GROW_FROM_S 0.05
#define GROW_TO_S 0.4

bool output_plays(const struct session *session, enum run_source_kind kind)
{
	const char *name = session_output(session);
	if (strcmp(name, "none") == 0)
		return false;
	return name[0] || kind == RUN_SOURCE_FILE;
}

const char *output_name(const struct session *session)
{
	const char *name = session_output(session);
	return name[0] ? name : "default";
}

/* --------------------------------------------------------------- the device's thread */

/* What plays now, for an engine that stands by. */
static void tell_standby(struct output *output, enum output_state state)
{
	struct session_progress *progress = &output->session->progress;
	pthread_mutex_lock(&output->mutex);
	uint32_t rate_hz = output->wanted_rate_hz;
	pthread_mutex_unlock(&output->mutex);
	if (state == OUTPUT_RUNNING)
		atomic_fetch_add_explicit(&progress->output_serial, 1, memory_order_relaxed);
	if (state == OUTPUT_RUNNING || state == OUTPUT_LOST || state == OUTPUT_CLOSED)
		atomic_store_explicit(
			&progress->output_rate_hz, state == OUTPUT_RUNNING ? rate_hz : 0, memory_order_release);
}

static void tell_state(struct output *output, enum output_state state, const char *device)
{
	tell_standby(output, state);
	static const enum run_output told[] = { [OUTPUT_CLOSED] = RUN_OUTPUT_NONE,
		[OUTPUT_OPENING] = RUN_OUTPUT_OPENING,
		[OUTPUT_READY] = RUN_OUTPUT_OPENING,
		[OUTPUT_RUNNING] = RUN_OUTPUT_PLAYING,
		[OUTPUT_LOST] = RUN_OUTPUT_LOST };
	struct run_state *run = status_begin(output->status);
	run->output = told[state];
	text_copy(run->output_name, sizeof run->output_name, device);
	status_end(output->status);
	output->changed(output->context);
}

static void set_state(struct output *output, enum output_state state, const char *device)
{
	atomic_store_explicit(&output->state, state, memory_order_release);
	tell_state(output, state, device);
}

/* Unless it was given up or ordered meanwhile. */
static void be_closed(struct output *output)
{
	enum output_state opening = OUTPUT_OPENING;
	if (atomic_compare_exchange_strong(&output->state, &opening, OUTPUT_CLOSED))
		tell_state(output, OUTPUT_CLOSED, "");
}

static void tell_silence(struct output *output, const char *why)
{
	char text[256];
	snprintf(text, sizeof text, "no sound: %.200s", why);
	fprintf(stderr, "%s\n", text);
	status_notice(output->status, text);
}

static void be_lost(struct output *output, const char *why, enum rescue_cause cause)
{
	tell_silence(output, why);
	rescue_start(&output->rescue, cause);
	set_state(output, OUTPUT_LOST, "");
}

static void lose(struct output *output, const char *why)
{
	be_lost(output, why, RESCUE_GONE);
}

static void tell_return(struct output *output)
{
	char text[256];
	snprintf(text, sizeof text, "the sound is back: %s", output->speaker->name);
	status_notice(output->status, text);
}

/* The state stays: should the server go on, its callbacks come by themselves. */
static void tell_stall(struct output *output, bool stalls)
{
	struct run_state *run = status_begin(output->status);
	run->output = stalls ? RUN_OUTPUT_LOST : RUN_OUTPUT_PLAYING;
	status_end(output->status);
	if (stalls) {
		tell_silence(output, "the audio server has stopped");
		rescue_start(&output->rescue, RESCUE_STUCK);
	} else {
		rescue_end(&output->rescue);
		tell_return(output);
	}
}

/* From a thread of PortAudio's. */
static void on_finished(void *context)
{
	lose(context, "the output device is gone");
}

static void on_audio(void *context, float *stereo, size_t n_frames, int64_t heard_ns, bool missed)
{
	const struct output *output = context;
	player_process(output->player, stereo, n_frames, heard_ns, missed);
}

/* PortAudio aborts where ALSA's configuration is empty, or JACK's server dies at the wrong moment: an engine whose
 * predecessor died between these two leaves it to the rescue's probe to find out when that is over. False: it did. */
bool output_enter_library(struct output *output)
{
	if (atomic_load_explicit(&output->stands_by, memory_order_relaxed))
		return true; /* the flag is that of the engine that plays */
	return atomic_exchange_explicit(&output->session->progress.opens_output, 1, memory_order_relaxed) == 0;
}

void output_leave_library(struct output *output)
{
	if (atomic_load_explicit(&output->stands_by, memory_order_relaxed))
		return;
	atomic_store_explicit(&output->session->progress.opens_output, 0, memory_order_relaxed);
}

bool output_open_speaker(struct output *output, struct speaker *speaker, const char *name, uint32_t rate_hz,
	double latency_s, struct err *err)
{
	const struct speaker_calls calls = { on_audio, on_finished, output };
	return speaker_open(speaker, name, rate_hz, latency_s, &calls, err);
}

void output_be_ready(struct output *output)
{
	const struct speaker *speaker = output->speaker;
	atomic_store_explicit(&output->player->held, false, memory_order_relaxed);
	atomic_store_explicit(&output->player->rate_hz, speaker->rate_hz, memory_order_relaxed);
	atomic_store_explicit(&output->latency_ns, (int64_t)(speaker->latency_s * 1e9), memory_order_relaxed);
	struct snapshot_counters *counters = output->player->counters;
	atomic_store_explicit(&counters->output_rate_hz, speaker->rate_hz, memory_order_relaxed);
	atomic_store_explicit(&counters->output_latency_us, (uint32_t)(speaker->latency_s * 1e6), memory_order_relaxed);
	set_state(output, OUTPUT_READY, speaker->name);
}

static void open_device(struct output *output, uint32_t rate_hz, double latency_s)
{
	struct err err = { 0 };
	if (!output_enter_library(output)) {
		lose(output, "the audio libraries crashed when the device was opened");
		return;
	}
	speaker_close(output->speaker);
	bool opened = rate_hz != 0
		&& output_open_speaker(output, output->speaker, output_name(output->session), rate_hz, latency_s, &err);
	output_leave_library(output);
	if (rate_hz == 0) {
		be_closed(output);
		return;
	}
	if (!opened) {
		lose(output, err.message);
		return;
	}
	output_be_ready(output);
}

/* A device takes several blocks at once when it starts: let there be enough, or its buffers are filled with silence that
 * has to be heard first. */
static void start_device(struct output *output)
{
	const struct flow *flow = output->player->from;
	const struct timespec pause = clock_timespec(PROVISION_LOOK_NS);
	struct err err = { 0 };
	int64_t until_ns = clock_now_ns() + PROVISION_PATIENCE_NS;
	while (flow_readable(flow) < atomic_load_explicit(&flow->reserve_frames, memory_order_relaxed)
		&& clock_now_ns() < until_ns)
		nanosleep(&pause, NULL);
	atomic_store_explicit(&output->player->called_ns, clock_now_ns(), memory_order_relaxed);
	output_enter_library(output);
	bool started = speaker_start(output->speaker, &err);
	output_leave_library(output);
	if (!started) {
		lose(output, err.message);
		return;
	}
	rescue_end(&output->rescue);
	set_state(output, OUTPUT_RUNNING, output->speaker->name);
	if (atomic_load_explicit(&output->session->progress.n_renewals, memory_order_relaxed))
		tell_return(output);
}

static void *serve(void *context)
{
	struct output *output = context;
	prctl(PR_SET_NAME, "output");
	watch_join(WATCH_OUTPUT);
	if (output_enter_library(output)) {
		if (device_lock(NULL))
			device_unlock();
		output_leave_library(output);
	}
	for (uint32_t at_hz = 0;;) {
		pthread_mutex_lock(&output->mutex);
		while (output->wanted_rate_hz == at_hz && !output->reorders && !output->starts && !output->moves)
			pthread_cond_wait(&output->is_ordered, &output->mutex);
		if (output->moves) {
			struct output_move move = output->move;
			output->moves = false;
			pthread_mutex_unlock(&output->mutex);
			output_serve_move(output, &move);
			continue;
		}
		bool opens_anew = output->wanted_rate_hz != at_hz || output->reorders;
		at_hz = output->wanted_rate_hz;
		output->reorders = output->starts = false;
		double latency_s = output->latency_s;
		pthread_mutex_unlock(&output->mutex);
		if (opens_anew)
			open_device(output, at_hz, latency_s);
		else if (atomic_load_explicit(&output->state, memory_order_relaxed) == OUTPUT_READY)
			start_device(output);
	}
	return NULL;
}

void output_init(struct output *output, struct player *player, struct session *session, struct status *status,
	void (*changed)(void *context), void *context)
{
	*output = (struct output){
		.player = player, .session = session, .status = status, .changed = changed, .context = context
	};
	pthread_mutex_init(&output->mutex, NULL);
	pthread_cond_init(&output->is_ordered, NULL);
	output->speaker = &output->speakers[0];
	rescue_init(&output->rescue, session);
}

/* --------------------------------------------------------------- orders */

bool output_prepare(struct output *output)
{
	pthread_mutex_lock(&output->mutex);
	if (!output->started)
		output->started = pthread_create(&output->thread, NULL, serve, output) == 0;
	bool started = output->started;
	pthread_mutex_unlock(&output->mutex);
	return started;
}

void output_stand_by(struct output *output)
{
	atomic_store_explicit(&output->stands_by, true, memory_order_relaxed);
	output_prepare(output);
}

void output_take_over(struct output *output)
{
	atomic_store_explicit(&output->stands_by, false, memory_order_relaxed);
}

static void order(struct output *output, uint32_t rate_hz, bool again, double latency_s)
{
	pthread_mutex_lock(&output->mutex);
	if (output->wanted_rate_hz != rate_hz || again) {
		output->wanted_rate_hz = rate_hz;
		output->reorders = again;
		output->latency_s = latency_s;
		atomic_store_explicit(&output->ordered_ns, clock_now_ns(), memory_order_relaxed);
		atomic_store_explicit(&output->state, OUTPUT_OPENING, memory_order_release);
		pthread_cond_signal(&output->is_ordered);
	}
	pthread_mutex_unlock(&output->mutex);
	if (!output_prepare(output))
		lose(output, "no thread to play on");
}

void output_order(struct output *output, uint32_t rate_hz)
{
	order(output, rate_hz, false, output->latency_s);
}

void output_close(struct output *output)
{
	order(output, 0, false, 0);
}

void output_play(struct output *output)
{
	pthread_mutex_lock(&output->mutex);
	output->starts = true;
	pthread_cond_signal(&output->is_ordered);
	pthread_mutex_unlock(&output->mutex);
}

/* A buffer that has been too small twice is made larger. */
static void grow(struct output *output)
{
	uint64_t n = atomic_load_explicit(&output->player->counters->n_xruns, memory_order_relaxed);
	if (n == output->n_xruns_seen)
		return;
	int64_t now = clock_now_ns();
	bool again = output->xrun_ns && now - output->xrun_ns < XRUN_WINDOW_NS;
	output->n_xruns_seen = n;
	output->xrun_ns = again ? 0 : now;
	double had_s = fmax(output->speaker->latency_s, GROW_FROM_S);
	if (again && output->speaker->can_grow && had_s * LATENCY_STEP <= GROW_TO_S)
		order(output, output->wanted_rate_hz, true, had_s * LATENCY_STEP);
}

/* What was stopped, or slept with the machine, has not waited meanwhile. */
static int64_t waits_since(struct output *output, const _Atomic int64_t *ns)
{
	int64_t since_ns = atomic_load_explicit(ns, memory_order_relaxed);
	return since_ns > output->awake_ns ? since_ns : output->awake_ns;
}

/* Whether the device's thread has been in the libraries for too long. */
static bool is_late(struct output *output, enum output_state state, int64_t now)
{
	if (now - output->looked_ns > AWAY_NS)
		output->awake_ns = now;
	output->looked_ns = now;
	const bool starts = state == OUTPUT_READY && watch_lasts_ns(WATCH_OUTPUT, now) > OPEN_PATIENCE_NS;
	return (starts || state == OUTPUT_OPENING) && now - waits_since(output, &output->ordered_ns) > OPEN_PATIENCE_NS;
}

enum output_state output_look(struct output *output)
{
	/* Acquire pairs with the release in set_state(): what the device is like can be seen. */
	enum output_state state = atomic_load_explicit(&output->state, memory_order_acquire);
	int64_t now = clock_now_ns();
	if (is_late(output, state, now)) {
		char why[160];
		no_answer_explain(why, sizeof why);
		be_lost(output, why, RESCUE_STUCK);
		return OUTPUT_LOST;
	}
	if (state != OUTPUT_RUNNING)
		return state;
	if (atomic_load_explicit(&output->player->wild, memory_order_relaxed)) {
		order(output, 0, true, 0);
		tell_silence(output, "the output device does not keep time");
		set_state(output, OUTPUT_LOST, "");
		return OUTPUT_LOST;
	}
	grow(output);
	bool stalls = now - waits_since(output, &output->player->called_ns) > STALL_NS;
	if (stalls != output->stalls) {
		output->stalls = stalls;
		tell_stall(output, stalls);
	}
	return stalls ? OUTPUT_LOST : OUTPUT_RUNNING;
}

int64_t output_latency_ns(const struct output *output)
{
	return atomic_load_explicit(&output->latency_ns, memory_order_relaxed);
}

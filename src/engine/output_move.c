#include "engine/output_move.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/text.h"
#include "device/device.h"
#ifdef HAVE_PULSE
#include "source/pulse_list.h"
#endif

/* For the callback to come round, and its fade. */
#define FADE_PATIENCE_NS (20 * NS_PER_MS)
#define MOST_HUSH_NS (200 * NS_PER_MS)

static enum output_state state_of(const struct output *output)
{
	return atomic_load_explicit(&output->state, memory_order_acquire);
}

static bool is_open(const struct output *output)
{
	enum output_state state = state_of(output);
	return state == OUTPUT_READY || state == OUTPUT_RUNNING;
}

/* Whether calls to the audio libraries may hang, or abort: only another process is to try. */
static bool is_lost(const struct output *output)
{
	return state_of(output) == OUTPUT_LOST || atomic_load_explicit(&output->stalls, memory_order_relaxed);
}

/* PortAudio's list is as old as this process. */
static bool is_listed(const char *name)
{
	int found[DEVICE_MAX_CANDIDATES];
	if (!device_lock(NULL))
		return false;
	size_t n = device_find(name, DEVICE_OUTPUT, found, NULL);
	device_unlock();
	return n > 0;
}

/* What a device has in hand is cut when it is closed: by then it has to be silence. */
static void hush(struct output *output)
{
	int64_t wait_ns = output_latency_ns(output) + FADE_PATIENCE_NS;
	const struct timespec wait = clock_timespec(wait_ns < MOST_HUSH_NS ? wait_ns : MOST_HUSH_NS);
	atomic_store_explicit(&output->player->held, true, memory_order_relaxed);
	if (state_of(output) == OUTPUT_RUNNING)
		nanosleep(&wait, NULL);
}

static void tell_moved(struct output *output, const char *name)
{
	char text[256];
	snprintf(text, sizeof text, "plays on %.200s", name);
	status_notice(output->status, text);
}

static bool leave(struct output *output)
{
	hush(output);
	session_choose(&output->session->progress.output, "none");
	rescue_end(&output->rescue);
	output_close(output);
	status_notice(output->status, "plays on no device");
	return true;
}

/* The new device is open before the old one is closed. */
static bool cross(struct output *output, const char *name, struct err *err)
{
	struct speaker *old = output->speaker;
	struct speaker *next = old == &output->speakers[0] ? &output->speakers[1] : &output->speakers[0];
	pthread_mutex_lock(&output->mutex);
	uint32_t rate_hz = output->wanted_rate_hz;
	pthread_mutex_unlock(&output->mutex);
	output_enter_library(output);
	bool good = output_open_speaker(output, next, name, rate_hz, 0, err);
	output_leave_library(output);
	if (!good)
		return false;
	hush(output);
	atomic_store_explicit(&output->ordered_ns, clock_now_ns(), memory_order_relaxed);
	atomic_store_explicit(&output->state, OUTPUT_OPENING, memory_order_release);
	speaker_close(old);
	output->speaker = next;
	session_choose(&output->session->progress.output, name);
	output_be_ready(output);
	tell_moved(output, next->name);
	return true;
}

/* Where another process had better try first. A device that this one does not know is for the next engine. */
static bool try_first(struct output *output, const struct output_move *move, struct err *err)
{
	bool renews = is_lost(output) || !is_listed(move->name);
	if (renews && !rescue_may_renew(output->session))
		return err_set(err, ERR_GONE,
			"output '%.100s': the stream cannot be joined in its middle on a device that is new; start it "
			"again",
			move->name);
	if (!rescue_try("probe", move->name, err))
		return false;
	session_choose(&output->session->progress.output, move->name);
	if (!renews) {
		output->changed(output->context); /* it is opened as any */
		return true;
	}
	if (is_open(output))
		hush(output);
	status_answer(output->status, move->token, NULL);
	rescue_renew(output->session);
	return true;
}

static bool move_to(struct output *output, const struct output_move *move, struct err *err)
{
	if (strcmp(move->name, "none") == 0)
		return leave(output);
	if (is_open(output) && !is_lost(output) && is_listed(move->name))
		return cross(output, move->name, err);
	return try_first(output, move, err);
}

/* --------------------------------------------------------------- one after the other */

/* The outputs there are, the default one first. */
struct outputs {
	char names[32][SESSION_NAME];
	size_t n;
};

static void add_output(const char *name, const char *description, void *context)
{
	struct outputs *outputs = context;
	(void)description;
	if (outputs->n < sizeof outputs->names / sizeof outputs->names[0])
		text_copy(outputs->names[outputs->n++], SESSION_NAME, name);
}

/* A sound server's, or those of PortAudio where there is none: through its own names a server is met again and again. */
static void find_outputs(struct outputs *outputs)
{
	outputs->n = 0;
	add_output("default", "", outputs);
#ifdef HAVE_PULSE
	pulse_list_outputs(add_output, outputs);
#endif
	if (outputs->n == 1)
		device_list_outputs(add_output, outputs);
}

/* To the next that can be opened. */
static bool move_on(struct output *output, const struct output_move *move, struct err *err)
{
	struct outputs outputs;
	size_t at = 0;
	find_outputs(&outputs);
	for (size_t i = 0; i < outputs.n; i++)
		if (strcmp(outputs.names[i], output_name(output->session)) == 0)
			at = i;
	for (size_t i = 1; i < outputs.n; i++) {
		struct output_move next = { .token = move->token };
		text_copy(next.name, sizeof next.name, outputs.names[(at + i) % outputs.n]);
		if (move_to(output, &next, err))
			return true;
	}
	return err_set(err, ERR_INPUT, "output: there is no other that can be opened");
}

void output_serve_move(struct output *output, const struct output_move *move)
{
	struct err err = { 0 };
	bool good = strcmp(move->name, "next") == 0 ? move_on(output, move, &err) : move_to(output, move, &err);
	pthread_mutex_lock(&output->mutex);
	output->moving = false;
	pthread_mutex_unlock(&output->mutex);
	status_answer(output->status, move->token, good ? NULL : err.message);
}

/* The output's thread may be stuck in a library. */
static void *move_from_lost(void *context)
{
	struct output *output = context;
	const struct output_move move = output->move;
	output_serve_move(output, &move);
	return NULL;
}

/* False: one is under way. */
static bool take_wish(struct output *output, const struct output_move *move, bool lost)
{
	pthread_mutex_lock(&output->mutex);
	bool taken = !output->moving;
	if (taken) {
		output->moving = true;
		output->moves = !lost;
		output->move = *move;
		pthread_cond_signal(&output->is_ordered);
	}
	pthread_mutex_unlock(&output->mutex);
	return taken;
}

void output_move(struct output *output, const char *name, uint32_t token)
{
	struct output_move move = { .token = token };
	bool lost = is_lost(output);
	pthread_t thread;
	text_copy(move.name, sizeof move.name, name);
	if (!take_wish(output, &move, lost))
		status_answer(output->status, token, "output: busy with another device; try again");
	else if (!(lost ? pthread_create(&thread, NULL, move_from_lost, output) == 0 : output_prepare(output)))
		status_answer(output->status, token, "output: no thread to do it on");
}

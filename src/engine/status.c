#include "engine/status.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

/* A reader's word that it sleeps is on its way for less than that. */
#define FALL_ASLEEP_NS (50 * NS_PER_MS)

void status_init(struct status *status, struct run_state_page *page, int keeper_fd)
{
	*status = (struct status){ .page = page, .keeper_fd = keeper_fd, .wake_peak = STATUS_NOBODY_SLEEPS };
	pthread_mutex_init(&status->mutex, NULL);
	status->state.engine_pid = (uint32_t)getpid();
	status->state.length_frames = -1;
}

void status_adopt(struct status *status)
{
	struct run_state state;
	if (!run_state_read(status->page, &state, NULL))
		return;
	state.engine_pid = (uint32_t)getpid();
	state.phase = RUN_STARTING;
	state.output = RUN_OUTPUT_NONE;
	state.measuring = 0;
	status->state = state;
}

void status_fini(struct status *status)
{
	pthread_mutex_destroy(&status->mutex);
}

struct run_state *status_begin(struct status *status)
{
	pthread_mutex_lock(&status->mutex);
	return &status->state;
}

static void tell_news(struct status *status, bool jumped)
{
	struct message news = message_of(MESSAGE_NEWS);
	news.u.news.jumped = jumped;
	message_send(status->keeper_fd, &news, NULL, 0);
}

static struct run_state shown_state(const struct status *status)
{
	const struct message_followed *followed = &status->followed;
	struct run_state shown = status->state;
	shown.followed = followed->player;
	if (followed->player.phase == RUN_FOLLOWED_NONE || !followed->title[0])
		return shown;
	char both[sizeof followed->artist + sizeof followed->title + 8];
	snprintf(both, sizeof both, "%s%s%s", followed->artist, followed->artist[0] ? " - " : "", followed->title);
	text_clean(shown.title, sizeof shown.title, both);
	text_copy(shown.artist, sizeof shown.artist, followed->artist);
	text_copy(shown.track_title, sizeof shown.track_title, followed->title);
	shown.album[0] = '\0';
	return shown;
}

void status_end(struct status *status)
{
	const struct run_state shown = shown_state(status);
	run_state_publish(status->page, &shown);
	tell_news(status, false);
	atomic_store_explicit(&status->published_ns, clock_now_ns(), memory_order_relaxed);
	pthread_mutex_unlock(&status->mutex);
	status_wake(status, INFINITY);
}

void status_follow(struct status *status, const struct message_followed *followed)
{
	status_begin(status);
	status->followed = *followed;
	status_end(status);
}

void status_jumped(struct status *status)
{
	tell_news(status, true);
}

void status_set_phase(struct status *status, enum run_phase phase)
{
	struct run_state *state = status_begin(status);
	bool changes = state->phase != phase;
	state->phase = phase;
	if (changes)
		status_end(status);
	else
		pthread_mutex_unlock(&status->mutex);
}

void status_set_quality(struct status *status, enum run_quality quality)
{
	status_begin(status)->quality = quality;
	status_end(status);
}

void status_set_recording(struct status *status, bool on, uint32_t recorded_s)
{
	struct run_state *state = status_begin(status);
	bool changes = state->recording != on || (on && state->recorded_s != recorded_s);
	state->recording = on;
	state->recorded_s = recorded_s;
	if (changes)
		status_end(status);
	else
		pthread_mutex_unlock(&status->mutex);
}

void status_set_measuring(struct status *status, bool on, uint32_t percent)
{
	struct run_state *state = status_begin(status);
	bool changes = state->measuring != on || (on && state->measured_percent != percent);
	state->measuring = on;
	state->measured_percent = percent;
	if (changes)
		status_end(status);
	else
		pthread_mutex_unlock(&status->mutex);
}

enum run_phase status_phase(struct status *status)
{
	pthread_mutex_lock(&status->mutex);
	enum run_phase phase = status->state.phase;
	pthread_mutex_unlock(&status->mutex);
	return phase;
}

void status_notice(struct status *status, const char *text)
{
	struct run_state *state = status_begin(status);
	text_clean(state->notice, sizeof state->notice, text);
	state->notice_ns = clock_now_ns();
	state->notice_serial++;
	status_end(status);
}

void status_answer(struct status *status, uint32_t token, const char *refusal)
{
	if (token) {
		struct message reply = message_outcome_of(MESSAGE_REPLY, refusal ? 1 : 0, refusal);
		reply.u.outcome.token = token;
		message_send(status->keeper_fd, &reply, NULL, 0);
	} else if (refusal) {
		status_notice(status, refusal);
	}
}

void status_sleep(struct status *status, float wake_peak)
{
	atomic_store_explicit(&status->wake_peak, wake_peak, memory_order_seq_cst);
	if (clock_now_ns() - atomic_load_explicit(&status->published_ns, memory_order_seq_cst) < FALL_ASLEEP_NS)
		status_wake(status, INFINITY);
}

/* Once rung, the bell is silent until the readers say anew that they sleep. */
void status_wake(struct status *status, float peak)
{
	float threshold = atomic_load_explicit(&status->wake_peak, memory_order_relaxed);
	if (threshold >= STATUS_NOBODY_SLEEPS || peak < threshold)
		return;
	atomic_store_explicit(&status->wake_peak, STATUS_NOBODY_SLEEPS, memory_order_relaxed);
	struct message wake = message_of(MESSAGE_WAKE);
	message_send(status->keeper_fd, &wake, NULL, 0);
}

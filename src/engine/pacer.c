#include "engine/pacer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/clock.h"
#include "base/text.h"

/* A file's frames are analysed this much before they are heard: one wake then serves for several snapshots. */
#define LEAD_NS (40 * NS_PER_MS)
#define FILE_TICK_NS (20 * NS_PER_MS)
#define PIPE_TICK_NS (5 * NS_PER_MS)
#define SILENCE_TICK_NS (16 * NS_PER_MS)
/* A live stream's writer may pause this long between two bursts without a hole being made of it. */
#define STALL_NS (250 * NS_PER_MS)
/* A live writer cannot be further ahead of real time than its own buffers; who is, pushes a file. */
#define LIVE_AHEAD_NS (1 * NS_PER_S)
/* A pipe that has run dry with no more than this in hand is live. */
#define LIVE_HAND_NS (50 * NS_PER_MS)
#define FOREVER INT64_MAX

/* What the main thread wishes, as of one moment. */
struct wishes {
	bool paused, ends;
	struct message_watch watch;
};

static int64_t ns_to_frames(int64_t ns, uint32_t rate_hz)
{
	return ns / NS_PER_S * rate_hz + ns % NS_PER_S * rate_hz / NS_PER_S;
}

static bool is_stream(const struct pacer *pacer)
{
	return pacer->heard.kind == RUN_SOURCE_STREAM;
}

/* --------------------------------------------------------------- waiting and being told */

static struct wishes look_at_wishes(struct pacer *pacer)
{
	pthread_mutex_lock(&pacer->mutex);
	struct wishes wishes = { pacer->paused, pacer->ends, pacer->watch };
	pthread_mutex_unlock(&pacer->mutex);
	return wishes;
}

/* Sleeps until poked or until `until_ns`. */
static void wait_until(struct pacer *pacer, int64_t until_ns)
{
	struct timespec until = clock_timespec(until_ns);
	int e = 0;
	pthread_mutex_lock(&pacer->mutex);
	while (!pacer->poked && e != ETIMEDOUT)
		e = until_ns == FOREVER ? pthread_cond_wait(&pacer->changed, &pacer->mutex)
					: pthread_cond_timedwait(&pacer->changed, &pacer->mutex, &until);
	pacer->poked = false;
	pthread_mutex_unlock(&pacer->mutex);
}

static void poke(struct pacer *pacer)
{
	pthread_mutex_lock(&pacer->mutex);
	pacer->poked = true;
	pthread_cond_signal(&pacer->changed);
	pthread_mutex_unlock(&pacer->mutex);
}

static bool is_worth_a_wake(const struct pacer *pacer, size_t wanted_frames)
{
	const struct stream *stream = pacer->stream;
	return wanted_frames && (ring_readable(&stream->sound) >= wanted_frames || ring_readable(&stream->marks) > 0);
}

static void want_frames(struct pacer *pacer, size_t n)
{
	atomic_store_explicit(&pacer->wanted_frames, n, memory_order_relaxed);
	atomic_thread_fence(memory_order_seq_cst);
}

/* --------------------------------------------------------------- marks */

static void tell_track(struct pacer *pacer, const struct track *track)
{
	struct run_state *state = status_begin(pacer->status);
	const struct source_info *info = &track->info;
	state->phase = RUN_PLAYING;
	state->source_kind = track->kind;
	text_copy(state->title, sizeof state->title, info->title);
	text_copy(state->format, sizeof state->format, info->format);
	state->rate_hz = info->rate_hz;
	state->n_channels = info->n_channels;
	state->length_frames = info->n_frames;
	state->live = track->kind == RUN_SOURCE_STREAM;
	state->queue_index = track->queue_index;
	state->queue_length = pacer->session->request.queue_length;
	status_end(pacer->status);
}

static void end(struct pacer *pacer)
{
	const struct session_progress *progress = &pacer->session->progress;
	uint32_t n_failed = atomic_load_explicit(&progress->n_failed, memory_order_acquire);
	char text[MESSAGE_TEXT] = "";
	if (n_failed > 1)
		snprintf(text, sizeof text, "%.440s (and %u more)", progress->first_failure, n_failed - 1);
	else if (n_failed)
		text_copy(text, sizeof text, progress->first_failure);
	struct message finished = message_outcome_of(MESSAGE_FINISHED, n_failed ? 1 : 0, text);
	pacer->ended = true;
	status_set_phase(pacer->status, RUN_DRAINING);
	message_send(pacer->status->keeper_fd, &finished, NULL, 0);
}

/* Time goes on across a gapless change of rate: what was due until now becomes the new anchor. */
static void change_rate(struct pacer *pacer, uint32_t rate_hz)
{
	struct err err = { 0 };
	if (pacer->anchor_ns)
		pacer->anchor_ns += clock_frames_to_ns(pacer->paced_frames, pacer->rate_hz);
	pacer->paced_frames = 0;
	pacer->rate_hz = rate_hz;
	if (!analysis_start(&pacer->analysis, rate_hz, &err))
		status_notice(pacer->status, err.message);
}

static void begin_track(struct pacer *pacer, const struct mark *mark)
{
	struct session_progress *progress = &pacer->session->progress;
	pthread_mutex_lock(&pacer->mutex);
	bool same = pacer->began && !memcmp(&pacer->heard, &mark->track, sizeof pacer->heard);
	pacer->heard = mark->track;
	pthread_mutex_unlock(&pacer->mutex);
	if (mark->track.info.rate_hz != pacer->rate_hz)
		change_rate(pacer, mark->track.info.rate_hz);
	else if (mark->jump)
		analysis_jump(&pacer->analysis);
	if (mark->jump || !pacer->began)
		pacer->anchor_ns = 0;
	if (!same || !is_stream(pacer))
		pacer->live = is_stream(pacer) && pacer->session->request.pace == SESSION_PACE_LIVE;
	pacer->began = true;
	pacer->ended = false;
	pacer->position_frame = mark->position_frame;
	atomic_store_explicit(&progress->queue_index, mark->track.queue_index, memory_order_relaxed);
	atomic_store_explicit(&progress->position_frame, mark->position_frame, memory_order_relaxed);
	tell_track(pacer, &mark->track);
}

/* Returns how many frames there are up to the next mark, after the marks that have been reached. */
static size_t pass_marks(struct pacer *pacer)
{
	struct mark mark;
	size_t n_frames;
	while (stream_next_mark(pacer->stream, &mark, &n_frames)) {
		if (!mark.end)
			begin_track(pacer, &mark);
		else if (!pacer->ended)
			end(pacer);
	}
	return n_frames;
}

/* --------------------------------------------------------------- sound and silence */

static void analyse(struct pacer *pacer, size_t n_frames, int64_t first_heard_ns)
{
	struct analysis_block block = { .stereo = pacer->block,
		.n_frames = n_frames,
		.position_frame = pacer->position_frame,
		.taken_ns = clock_now_ns(),
		.heard_ns = first_heard_ns };
	if (analysis_process(&pacer->analysis, &block))
		status_wake(pacer->status, analysis_peak(&pacer->analysis));
}

/* Takes up to `n` frames from the stream and analyses them; returns how many there were. */
static size_t take(struct pacer *pacer, size_t n, int64_t first_heard_ns)
{
	struct session_progress *progress = &pacer->session->progress;
	size_t taken = 0;
	while (taken < n) {
		size_t there = pass_marks(pacer);
		size_t now = n - taken < there ? n - taken : there;
		if (now > PACER_BLOCK_FRAMES)
			now = PACER_BLOCK_FRAMES;
		if (now == 0 || pacer->ended)
			break;
		ring_read(&pacer->stream->sound, pacer->block, now);
		analyse(pacer, now, first_heard_ns + clock_frames_to_ns((int64_t)taken, pacer->rate_hz));
		pacer->position_frame += (int64_t)now;
		taken += now;
	}
	if (taken) {
		pacer->last_sound_ns = clock_now_ns();
		pacer->silence_ns = 0;
		atomic_store_explicit(&progress->position_frame, pacer->position_frame, memory_order_relaxed);
		if (status_phase(pacer->status) == RUN_WAITING)
			status_set_phase(pacer->status, RUN_PLAYING);
	}
	return taken;
}

/* Silence as long as somebody looks, so that what they see falls. */
static int64_t give_silence(struct pacer *pacer, int64_t now, const struct wishes *wishes)
{
	pacer->anchor_ns = 0;
	if (!pacer->began || wishes->watch.asleep)
		return FOREVER;
	if (pacer->silence_ns == 0)
		pacer->silence_ns = now;
	int64_t due = ns_to_frames(now - pacer->silence_ns, pacer->rate_hz);
	if (due > PACER_BLOCK_FRAMES)
		due = PACER_BLOCK_FRAMES;
	memset(pacer->block, 0, sizeof pacer->block);
	if (due > 0)
		analyse(pacer, (size_t)due, pacer->silence_ns);
	pacer->silence_ns
		= due == PACER_BLOCK_FRAMES ? now : pacer->silence_ns + clock_frames_to_ns(due, pacer->rate_hz);
	return now + SILENCE_TICK_NS;
}

/* Nothing has come for a moment: that may be jitter, or the sound has stopped. */
static int64_t bear_lack(struct pacer *pacer, int64_t now, const struct wishes *wishes)
{
	int64_t stalled_ns = pacer->last_sound_ns + STALL_NS;
	if (now < stalled_ns)
		return stalled_ns;
	if (is_stream(pacer) && status_phase(pacer->status) == RUN_PLAYING)
		status_set_phase(pacer->status, RUN_WAITING);
	return give_silence(pacer, now, wishes);
}

static void go_live(struct pacer *pacer, int64_t now)
{
	pacer->live = true;
	pacer->anchor_ns = now;
	pacer->paced_frames = 0;
}

static int64_t show_arrivals(struct pacer *pacer, int64_t now, const struct wishes *wishes)
{
	want_frames(pacer, snapshot_scaled(SNAPSHOT_FRAMES, pacer->rate_hz));
	if (pacer->anchor_ns == 0)
		go_live(pacer, now);
	size_t there = ring_readable(&pacer->stream->sound);
	size_t taken = take(pacer, there, now - clock_frames_to_ns((int64_t)there, pacer->rate_hz));
	if (pacer->ended)
		return give_silence(pacer, now, wishes);
	if (taken == 0)
		return bear_lack(pacer, now, wishes);
	pacer->paced_frames += (int64_t)taken;
	int64_t ahead_ns = clock_frames_to_ns(pacer->paced_frames, pacer->rate_hz) - (now - pacer->anchor_ns);
	if (ahead_ns > LIVE_AHEAD_NS && pacer->session->request.pace == SESSION_PACE_AUTO) {
		pacer->live = false;
		pacer->anchor_ns = 0;
		return now;
	}
	return now + STALL_NS;
}

static bool has_run_dry(const struct pacer *pacer)
{
	if (!is_stream(pacer) || pacer->session->request.pace != SESSION_PACE_AUTO)
		return false;
	/* Acquire pairs with the release in stream.c: what was fed before it ran dry can be seen. */
	bool dry = atomic_load_explicit(&pacer->stream->dry, memory_order_acquire);
	int64_t in_hand_ns = clock_frames_to_ns((int64_t)ring_readable(&pacer->stream->sound), pacer->rate_hz);
	return dry && in_hand_ns < LIVE_HAND_NS;
}

static int64_t show_due(struct pacer *pacer, int64_t now, const struct wishes *wishes)
{
	if (has_run_dry(pacer)) {
		go_live(pacer, now);
		return show_arrivals(pacer, now, wishes);
	}
	want_frames(pacer, 0);
	if (pacer->anchor_ns == 0) {
		pacer->anchor_ns = now;
		pacer->paced_frames = 0;
	}
	int64_t lead_ns = is_stream(pacer) ? 0 : LEAD_NS;
	int64_t due = ns_to_frames(now + lead_ns - pacer->anchor_ns, pacer->rate_hz) - pacer->paced_frames;
	int64_t first_ns = pacer->anchor_ns + clock_frames_to_ns(pacer->paced_frames, pacer->rate_hz);
	size_t taken = take(pacer, due > 0 ? (size_t)due : 0, first_ns);
	if (pacer->ended)
		return give_silence(pacer, now, wishes);
	pacer->paced_frames += (int64_t)taken;
	if ((int64_t)taken >= due)
		return now + (is_stream(pacer) ? PIPE_TICK_NS : FILE_TICK_NS);
	if (taken)
		atomic_fetch_add_explicit(&pacer->counters->n_underruns, 1, memory_order_relaxed);
	pacer->anchor_ns = 0;
	want_frames(pacer, 1);
	return bear_lack(pacer, now, wishes);
}

/* A live stream goes by while it is paused; anything else is held. */
static int64_t stay_paused(struct pacer *pacer, int64_t now, const struct wishes *wishes)
{
	pass_marks(pacer);
	want_frames(pacer, is_stream(pacer) ? STREAM_CHUNK_FRAMES : 0);
	if (pacer->live)
		ring_drop(&pacer->stream->sound, ring_readable(&pacer->stream->sound));
	return give_silence(pacer, now, wishes);
}

/* --------------------------------------------------------------- the thread */

static void apply_pause(struct pacer *pacer, bool paused)
{
	enum run_phase phase = status_phase(pacer->status);
	atomic_store_explicit(&pacer->session->progress.paused, paused, memory_order_relaxed);
	if (paused && (phase == RUN_PLAYING || phase == RUN_WAITING))
		status_set_phase(pacer->status, RUN_PAUSED);
	else if (!paused && phase == RUN_PAUSED)
		status_set_phase(pacer->status, RUN_PLAYING);
}

/* Does what is due and returns when to look again. */
static int64_t step(struct pacer *pacer, const struct wishes *wishes)
{
	int64_t now = clock_now_ns();
	pass_marks(pacer);
	apply_pause(pacer, wishes->paused);
	if (wishes->ends && !pacer->ended)
		end(pacer);
	if (pacer->ended || !pacer->began) {
		want_frames(pacer, SIZE_MAX); /* a mark */
		return give_silence(pacer, now, wishes);
	}
	if (wishes->paused)
		return stay_paused(pacer, now, wishes);
	return pacer->live ? show_arrivals(pacer, now, wishes) : show_due(pacer, now, wishes);
}

/* Does what is due, on whichever thread; returns when to look again if nothing happens. */
static int64_t keep_up(struct pacer *pacer)
{
	pthread_mutex_lock(&pacer->step_mutex);
	struct wishes wishes = look_at_wishes(pacer);
	analysis_set_channels(&pacer->analysis, wishes.watch.channels);
	int64_t until = step(pacer, &wishes);
	pthread_mutex_unlock(&pacer->step_mutex);
	return until;
}

/* A wake of another thread for what has just arrived on this one would only cost. */
void pacer_arrived(void *context)
{
	struct pacer *pacer = context;
	/* The fence pairs with the one in want_frames(): either we see what is wanted, or the pacer what has come. */
	atomic_thread_fence(memory_order_seq_cst);
	if (!is_worth_a_wake(pacer, atomic_load_explicit(&pacer->wanted_frames, memory_order_relaxed)))
		return;
	if (atomic_load_explicit(&pacer->live, memory_order_relaxed))
		keep_up(pacer);
	else
		poke(pacer);
}

static void *keep_time(void *context)
{
	struct pacer *pacer = context;
	prctl(PR_SET_NAME, "pacer");
	for (;;) {
		int64_t until = keep_up(pacer);
		size_t wanted = atomic_load_explicit(&pacer->wanted_frames, memory_order_relaxed);
		if (!is_worth_a_wake(pacer, wanted))
			wait_until(pacer, until);
	}
	return NULL;
}

bool pacer_init(struct pacer *pacer, struct stream *stream, struct session *session, struct status *status,
	struct snapshot_ring *ring, struct err *err)
{
	*pacer = (struct pacer){ .stream = stream,
		.session = session,
		.status = status,
		.counters = &ring->counters,
		.watch = { .asleep = 1 },
		.paused = atomic_load_explicit(&session->progress.paused, memory_order_relaxed) };
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&pacer->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	pthread_mutex_init(&pacer->mutex, NULL);
	pthread_mutex_init(&pacer->step_mutex, NULL);
	return analysis_init(&pacer->analysis, ring, err);
}

bool pacer_start(struct pacer *pacer, struct err *err)
{
	int e = pthread_create(&pacer->thread, NULL, keep_time, pacer);
	return e == 0 || err_set_sys(err, e, "cannot start keeping time");
}

/* --------------------------------------------------------------- the main thread's wishes */

void pacer_set_paused(struct pacer *pacer, bool paused)
{
	pthread_mutex_lock(&pacer->mutex);
	pacer->paused = paused;
	pthread_mutex_unlock(&pacer->mutex);
	poke(pacer);
}

bool pacer_is_paused(struct pacer *pacer)
{
	pthread_mutex_lock(&pacer->mutex);
	bool paused = pacer->paused;
	pthread_mutex_unlock(&pacer->mutex);
	return paused;
}

void pacer_set_watch(struct pacer *pacer, const struct message_watch *watch)
{
	pthread_mutex_lock(&pacer->mutex);
	pacer->watch = *watch;
	pthread_mutex_unlock(&pacer->mutex);
	atomic_store_explicit(&pacer->stream->redraw_ms, watch->redraw_ms, memory_order_relaxed);
	poke(pacer);
}

void pacer_end(struct pacer *pacer)
{
	pthread_mutex_lock(&pacer->mutex);
	pacer->ends = true;
	pthread_mutex_unlock(&pacer->mutex);
	poke(pacer);
}

bool pacer_heard(struct pacer *pacer, struct track *track)
{
	pthread_mutex_lock(&pacer->mutex);
	*track = pacer->heard;
	pthread_mutex_unlock(&pacer->mutex);
	return track->info.rate_hz != 0;
}

#include "engine/pacer.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/clock.h"
#include "base/watch.h"
#include "engine/capturing.h"
#include "engine/strain.h"
#include "engine/turn.h"

/* --------------------------------------------------------------- waiting and being told */

static struct turn_wishes look_at_wishes(struct pacer *pacer)
{
	pthread_mutex_lock(&pacer->mutex);
	struct turn_wishes wishes
		= { pacer->paused, pacer->ends, pacer->restarts_measures && pacer->began, pacer->watch };
	pacer->restarts_measures = pacer->restarts_measures && !pacer->began; /* when there is something to restart */
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
		e = until_ns == TURN_FOREVER ? pthread_cond_wait(&pacer->changed, &pacer->mutex)
					     : pthread_cond_timedwait(&pacer->changed, &pacer->mutex, &until);
	pacer->poked = false;
	pthread_mutex_unlock(&pacer->mutex);
}

static void poke(void *context)
{
	struct pacer *pacer = context;
	pthread_mutex_lock(&pacer->mutex);
	pacer->poked = true;
	pthread_cond_signal(&pacer->changed);
	pthread_mutex_unlock(&pacer->mutex);
}

static bool is_worth_a_wake(const struct pacer *pacer, size_t wanted_frames)
{
	const struct flow *flow = &pacer->stream->flow;
	/* A mark counts as so many frames as are wanted: what lies before it may be all that comes. */
	size_t near = wanted_frames == SIZE_MAX ? 0 : wanted_frames;
	return wanted_frames && (flow_readable(flow) >= wanted_frames || flow_mark_is_near(flow, near));
}

/* --------------------------------------------------------------- the thread */

/* Does what was due then, on whichever thread; returns when to look again if nothing happens. */
static int64_t keep_up(struct pacer *pacer, int64_t due_ns)
{
	watch_begin(WATCH_ANALYSE);
	pthread_mutex_lock(&pacer->step_mutex);
	const int64_t began_ns = clock_now_ns();
	struct turn_wishes wishes = look_at_wishes(pacer);
	const struct spectrum_wish wish
		= { .channels = wishes.watch.channels, .levels = wishes.watch.levels, .coarse = wishes.watch.coarse };
	analysis_set_wish(&pacer->analysis, &wish);
	analysis_set_measures(&pacer->analysis, wishes.watch.measures);
	if (wishes.restarts_measures)
		analysis_restart(&pacer->analysis);
	int64_t until = turn_step(pacer, &wishes);
	strain_judge(pacer, due_ns, began_ns, clock_now_ns());
	pthread_mutex_unlock(&pacer->step_mutex);
	watch_end();
	return until;
}

/* A wake of another thread for what has just arrived on this one would only cost. */
bool pacer_arrived(void *context)
{
	struct pacer *pacer = context;
	/* The fence pairs with the one in turn.c: either we see what is wanted, or the pacer what has come. */
	atomic_thread_fence(memory_order_seq_cst);
	const bool live = atomic_load_explicit(&pacer->live, memory_order_relaxed);
	if (!is_worth_a_wake(pacer, atomic_load_explicit(&pacer->wanted_frames, memory_order_relaxed)))
		return live;
	if (live)
		keep_up(pacer, TURN_FOREVER);
	else
		poke(pacer);
	return live;
}

static void *keep_time(void *context)
{
	struct pacer *pacer = context;
	prctl(PR_SET_NAME, "pacer");
	watch_join(WATCH_PACER);
	for (int64_t until = TURN_FOREVER;;) {
		until = keep_up(pacer, until);
		size_t wanted = atomic_load_explicit(&pacer->wanted_frames, memory_order_relaxed);
		if (!is_worth_a_wake(pacer, wanted))
			wait_until(pacer, until);
	}
	return NULL;
}

bool pacer_init(struct pacer *pacer, struct stream *stream, struct session *session, struct status *status,
	struct snapshot_ring *ring, struct kept *kept, struct err *err)
{
	*pacer = (struct pacer){ .stream = stream,
		.session = session,
		.status = status,
		.counters = &ring->counters,
		.kept = kept,
		.watch = { .asleep = 1 } };
	pthread_condattr_t attributes;
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&pacer->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	pthread_mutex_init(&pacer->mutex, NULL);
	pthread_mutex_init(&pacer->step_mutex, NULL);
	pacer->flow = &stream->flow;
	output_init(&pacer->output, &pacer->player, session, status, poke, pacer);
	return player_init(&pacer->player, &stream->flow, pacer->counters, err)
		&& analysis_init(&pacer->analysis, ring, kept, (enum window_id)session->request.window, err);
}

void pacer_set_recording(struct pacer *pacer, struct recording *recording)
{
	pacer->player.recorder.recording = recording;
	pacer->stream->recording = recording;
}

/* As far as can be told before anything is opened: a FIFO looks like a file. */
static bool will_play(const struct stream *stream)
{
	struct queue_item first;
	bool from_file = stream->queue && queue_item(stream->queue, 0, &first) && strcmp(first.path, "-") != 0;
	return output_plays(stream->session, from_file ? RUN_SOURCE_FILE : RUN_SOURCE_STREAM);
}

bool pacer_start(struct pacer *pacer, struct err *err)
{
	pacer->paused = atomic_load_explicit(&pacer->session->progress.paused, memory_order_relaxed);
	pacer->changeover.joined = pacer->stream->resumes; /* what is held is not to be heard from its track's start */
	if (will_play(pacer->stream))
		output_prepare(&pacer->output);
	/* Until the keeper says what is wanted, that is what an engine before this one measured. */
	pacer->watch.measures = atomic_load_explicit(&pacer->kept->running, memory_order_relaxed);
	int e = pthread_create(&pacer->thread, NULL, keep_time, pacer);
	return e == 0 || err_set_sys(err, e, "cannot start keeping time");
}

/* --------------------------------------------------------------- the main thread's wishes */

void pacer_set_paused(struct pacer *pacer, bool paused)
{
	pthread_mutex_lock(&pacer->mutex);
	pacer->paused = paused;
	pthread_mutex_unlock(&pacer->mutex);
	atomic_store_explicit(&pacer->player.paused, paused, memory_order_relaxed); /* heard at once */
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
	atomic_store_explicit(&pacer->stream->looks_per_s, watch->redraws_per_s, memory_order_relaxed);
	capturing_set_unseen(pacer->stream, !watch->channels && !watch->measures);
	poke(pacer);
}

void pacer_restart_measures(struct pacer *pacer)
{
	pthread_mutex_lock(&pacer->mutex);
	pacer->restarts_measures = true;
	pthread_mutex_unlock(&pacer->mutex);
	poke(pacer);
}

void pacer_end(struct pacer *pacer)
{
	pthread_mutex_lock(&pacer->mutex);
	pacer->ends = true;
	pthread_mutex_unlock(&pacer->mutex);
	poke(pacer);
}

int64_t pacer_hush(struct pacer *pacer)
{
	bool sounds = atomic_load(&pacer->player.on) && !atomic_exchange(&pacer->player.paused, true);
	return sounds ? output_latency_ns(&pacer->output) : 0;
}

void pacer_set_volume(struct pacer *pacer, float factor)
{
	atomic_store_explicit(&pacer->player.volume, factor, memory_order_relaxed);
}

bool pacer_heard(struct pacer *pacer, struct track *track)
{
	pthread_mutex_lock(&pacer->mutex);
	*track = pacer->heard;
	pthread_mutex_unlock(&pacer->mutex);
	return track->info.rate_hz != 0;
}

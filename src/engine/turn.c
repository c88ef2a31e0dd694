#include "engine/turn.h"

#include <string.h>

#include "base/clock.h"
#include "engine/capturing.h"
#include "engine/pacer.h"
#include "engine/passage.h"

/* A file's frames are analysed this much before they are heard: one wake then serves for several snapshots. */
#define LEAD_NS (40 * NS_PER_MS)
#define FILE_TICK_NS (20 * NS_PER_MS)
#define PIPE_TICK_NS (5 * NS_PER_MS)
#define SILENCE_TICK_NS (16 * NS_PER_MS)
#define MOST_SILENCE_NS (100 * NS_PER_MS) /* at once, after a stop of the whole process */
/* A device that is paused still runs: marks come through it, a loss shows. */
#define PAUSED_TICK_NS (100 * NS_PER_MS)
/* A live stream's writer may pause this long between two bursts without a hole being made of it. */
#define STALL_NS (250 * NS_PER_MS)
/* A live writer cannot be further ahead of real time than its own buffers; who is, pushes a file. */
#define LIVE_AHEAD_NS (1 * NS_PER_S)
/* A pipe that has run dry with no more than this in hand is live: what its writer may have sent while we started. */
#define LIVE_HAND_NS (250 * NS_PER_MS)

static int64_t ns_to_frames(int64_t ns, uint32_t rate_hz)
{
	return ns / NS_PER_S * rate_hz + ns % NS_PER_S * rate_hz / NS_PER_S;
}

static void want_frames(struct pacer *pacer, size_t n)
{
	atomic_store_explicit(&pacer->wanted_frames, n, memory_order_relaxed);
	atomic_thread_fence(memory_order_seq_cst);
}

/* --------------------------------------------------------------- silence */

/* Silence as long as somebody looks, so that what they see falls. */
static int64_t give_silence(struct pacer *pacer, int64_t now, const struct turn_wishes *wishes)
{
	pacer->anchor_ns = 0;
	if (!pacer->began || wishes->watch.asleep)
		return TURN_FOREVER;
	if (pacer->silence_ns == 0)
		pacer->silence_ns = now;
	if (now - pacer->silence_ns > MOST_SILENCE_NS)
		pacer->silence_ns = now - MOST_SILENCE_NS;
	memset(pacer->block, 0, sizeof pacer->block);
	int64_t most = (int64_t)passage_block_frames(pacer);
	for (int64_t due; (due = ns_to_frames(now - pacer->silence_ns, pacer->rate_hz)) > 0;) {
		if (due > most)
			due = most;
		passage_analyse(pacer, (size_t)due, pacer->silence_ns, true);
		pacer->silence_ns += clock_frames_to_ns(due, pacer->rate_hz);
	}
	return now + SILENCE_TICK_NS;
}

/* Nothing has come for a moment: that may be jitter, or the sound has stopped. */
static int64_t bear_lack(struct pacer *pacer, int64_t now, const struct turn_wishes *wishes)
{
	int64_t stalled_ns = pacer->last_sound_ns + STALL_NS;
	if (now < stalled_ns)
		return stalled_ns;
	if (passage_is_stream(pacer) && status_phase(pacer->status) == RUN_PLAYING)
		status_set_phase(pacer->status, RUN_WAITING);
	return give_silence(pacer, now, wishes);
}

static void go_live(struct pacer *pacer, int64_t now)
{
	pacer->live = true;
	pacer->anchor_ns = now;
	pacer->paced_frames = 0;
}

static int64_t show_arrivals(struct pacer *pacer, int64_t now, const struct turn_wishes *wishes)
{
	want_frames(pacer, snapshot_scaled(SNAPSHOT_FRAMES, pacer->rate_hz));
	if (pacer->anchor_ns == 0)
		go_live(pacer, now);
	size_t there = flow_readable(pacer->flow);
	/* All there is, with the mark behind it: should that be the last one, nothing more would come to look again. */
	size_t taken = passage_take(pacer, SIZE_MAX, now - clock_frames_to_ns((int64_t)there, pacer->rate_hz));
	if (pacer->ended)
		return give_silence(pacer, now, wishes);
	if (taken == 0)
		return bear_lack(pacer, now, wishes);
	pacer->paced_frames += (int64_t)taken;
	int64_t ahead_ns = clock_frames_to_ns(pacer->paced_frames, pacer->rate_hz) - (now - pacer->anchor_ns);
	if (ahead_ns > LIVE_AHEAD_NS && !passage_is_live(pacer)) {
		pacer->live = false;
		pacer->anchor_ns = 0;
		return now;
	}
	return now + STALL_NS;
}

static bool has_run_dry(const struct pacer *pacer)
{
	if (!passage_is_stream(pacer) || pacer->session->request.pace == SESSION_PACE_FILE)
		return false;
	/* Acquire pairs with the release in stream.c: what was fed before it ran dry can be seen. */
	bool dry = atomic_load_explicit(&pacer->stream->dry, memory_order_acquire);
	int64_t in_hand_ns = clock_frames_to_ns((int64_t)flow_readable(pacer->flow), pacer->rate_hz);
	return dry && in_hand_ns < LIVE_HAND_NS;
}

static int64_t show_due(struct pacer *pacer, int64_t now, const struct turn_wishes *wishes)
{
	if (has_run_dry(pacer)) {
		go_live(pacer, now);
		return show_arrivals(pacer, now, wishes);
	}
	want_frames(pacer, changeover_waits_for_mark(pacer) ? SIZE_MAX : 0);
	if (pacer->anchor_ns == 0) {
		pacer->anchor_ns = now;
		pacer->paced_frames = 0;
	}
	int64_t lead_ns = passage_is_stream(pacer) ? 0 : LEAD_NS;
	int64_t due = ns_to_frames(now + lead_ns - pacer->anchor_ns, pacer->rate_hz) - pacer->paced_frames;
	int64_t first_ns = pacer->anchor_ns + clock_frames_to_ns(pacer->paced_frames, pacer->rate_hz);
	size_t taken = passage_take(pacer, due > 0 ? (size_t)due : 0, first_ns);
	if (pacer->ended)
		return give_silence(pacer, now, wishes);
	pacer->paced_frames += (int64_t)taken;
	if ((int64_t)taken >= due)
		return now + (passage_is_stream(pacer) ? PIPE_TICK_NS : FILE_TICK_NS);
	if (taken)
		atomic_fetch_add_explicit(&pacer->counters->n_underruns, 1, memory_order_relaxed);
	pacer->anchor_ns = 0;
	want_frames(pacer, 1);
	return bear_lack(pacer, now, wishes);
}

/* The device takes what is due; here is what it took. */
static int64_t show_played(struct pacer *pacer, int64_t now, const struct turn_wishes *wishes)
{
	want_frames(pacer, 0);
	size_t taken = passage_take(pacer, SIZE_MAX, now);
	int64_t look_again = now + changeover_tick_ns(pacer);
	if (taken > 0)
		return look_again;
	int64_t until = bear_lack(pacer, now, wishes);
	return until < look_again ? until : look_again;
}

/* The device fades out and then takes no more; marks still come through it. */
static int64_t stay_paused_on_device(struct pacer *pacer, int64_t now, const struct turn_wishes *wishes)
{
	want_frames(pacer, 0);
	if (passage_take(pacer, SIZE_MAX, now) > 0)
		return now + changeover_tick_ns(pacer);
	int64_t until = give_silence(pacer, now, wishes);
	return until < now + PAUSED_TICK_NS ? until : now + PAUSED_TICK_NS;
}

/* A live stream goes by while it is paused; anything else is held. */
static int64_t stay_paused(struct pacer *pacer, int64_t now, const struct turn_wishes *wishes)
{
	if (pacer->on_device)
		return stay_paused_on_device(pacer, now, wishes);
	size_t there = passage_marks(pacer);
	want_frames(pacer, pacer->live ? INTAKE_CHUNK_FRAMES : SIZE_MAX); /* or a mark */
	if (pacer->live)
		passage_drop(pacer, there);
	return give_silence(pacer, now, wishes);
}

/* Should the device not come, that has to be seen. */
static int64_t stay_held(struct pacer *pacer, int64_t now, const struct turn_wishes *wishes)
{
	int64_t until = stay_paused(pacer, now, wishes);
	return until < now + PAUSED_TICK_NS ? until : now + PAUSED_TICK_NS;
}

/* --------------------------------------------------------------- all of them */

static void apply_pause(struct pacer *pacer, bool paused)
{
	enum run_phase phase = status_phase(pacer->status);
	if (atomic_exchange(&pacer->session->progress.paused, paused) && !paused) {
		stream_wake(pacer->stream);
		capturing_look(pacer->stream);
	}
	atomic_store_explicit(&pacer->player.paused, paused || pacer->ended, memory_order_relaxed);
	if (paused && (phase == RUN_PLAYING || phase == RUN_WAITING))
		status_set_phase(pacer->status, RUN_PAUSED);
	else if (!paused && phase == RUN_PAUSED)
		status_set_phase(pacer->status, RUN_PLAYING);
}

int64_t turn_step(struct pacer *pacer, const struct turn_wishes *wishes)
{
	int64_t now = clock_now_ns();
	passage_marks(pacer);
	if (pacer->began && !pacer->ended)
		changeover_step(pacer, wishes->paused, now);
	apply_pause(pacer, wishes->paused);
	bool all_heard = pacer->end_ns && now >= pacer->end_ns;
	if ((wishes->ends || all_heard || pacer->ended) && !pacer->told_end)
		passage_end(pacer);
	if (pacer->ended && pacer->on_device)
		return stay_paused_on_device(pacer, now, wishes);
	if (pacer->ended || !pacer->began) {
		want_frames(pacer, SIZE_MAX); /* a mark */
		int64_t until = give_silence(pacer, now, wishes);
		bool tells_again = pacer->ended && !pacer->told_end && until > now + PAUSED_TICK_NS;
		return tells_again ? now + PAUSED_TICK_NS : until;
	}
	if (wishes->paused)
		return stay_paused(pacer, now, wishes);
	if (changeover_holds(pacer))
		return stay_held(pacer, now, wishes);
	if (pacer->on_device)
		return show_played(pacer, now, wishes);
	return pacer->live ? show_arrivals(pacer, now, wishes) : show_due(pacer, now, wishes);
}

#include "engine/changeover.h"

#include "base/clock.h"
#include "engine/pacer.h"
#include "engine/passage.h"

/* A file that has run no longer than this when the device is ready is heard from where it began. */
#define REWIND_NS (1 * NS_PER_S)
#define LEAST_TICK_NS (5 * NS_PER_MS)
#define MOST_TICK_NS (20 * NS_PER_MS)

static uint32_t device_rate_hz(const struct pacer *pacer)
{
	return atomic_load_explicit(&pacer->player.rate_hz, memory_order_relaxed);
}

static void order(struct pacer *pacer, uint32_t rate_hz)
{
	pacer->changeover.ordered_hz = rate_hz;
	output_order(&pacer->output, rate_hz);
}

static int64_t position_in_track(const struct pacer *pacer)
{
	return atomic_load_explicit(&pacer->session->progress.position_frame, memory_order_relaxed);
}

/* Has the feeder go on from `frame`, for what the device takes: any rate, or only its own. */
static void ask_feeder(struct pacer *pacer, int64_t frame)
{
	uint32_t device_hz = device_rate_hz(pacer);
	bool takes_any = device_hz == pacer->heard.info.rate_hz && !pacer->heard.info.live;
	pacer->changeover.asked_hz = device_hz;
	stream_set_output(pacer->stream, takes_any ? 0 : device_hz);
	stream_ask(pacer->stream, STREAM_AGAIN, frame);
}

void changeover_on_mark(struct pacer *pacer)
{
	struct changeover *changeover = &pacer->changeover;
	changeover->asked_hz = 0;
	if (changeover->began_ns == 0) {
		changeover->began_ns = clock_now_ns();
		changeover->start_frame = position_in_track(pacer);
	}
}

/* --------------------------------------------------------------- to the device */

static void join(struct pacer *pacer)
{
	pacer->changeover.joined = true;
	pacer->changeover.returns = false;
	pacer->on_device = true;
	pacer->live = false;
	pacer->flow = &pacer->player.tap;
	bool from_start = pacer->fresh && pacer->position_frame == 0;
	player_start(&pacer->player, pacer->heard.info.n_channels, pacer->rate_hz, from_start);
	output_play(&pacer->output);
}

static bool wants_rewind(const struct pacer *pacer, int64_t now_ns)
{
	const struct changeover *changeover = &pacer->changeover;
	return !changeover->joined && !changeover->asked_to_rewind && !pacer->fresh && pacer->heard.info.seekable
		&& now_ns - changeover->began_ns < REWIND_NS;
}

/* The device runs: see that the stream's frames suit it, then let it have them. */
static void prepare_to_join(struct pacer *pacer, int64_t now_ns)
{
	struct changeover *changeover = &pacer->changeover;
	uint32_t track_hz = pacer->heard.info.rate_hz;
	bool output_known = atomic_load_explicit(&pacer->stream->output_known, memory_order_relaxed);
	if (changeover->ordered_hz != track_hz) {
		order(pacer, track_hz);
	} else if (wants_rewind(pacer, now_ns)) {
		changeover->asked_to_rewind = true;
		ask_feeder(pacer, changeover->start_frame);
	} else if (changeover->asked_hz == 0 && device_rate_hz(pacer) != pacer->rate_hz) {
		ask_feeder(pacer, position_in_track(pacer));
	} else if (pacer->heard.info.live && !output_known) {
		ask_feeder(pacer, 0);
		changeover->asked_hz = 0; /* no mark comes if it has the right rate already */
	} else if (changeover->asked_hz == 0) {
		join(pacer);
	}
}

/* --------------------------------------------------------------- from the device */

/* While the callback is still at it: next time. */
static void leave(struct pacer *pacer)
{
	if (!player_stop(&pacer->player))
		return;
	passage_take(pacer, SIZE_MAX, 0);
	pacer->on_device = false;
	pacer->anchor_ns = 0;
	pacer->live = passage_is_live(pacer);
	pacer->flow = &pacer->stream->flow;
}

/* Whether what the device has taken is still to be heard: closing it would drop that. */
static bool rings_out(struct pacer *pacer, int64_t now_ns)
{
	int64_t heard_ns;
	player_heard(&pacer->player, 0, &heard_ns);
	return now_ns < heard_ns;
}

/* The next track is of another rate: once the end of this one has been heard the device is opened anew or, if it does
 * not take that rate, the feeder asked again. So it is for a device that plays at another rate than the one before it. */
static void follow_rate(struct pacer *pacer, int64_t now_ns)
{
	struct changeover *changeover = &pacer->changeover;
	uint32_t awaited = atomic_load_explicit(&pacer->player.awaited_rate_hz, memory_order_relaxed);
	if (awaited == 0 || awaited == device_rate_hz(pacer) || awaited != pacer->rate_hz || rings_out(pacer, now_ns))
		return;
	if (changeover->ordered_hz != awaited && device_rate_hz(pacer) != pacer->heard.info.rate_hz)
		order(pacer, awaited);
	else if (changeover->asked_hz == 0)
		ask_feeder(pacer, position_in_track(pacer));
}

/* --------------------------------------------------------------- both */

static void release_feeder(struct pacer *pacer)
{
	if (!atomic_load_explicit(&pacer->stream->output_known, memory_order_relaxed)) {
		stream_set_output(pacer->stream, 0);
		stream_ask(pacer->stream, STREAM_AGAIN, position_in_track(pacer));
	}
}

/* Whether the pause has been so long that the device is not held. */
static bool is_long_pause(struct changeover *changeover, double let_go_s, bool paused, int64_t now_ns)
{
	if (!paused)
		changeover->paused_ns = 0;
	else if (changeover->paused_ns == 0)
		changeover->paused_ns = now_ns;
	return paused && let_go_s > 0 && (double)(now_ns - changeover->paused_ns) >= let_go_s * 1e9;
}

static void let_go(struct pacer *pacer, enum output_state state)
{
	if (pacer->on_device)
		leave(pacer);
	if (pacer->on_device || (state != OUTPUT_READY && state != OUTPUT_RUNNING))
		return;
	pacer->changeover.returns = true;
	output_close(&pacer->output);
}

bool changeover_holds(const struct pacer *pacer)
{
	return pacer->changeover.returns && !pacer->on_device;
}

void changeover_step(struct pacer *pacer, bool paused, int64_t now_ns)
{
	bool long_pause = is_long_pause(&pacer->changeover, pacer->session->request.let_go_s, paused, now_ns);
	if (!output_plays(pacer->session, pacer->heard.kind)) {
		if (pacer->on_device)
			leave(pacer);
		pacer->changeover.returns = false;
		return;
	}
	enum output_state state = output_look(&pacer->output);
	if (long_pause && state != OUTPUT_LOST) {
		let_go(pacer, state);
	} else if (state == OUTPUT_CLOSED) {
		order(pacer, pacer->heard.info.rate_hz);
	} else if (state == OUTPUT_LOST) {
		if (pacer->on_device)
			leave(pacer);
		pacer->changeover.returns = false;
		release_feeder(pacer);
	} else if (state == OUTPUT_READY || state == OUTPUT_RUNNING) {
		if (!pacer->on_device)
			prepare_to_join(pacer, now_ns);
		else if (state == OUTPUT_READY)
			output_play(&pacer->output);
		else
			follow_rate(pacer, now_ns);
	}
}

bool changeover_waits_for_mark(const struct pacer *pacer)
{
	return pacer->changeover.asked_hz != 0 && !flow_mark_is_near(&pacer->stream->flow, 0);
}

int64_t changeover_tick_ns(const struct pacer *pacer)
{
	int64_t half_ns = output_latency_ns(&pacer->output) / 2;
	return half_ns < LEAST_TICK_NS ? LEAST_TICK_NS : half_ns > MOST_TICK_NS ? MOST_TICK_NS : half_ns;
}

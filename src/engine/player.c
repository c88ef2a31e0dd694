#include "engine/player.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"

#define FADE_S 0.005f
#define GAIN_S 0.005f /* time constant */
#define RING_DOWN_S 0.003f
#define INAUDIBLE 1e-5f /* -100 dB */
#define MAX_RESERVE_S 0.5f
/* How long a device's frames are counted, and how far it may run ahead meanwhile: it fills its buffers when it starts. */
#define WILD_WINDOW_NS (4 * NS_PER_S)
#define WILD_ALLOWANCE_NS (1 * NS_PER_S)

bool player_init(struct player *player, struct flow *from, struct snapshot_counters *counters, struct err *err)
{
	*player = (struct player){ .from = from, .counters = counters, .volume = 1, .gain = 1 };
	return flow_init(&player->tap, PLAYER_TAP_FRAMES, err)
		&& ring_init(&player->moments, sizeof(struct player_moment), PLAYER_MAX_MOMENTS, err);
}

void player_fini(struct player *player)
{
	flow_fini(&player->tap);
	ring_fini(&player->moments);
}

/* --------------------------------------------------------------- marks */

/* A track's start is not faded: it is to be heard as it is. */
static void begin_anew(struct player *player, bool from_start)
{
	player->fade = from_start ? 1 : 0;
	player->starving = true;
}

static void begin(struct player *player, const struct mark *mark)
{
	if (mark->jump || player->ended)
		begin_anew(player, mark->position_frame == 0);
	player->ended = mark->end;
	recorder_mark(&player->recorder, mark);
	player->n_wide = flow_n_wide(mark->track.info.n_channels);
	atomic_store_explicit(&player->awaited_rate_hz, mark->end ? 0 : mark->rate_hz, memory_order_relaxed);
}

/* The rate the device should have for what comes next; 0: it has it. */
static uint32_t awaited_rate_hz(const struct player *player)
{
	uint32_t awaited = atomic_load_explicit(&player->awaited_rate_hz, memory_order_relaxed);
	return awaited == atomic_load_explicit(&player->rate_hz, memory_order_relaxed) ? 0 : awaited;
}

/* Hands on the marks that `next_mark` says have been reached; returns how many frames may be played now. */
static size_t pass_marks(struct player *player, bool (*next_mark)(struct flow *, struct mark *, size_t *))
{
	struct mark mark;
	size_t n_frames = 0;
	while (ring_writable(&player->tap.marks) && next_mark(player->from, &mark, &n_frames)) {
		begin(player, &mark);
		flow_write_mark(&player->tap, &mark, 0);
	}
	return awaited_rate_hz(player) ? 0 : n_frames;
}

/* --------------------------------------------------------------- a lack of sound */

static void starve(struct player *player)
{
	if (player->ended || player->starving || awaited_rate_hz(player))
		return;
	player->starving = true;
	player->fade = 0;
	atomic_fetch_add_explicit(&player->counters->n_underruns, 1, memory_order_relaxed);
	/* The source was later than ever: keep more in hand from now on. */
	uint32_t reserve = atomic_load_explicit(&player->from->reserve_frames, memory_order_relaxed);
	float most = MAX_RESERVE_S * (float)atomic_load_explicit(&player->rate_hz, memory_order_relaxed);
	if ((float)reserve * 1.5f <= most)
		atomic_store_explicit(&player->from->reserve_frames, reserve + reserve / 2, memory_order_relaxed);
}

/* Whether there is enough to begin with. A mark ahead means that no more may come before it. */
static bool is_provided(const struct player *player, size_t there)
{
	uint32_t reserve = atomic_load_explicit(&player->from->reserve_frames, memory_order_relaxed);
	return there >= reserve || ring_readable(&player->from->marks) > 0;
}

/* --------------------------------------------------------------- sound */

/* Fade and volume, frame by frame; at rest at unity nothing is touched. */
static void shape(struct player *player, float *stereo, size_t n_frames, float fade_to, float rate_hz)
{
	float volume = atomic_load_explicit(&player->volume, memory_order_relaxed);
	float step = 1 / (FADE_S * rate_hz);
	float share = 1 / (GAIN_S * rate_hz);
	float fade = player->fade, gain = player->gain;
	if (fabsf(volume - gain) < INAUDIBLE)
		gain = volume;
	for (size_t i = 0; i < n_frames && (gain != 1 || volume != 1 || fade != 1 || fade_to != 1); i++) {
		fade = fade < fade_to ? fminf(fade + step, fade_to) : fmaxf(fade - step, fade_to);
		gain += (volume - gain) * share;
		stereo[2 * i] *= fade * gain;
		stereo[2 * i + 1] *= fade * gain;
	}
	player->fade = fade;
	player->gain = gain;
	player->last = (struct stereo_frame){ stereo[2 * n_frames - 2], stereo[2 * n_frames - 1] };
}

/* How many frames may be played now; `*leaves`: they are void, and there only to be faded out. */
static size_t look_ahead(struct player *player, bool *leaves)
{
	size_t there = 0;
	bool sounds = player->fade > 0 && !player->starving && !awaited_rate_hz(player);
	*leaves = sounds && flow_jump_ahead(player->from);
	if (*leaves)
		there = pass_marks(player, flow_next_mark_before_jump);
	*leaves = there > 0;
	return there > 0 ? there : pass_marks(player, flow_next_mark);
}

/* Takes up to `max` frames; returns how many there were. */
static size_t take(struct player *player, float *stereo, size_t max)
{
	float wide[PLAYER_CHUNK_FRAMES * FLOW_MAX_WIDE];
	float rate_hz = (float)atomic_load_explicit(&player->rate_hz, memory_order_relaxed);
	bool paused = atomic_load_explicit(&player->paused, memory_order_relaxed)
		|| atomic_load_explicit(&player->held, memory_order_relaxed);
	bool leaves;
	size_t there = look_ahead(player, &leaves);
	float fade_to = leaves || paused ? 0 : 1;
	if (fade_to == 0 && player->fade == 0)
		return 0;
	if (there == 0) {
		starve(player);
		return 0;
	}
	if (player->starving && !is_provided(player, there))
		return 0;
	player->starving = false;
	size_t n = there < max ? there : max;
	if (n > PLAYER_CHUNK_FRAMES)
		n = PLAYER_CHUNK_FRAMES;
	/* Down to silence and no further: what comes next is a jump, or waits for the end of a pause. */
	size_t n_down = (size_t)(player->fade * FADE_S * rate_hz) + 1;
	if (fade_to == 0 && n > n_down)
		n = n_down;
	n = flow_read(player->from, stereo, wide, player->n_wide, n);
	if (flow_write(&player->tap, stereo, wide, player->n_wide, n) < n)
		atomic_fetch_add_explicit(&player->counters->n_overruns, 1, memory_order_relaxed);
	recorder_frames(&player->recorder, stereo, n);
	shape(player, stereo, n, fade_to, rate_hz);
	return n;
}

static size_t play(struct player *player, float *stereo, size_t n_frames, int64_t heard_ns)
{
	struct player_moment moment = { flow_written(&player->tap), heard_ns };
	size_t done = 0, n = 1;
	while (done < n_frames && n > 0) {
		n = take(player, stereo + 2 * done, n_frames - done);
		if (done == 0 && n > 0) {
			ring_write(&player->moments, &moment, 1);
			flow_note_heard(player->from, flow_position(player->from) - n, heard_ns);
		}
		done += n;
	}
	return done;
}

/* Where sound stops, its last sample rings down instead of making a click. */
static void ring_down(struct player *player, float *stereo, size_t n_frames)
{
	float rate_hz = (float)atomic_load_explicit(&player->rate_hz, memory_order_relaxed);
	float keep = 1 - 1 / (RING_DOWN_S * rate_hz + 1);
	struct stereo_frame last = player->last;
	for (size_t i = 0; i < n_frames; i++) {
		last.left = fabsf(last.left) > INAUDIBLE ? last.left * keep : 0;
		last.right = fabsf(last.right) > INAUDIBLE ? last.right * keep : 0;
		stereo[2 * i] = last.left;
		stereo[2 * i + 1] = last.right;
	}
	player->last = last;
}

/* Whether the device takes frames faster than time goes by, as ALSA's null device does: then it is no clock, and no
 * sound is to be wasted on it. */
static bool runs_wild(struct player *player, size_t n_frames, int64_t now_ns)
{
	uint32_t rate_hz = atomic_load_explicit(&player->rate_hz, memory_order_relaxed);
	int64_t since_ns = now_ns - player->counted_ns;
	if (player->counted_ns == 0 || since_ns > WILD_WINDOW_NS) {
		player->counted_ns = now_ns;
		player->asked_ns = 0;
		since_ns = 0;
	}
	player->asked_ns += rate_hz ? clock_frames_to_ns((int64_t)n_frames, rate_hz) : 0;
	bool wild = player->asked_ns > since_ns + WILD_ALLOWANCE_NS;
	if (wild)
		atomic_store_explicit(&player->wild, true, memory_order_relaxed);
	return wild;
}

void player_count_ahead(const struct player *player)
{
	atomic_store_explicit(
		&player->counters->ring_frames, (uint32_t)flow_readable(player->from), memory_order_relaxed);
}

static void count(struct player *player, int64_t began_ns, size_t n_frames, bool missed)
{
	struct snapshot_counters *counters = player->counters;
	uint32_t rate_hz = atomic_load_explicit(&player->rate_hz, memory_order_relaxed);
	int64_t now_ns = clock_now_ns();
	int64_t period_ns = clock_frames_to_ns((int64_t)n_frames, rate_hz ? rate_hz : 1);
	uint32_t load = period_ns > 0 ? (uint32_t)((now_ns - began_ns) * 1000000 / period_ns) : 0;
	uint32_t mean = atomic_load_explicit(&counters->load_ppm, memory_order_relaxed);
	atomic_store_explicit(&counters->load_ppm, mean - mean / 64 + load / 64, memory_order_relaxed);
	if (load > atomic_load_explicit(&counters->max_load_ppm, memory_order_relaxed))
		atomic_store_explicit(&counters->max_load_ppm, load, memory_order_relaxed);
	if (missed && atomic_load_explicit(&player->on, memory_order_relaxed))
		atomic_fetch_add_explicit(&counters->n_xruns, 1, memory_order_relaxed);
	player_count_ahead(player);
	atomic_store_explicit(&player->called_ns, now_ns, memory_order_relaxed);
}

void player_process(void *context, float *stereo, size_t n_frames, int64_t heard_ns, bool missed)
{
	struct player *player = context;
	int64_t began_ns = clock_now_ns();
	size_t done = 0;
	/* Sequentially consistent, as in player_stop(): either it sees that we are busy, or we that we are off. */
	atomic_store(&player->busy, true);
	if (atomic_load(&player->on) && !runs_wild(player, n_frames, began_ns))
		done = play(player, stereo, n_frames, heard_ns);
	ring_down(player, stereo + 2 * done, n_frames - done);
	atomic_store(&player->busy, false);
	count(player, began_ns, n_frames, missed);
}

/* --------------------------------------------------------------- the other side */

void player_start(struct player *player, uint32_t n_channels, uint32_t rate_hz, bool from_start)
{
	player->n_wide = flow_n_wide(n_channels);
	begin_anew(player, from_start);
	player->ended = false;
	atomic_store_explicit(&player->awaited_rate_hz, rate_hz, memory_order_relaxed);
	atomic_store(&player->on, true);
}

bool player_stop(struct player *player)
{
	atomic_store(&player->on, false);
	bool stopped = !atomic_load(&player->busy);
	if (!stopped)
		atomic_store(&player->on, true); /* as it was: it goes on if nobody asks again */
	return stopped;
}

size_t player_heard(struct player *player, size_t n_frames, int64_t *heard_ns)
{
	uint64_t position = ring_position(&player->tap.sound);
	uint32_t rate_hz = atomic_load_explicit(&player->rate_hz, memory_order_relaxed);
	struct player_moment next;
	size_t n_next;
	while ((n_next = ring_peek(&player->moments, &next, 1)) && next.at <= position) {
		player->moment = next;
		ring_drop(&player->moments, 1);
	}
	int64_t since = (int64_t)(position - player->moment.at);
	*heard_ns = player->moment.heard_ns + clock_frames_to_ns(since, rate_hz ? rate_hz : 1);
	return n_next && next.at - position < n_frames ? (size_t)(next.at - position) : n_frames;
}

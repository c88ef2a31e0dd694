/* Rings of one writer and one reader: each element, each frame is there once, in order. */
#include <sched.h>
#include <stdlib.h>

#include "base/ring.h"
#include "control/recording.h"
#include "engine/flow.h"
#include "stress.h"

/* Integers that a float holds exactly. */
enum { EXACT = 1 << 23 };

static void abort_unless(bool good)
{
	if (!good)
		abort();
}

/* --------------------------------------------------------------- base/ring */

enum { MOST_ELEMENTS = 100 };

static void make_elements(void *memory)
{
	abort_unless(ring_init(memory, sizeof(uint64_t), 64, NULL));
}

static void free_elements(void *memory)
{
	ring_fini(memory);
}

static void write_elements(struct stress_worker *worker)
{
	struct ring *ring = worker->memory;
	uint64_t elements[MOST_ELEMENTS];
	while (stress_goes_on(worker)) {
		size_t n = stress_random(worker) % MOST_ELEMENTS;
		for (size_t i = 0; i < n; i++)
			elements[i] = stress_mix(ring_written(ring) + i);
		if (ring_write(ring, elements, n) < n)
			sched_yield();
	}
}

static void read_elements(struct stress_worker *worker)
{
	struct ring *ring = worker->memory;
	uint64_t elements[MOST_ELEMENTS];
	while (stress_goes_on(worker)) {
		uint64_t at = ring_position(ring);
		size_t most = stress_random(worker) % MOST_ELEMENTS;
		size_t n
			= stress_random(worker) % 2 ? ring_read(ring, elements, most) : ring_peek(ring, elements, most);
		bool whole = true;
		for (size_t i = 0; i < n; i++)
			whole = whole && elements[i] == stress_mix(at + i);
		if (n)
			stress_count(worker, n, whole);
		else
			stress_count_unanswered(worker);
	}
}

const struct stress_scenario stress_elements = {
	.name = "elements",
	.n_bytes = sizeof(struct ring),
	.init = make_elements,
	.fini = free_elements,
	.has_pointers = true,
	.roles = { { write_elements, 1, false, false }, { read_elements, 1, false, false } },
};

/* --------------------------------------------------------------- engine/flow */

enum { FLOW_FRAMES = 2048, MOST_FRAMES = 300 };

static void make_frames(void *memory)
{
	abort_unless(flow_init(memory, FLOW_FRAMES, NULL));
}

static void free_frames(void *memory)
{
	flow_fini(memory);
}

static float frame_value(int64_t frame, uint32_t channel)
{
	return (float)((frame * FLOW_MAX_WIDE + channel) % EXACT);
}

static void tell_frames(int64_t first, uint32_t n_wide, size_t n, struct stereo_frame *stereo, float *wide)
{
	for (size_t i = 0; i < n; i++) {
		stereo[i].left = frame_value(first + (int64_t)i, 0);
		stereo[i].right = -stereo[i].left;
		for (uint32_t c = 0; c < n_wide; c++)
			wide[i * n_wide + c] = frame_value(first + (int64_t)i, c);
	}
}

static bool are_told_frames(
	int64_t first, uint32_t n_wide, size_t n, const struct stereo_frame *stereo, const float *wide)
{
	for (size_t i = 0; i < n; i++) {
		float left = frame_value(first + (int64_t)i, 0);
		if (stereo[i].left != left || stereo[i].right != -left)
			return false;
		for (uint32_t c = 0; c < n_wide; c++)
			if (wide[i * n_wide + c] != frame_value(first + (int64_t)i, c))
				return false;
	}
	return true;
}

/* Tracks of few and of many channels, from anywhere, some of them a jump. */
static void write_frames(struct stress_worker *worker)
{
	struct flow *flow = worker->memory;
	struct stereo_frame stereo[MOST_FRAMES];
	float wide[MOST_FRAMES * FLOW_MAX_WIDE];
	struct mark mark = { .rate_hz = 48000 };
	int64_t at = 0;
	uint32_t n_wide = 0;
	while (stress_goes_on(worker)) {
		size_t n = stress_random(worker) % MOST_FRAMES;
		if (n % 5 == 0 || !mark.track.info.n_channels) {
			mark.jump = n % 3 == 0;
			mark.position_frame = at = (int64_t)(stress_random(worker) % EXACT);
			mark.track.info.n_channels = 1 + (uint32_t)(stress_random(worker) % (FLOW_MAX_WIDE + 2));
			while (!flow_write_mark(flow, &mark, 0) && stress_goes_on(worker))
				sched_yield();
			n_wide = flow_n_wide(mark.track.info.n_channels);
		}
		tell_frames(at, n_wide, n, stereo, wide);
		size_t n_taken = flow_write(flow, &stereo->left, wide, n_wide, n);
		at += (int64_t)n_taken;
		if (n_taken < n)
			sched_yield();
	}
}

static void read_frames(struct stress_worker *worker)
{
	struct flow *flow = worker->memory;
	struct stereo_frame stereo[MOST_FRAMES];
	float wide[MOST_FRAMES * FLOW_MAX_WIDE];
	struct mark mark;
	int64_t at = 0;
	uint32_t n_wide = 0;
	while (stress_goes_on(worker)) {
		size_t there, most = 1 + stress_random(worker) % (MOST_FRAMES - 1);
		if (flow_next_mark(flow, &mark, &there)) {
			at = mark.position_frame;
			n_wide = flow_n_wide(mark.track.info.n_channels);
		}
		size_t n = there < most ? there : most;
		n = most % 7 ? flow_read(flow, &stereo->left, wide, n_wide, n) : flow_drop(flow, n_wide, n);
		if (n == 0)
			stress_count_unanswered(worker);
		else if (most % 7)
			stress_count(worker, n, are_told_frames(at, n_wide, n, stereo, wide));
		at += (int64_t)n;
	}
}

const struct stress_scenario stress_frames = {
	.name = "frames",
	.n_bytes = sizeof(struct flow),
	.init = make_frames,
	.fini = free_frames,
	.has_pointers = true,
	.roles = { { write_frames, 1, false, false }, { read_frames, 1, false, false } },
};

/* --------------------------------------------------------------- control/recording */

enum { RATE_FRAMES = 4096, FIRST_RATE_HZ = 44100 };

static void make_recording(void *memory)
{
	recording_init(memory);
	recording_begin(memory);
}

static uint32_t rate_at(uint64_t position)
{
	return FIRST_RATE_HZ + (uint32_t)(position / RATE_FRAMES % 3);
}

/* Each frame is its place in the ring, so that whoever goes on knows what comes next. */
static void write_recording(struct stress_worker *worker)
{
	struct recording *recording = worker->memory;
	struct stereo_frame stereo[MOST_FRAMES];
	while (stress_goes_on(worker)) {
		uint64_t at = atomic_load(&recording->written);
		size_t n = 1 + stress_random(worker) % (MOST_FRAMES - 1), left = RATE_FRAMES - at % RATE_FRAMES;
		n = n < left ? n : left;
		tell_frames((int64_t)at, 0, n, stereo, NULL);
		recording_write(recording, rate_at(at), &stereo->left, n);
		recording_rouse(recording);
		if (atomic_load(&recording->written) - at < n)
			sched_yield();
	}
}

static void take_recording(struct stress_worker *worker)
{
	struct recording *recording = worker->memory;
	struct stereo_frame stereo[MOST_FRAMES];
	while (stress_goes_on(worker)) {
		const uint64_t at = recording_first(recording);
		uint64_t until = at;
		uint32_t rate_hz = 0;
		size_t n = recording_take(
			recording, &until, &stereo->left, stress_random(worker) % MOST_FRAMES, &rate_hz);
		bool whole = are_told_frames((int64_t)at, 0, n, stereo, NULL) && rate_hz == rate_at(at);
		recording_let_go(recording, until);
		if (n)
			stress_count(worker, n, whole && (at + n - 1) / RATE_FRAMES == at / RATE_FRAMES);
		else
			stress_count_unanswered(worker);
	}
}

const struct stress_scenario stress_recording = {
	.name = "recording",
	.n_bytes = sizeof(struct recording),
	.init = make_recording,
	.roles = { { write_recording, 1, false, true }, { take_recording, 1, false, true } },
};

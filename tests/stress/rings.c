/* Rings of one writer and one reader: each element, each frame is there once, in order. */
#include <sched.h>

#include "base/ring.h"
#include "control/recording.h"
#include "stress.h"
#include "told_sound.h"

/* --------------------------------------------------------------- base/ring */

enum { MOST_ELEMENTS = 100, N_ELEMENTS = 64 };

struct elements {
	struct ring_positions at;
	uint64_t data[N_ELEMENTS];
};

static struct ring ring_of(struct elements *elements)
{
	struct ring ring;
	ring_place(&ring, &elements->at, elements->data, sizeof *elements->data, N_ELEMENTS, 0);
	return ring;
}

static void write_elements(struct stress_worker *worker)
{
	struct ring ring = ring_of(worker->memory);
	uint64_t elements[MOST_ELEMENTS];
	while (stress_goes_on(worker)) {
		size_t n = stress_random(worker) % MOST_ELEMENTS;
		for (size_t i = 0; i < n; i++)
			elements[i] = stress_mix(ring_written(&ring) + i);
		if (ring_write(&ring, elements, n) < n)
			sched_yield();
	}
}

static void read_elements(struct stress_worker *worker)
{
	struct ring ring = ring_of(worker->memory);
	uint64_t elements[MOST_ELEMENTS];
	while (stress_goes_on(worker)) {
		uint64_t at = ring_position(&ring);
		size_t most = stress_random(worker) % MOST_ELEMENTS;
		size_t n = stress_random(worker) % 2 ? ring_read(&ring, elements, most)
						     : ring_peek(&ring, elements, most);
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
	.n_bytes = sizeof(struct elements),
	.roles = { { write_elements, 1, false, true }, { read_elements, 1, false, true } },
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

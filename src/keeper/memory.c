#include "keeper/memory.h"

#include <unistd.h>

#include "snapshot/kept.h"
#include "snapshot/outline.h"
#include "snapshot/shared.h"

/* Makes one sealed object and lets `fill` write its header; -1 on failure. */
static int make(const char *name, size_t bytes, void (*fill)(void *map), struct err *err)
{
	int fd = shared_create(name, bytes, err);
	if (fd < 0)
		return -1;
	size_t size;
	void *map = shared_map(fd, bytes, true, &size, err);
	if (!map) {
		close(fd);
		return -1;
	}
	fill(map);
	shared_unmap(map, size);
	return fd;
}

static void fill_ring(void *map)
{
	snapshot_ring_init(map);
}

static void fill_state(void *map)
{
	run_state_init(map);
}

static void fill_recording(void *map)
{
	recording_init(map);
}

static void fill_kept(void *map)
{
	kept_init(map);
}

static void fill_outlines(void *map)
{
	outlines_init(map);
}

bool memory_init(struct memory *memory, int session_fd, int queue_fd, struct err *err)
{
	*memory = MEMORY_NONE;
	memory->session_fd = session_fd;
	memory->queue_fd = queue_fd;
	memory->ring_fd = make("termviz-ring", sizeof(struct snapshot_ring), fill_ring, err);
	if (memory->ring_fd < 0)
		return false;
	memory->state_fd = make("termviz-state", sizeof(struct run_state_page), fill_state, err);
	if (memory->state_fd < 0)
		return false;
	memory->recording_fd = make("termviz-recording", sizeof(struct recording), fill_recording, err);
	if (memory->recording_fd < 0)
		return false;
	memory->held_fd = shared_create("termviz-decoded", SESSION_HELD_BYTES, err);
	if (memory->held_fd < 0)
		return false;
	memory->kept_fd = make("termviz-kept", sizeof(struct kept), fill_kept, err);
	if (memory->kept_fd < 0)
		return false;
	memory->outlines_fd = make("termviz-outlines", sizeof(struct outlines), fill_outlines, err);
	if (memory->outlines_fd < 0)
		return false;
	memory->ring_read_only_fd = shared_read_only(memory->ring_fd, err);
	memory->state_read_only_fd = shared_read_only(memory->state_fd, err);
	memory->queue_read_only_fd = shared_read_only(memory->queue_fd, err);
	memory->outlines_read_only_fd = shared_read_only(memory->outlines_fd, err);
	if (memory->ring_read_only_fd < 0 || memory->state_read_only_fd < 0 || memory->queue_read_only_fd < 0
		|| memory->outlines_read_only_fd < 0)
		return false;
	memory->session = shared_map(session_fd, sizeof(struct session), true, &memory->session_bytes, err);
	memory->queue = shared_map(queue_fd, sizeof(struct queue), true, &memory->queue_bytes, err);
	memory->recording
		= shared_map(memory->recording_fd, sizeof(struct recording), true, &memory->recording_bytes, err);
	return memory->session && memory->queue && memory->recording
		&& session_check(memory->session, memory->session_bytes, err)
		&& queue_check(memory->queue, memory->queue_bytes, err);
}

void memory_fini(struct memory *memory)
{
	const int fds[] = { memory->ring_fd, memory->state_fd, memory->session_fd, memory->queue_fd,
		memory->recording_fd, memory->held_fd, memory->kept_fd, memory->outlines_fd, memory->ring_read_only_fd,
		memory->state_read_only_fd, memory->queue_read_only_fd, memory->outlines_read_only_fd };
	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	shared_unmap(memory->session, memory->session_bytes);
	shared_unmap(memory->queue, memory->queue_bytes);
	shared_unmap(memory->recording, memory->recording_bytes);
	*memory = MEMORY_NONE;
}

bool memory_read_state(const struct memory *memory, struct run_state *state)
{
	size_t size;
	struct run_state_page *page = shared_map(memory->state_read_only_fd, sizeof *page, false, &size, NULL);
	if (!page)
		return false;
	bool there = run_state_read(page, state, NULL);
	shared_unmap(page, size);
	return there;
}

bool memory_read_counts(const struct memory *memory, struct memory_counts *counts)
{
	size_t size;
	struct snapshot_ring *ring = shared_map(memory->ring_read_only_fd, sizeof *ring, false, &size, NULL);
	if (!ring)
		return false;
	const struct snapshot_counters *from = &ring->counters;
	*counts = (struct memory_counts){
		.n_published = atomic_load_explicit(&ring->n_published, memory_order_relaxed),
		.n_underruns = atomic_load_explicit(&from->n_underruns, memory_order_relaxed),
		.n_xruns = atomic_load_explicit(&from->n_xruns, memory_order_relaxed),
		.load_ppm = atomic_load_explicit(&from->load_ppm, memory_order_relaxed),
		.max_load_ppm = atomic_load_explicit(&from->max_load_ppm, memory_order_relaxed),
		.n_overruns = atomic_load_explicit(&from->n_overruns, memory_order_relaxed),
		.n_bad_samples = atomic_load_explicit(&from->n_bad_samples, memory_order_relaxed),
		.ring_frames = atomic_load_explicit(&from->ring_frames, memory_order_relaxed),
		.ring_capacity = atomic_load_explicit(&from->ring_capacity, memory_order_relaxed),
		.output_rate_hz = atomic_load_explicit(&from->output_rate_hz, memory_order_relaxed),
		.output_latency_us = atomic_load_explicit(&from->output_latency_us, memory_order_relaxed),
	};
	shared_unmap(ring, size);
	return true;
}

/* A ring and a run state of any content: readers end, and believe nothing that is not sane. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "snapshot/ring.h"
#include "snapshot/run_state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input is laid over the ring again and again from a slot's start on, so that few bytes reach every field. */
static void fill(struct snapshot_ring *ring, const uint8_t *data, size_t size)
{
	size_t n = size < sizeof ring->slots[0] ? size : sizeof ring->slots[0];
	for (size_t i = 0; i < 12; i++)
		memcpy((void *)&ring->slots[i], data, n);
	for (size_t i = 0; i < 12 && n > 64; i++) {
		ring->slots[i].sequence &= ~1u;
		ring->slots[i].front[0] = i; /* the index */
	}
	memcpy(ring->bins, data, size < sizeof ring->bins ? size : sizeof ring->bins);
	ring->bins_whole_from = size;
	ring->n_published = size ? data[0] % 16 : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct snapshot_ring ring;
	static struct snapshot snapshot;
	static const struct snapshot_wish everything = { SNAPSHOT_ALL_CHANNELS, SNAPSHOT_ALL_LEVELS };
	struct snapshot_reader reader = { .ring = &ring };
	struct run_state_page page = { 0 };
	struct run_state state;
	int64_t heard_ns;
	memset(&ring, 0, offsetof(struct snapshot_ring, slots) + 16 * sizeof ring.slots[0]);
	snapshot_ring_init(&ring);
	fill(&ring, data, size);
	snapshot_reader_next_heard(&reader, &heard_ns);
	while (snapshot_reader_next(&reader, &everything, &snapshot))
		if (!snapshot_is_sane(&snapshot, snapshot.head.renewed))
			abort();
	memcpy(&page, data, size < sizeof page ? size : sizeof page);
	page.sequence &= ~1u;
	if (run_state_read(&page, &state, NULL)
		&& (state.phase > RUN_DRAINING || strlen(state.title) >= sizeof state.title))
		abort();
	run_state_check(&page, size, NULL);
	snapshot_ring_check(&ring, size, NULL);
	return 0;
}

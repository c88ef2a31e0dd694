/* A ring of any content: its readers end, and believe nothing that is not sane. */
#include "fuzz.h"
#include "snapshot/ring.h"

enum { N_FILLED = 12, BINS_FILLED = 65536 };

/* The input is laid over the ring again and again from a slot's start on, so that few bytes reach every field. */
static void fill(struct snapshot_ring *ring, const uint8_t *data, size_t n)
{
	for (size_t i = 0; i < N_FILLED; i++) {
		struct taken from = { data, n };
		take_bytes(&from, (void *)&ring->slots[i], sizeof ring->slots[i]);
		if (n > 64) {
			ring->slots[i].sequence &= ~1u;
			ring->slots[i].front[0] = i; /* the index */
		}
	}
	struct taken from = { data, n };
	take_bytes(&from, ring->bins, BINS_FILLED);
	ring->bins_whole_from = n;
	ring->n_published = n ? data[0] % 16 : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct snapshot_ring ring;
	static struct snapshot snapshot;
	static const struct snapshot_wish everything
		= { SNAPSHOT_ALL_CHANNELS, SNAPSHOT_ALL_LEVELS, SNAPSHOT_ALL_BESIDE };
	struct snapshot_reader reader = { .ring = &ring };
	int64_t heard_ns;
	memset(&snapshot, 0, sizeof snapshot);
	snapshot_ring_init(&ring);
	fill(&ring, data, n);
	snapshot_reader_next_heard(&reader, &heard_ns);
	snapshot_reader_is_quiet(&reader, 1);
	while (snapshot_reader_next(&reader, &everything, &snapshot))
		require(snapshot_is_sane(&snapshot, snapshot.head.silent ? 0 : snapshot.head.published));
	snapshot_ring_check(&ring, n, NULL);
	return 0;
}

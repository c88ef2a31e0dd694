/* What adds up over a track, left by an engine that went mad: who goes on from it measures numbers, and comes to an
 * end. */
#include "analysis/analysis.h"
#include "fuzz.h"

/* A block is as long as a hop of the loudness. */
enum { RATE_HZ = 48000, BLOCK_FRAMES = 4800, MOST_CHANGES = 24 };

static struct snapshot_ring ring;
static struct kept kept;
static float stereo[2 * BLOCK_FRAMES];

/* One engine's life. */
static void measure(int n_blocks)
{
	static struct analysis analysis;
	memset(&analysis, 0, sizeof analysis);
	require(analysis_init(&analysis, &ring, &kept, WINDOW_HANN, NULL));
	analysis_set_measures(&analysis, SNAPSHOT_ALL_MEASURES);
	require(analysis_start(&analysis, RATE_HZ, 2, NULL));
	for (int i = 0; i < n_blocks; i++) {
		const struct analysis_block block = { .stereo = stereo, .n_frames = BLOCK_FRAMES };
		analysis_process(&analysis, &block);
		require(snapshot_measures_are_sane(&analysis.writer.snapshot.measures, 2));
	}
	analysis_fini(&analysis);
}

static size_t bytes_used(void)
{
	size_t n = 0;
	for (size_t i = 0; i < n_analyzers; i++)
		n += (analyzer_table[i]->kept_bytes + KEPT_ALIGNMENT - 1) / KEPT_ALIGNMENT * KEPT_ALIGNMENT;
	return n;
}

static void go_mad(struct taken *from)
{
	static const uint32_t extremes[]
		= { 0, 1, UINT32_MAX, 0x7f800000, 0x7fc00000, 0x7fefffff, 0x80000000, 0x7f7fffff };
	const unsigned how = take_byte(from);
	const size_t at = take_u32(from) % (bytes_used() / 4) * 4;
	const uint32_t word = how % 16 < 8 ? extremes[how % 8] : take_u32(from);
	for (size_t i = 0; i <= how / 32u && at + 4 * i < sizeof kept.bytes; i++)
		memcpy(kept.bytes + at + 4 * i, &word, sizeof word);
}

/* What is left of one that was sane, the same each time: to measure takes long. */
static void leave(void)
{
	enum { N_BLOCKS = 8 };
	static struct kept left;
	if (!left.magic) {
		kept_init(&kept);
		snapshot_ring_init(&ring);
		for (int i = 0; i < 2 * BLOCK_FRAMES; i++)
			stereo[i] = (float)(i % 97) / 97 - 0.5f;
		measure(N_BLOCKS);
		left = kept;
	}
	kept = left;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	leave();
	for (int i = 0; i < MOST_CHANGES && from.n > 0; i++)
		go_mad(&from);
	measure(1);
	return 0;
}

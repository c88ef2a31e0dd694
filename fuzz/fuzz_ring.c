/* A snapshot ring that is written, read, and written over by a process that has gone mad, in any order. As long as none
 * has, a reader gets what was published, and nothing else; from then on, nothing that is not sane. */
#include <math.h>

#include "fuzz.h"
#include "snapshot/ring.h"

enum { MOST_STEPS = 400, MOST_PUBLISHED = 400, BINS_CLEARED = 1 << 19 };

static struct snapshot_ring ring;
static struct snapshot_writer writer;
static struct snapshot copy;
static struct snapshot_reader reader;
/* Which snapshot renewed the bins of each level, as of each snapshot: that is also their value. */
static uint32_t renewed_by[MOST_PUBLISHED][SNAPSHOT_N_LEVELS];
static bool is_mad;

static void reset(void)
{
	memset(&ring, 0, offsetof(struct snapshot_ring, bins) + BINS_CLEARED);
	memset(&copy, 0, sizeof copy);
	snapshot_ring_init(&ring);
	snapshot_writer_init(&writer, &ring);
	snapshot_reader_init(&reader, &ring);
	is_mad = false;
	writer.snapshot.head = (struct snapshot_head){ .rate_hz = 48000, .n_frames = 256, .n_source_channels = 2 };
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		writer.snapshot.head.levels[l] = (struct snapshot_level){ 8u + (uint32_t)l, 1, 512, 256 };
}

/* --------------------------------------------------------------- what is written */

static void publish(struct taken *from)
{
	struct snapshot_head *head = &writer.snapshot.head;
	const uint32_t index = (uint32_t)ring.n_published, channels = head->channels, published = head->published;
	if (is_mad || index >= MOST_PUBLISHED)
		return;
	if (take_byte(from) % 8 == 0) {
		head->channels = take_u32(from) & SNAPSHOT_ALL_CHANNELS;
		head->published = take_u32(from) & SNAPSHOT_ALL_LEVELS;
	}
	const bool all = (head->channels & ~channels) || (head->published & ~published) || index % 100 == 0;
	head->renewed = all ? head->published : take_u32(from) & head->published;
	head->silent = !all && take_byte(from) % 8 == 0;
	head->measured = take_byte(from) % 4 == 0 ? SNAPSHOT_ALL_BESIDE : 0;
	writer.snapshot.wave.n_points = 64;
	for (uint32_t i = 0; i < 64; i++)
		writer.snapshot.wave.points[i][0] = writer.snapshot.wave.points[i][1] = (float)index;
	if (index > 0)
		memcpy(renewed_by[index], renewed_by[index - 1], sizeof renewed_by[index]);
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		if (!(head->renewed & 1u << l))
			continue;
		renewed_by[index][l] = index;
		for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
			for (uint32_t k = 0; k < head->levels[l].n_bins; k++)
				writer.snapshot.bins[c][snapshot_level_first[l] + k] = (float)index;
	}
	snapshot_writer_publish(&writer);
}

static void go_mad(struct taken *from)
{
	static const size_t parts[]
		= { 0, offsetof(struct snapshot_ring, slots), offsetof(struct snapshot_ring, bins) };
	const unsigned part = take_byte(from) % 4;
	uint32_t word = take_u32(from);
	size_t at = offsetof(struct snapshot_ring, slots) + take_byte(from) % 4 * sizeof ring.slots[0]
		+ take_byte(from) * sizeof word;
	if (part < 3)
		at = parts[part] + take_u32(from) % (part == 0 ? parts[1] : 4096) / 4 * 4;
	is_mad = true;
	memcpy((char *)&ring + at, &word, sizeof word);
}

/* --------------------------------------------------------------- what is read */

static void require_true(void)
{
	require(copy.head.index < ring.n_published);
	for (uint32_t i = 0; (copy.head.measured & SNAPSHOT_BIT(SNAPSHOT_WAVE)) && i < copy.wave.n_points; i++)
		require(copy.wave.points[i][1] == (float)copy.head.index);
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
			if (!copy.head.silent && (copy.head.published & 1u << l)
				&& (copy.head.channels & SNAPSHOT_BIT(c)))
				require(copy.bins[c][snapshot_level_first[l]] == (float)renewed_by[copy.head.index][l]);
}

static void read(struct taken *from)
{
	static struct snapshot_wish wish;
	if (take_byte(from) % 8 == 0)
		wish = (struct snapshot_wish){ take_u32(from), take_u32(from), take_u32(from) };
	int64_t heard_ns;
	snapshot_reader_next_heard(&reader, &heard_ns);
	snapshot_reader_is_quiet(&reader, 0.5f);
	if (!snapshot_reader_next(&reader, &wish, &copy))
		return;
	require(snapshot_is_sane(&copy, copy.head.silent ? 0 : copy.head.published));
	require((copy.head.channels & ~wish.channels) == 0 && (copy.head.published & ~wish.levels) == 0
		&& (copy.head.measured & ~wish.measures) == 0);
	if (!is_mad)
		require_true();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	reset();
	for (int i = 0; i < MOST_STEPS && from.n > 0; i++) {
		const unsigned step = take_byte(&from);
		if (step < 128)
			publish(&from);
		else if (step < 240)
			read(&from);
		else
			go_mad(&from);
	}
	snapshot_ring_check(&ring, sizeof ring, NULL);
	return 0;
}

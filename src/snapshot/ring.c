#include "snapshot/ring.h"

#include "snapshot/words.h"

enum { MAX_TRIES = 8 };

_Static_assert(sizeof(struct snapshot_head) == 144, "the head's layout is fixed");
_Static_assert(offsetof(struct snapshot_head, level_centre_ns_before) == 72, "the head's layout is fixed");
_Static_assert(offsetof(struct snapshot_head, levels) == 96, "the head's layout is fixed");
_Static_assert(sizeof(struct snapshot_channel) == 16 + 3 * 1028 * 4, "a channel's layout is fixed");
_Static_assert(offsetof(struct snapshot_slot, snapshot) % 8 == 0, "words can be copied");
_Static_assert(sizeof(struct snapshot_slot) % 8 == 0, "words can be copied");
_Static_assert(offsetof(struct snapshot_ring, slots) % 8 == 0, "words can be copied");

void snapshot_ring_init(struct snapshot_ring *ring)
{
	ring->magic = SNAPSHOT_MAGIC;
	ring->layout_version = SNAPSHOT_LAYOUT_VERSION;
	ring->header_bytes = offsetof(struct snapshot_ring, slots);
	ring->slot_bytes = sizeof(struct snapshot_slot);
	ring->n_slots = SNAPSHOT_N_SLOTS;
}

bool snapshot_ring_check(const struct snapshot_ring *ring, size_t size, struct err *err)
{
	if (size < sizeof *ring || ring->magic != SNAPSHOT_MAGIC)
		return err_set(err, ERR_VERSION, "snapshot ring: this is not a run of termviz");
	if (ring->layout_version != SNAPSHOT_LAYOUT_VERSION || ring->n_slots != SNAPSHOT_N_SLOTS
		|| ring->header_bytes != offsetof(struct snapshot_ring, slots)
		|| ring->slot_bytes != sizeof(struct snapshot_slot))
		return err_set(err, ERR_VERSION,
			"snapshot ring: of another version of termviz; end that run and start it again");
	return true;
}

/* --------------------------------------------------------------- writer */

void snapshot_writer_init(struct snapshot_writer *writer, struct snapshot_ring *ring)
{
	*writer = (struct snapshot_writer){ .ring = ring };
	atomic_fetch_add_explicit(&ring->writer_epoch, 1, memory_order_relaxed);
}

/* Bytes of a level's bins, in whole words. */
static size_t bins_bytes(const struct snapshot_level *level)
{
	return (level->n_bins * sizeof(float) + 7) / 8 * 8;
}

static void store(struct snapshot_slot *slot, const struct snapshot_writer *writer)
{
	const struct snapshot *snapshot = &writer->snapshot;
	words_store(slot->bins_in, writer->bins_in, sizeof slot->bins_in);
	words_store(&slot->snapshot.head, &snapshot->head, sizeof snapshot->head);
	if (snapshot->head.measured)
		words_store(&slot->snapshot.measures, &snapshot->measures, sizeof snapshot->measures);
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++) {
		const struct snapshot_channel *from = &snapshot->channels[c];
		struct snapshot_channel *to = &slot->snapshot.channels[c];
		if (!(snapshot->head.channels & SNAPSHOT_BIT(c)))
			continue;
		words_store(to, from, offsetof(struct snapshot_channel, bins));
		for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
			if (snapshot->head.renewed & 1u << l)
				words_store(to->bins[l], from->bins[l], bins_bytes(&snapshot->head.levels[l]));
	}
}

void snapshot_writer_publish(struct snapshot_writer *writer)
{
	struct snapshot_ring *ring = writer->ring;
	uint64_t index = atomic_load_explicit(&ring->n_published, memory_order_relaxed);
	struct snapshot_slot *slot = &ring->slots[index % SNAPSHOT_N_SLOTS];
	writer->snapshot.head.index = index;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		if (writer->snapshot.head.renewed & 1u << l)
			writer->bins_in[l] = index;
	/* Odd from here on, also if a writer that died in mid-write has left it odd. */
	uint32_t sequence = atomic_load_explicit(&slot->sequence, memory_order_relaxed) | 1u;
	atomic_store_explicit(&slot->sequence, sequence, memory_order_relaxed);
	/* Pairs with the acquire fence in is_whole(): who sees any of the new words sees the odd sequence. */
	atomic_thread_fence(memory_order_release);
	store(slot, writer);
	/* Pairs with the acquire load in begin_load(): who sees the even sequence sees all of the new words. */
	atomic_store_explicit(&slot->sequence, sequence + 1, memory_order_release);
	/* Pairs with the acquire load in newest(). */
	atomic_store_explicit(&ring->n_published, index + 1, memory_order_release);
}

/* --------------------------------------------------------------- reader */

static uint64_t newest(const struct snapshot_reader *reader)
{
	return atomic_load_explicit(&reader->ring->n_published, memory_order_acquire);
}

void snapshot_reader_init(struct snapshot_reader *reader, const struct snapshot_ring *ring)
{
	*reader = (struct snapshot_reader){ .ring = ring };
	uint64_t n = newest(reader);
	reader->next = n ? n - 1 : 0;
}

/* Sets the reader to a snapshot that is there: not one that has been overwritten, nor (should the count have been
 * tampered with, or be another ring's) one far in the future. */
static bool catch_up(struct snapshot_reader *reader)
{
	/* The oldest slot may be the one being overwritten. */
	enum { KEPT = SNAPSHOT_N_SLOTS - 1 };
	uint64_t n = newest(reader);
	if (reader->next > n)
		reader->next = n;
	if (n - reader->next > KEPT) {
		reader->n_missed += n - reader->next - KEPT;
		reader->next = n - KEPT;
	}
	return reader->next < n;
}

static uint32_t begin_load(const struct snapshot_slot *slot)
{
	return atomic_load_explicit(&slot->sequence, memory_order_acquire);
}

/* Whether what has been copied since begin_load() is of one piece. */
static bool is_whole(const struct snapshot_slot *slot, uint32_t sequence)
{
	atomic_thread_fence(memory_order_acquire);
	return !(sequence & 1) && atomic_load_explicit(&slot->sequence, memory_order_relaxed) == sequence;
}

static const struct snapshot_slot *slot_of(const struct snapshot_reader *reader, uint64_t index)
{
	return &reader->ring->slots[index % SNAPSHOT_N_SLOTS];
}

/* Copies the head and where the bins are. False: torn each time, or not the snapshot of this index. */
static bool load_head(
	const struct snapshot_reader *reader, uint64_t index, struct snapshot_head *head, uint64_t *bins_in)
{
	const struct snapshot_slot *slot = slot_of(reader, index);
	for (int i = 0; i < MAX_TRIES; i++) {
		uint32_t sequence = begin_load(slot);
		words_load(head, &slot->snapshot.head, sizeof *head);
		words_load(bins_in, slot->bins_in, sizeof slot->bins_in);
		if (is_whole(slot, sequence))
			return head->index == index;
	}
	return false;
}

/* Copies what the slot of snapshot `index` has of the channels: readings, or one level's bins (`level` >= 0). */
static bool load_part(const struct snapshot_reader *reader, uint64_t index, int level, struct snapshot *to)
{
	const struct snapshot_slot *slot = slot_of(reader, index);
	uint64_t found;
	uint32_t sequence = begin_load(slot);
	words_load(&found, &slot->snapshot.head.index, sizeof found);
	if (level < 0 && to->head.measured)
		words_load(&to->measures, &slot->snapshot.measures, sizeof to->measures);
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++) {
		const struct snapshot_channel *from = &slot->snapshot.channels[c];
		if (!(to->head.channels & SNAPSHOT_BIT(c)))
			continue;
		if (level >= 0)
			words_load(to->channels[c].bins[level], from->bins[level], bins_bytes(&to->head.levels[level]));
		else
			words_load(&to->channels[c], from, offsetof(struct snapshot_channel, bins));
	}
	return is_whole(slot, sequence) && found == index;
}

bool snapshot_reader_next_heard(struct snapshot_reader *reader, int64_t *heard_ns)
{
	struct snapshot_head head;
	uint64_t bins_in[SNAPSHOT_N_LEVELS];
	for (int i = 0; i < SNAPSHOT_N_SLOTS && catch_up(reader); i++) {
		if (load_head(reader, reader->next, &head, bins_in)) {
			*heard_ns = head.heard_ns;
			return true;
		}
		reader->next++;
		reader->n_missed++;
	}
	return false;
}

static void forget(struct snapshot_reader *reader)
{
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		reader->has[l] = 0;
}

/* Brings the copy's bins up to date; names in head.renewed those that are new to it. */
static bool load_bins(struct snapshot_reader *reader, const uint64_t *bins_in, struct snapshot *snapshot)
{
	if (reader->has_channels != snapshot->head.channels)
		forget(reader);
	reader->has_channels = snapshot->head.channels;
	snapshot->head.renewed = 0;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		if (reader->has[l] == bins_in[l] + 1)
			continue;
		reader->has[l] = 0; /* until it is whole */
		if (bins_in[l] > snapshot->head.index || !load_part(reader, bins_in[l], l, snapshot))
			return false;
		reader->has[l] = bins_in[l] + 1;
		snapshot->head.renewed |= 1u << l;
	}
	return true;
}

static bool load(struct snapshot_reader *reader, uint64_t index, uint32_t channels, struct snapshot *snapshot)
{
	uint64_t bins_in[SNAPSHOT_N_LEVELS];
	if (!load_head(reader, index, &snapshot->head, bins_in))
		return false;
	/* First the head alone: the sizes in it are about to be used. */
	channels &= snapshot->head.channels & SNAPSHOT_ALL_CHANNELS;
	uint32_t measured = snapshot->head.measured & SNAPSHOT_ALL_MEASURES;
	snapshot->head.channels = 0;
	snapshot->head.measured = 0;
	if (!snapshot_is_sane(snapshot, 0))
		return false;
	snapshot->head.channels = channels;
	snapshot->head.measured = measured;
	if (!load_part(reader, index, -1, snapshot))
		return false;
	if (snapshot->head.silent)
		snapshot->head.renewed = 0;
	else if (!load_bins(reader, bins_in, snapshot))
		return false;
	if (snapshot_is_sane(snapshot, snapshot->head.renewed))
		return true;
	forget(reader);
	return false;
}

bool snapshot_reader_next(struct snapshot_reader *reader, uint32_t channels, struct snapshot *snapshot)
{
	for (int i = 0; i < SNAPSHOT_N_SLOTS && catch_up(reader); i++) {
		if (load(reader, reader->next++, channels, snapshot))
			return true;
		reader->n_missed++;
	}
	return false;
}

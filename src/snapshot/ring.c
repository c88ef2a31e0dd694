#include "snapshot/ring.h"

#include <string.h>

#include "snapshot/words.h"

enum { MAX_TRIES = 8 };

_Static_assert(sizeof(struct snapshot_head) == 344, "the head's layout is fixed");
_Static_assert(offsetof(struct snapshot_head, level_centre_ns_before) == 80, "the head's layout is fixed");
_Static_assert(offsetof(struct snapshot_head, levels) == 168, "the head's layout is fixed");
_Static_assert(sizeof(struct snapshot_measures) == 480, "the measures' layout is fixed");
_Static_assert(SNAPSHOT_FRONT_BYTES == 824 && SNAPSHOT_FRONT_BYTES % 8 == 0, "words can be copied");
_Static_assert(sizeof(struct snapshot_wave) == 8200, "the wave's layout is fixed");
_Static_assert(offsetof(struct snapshot_slot, front) == 184, "the slot's layout is fixed");
_Static_assert(sizeof(struct snapshot_slot) % 8 == 0, "words can be copied");
_Static_assert(offsetof(struct snapshot_ring, slots) == 96, "the ring's layout is fixed");
_Static_assert(SNAPSHOT_N_CHANNELS *SNAPSHOT_CHANNEL_BINS <= SNAPSHOT_BINS_FLOATS, "all of one snapshot fits");

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

/* What there is to copy of a snapshot but for its wave and bins: the measures only if there are any. */
static size_t front_bytes(const struct snapshot_head *head)
{
	return head->measured & SNAPSHOT_ALL_MEASURES ? SNAPSHOT_FRONT_BYTES : sizeof *head;
}

static size_t wave_bytes(uint32_t n_points)
{
	return offsetof(struct snapshot_wave, points[n_points]);
}

void snapshot_writer_init(struct snapshot_writer *writer, struct snapshot_ring *ring)
{
	*writer = (struct snapshot_writer){ .ring = ring, .lap = SNAPSHOT_FIRST_LAP_FLOATS };
	/* Beyond the place of anything that was written before, of which nothing is whole as soon as something is written. */
	uint64_t whole_from = atomic_load_explicit(&ring->bins_whole_from, memory_order_relaxed);
	writer->at = writer->whole_from = whole_from + SNAPSHOT_BINS_FLOATS + 1;
	atomic_fetch_add_explicit(&ring->writer_epoch, 1, memory_order_relaxed);
}

/* A lap that is over before as many snapshots as there are slots have had bins in it is too short: silence, which takes no
 * room, says nothing of the sound behind it. It grows where it ends, so that what was written in it stays whole for the
 * new length; what is left of the lap before lies in its midst. */
static void end_lap(struct snapshot_writer *writer)
{
	if (writer->lap_snapshots <= SNAPSHOT_N_SLOTS && writer->lap < SNAPSHOT_BINS_FLOATS) {
		writer->whole_from = writer->at - writer->offset;
		writer->lap *= 2;
		return;
	}
	writer->at += writer->lap - writer->offset;
	writer->offset = 0;
	writer->lap_snapshots = 0;
}

/* Takes the next `n_floats` of the bins. */
static struct snapshot_bins_place reserve(struct snapshot_writer *writer, uint32_t n_floats)
{
	while (writer->offset + n_floats > writer->lap)
		end_lap(writer);
	struct snapshot_bins_place place = { writer->at, writer->offset, writer->snapshot.head.channels };
	writer->at += n_floats;
	writer->offset += n_floats;
	/* A lap further back is what is overwritten here. */
	if (writer->at - writer->whole_from > writer->lap)
		writer->whole_from = writer->at - writer->lap;
	atomic_store_explicit(&writer->ring->bins_whole_from, writer->whole_from, memory_order_relaxed);
	/* Pairs with the acquire fence in load_level(): who sees any of the new bins sees what they are written over. */
	atomic_thread_fence(memory_order_release);
	return place;
}

static void store_level(struct snapshot_writer *writer, int l)
{
	const struct snapshot *snapshot = &writer->snapshot;
	uint32_t stride = snapshot_bins_stride(&snapshot->head.levels[l]);
	uint32_t n_channels = (uint32_t)__builtin_popcount(snapshot->head.channels);
	writer->places[l] = reserve(writer, n_channels * stride);
	float *to = writer->ring->bins + writer->places[l].offset;
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++) {
		if (!(snapshot->head.channels & SNAPSHOT_BIT(c)))
			continue;
		words_store(to, snapshot->bins[c] + snapshot_level_first[l], stride * sizeof(float));
		to += stride;
	}
}

void snapshot_writer_publish(struct snapshot_writer *writer)
{
	struct snapshot_ring *ring = writer->ring;
	uint64_t index = atomic_load_explicit(&ring->n_published, memory_order_relaxed);
	struct snapshot_slot *slot = &ring->slots[index % SNAPSHOT_N_SLOTS];
	writer->snapshot.head.index = index;
	writer->lap_snapshots += writer->snapshot.head.published && !writer->snapshot.head.silent;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		if (writer->snapshot.head.renewed & 1u << l)
			store_level(writer, l);
	/* Odd from here on, also if a writer that died in mid-write has left it odd. */
	uint32_t sequence = atomic_load_explicit(&slot->sequence, memory_order_relaxed) | 1u;
	atomic_store_explicit(&slot->sequence, sequence, memory_order_relaxed);
	/* Pairs with the acquire fence in is_whole(): who sees any of the new words sees the odd sequence. */
	atomic_thread_fence(memory_order_release);
	words_store(slot->places, writer->places, sizeof slot->places);
	words_store(slot->front, &writer->snapshot, front_bytes(&writer->snapshot.head));
	if (writer->snapshot.head.measured & SNAPSHOT_BIT(SNAPSHOT_WAVE))
		words_store(&ring->waves[index % SNAPSHOT_N_SLOTS], &writer->snapshot.wave,
			wave_bytes(writer->snapshot.wave.n_points));
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

void snapshot_reader_skip(struct snapshot_reader *reader)
{
	uint64_t n_missed = reader->n_missed;
	catch_up(reader);
	reader->n_missed = n_missed;
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

/* Of a wave that is torn, or of a ring that lies, the number of points may be anything. */
static void load_wave(const struct snapshot_wave *shared, struct snapshot_wave *wave)
{
	words_load(wave, shared, wave_bytes(0));
	if (wave->n_points <= SNAPSHOT_WAVE_POINTS)
		words_load(wave->points, shared->points, wave->n_points * sizeof wave->points[0]);
}

/* Copies a slot but for its bins, and of measures and wave what is wished for. False: torn each time, or not the snapshot
 * of this index. */
static bool load_front(struct snapshot_reader *reader, uint64_t index, const struct snapshot_wish *wish,
	struct snapshot *snapshot, struct snapshot_bins_place *places)
{
	const struct snapshot_slot *slot = slot_of(reader, index);
	for (int i = 0; i < MAX_TRIES; i++) {
		uint32_t sequence = begin_load(slot);
		words_load(places, slot->places, sizeof slot->places);
		words_load(&snapshot->head, slot->front, sizeof snapshot->head);
		snapshot->head.measured &= wish->measures;
		if (snapshot->head.measured & SNAPSHOT_ALL_MEASURES)
			words_load(&snapshot->measures, slot->front + sizeof snapshot->head / sizeof *slot->front,
				sizeof snapshot->measures);
		if (snapshot->head.measured & SNAPSHOT_BIT(SNAPSHOT_WAVE))
			load_wave(&reader->ring->waves[index % SNAPSHOT_N_SLOTS], &snapshot->wave);
		if (is_whole(slot, sequence))
			return snapshot->head.index == index;
		reader->n_retries++;
	}
	return false;
}

/* The first bytes of a head. */
static bool load_head(const struct snapshot_reader *reader, uint64_t index, struct snapshot_head *head, size_t n_bytes)
{
	const struct snapshot_slot *slot = slot_of(reader, index);
	for (int i = 0; i < MAX_TRIES; i++) {
		uint32_t sequence = begin_load(slot);
		words_load(head, slot->front, n_bytes);
		if (is_whole(slot, sequence))
			return head->index == index;
	}
	return false;
}

bool snapshot_reader_next_heard(struct snapshot_reader *reader, int64_t *heard_ns)
{
	struct snapshot_head head;
	for (int i = 0; i < SNAPSHOT_N_SLOTS && catch_up(reader); i++) {
		if (load_head(reader, reader->next, &head, offsetof(struct snapshot_head, rate_hz))) {
			*heard_ns = head.heard_ns;
			return true;
		}
		reader->next++;
		reader->n_missed++;
	}
	return false;
}

bool snapshot_reader_is_quiet(const struct snapshot_reader *reader, float peak)
{
	const uint64_t n = newest(reader);
	struct snapshot_head head = { 0 };
	if (n - reader->next >= SNAPSHOT_N_SLOTS)
		return false;
	for (uint64_t i = reader->next; i < n; i++) {
		if (!load_head(reader, i, &head, sizeof head))
			return false;
		if (!(head.side_peak[0] < peak && head.side_peak[1] < peak)) /* nor what is no number */
			return false;
	}
	return true;
}

static void forget(struct snapshot_reader *reader)
{
	memset(reader->has, 0, sizeof reader->has);
}

/* Copies a level's bins of the channels in head.channels. False: they are not there any more, or not sane. */
static bool load_level(
	const struct snapshot_reader *reader, const struct snapshot_bins_place *place, int l, struct snapshot *snapshot)
{
	const struct snapshot_ring *ring = reader->ring;
	uint32_t channels = snapshot->head.channels, stride = snapshot_bins_stride(&snapshot->head.levels[l]);
	uint32_t n_floats = stride * (uint32_t)__builtin_popcount(place->channels & SNAPSHOT_ALL_CHANNELS);
	if ((channels & ~place->channels) || place->offset % 2 || place->offset > SNAPSHOT_BINS_FLOATS - n_floats)
		return false;
	const float *from = ring->bins + place->offset;
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++) {
		if (channels & SNAPSHOT_BIT(c))
			words_load(snapshot->bins[c] + snapshot_level_first[l], from, stride * sizeof(float));
		if (place->channels & SNAPSHOT_BIT(c))
			from += stride;
	}
	/* Pairs with the release fence in reserve(). */
	atomic_thread_fence(memory_order_acquire);
	return place->at >= atomic_load_explicit(&ring->bins_whole_from, memory_order_relaxed);
}

/* Whether the copy's bins of a level are those of a place. A ring that lies may tell another number of them there. */
static bool is_had(const struct snapshot_reader *reader, const struct snapshot_bins_place *place, int l,
	const struct snapshot *snapshot)
{
	return reader->has[l] && reader->has[l] == place->at + 1
		&& reader->has_bins[l] == snapshot->head.levels[l].n_bins;
}

/* Brings the copy's bins up to date; names in head.renewed those that are new to it. */
static bool load_bins(
	struct snapshot_reader *reader, const struct snapshot_bins_place *places, struct snapshot *snapshot)
{
	if (reader->has_channels != snapshot->head.channels)
		forget(reader);
	reader->has_channels = snapshot->head.channels;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		if (!(snapshot->head.published & 1u << l) || is_had(reader, &places[l], l, snapshot))
			continue;
		reader->has[l] = 0; /* until it is whole */
		if (!load_level(reader, &places[l], l, snapshot))
			return false;
		reader->has[l] = places[l].at + 1;
		reader->has_bins[l] = snapshot->head.levels[l].n_bins;
		snapshot->head.renewed |= 1u << l;
	}
	return true;
}

static bool load(
	struct snapshot_reader *reader, uint64_t index, const struct snapshot_wish *wish, struct snapshot *snapshot)
{
	struct snapshot_bins_place places[SNAPSHOT_N_LEVELS];
	/* The sizes in it are about to be used: they are checked before any bins are looked at. */
	if (!load_front(reader, index, wish, snapshot, places) || !snapshot_is_sane(snapshot, 0))
		return false;
	snapshot->head.channels &= wish->channels;
	snapshot->head.published &= wish->levels;
	snapshot->head.renewed = 0;
	if (snapshot->head.silent || !snapshot->head.channels)
		return true;
	if (load_bins(reader, places, snapshot) && snapshot_is_sane(snapshot, snapshot->head.renewed))
		return true;
	forget(reader);
	return false;
}

bool snapshot_reader_next(struct snapshot_reader *reader, const struct snapshot_wish *wish, struct snapshot *snapshot)
{
	for (int i = 0; i < SNAPSHOT_N_SLOTS && catch_up(reader); i++) {
		if (load(reader, reader->next++, wish, snapshot)) {
			reader->n_read++;
			return true;
		}
		reader->n_missed++;
	}
	return false;
}

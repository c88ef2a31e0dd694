#include "snapshot/ring.h"

#include "snapshot/words.h"

enum { MAX_TRIES = 8 };

_Static_assert(sizeof(struct snapshot_head) == 136, "the head's layout is fixed");
_Static_assert(offsetof(struct snapshot_head, level_centre_ns_before) == 56, "the head's layout is fixed");
_Static_assert(offsetof(struct snapshot_head, levels) == 80, "the head's layout is fixed");
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
	if (ring->layout_version != SNAPSHOT_LAYOUT_VERSION || ring->n_slots != SNAPSHOT_N_SLOTS ||
	    ring->header_bytes != offsetof(struct snapshot_ring, slots) || ring->slot_bytes != sizeof(struct snapshot_slot))
		return err_set(err, ERR_VERSION, "snapshot ring: of another version of termviz; end that run and start it again");
	return true;
}

/* --------------------------------------------------------------- writer */

void snapshot_writer_init(struct snapshot_writer *writer, struct snapshot_ring *ring)
{
	*writer = (struct snapshot_writer){ .ring = ring };
	atomic_fetch_add_explicit(&ring->writer_epoch, 1, memory_order_relaxed);
}

/* Copies the head and the valid channels; an invalid channel's place keeps what it had. */
static void store(struct snapshot *shared, const struct snapshot *snapshot)
{
	words_store(&shared->head, &snapshot->head, sizeof snapshot->head);
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
		if (snapshot->head.channels & SNAPSHOT_BIT(c))
			words_store(&shared->channels[c], &snapshot->channels[c], sizeof snapshot->channels[c]);
}

void snapshot_writer_publish(struct snapshot_writer *writer)
{
	struct snapshot_ring *ring = writer->ring;
	uint64_t index = atomic_load_explicit(&ring->n_published, memory_order_relaxed);
	struct snapshot_slot *slot = &ring->slots[index % SNAPSHOT_N_SLOTS];
	writer->snapshot.head.index = index;
	/* Odd from here on, also if a writer that died in mid-write has left it odd. */
	uint32_t sequence = atomic_load_explicit(&slot->sequence, memory_order_relaxed) | 1u;
	atomic_store_explicit(&slot->sequence, sequence, memory_order_relaxed);
	/* Pairs with the acquire fence in load(): who sees any of the new words sees the odd sequence. */
	atomic_thread_fence(memory_order_release);
	store(&slot->snapshot, &writer->snapshot);
	/* Pairs with the acquire load in load(): who sees the even sequence sees all of the new words. */
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

/* Copies a slot's head, and those of its channels that are wanted and there; head->channels
 * then names these. False: torn each time, or not the snapshot of this index. */
static bool load(const struct snapshot_slot *slot, uint64_t index, uint32_t channels, struct snapshot_head *head,
		 struct snapshot_channel *channels_to)
{
	for (int i = 0; i < MAX_TRIES; i++) {
		uint32_t before = atomic_load_explicit(&slot->sequence, memory_order_acquire);
		words_load(head, &slot->snapshot.head, sizeof *head);
		head->channels &= channels;
		for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
			if (head->channels & SNAPSHOT_BIT(c))
				words_load(&channels_to[c], &slot->snapshot.channels[c], sizeof channels_to[c]);
		/* Pairs with the release fence in snapshot_writer_publish(). */
		atomic_thread_fence(memory_order_acquire);
		uint32_t after = atomic_load_explicit(&slot->sequence, memory_order_relaxed);
		if (before == after && !(before & 1))
			return head->index == index;
	}
	return false;
}

bool snapshot_reader_next_heard(struct snapshot_reader *reader, int64_t *heard_ns)
{
	struct snapshot_head head;
	for (int i = 0; i < SNAPSHOT_N_SLOTS && catch_up(reader); i++) {
		if (load(&reader->ring->slots[reader->next % SNAPSHOT_N_SLOTS], reader->next, 0, &head, NULL)) {
			*heard_ns = head.heard_ns;
			return true;
		}
		reader->next++;
		reader->n_missed++;
	}
	return false;
}

bool snapshot_reader_next(struct snapshot_reader *reader, uint32_t channels, struct snapshot *snapshot)
{
	for (int i = 0; i < SNAPSHOT_N_SLOTS && catch_up(reader); i++) {
		uint64_t index = reader->next++;
		if (load(&reader->ring->slots[index % SNAPSHOT_N_SLOTS], index, channels, &snapshot->head,
			 snapshot->channels) &&
		    snapshot_is_sane(snapshot))
			return true;
		reader->n_missed++;
	}
	return false;
}

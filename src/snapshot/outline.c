#include "snapshot/outline.h"

#include "snapshot/run_state.h"
#include "snapshot/words.h"

enum { MAX_TRIES = 8 };

_Static_assert(sizeof(struct outline) % 8 == 0, "words can be copied");
_Static_assert(offsetof(struct outline_slot, outline) % 8 == 0, "words can be copied");
_Static_assert(
	sizeof(struct outline_slot) % 8 == 0 && offsetof(struct outlines, slots) % 8 == 0, "words can be copied");

void outlines_init(struct outlines *outlines)
{
	outlines->magic = OUTLINE_MAGIC;
	outlines->version = OUTLINE_VERSION;
}

bool outlines_check(const struct outlines *outlines, size_t size, struct err *err)
{
	return (size >= sizeof *outlines && outlines->magic == OUTLINE_MAGIC && outlines->version == OUTLINE_VERSION)
		|| err_set(
			err, ERR_VERSION, "outlines: of another version of termviz; end that run and start it again");
}

/* The fields by which slots are chosen: one word each, looked at without the lock and looked at again behind it. */
static uint32_t word_of(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_RELAXED);
}

static bool is_of(const struct outline_slot *slot, uint32_t queue_id)
{
	return word_of(&slot->outline.phase) != OUTLINE_NONE && word_of(&slot->outline.queue_id) == queue_id;
}

static struct outline_slot *slot_for(struct outlines *outlines, uint32_t queue_id)
{
	for (size_t i = 0; i < OUTLINE_TRACKS; i++)
		if (is_of(&outlines->slots[i], queue_id))
			return &outlines->slots[i];
	return &outlines->slots[atomic_fetch_add_explicit(&outlines->n_begun, 1, memory_order_relaxed)
		% OUTLINE_TRACKS];
}

/* The same sequence lock as in snapshot/ring.c, where the pairing is explained. */
void outlines_publish(struct outlines *outlines, const struct outline *outline)
{
	struct outline_slot *slot = slot_for(outlines, outline->queue_id);
	const uint32_t sequence = atomic_load_explicit(&slot->sequence, memory_order_relaxed) | 1u;
	atomic_store_explicit(&slot->sequence, sequence, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	words_store(&slot->outline, outline, sizeof *outline);
	atomic_store_explicit(&slot->sequence, sequence + 1, memory_order_release);
	atomic_fetch_add_explicit(&outlines->n_changes, 1, memory_order_release);
}

static bool is_sane(struct outline *outline)
{
	if (outline->phase == OUTLINE_NONE || outline->phase > OUTLINE_FAILED || outline->n_parts < 1
		|| outline->n_parts > OUTLINE_PARTS || outline->n_done > outline->n_parts || outline->n_frames < 1
		|| outline->n_frames > RUN_MAX_FRAMES)
		return false;
	for (uint32_t p = 0; p < outline->n_done; p++)
		for (int s = 0; s < OUTLINE_SIDES; s++) {
			const struct outline_side *side = &outline->parts[p][s];
			if (side->low > side->high || side->rms > OUTLINE_FULL_SCALE)
				return false;
		}
	return true;
}

static bool read_slot(const struct outline_slot *slot, uint32_t queue_id, struct outline *outline)
{
	for (int i = 0; i < MAX_TRIES && is_of(slot, queue_id); i++) {
		const uint32_t before = atomic_load_explicit(&slot->sequence, memory_order_acquire);
		words_load(outline, &slot->outline, sizeof *outline);
		atomic_thread_fence(memory_order_acquire);
		if (before != atomic_load_explicit(&slot->sequence, memory_order_relaxed) || (before & 1))
			continue;
		return outline->queue_id == queue_id && is_sane(outline);
	}
	return false;
}

bool outlines_read(const struct outlines *outlines, uint32_t queue_id, struct outline *outline)
{
	for (size_t i = 0; i < OUTLINE_TRACKS; i++)
		if (is_of(&outlines->slots[i], queue_id))
			return read_slot(&outlines->slots[i], queue_id, outline);
	return false;
}

uint32_t outlines_n_changes(const struct outlines *outlines)
{
	return atomic_load_explicit(&outlines->n_changes, memory_order_acquire);
}

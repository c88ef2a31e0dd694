/* What the queue's writer does to it. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "queue/queue.h"

void queue_init(struct queue *queue, uint64_t seed)
{
	queue->magic = QUEUE_MAGIC;
	queue->version = QUEUE_VERSION;
	queue->random = seed | 1;
	queue->n_text = 1; /* the empty string is at 0 */
}

/* --------------------------------------------------------------- its own view of it */

static uint32_t load(const _Atomic uint32_t *from)
{
	return atomic_load_explicit(from, memory_order_relaxed);
}

static void put(_Atomic uint32_t *to, uint32_t value)
{
	atomic_store_explicit(to, value, memory_order_relaxed);
}

static bool is_shown(const struct queue *queue, uint32_t id)
{
	return !(load(&queue->entries[id].flags) & (QUEUE_REMOVED | QUEUE_UNREAD));
}

static void begin(struct queue *queue)
{
	put(&queue->sequence, load(&queue->sequence) | 1u);
	atomic_thread_fence(memory_order_release);
}

static void end(struct queue *queue)
{
	atomic_store_explicit(&queue->sequence, load(&queue->sequence) + 1, memory_order_release);
}

static void place(struct queue *queue, uint32_t id, uint32_t at)
{
	put(&queue->order[at], id);
	put(&queue->place[id], at);
}

/* Of xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators", 2016): the upper half. */
static uint32_t random_below(struct queue *queue, uint32_t n)
{
	uint64_t x = queue->random;
	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	queue->random = x;
	return (uint32_t)(((x * 0x2545F4914F6CDD1Du) >> 32) * n >> 32);
}

/* Takes an entry out of its place and puts it into another; what lies between moves up or down. */
static void carry(struct queue *queue, uint32_t id, uint32_t to)
{
	uint32_t from = load(&queue->place[id]);
	for (; from < to; from++)
		place(queue, load(&queue->order[from + 1]), from);
	for (; from > to; from--)
		place(queue, load(&queue->order[from - 1]), from);
	place(queue, id, to);
}

static void swap(struct queue *queue, uint32_t a, uint32_t b)
{
	uint32_t id = load(&queue->order[a]);
	place(queue, load(&queue->order[b]), a);
	place(queue, id, b);
}

/* The first place that shuffling may touch. */
static uint32_t place_after(const struct queue *queue, uint32_t playing)
{
	return playing < load(&queue->n_entries) ? load(&queue->place[playing]) + 1 : 0;
}

/* --------------------------------------------------------------- entries */

static uint32_t add_text(struct queue *queue, const char *text)
{
	size_t n = strlen(text) + 1;
	uint32_t at = queue->n_text;
	if (n == 1)
		return 0;
	memcpy(queue->text + at, text, n);
	queue->n_text += (uint32_t)n;
	return at;
}

static bool has_room(const struct queue *queue)
{
	return load(&queue->n_entries) < QUEUE_MAX_ENTRIES
		&& queue->n_text < QUEUE_TEXT_BYTES - 2 * (QUEUE_PATH + QUEUE_TITLE);
}

static uint32_t add_entry(struct queue *queue, const struct queue_item *item, uint32_t rank)
{
	uint32_t id = load(&queue->n_entries);
	struct queue_entry *entry = &queue->entries[id];
	char title[QUEUE_TITLE];
	text_clean(title, sizeof title, item->title);
	entry->path_at = add_text(queue, item->path);
	entry->start_ns = item->start_ns;
	entry->end_ns = item->end_ns;
	put(&entry->title_at, add_text(queue, title));
	put(&entry->flags, item->flags);
	put(&entry->rank, rank);
	place(queue, id, id);
	atomic_fetch_add_explicit(
		item->flags & QUEUE_UNREAD ? &queue->n_unread : &queue->n_shown, 1, memory_order_relaxed);
	atomic_store_explicit(&queue->n_entries, id + 1, memory_order_release);
	return id;
}

uint32_t queue_add(struct queue *queue, const struct queue_item *item, uint32_t before, uint32_t playing)
{
	if (!has_room(queue) || strlen(item->path) >= QUEUE_PATH)
		return QUEUE_NOTHING;
	begin(queue);
	uint32_t id = add_entry(
		queue, item, before == QUEUE_NOTHING ? queue->n_ranks++ : load(&queue->entries[before].rank));
	if (load(&queue->shuffled)) {
		uint32_t first = place_after(queue, playing);
		swap(queue, id, first + random_below(queue, id + 1 - first)); /* it is the last so far */
	} else if (before != QUEUE_NOTHING) {
		carry(queue, id, load(&queue->place[before]));
	}
	end(queue);
	return id;
}

/* An unread one that is marked as anything is unread no more. */
void queue_mark(struct queue *queue, uint32_t id, uint32_t flags, const char *title)
{
	struct queue_entry *entry = &queue->entries[id];
	begin(queue);
	bool was_shown = is_shown(queue, id), was_unread = load(&entry->flags) & QUEUE_UNREAD;
	if (title && has_room(queue)) {
		char clean[QUEUE_TITLE];
		text_clean(clean, sizeof clean, title);
		atomic_store_explicit(&entry->title_at, add_text(queue, clean), memory_order_release);
	}
	put(&entry->flags, (load(&entry->flags) & ~(uint32_t)QUEUE_UNREAD) | flags);
	if (was_unread)
		atomic_fetch_sub_explicit(&queue->n_unread, 1, memory_order_relaxed);
	if (was_shown != is_shown(queue, id))
		atomic_fetch_add_explicit(&queue->n_shown, was_shown ? UINT32_MAX : 1, memory_order_relaxed);
	end(queue);
}

void queue_remove(struct queue *queue, uint32_t id)
{
	if (!(load(&queue->entries[id].flags) & QUEUE_REMOVED))
		queue_mark(queue, id, QUEUE_REMOVED, NULL);
}

void queue_clear(struct queue *queue)
{
	for (uint32_t id = 0; id < load(&queue->n_entries); id++) {
		queue_remove(queue, id);
		atomic_fetch_and_explicit(&queue->entries[id].flags, ~(uint32_t)QUEUE_READ, memory_order_relaxed);
	}
}

/* --------------------------------------------------------------- the order */

/* The place in the order where an entry is the `to`-th of those that are shown; the others close up where it was. */
static uint32_t place_for(const struct queue *queue, uint32_t id, uint32_t to)
{
	const uint32_t n = load(&queue->n_entries), from = load(&queue->place[id]);
	for (uint32_t at = 0, shown = 0; at < n; at++) {
		uint32_t other = load(&queue->order[at]);
		if (other != id && is_shown(queue, other) && shown++ == to)
			return at > from ? at - 1 : at;
	}
	return n - 1;
}

void queue_move(struct queue *queue, uint32_t id, uint32_t to)
{
	const uint32_t n = load(&queue->n_entries);
	begin(queue);
	carry(queue, id, place_for(queue, id, to));
	for (uint32_t at = 0; !load(&queue->shuffled) && at < n; at++)
		put(&queue->entries[load(&queue->order[at])].rank, at);
	if (!load(&queue->shuffled))
		queue->n_ranks = n;
	end(queue);
}

/* From an unread entry come many of its rank, one after the other. */
static int by_rank(const void *a, const void *b, void *context)
{
	const struct queue *queue = context;
	const uint32_t *left = a, *right = b;
	uint32_t rank_left = load(&queue->entries[*left].rank), rank_right = load(&queue->entries[*right].rank);
	if (rank_left != rank_right)
		return rank_left < rank_right ? -1 : 1;
	/* What has been read out of it stands in front of it. */
	bool unread_left = load(&queue->entries[*left].flags) & QUEUE_UNREAD;
	bool unread_right = load(&queue->entries[*right].flags) & QUEUE_UNREAD;
	if (unread_left != unread_right)
		return unread_left ? 1 : -1;
	return *left < *right ? -1 : *left > *right;
}

/* Out of memory it stays as it is. */
static void sort(struct queue *queue)
{
	const uint32_t n = load(&queue->n_entries);
	uint32_t *ids = malloc((n + 1) * sizeof *ids);
	for (uint32_t id = 0; ids && id < n; id++)
		ids[id] = id;
	if (ids)
		qsort_r(ids, n, sizeof *ids, by_rank, queue);
	begin(queue);
	for (uint32_t at = 0; ids && at < n; at++)
		place(queue, ids[at], at);
	put(&queue->shuffled, 0);
	end(queue);
	free(ids);
}

void queue_shuffle(struct queue *queue, bool on, uint32_t playing)
{
	const uint32_t n = load(&queue->n_entries);
	if (!on) {
		sort(queue);
		return;
	}
	begin(queue);
	put(&queue->shuffled, 1);
	/* What is playing comes first: all others are still to be heard. */
	if (playing < n)
		swap(queue, load(&queue->place[playing]), 0);
	const uint32_t first = place_after(queue, playing);
	for (uint32_t at = n; at > first + 1; at--)
		swap(queue, at - 1, first + random_below(queue, at - first));
	end(queue);
}

#include "queue/queue.h"

#include <string.h>
#include <time.h>

/* A change is over within microseconds; one of a quarter of a million entries takes some milliseconds, and its writer may
 * have to wait for a processor in its midst. If it has died or is stopped there, no patience helps. */
enum { MAX_TRIES = 50, PAUSE_NS = 200000 };

bool queue_check(const struct queue *queue, size_t size, struct err *err)
{
	if (size < sizeof *queue || queue->magic != QUEUE_MAGIC || queue->version != QUEUE_VERSION)
		return err_set(
			err, ERR_VERSION, "the queue: of another version of termviz; end the run and start it again");
	return true;
}

struct queue_figures queue_figures(const struct queue *queue)
{
	/* First: should anything change meanwhile, the sequence is told to be another one than this. */
	const uint32_t sequence = atomic_load_explicit(&queue->sequence, memory_order_acquire);
	const uint32_t n_shown = atomic_load_explicit(&queue->n_shown, memory_order_relaxed);
	return (struct queue_figures){
		.sequence = sequence,
		.n_shown = n_shown < QUEUE_MAX_ENTRIES ? n_shown : QUEUE_MAX_ENTRIES,
		.n_unread = atomic_load_explicit(&queue->n_unread, memory_order_relaxed),
		.loop = atomic_load_explicit(&queue->loop, memory_order_relaxed) % QUEUE_N_LOOPS,
		.shuffled = atomic_load_explicit(&queue->shuffled, memory_order_relaxed),
	};
}

/* --------------------------------------------------------------- entries */

static uint32_t n_entries(const struct queue *queue)
{
	/* Pairs with the release in queue_edit.c's add_entry(): what an entry says is there before it counts. */
	uint32_t n = atomic_load_explicit(&queue->n_entries, memory_order_acquire);
	return n < QUEUE_MAX_ENTRIES ? n : QUEUE_MAX_ENTRIES;
}

static uint32_t flags_of(const struct queue *queue, uint32_t id)
{
	return id < QUEUE_MAX_ENTRIES ? atomic_load_explicit(&queue->entries[id].flags, memory_order_relaxed)
				      : QUEUE_REMOVED;
}

static bool is_shown(const struct queue *queue, uint32_t id)
{
	return !(flags_of(queue, id) & (QUEUE_REMOVED | QUEUE_UNREAD));
}

static const char *text_at(const struct queue *queue, uint32_t at, size_t most)
{
	return at < QUEUE_TEXT_BYTES - most && memchr(queue->text + at, 0, most) ? queue->text + at : NULL;
}

bool queue_item(const struct queue *queue, uint32_t id, struct queue_item *item)
{
	if (id >= n_entries(queue))
		return false;
	const struct queue_entry *entry = &queue->entries[id];
	uint32_t title_at = atomic_load_explicit(&entry->title_at, memory_order_acquire);
	*item = (struct queue_item){ .path = text_at(queue, entry->path_at, QUEUE_PATH),
		.title = text_at(queue, title_at, QUEUE_TITLE),
		.start_ns = entry->start_ns,
		.end_ns = entry->end_ns,
		.flags = flags_of(queue, id) };
	return item->path && item->title && item->start_ns >= 0;
}

uint32_t queue_find(const struct queue *queue, const char *path, int64_t start_ns)
{
	const uint32_t n = n_entries(queue);
	for (uint32_t id = 0; id < n; id++) {
		struct queue_item item;
		if (is_shown(queue, id) && queue_item(queue, id, &item) && item.start_ns == start_ns
			&& strcmp(item.path, path) == 0)
			return id;
	}
	return QUEUE_NOTHING;
}

/* --------------------------------------------------------------- the order */

/* What is read between begin and end is true if nothing was written meanwhile (the lock of snapshot/ring.c). Another try
 * at once would meet the writer at the same change. */
static bool begin(const struct queue *queue, int n_tries, uint32_t *sequence)
{
	if (n_tries > 0)
		nanosleep(&(struct timespec){ .tv_nsec = PAUSE_NS }, NULL);
	*sequence = atomic_load_explicit(&queue->sequence, memory_order_acquire);
	return !(*sequence & 1);
}

static bool end(const struct queue *queue, uint32_t sequence)
{
	atomic_thread_fence(memory_order_acquire);
	return atomic_load_explicit(&queue->sequence, memory_order_relaxed) == sequence;
}

static uint32_t id_at(const struct queue *queue, uint32_t place)
{
	return atomic_load_explicit(&queue->order[place], memory_order_relaxed);
}

/* A place in the order, removed ones counted; `n`, if there is no such id. */
static uint32_t place_of(const struct queue *queue, uint32_t id, uint32_t n)
{
	uint32_t place = id < n ? atomic_load_explicit(&queue->place[id], memory_order_relaxed) : n;
	return place < n ? place : n;
}

/* What is not read yet holds back what follows it, unless any order will do. */
static enum queue_answer walk(const struct queue *queue, uint32_t from, int steps, bool around, uint32_t *found)
{
	const uint32_t n = n_entries(queue);
	const bool waits = steps > 0 && !atomic_load_explicit(&queue->shuffled, memory_order_relaxed);
	int left = steps > 0 ? steps : -steps;
	int64_t place = from == QUEUE_NOTHING ? (steps > 0 ? -1 : (int64_t)n) : place_of(queue, from, n);
	for (uint64_t looked = 0; looked < 2 * (uint64_t)n && left > 0; looked++) {
		place += steps > 0 ? 1 : -1;
		if (place < 0 || place >= n) {
			if (!around || atomic_load_explicit(&queue->n_unread, memory_order_relaxed))
				break;
			place = place < 0 ? (int64_t)n - 1 : 0;
		}
		uint32_t id = id_at(queue, (uint32_t)place);
		if (waits && (flags_of(queue, id) & (QUEUE_UNREAD | QUEUE_REMOVED)) == QUEUE_UNREAD)
			return QUEUE_LATER;
		if (is_shown(queue, id) && --left == 0) {
			*found = id;
			return QUEUE_FOUND;
		}
	}
	bool more = steps > 0 && atomic_load_explicit(&queue->n_unread, memory_order_relaxed);
	return more ? QUEUE_LATER : QUEUE_END;
}

enum queue_answer queue_step(const struct queue *queue, uint32_t id, int steps, bool around, uint32_t *found)
{
	for (int i = 0; i < MAX_TRIES; i++) {
		uint32_t sequence, met = QUEUE_NOTHING;
		if (!begin(queue, i, &sequence))
			continue;
		enum queue_answer answer = walk(queue, id, steps, around, &met);
		if (!end(queue, sequence))
			continue;
		if (answer == QUEUE_FOUND)
			*found = met;
		return answer;
	}
	return QUEUE_LATER;
}

static size_t list(const struct queue *queue, uint32_t from, uint32_t *ids, size_t most)
{
	const uint32_t n = n_entries(queue);
	size_t n_listed = 0;
	for (uint32_t place = 0, shown = 0; place < n && n_listed < most; place++) {
		uint32_t id = id_at(queue, place);
		if (is_shown(queue, id) && shown++ >= from)
			ids[n_listed++] = id;
	}
	return n_listed;
}

size_t queue_list(const struct queue *queue, uint32_t from, uint32_t *ids, size_t n)
{
	for (int i = 0; i < MAX_TRIES; i++) {
		uint32_t sequence;
		if (!begin(queue, i, &sequence))
			continue;
		size_t n_listed = list(queue, from, ids, n);
		if (end(queue, sequence))
			return n_listed;
	}
	return 0;
}

bool queue_place(const struct queue *queue, uint32_t id, uint32_t *place)
{
	for (int i = 0; i < MAX_TRIES; i++) {
		uint32_t sequence, shown = 0;
		if (!begin(queue, i, &sequence))
			continue;
		const uint32_t end_at = place_of(queue, id, n_entries(queue));
		for (uint32_t at = 0; at < end_at; at++)
			shown += is_shown(queue, id_at(queue, at));
		if (!end(queue, sequence))
			continue;
		*place = shown;
		return true;
	}
	return false;
}

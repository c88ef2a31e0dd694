/* The queue: what is to be played, and in which order. Shared memory, as the snapshot ring is: one writer (the keeper),
 * any number of readers (the engine, UIs), one sequence lock around the order.
 *
 * An entry keeps its id, an index into `entries`, as long as the run lives, wherever it is moved to. What is written of it
 * once does not change, but for its flags. One that is removed stays in its place, skipped, so that what follows what is
 * heard is known even if that is removed.
 */
#ifndef TERMVIZ_QUEUE_QUEUE_H
#define TERMVIZ_QUEUE_QUEUE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define QUEUE_MAGIC 0x56495A51u /* "VIZQ" */
#define QUEUE_VERSION 1u
#define QUEUE_NOTHING UINT32_MAX /* no entry */

enum { QUEUE_MAX_ENTRIES = 1 << 18, QUEUE_TEXT_BYTES = 1 << 26, QUEUE_PATH = 4096, QUEUE_TITLE = 256 };

enum queue_flag {
	QUEUE_REMOVED = 1,
	QUEUE_UNREAD = 2, /* a folder or a playlist: what is in it is still to come, in front of it */
	QUEUE_BROKEN = 4, /* it cannot be played; its title says why */
	QUEUE_GIVEN = 8,  /* named by the user, not found in a folder or playlist */
	QUEUE_READ = 16,  /* removed because what was in it stands in its place */
};

enum queue_loop { QUEUE_LOOP_OFF, QUEUE_LOOP_TRACK, QUEUE_LOOP_QUEUE, QUEUE_N_LOOPS };

struct queue_entry {
	_Atomic uint32_t flags;    /* enum queue_flag */
	uint32_t path_at;          /* in `text`; "-": standard input */
	_Atomic uint32_t title_at; /* in `text`: as a playlist or a cue sheet has it; "": none */
	_Atomic uint32_t rank;     /* in the order that shuffling goes out from and comes back to */
	int64_t start_ns;          /* a part of a file: from here */
	int64_t end_ns;            /* to here; -1: to its end */
};

struct queue {
	uint32_t magic;
	uint32_t version;
	_Atomic uint32_t sequence; /* odd while the order is written; another after each change */
	_Atomic uint32_t n_entries;
	_Atomic uint32_t n_shown; /* of them that are neither removed nor unread */
	_Atomic uint32_t n_unread;
	_Atomic uint32_t loop; /* enum queue_loop */
	_Atomic uint32_t shuffled;
	uint32_t n_text; /* bytes of `text` in use; the writer's alone */
	uint32_t n_ranks;
	uint64_t random;                           /* the writer's alone; not 0 */
	_Atomic uint32_t order[QUEUE_MAX_ENTRIES]; /* ids */
	_Atomic uint32_t place[QUEUE_MAX_ENTRIES]; /* of an id in the order */
	struct queue_entry entries[QUEUE_MAX_ENTRIES];
	char text[QUEUE_TEXT_BYTES];
};

/* What is to be appended, or has been read. The strings are the caller's or, read, the queue's. */
struct queue_item {
	const char *path;
	const char *title; /* "": none */
	int64_t start_ns, end_ns;
	uint32_t flags;
};

/* Readers. Any thread of any process, but for the audio callback; they believe nothing that is out of bounds. While the
 * order is being changed they wait, for some 10 ms at most: should the writer have died or be stopped in the midst of it,
 * there is no answer. */

/* Checks a mapping of `size` bytes. */
bool queue_check(const struct queue *queue, size_t size, struct err *err);

/* What tells one picture of the queue from another. No padding: to be compared as memory. */
struct queue_figures {
	uint32_t sequence, n_shown, n_unread;
	uint32_t loop; /* enum queue_loop */
	uint32_t shuffled;
};
struct queue_figures queue_figures(const struct queue *queue);

/* The entry of an id; false if there is none. */
bool queue_item(const struct queue *queue, uint32_t id, struct queue_item *item);

enum queue_answer {
	QUEUE_FOUND,
	QUEUE_END,   /* there is none */
	QUEUE_LATER, /* not known yet: something is still to be read, or the writer is in the way */
};

/* The entry that many steps after `id` (QUEUE_NOTHING: before the first; negative: back) of those that can be played;
 * `around`: the first follows on the last. What is not QUEUE_FOUND leaves `*found` as it was: it may be where `id` is. */
enum queue_answer queue_step(const struct queue *queue, uint32_t id, int steps, bool around, uint32_t *found);

/* The ids at `n` places from `from` on, of those that are shown, and how many there were; 0 also without an answer. */
size_t queue_list(const struct queue *queue, uint32_t from, uint32_t *ids, size_t n);

/* The place of an id among those that are shown, from 0; of a removed one, of what follows it. False without an answer:
 * `*place` is as it was. */
bool queue_place(const struct queue *queue, uint32_t id, uint32_t *place);

/* The first entry with this path and start; QUEUE_NOTHING: none. */
uint32_t queue_find(const struct queue *queue, const char *path, int64_t start_ns);

/* The writer. One thread of one process. */

/* Once, in zeroed memory; `seed`: of what shuffling makes of it. */
void queue_init(struct queue *queue, uint64_t seed);

/* Adds an entry in front of `before` (QUEUE_NOTHING: behind the last). In a shuffled queue it goes to any place after
 * `playing`. Returns its id; QUEUE_NOTHING: there is no room for more. */
uint32_t queue_add(struct queue *queue, const struct queue_item *item, uint32_t before, uint32_t playing);

/* Adds to the flags of an entry, which is no longer unread then; `title` (NULL: none) takes the place of its title. */
void queue_mark(struct queue *queue, uint32_t id, uint32_t flags, const char *title);

/* Removes an entry, or all. */
void queue_remove(struct queue *queue, uint32_t id);
void queue_clear(struct queue *queue);

/* Moves an entry to a place among those that are shown, from 0. */
void queue_move(struct queue *queue, uint32_t id, uint32_t place);

/* Puts `playing` first and all others in a random order behind it; or all back into the order that they were in. */
void queue_shuffle(struct queue *queue, bool on, uint32_t playing);

#endif

/* What a process is at in libraries of other people, written where its parent can see it: of one that hangs, or dies,
 * the parent knows in what.
 *
 * Each thread that makes such calls has a slot of its own and says before a call what it is, and behind it that it is
 * over. That costs two stores and a look at the clock. In a process, or a thread, that is not watched it does nothing:
 * decoders need not know.
 */
#ifndef TERMVIZ_BASE_WATCH_H
#define TERMVIZ_BASE_WATCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum watch_call {
	WATCH_NOTHING,
	WATCH_LIBRARIES, /* audio libraries are made ready */
	WATCH_OPEN_DEVICE,
	WATCH_START_DEVICE,
	WATCH_CLOSE_DEVICE,
	WATCH_OPEN_FILE,
	WATCH_DECODE,
	WATCH_SEEK,
	WATCH_CLOSE_FILE,
	WATCH_DECODE_PIPE, /* waits for bytes as long as it likes */
	WATCH_ANALYSE,
	N_WATCH_CALLS,
};

enum watch_thread { WATCH_OUTPUT, WATCH_FEEDER, WATCH_DECODER, WATCH_PACER, N_WATCH_THREADS };

struct watch_slot {
	_Atomic uint32_t call;    /* enum watch_call; WATCH_NOTHING: in none */
	_Atomic int32_t tid;      /* 0: there is no such thread */
	_Atomic int64_t begun_ns; /* the call, or the one before; CLOCK_MONOTONIC */
};

/* Shared memory; zeroed, it is nobody's. */
struct watch {
	_Atomic int32_t owner;         /* the process that is watched; 0: none */
	_Atomic uint32_t item;         /* what is decoded, by a number of the owner's */
	_Atomic uint32_t dozes;        /* nobody looks: the next call is to be told */
	_Atomic uint32_t crash_signal; /* 0: exit() was called */
	_Atomic uint32_t crash_call;   /* of the thread that crashed: set before the signal */
	struct watch_slot slots[N_WATCH_THREADS];
};

/* What a call may choke on. */
enum watch_concern { WATCH_OF_NOTHING, WATCH_OF_DEVICE, WATCH_OF_FILE /* the `item` */ };

/* What a call is named in messages, as "decoding"; and how long it may take (0: as long as it likes): longer than any
 * that has been seen to succeed. */
struct watch_kind {
	const char *name;
	int64_t deadline_ns;
	enum watch_concern concern;
};
extern const struct watch_kind watch_kinds[N_WATCH_CALLS];

/* For the process that is watched. */

/* Takes one of `n` that is nobody's; where all are taken, nothing is watched. `rouse` is called from any thread, when
 * there is a call and nobody looks; false: it could not be told. Before threads join; once. */
void watch_take(struct watch *watches, size_t n, bool (*rouse)(void *context), void *context);

/* From here on a crash of the process (SIGSEGV, SIGABRT and the like), or exit(), notes what the thread was at, and goes
 * on to be one. A handler that is there already is left alone. */
void watch_catch_crashes(void);

/* The calling thread is this one from here on. */
void watch_join(enum watch_thread thread);

/* What is decoded from here on, by any thread. */
void watch_set_item(uint32_t item);

/* The calling thread's call. */
void watch_begin(enum watch_call call);
void watch_end(void);

/* How long a thread of this process has been in its call; 0: it is in none. Any thread. */
int64_t watch_lasts_ns(enum watch_thread thread, int64_t now_ns);

/* For its parent. */

/* Of `n`, that of a process; NULL: it has taken none. */
struct watch *watch_find(struct watch *watches, size_t n, pid_t owner);

/* The owner is gone: it is the next one's. */
void watch_release(struct watch *watch);

#endif

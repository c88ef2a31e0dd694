/* Whether a process that is watched (base/watch.h) hangs. Pure: times are arguments.
 *
 * A call that lasts beyond its deadline hangs, unless something excuses it: then its time counts anew from there. What
 * excuses is that nobody could have done anything meanwhile (the machine slept, or was so busy that the watcher itself
 * came late; the process is stopped), or that it still reads: a long file on a slow net is no hang, for a while. */
#ifndef TERMVIZ_KEEPER_HANGS_H
#define TERMVIZ_KEEPER_HANGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/watch.h"

struct hangs_seen {
	int64_t begun_ns; /* the call that was seen last */
	int64_t read_ns;  /* when it was last seen to have read; 0: never */
	uint64_t n_read;  /* bytes, by then; 0: not known */
};

struct hangs {
	int64_t due_ns;   /* when to look next; INT64_MAX: not before somebody asks for it */
	int64_t slept_ns; /* how long the machine has, up to the last look */
	int64_t since_ns; /* no call counts from before that */
	struct hangs_seen seen[N_WATCH_THREADS];
};

/* At a look. */
struct hangs_moment {
	int64_t now_ns;                   /* CLOCK_MONOTONIC */
	int64_t slept_ns;                 /* how far CLOCK_BOOTTIME is ahead of it */
	bool is_stopped;                  /* the process, by a signal or a debugger */
	uint64_t n_read[N_WATCH_THREADS]; /* bytes, by each thread since its start; 0: not known */
};

struct hang {
	enum watch_thread thread;
	enum watch_call call;
	int64_t lasts_ns;
};

/* Another process is watched from here on, or the same one anew. */
void hangs_begin(struct hangs *hangs, int64_t now_ns);

/* Looks; true: the process hangs in what `*hang` says. Puts the watcher to sleep when nothing has been called since it
 * looked last. */
bool hangs_look(struct hangs *hangs, struct watch *watch, const struct hangs_moment *moment, struct hang *hang);

/* Whether that thread's call lasts so long that it matters if it reads. */
bool hangs_is_long(const struct watch *watch, enum watch_thread thread, int64_t now_ns);

/* Whether a file has the process wait so long that somebody should hear of it; `*call`: in what. */
bool hangs_is_slow(const struct hangs *hangs, const struct watch *watch, int64_t now_ns, enum watch_call *call);

#endif

/* The place of a run: a socket named after it in ${TERMVIZ_TMPDIR:-/tmp}/termviz-UID, with a lock beside it that tells
 * whether its keeper lives.
 *
 * The folder is ours alone (0700, checked), the sockets 0600, and both ends look at each other's credentials. A socket
 * whose lock is free is stale: whoever comes across it clears it away.
 */
#ifndef TERMVIZ_CONTROL_PLACE_H
#define TERMVIZ_CONTROL_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { PLACE_NAME = 65 };

/* A claimed place. place_release() is right after a zeroed struct, too. */
struct place {
	char name[PLACE_NAME];
	int dir_fd; /* 0 where unclaimed, as the others */
	int lock_fd;
	int listen_fd; /* listening, non-blocking */
	int spare_fd;  /* given up to refuse a connection where there are no more descriptors */
};

/* The folder, for PATH_MAX bytes; it need not be there. */
void place_folder(char *path, size_t size);

/* Claims `name` for this process and listens; "" takes "default", else "default-2" and so on. False with `err`: the
 * name is taken, the folder is not ours, the system refuses. */
bool place_claim(struct place *place, const char *name, struct err *err);

/* Removes socket and lock, and closes all. Only by the process that claimed it. */
void place_release(struct place *place);

/* Connects to a run; "" means the only one there is. Returns a non-blocking descriptor, the caller's; -1 with `err`: no
 * such run, several to choose from, or it belongs to somebody else. */
int place_connect(const char *name, struct err *err);

/* Accepts a connection on a claimed place from a process of the same user; -1 if there is none (others are refused).
 * Non-blocking, the caller's. */
int place_accept(struct place *place);

/* Calls `each` with the name of every living run, in alphabetical order; clears stale ones away. False with `err` only
 * if the folder exists and is not ours. */
bool place_list(void (*each)(const char *name, void *context), void *context, struct err *err);

/* Clears away what a keeper that has just died left behind under this name, or "": under whichever it had; waits for a
 * moment (0.3 s), then does nothing, while one lives. */
void place_clear_stale(const char *name);

/* A run's name: letters, digits, '.', '_' and '-', not beginning with '.' or '-', under PLACE_NAME bytes. */
bool place_name_is_good(const char *name);

#endif

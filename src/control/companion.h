/* The companion of a run: a process beside its engine that talks to desktops and to other players. What it is there for
 * follows from what the run is to do; keeper, companion and command line ask here.
 */
#ifndef TERMVIZ_CONTROL_COMPANION_H
#define TERMVIZ_CONTROL_COMPANION_H

#include <stdbool.h>

#include "base/err.h"
#include "control/session.h"
#include "queue/queue.h"

enum companion_role {
	COMPANION_NONE,
	COMPANION_PLAYER, /* the run plays: it is a player on the session bus, where there is one */
	COMPANION_FOLLOW, /* the run listens: it goes with a player on the session bus */
	COMPANION_MPD,    /* or with MPD */
};

/* What it is there for tells the first entry of the queue. */
enum companion_role companion_role(const struct session_request *request, const struct queue *queue);

/* Whether a run plays this itself: files, folders, URLs; what comes through a pipe is another's. */
bool companion_is_played(const char *path);

/* Whether what the run is to follow can be followed at all: by this build, on this machine, and instead of playing
 * (queue: `n` paths). */
bool companion_check(const struct session_request *request, const char *const *queue, size_t n, struct err *err);

#endif

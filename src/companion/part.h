/* What a companion can be. A part is one file and one row of part_table; of a run's companion exactly one is at work.
 * It waits for one descriptor and, where it must, for a moment.
 */
#ifndef TERMVIZ_COMPANION_PART_H
#define TERMVIZ_COMPANION_PART_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "companion/companion.h"
#include "control/companion.h"

struct part_ops {
	enum companion_role role;
	size_t state_bytes;                                                     /* zeroed before open() */
	bool (*open)(void *part, struct companion *companion, struct err *err); /* false: it is of no use */
	/* What it waits for: a descriptor (-1: none) with events, and a moment of clock_now_ns() (INT64_MAX: none). */
	void (*prepare)(void *part, struct pollfd *poll, int64_t *due_ns);
	bool (*step)(void *part); /* something of it may have come; false: it is of no more use */
	void (*on_news)(
		void *part, bool jumped); /* of the run, whose state has been read; NULL: they are nothing to it */
	/* Passes a command of the run's users on; why that cannot be, or NULL. NULL: it is sent none. */
	const char *(*obey)(void *part, const struct command *command);
	void (*close)(void *part); /* after a failed open(), too */
};

extern const struct part_ops part_player, part_follow, part_mpd;

extern const struct part_ops *const part_table[];
extern const size_t n_parts;

#endif

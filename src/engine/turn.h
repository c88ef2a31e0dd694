/* A turn of the pacer: what it does when it looks, in each of its ways to keep time. For who holds its step_mutex. */
#ifndef TERMVIZ_ENGINE_TURN_H
#define TERMVIZ_ENGINE_TURN_H

#include <stdbool.h>
#include <stdint.h>

#include "control/message.h"

struct pacer;

/* What the main thread wishes, as of one moment. */
struct turn_wishes {
	bool paused, ends;
	bool restarts_measures; /* once */
	struct message_watch watch;
};

#define TURN_FOREVER INT64_MAX

/* Does what is due and returns when to look again; TURN_FOREVER: when something happens. */
int64_t turn_step(struct pacer *pacer, const struct turn_wishes *wishes);

#endif

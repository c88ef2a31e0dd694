/* Aides: small processes that work for a run beside its engine. An aide is one file and one row of aide_table. They are
 * started with the run, if it wants them, live as long as it does, and end when they are told to, or when their socket to
 * the keeper ends.
 */
#ifndef TERMVIZ_KEEPER_AIDE_H
#define TERMVIZ_KEEPER_AIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "control/message.h"
#include "keeper/child.h"

enum { AIDES_MAX = 4 };

struct keeper;

struct aide_ops {
	const char *name; /* for the log */
	bool (*is_wanted)(const struct keeper *keeper);
	bool (*start)(struct keeper *keeper, struct child *child, struct err *err);
	/* Its socket can be read. False: it is of no more use, and is killed. */
	bool (*serve)(struct keeper *keeper, struct child *child);
	/* It has ended and been reaped; NULL: that is nothing to us. It may be started again. */
	void (*on_end)(struct keeper *keeper, struct child *child, int wait_status);
	/* The engine has news (MESSAGE_NEWS). NULL: that is nothing to it. */
	void (*on_news)(struct child *child, const struct message *message);
	/* The run ends, and waits for this long for it to end by itself, once it has been told to. NULL: it is killed. */
	void (*finish)(struct keeper *keeper, struct child *child);
	int patience_ms; /* 0: as with the engine */
};

extern const struct aide_ops *const aide_table[];
extern const size_t n_aides;

/* The process of an aide, whether it is there or not. */
struct child *aide_child(struct keeper *keeper, const struct aide_ops *aide);

#endif

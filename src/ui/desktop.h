/* What is around the picture: the window's title, and whether anybody looks. Of one thread. */
#ifndef TERMVIZ_UI_DESKTOP_H
#define TERMVIZ_UI_DESKTOP_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/attention.h"
#include "ui/joined.h"
#include "ui/terminal.h"

struct desktop {
	struct terminal *terminal;   /* borrowed */
	const struct joined *joined; /* borrowed */
	struct attention attention;
	bool titled;           /* the title is ours: */
	char track_title[256]; /* that of this track */
	int64_t title_due_ns;
	bool title_waits; /* another one, until then */
};

/* The terminal has just been taken. */
void desktop_begin(struct desktop *desktop);

/* At each redraw: sets the window's title after that of the track, at most once a second, and asks, seldom, whether the
 * window is hidden. */
void desktop_step(struct desktop *desktop, const char *track_title, int64_t now_ns);

/* When to call it though nothing is drawn; INT64_MAX: never. */
int64_t desktop_due_ns(const struct desktop *desktop);

#endif

/* Whether the user can see the picture, as far as the terminal tells: its focus (mode 1004), and whether its window is
 * minimized or, in GNU screen, not shown (CSI 11 t). Pure: times are given, in nanoseconds, and do not go back.
 *
 * Of terminals that report, urxvt, GNU screen, mintty and, if it is allowed, xterm tell; VTE and mlterm always say
 * "shown"; kitty and tmux do not answer. Nothing reports by itself that a window is hidden, so it is asked: seldom,
 * soon after the focus has gone, and, while it is hidden, again and again. */
#ifndef TERMVIZ_UI_ATTENTION_H
#define TERMVIZ_UI_ATTENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/input.h"

/* Zeroed it is ready: focused and seen. */
struct attention {
	bool unfocused, hidden;
	unsigned n_unanswered; /* questions in a row */
	int64_t ask_ns;        /* the next one is due then */
};

/* Takes an event in, if it tells anything of it. A key shows that the user is there: a terminal that has told otherwise
 * is not asked again. */
void attention_event(struct attention *attention, const struct input_event *event, int64_t now_ns);

/* Whether to ask the terminal now; if so, it counts as asked. To be called when something is drawn, and when due. */
bool attention_asks(struct attention *attention, int64_t now_ns);

/* When to ask though nothing is drawn: while it is hidden; INT64_MAX: never. */
int64_t attention_due_ns(const struct attention *attention);

#endif

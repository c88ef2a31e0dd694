/* How long to wait before another engine is started in the place of one that died. Pure: times are arguments. */
#ifndef TERMVIZ_KEEPER_BACKOFF_H
#define TERMVIZ_KEEPER_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

struct backoff {
	unsigned n_deaths; /* in a row: of engines that had done nothing yet */
	int64_t ready_ns;  /* since when the one there is has something open; 0: it has not yet */
};

#define BACKOFF_GIVE_UP (-1)

/* The engine has opened something. */
void backoff_ready(struct backoff *backoff, int64_t now_ns);

/* It has died: how long to wait; BACKOFF_GIVE_UP: another one would fare no better. */
int64_t backoff_died(struct backoff *backoff, int64_t now_ns);

#endif

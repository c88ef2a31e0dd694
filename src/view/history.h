/* The last columns of a picture that moves: each the levels of some bands. */
#ifndef TERMVIZ_VIEW_HISTORY_H
#define TERMVIZ_VIEW_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct history {
	float *db; /* owned: column by column, round and round */
	size_t n_columns, n_bands;
	size_t next; /* column to be overwritten next: the oldest */
};

/* So many columns, at least one, of so many bands, all silent (DB_SILENCE). history_fini() is right after a zeroed
 * struct and after a failure, too. */
bool history_init(struct history *history, size_t n_columns, size_t n_bands, struct err *err);
void history_fini(struct history *history);

/* The oldest column goes. Returns the newest one, to be filled. */
float *history_push(struct history *history);

/* The column of an age: 0 is the newest one; to look at, or to be changed. */
const float *history_column(const struct history *history, size_t age);
float *history_edit(struct history *history, size_t age);

/* Takes over the picture of another, of any size, of which `ratio` columns are as long as one of ours: what comes
 * together reads the loudest of it. */
void history_take_over(struct history *history, const struct history *from, double ratio);

#endif

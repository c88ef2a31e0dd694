/* The last columns of a waveform that moves. */
#ifndef TERMVIZ_VIEW_WAVE_HISTORY_H
#define TERMVIZ_VIEW_WAVE_HISTORY_H

#include <stddef.h>

#include "base/err.h"
#include "view/wave_column.h"

struct wave_history {
	struct wave_column *columns; /* owned: all lanes of a column together, round and round */
	size_t n_columns, n_lanes;
	size_t next; /* column to be overwritten next: the oldest */
};

/* So many columns, at least one, of so many lanes, all silent. wave_history_fini() is right after a zeroed struct and
 * after a failure, too. */
bool wave_history_init(struct wave_history *history, size_t n_columns, size_t n_lanes, struct err *err);
void wave_history_fini(struct wave_history *history);

/* The oldest column goes. Returns the lanes of the newest one, to be filled. */
struct wave_column *wave_history_push(struct wave_history *history);

/* The lanes of the column of an age: 0 is the newest one. */
const struct wave_column *wave_history_column(const struct wave_history *history, size_t age);

/* Takes over the picture of another with as many lanes, of which `ratio` columns are as long as one of ours. */
void wave_history_take_over(struct wave_history *history, const struct wave_history *from, double ratio);

#endif

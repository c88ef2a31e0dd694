#include "view/wave_history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool wave_history_init(struct wave_history *history, size_t n_columns, size_t n_lanes, struct err *err)
{
	*history = (struct wave_history){ .columns = calloc(n_columns * n_lanes, sizeof *history->columns),
		.n_columns = n_columns,
		.n_lanes = n_lanes };
	return history->columns || err_set(err, ERR_SYSTEM, "out of memory for %zu columns", n_columns);
}

void wave_history_fini(struct wave_history *history)
{
	free(history->columns);
	*history = (struct wave_history){ 0 };
}

struct wave_column *wave_history_push(struct wave_history *history)
{
	struct wave_column *column = history->columns + history->next * history->n_lanes;
	history->next = (history->next + 1) % history->n_columns;
	return column;
}

const struct wave_column *wave_history_column(const struct wave_history *history, size_t age)
{
	size_t newest = history->next + history->n_columns - 1;
	return history->columns + (newest - age) % history->n_columns * history->n_lanes;
}

/* What is seen of the columns of the ages from `first` to before `end`, at least one, together. */
static struct wave_column together(const struct wave_history *history, size_t lane, size_t first, size_t end)
{
	struct wave_column all = wave_history_column(history, first)[lane];
	double squares = 0;
	size_t n = 0;
	do {
		const struct wave_column *one = &wave_history_column(history, first + n)[lane];
		wave_column_take(&all, one->low);
		wave_column_take(&all, one->high);
		all.is_clipped |= one->is_clipped;
		squares += (double)one->rms * (double)one->rms;
	} while (first + ++n < end);
	all.rms = (float)sqrt(squares / (double)n);
	return all;
}

void wave_history_take_over(struct wave_history *history, const struct wave_history *from, double ratio)
{
	for (size_t age = history->n_columns; age-- > 0;) {
		struct wave_column *to = wave_history_push(history);
		double first = (double)age * ratio, end = fmin(first + ratio, (double)from->n_columns);
		for (size_t lane = 0; lane < history->n_lanes; lane++)
			to[lane] = first < (double)from->n_columns ? together(from, lane, (size_t)first, (size_t)end)
								   : (struct wave_column){ 0 };
	}
}

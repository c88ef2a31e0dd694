#include "view/history.h"

#include <stdlib.h>

#include "base/db.h"

static void silence(float *db, size_t n)
{
	for (size_t i = 0; i < n; i++)
		db[i] = DB_SILENCE;
}

bool history_init(struct history *history, size_t n_columns, size_t n_bands, struct err *err)
{
	*history = (struct history){
		.db = calloc(n_columns * n_bands, sizeof *history->db), .n_columns = n_columns, .n_bands = n_bands
	};
	if (!history->db)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu columns", n_columns);
	silence(history->db, n_columns * n_bands);
	return true;
}

void history_fini(struct history *history)
{
	free(history->db);
	*history = (struct history){ 0 };
}

float *history_push(struct history *history)
{
	float *column = history->db + history->next * history->n_bands;
	history->next = (history->next + 1) % history->n_columns;
	return column;
}

static size_t place_of(const struct history *history, size_t age)
{
	size_t newest = history->next + history->n_columns - 1;
	return (newest - age) % history->n_columns * history->n_bands;
}

const float *history_column(const struct history *history, size_t age)
{
	return history->db + place_of(history, age);
}

float *history_edit(struct history *history, size_t age)
{
	return history->db + place_of(history, age);
}

/* --------------------------------------------------------------- another size */

/* A stretch of something that is not empty: from the first to before the end. */
struct stretch {
	size_t first, end;
};

static struct stretch stretch_of(double first, double end, size_t n)
{
	struct stretch stretch = { (size_t)first, (size_t)end };
	if (stretch.end > n)
		stretch.end = n;
	if (stretch.end <= stretch.first)
		stretch.end = stretch.first + 1;
	return stretch;
}

static float loudest(const struct history *history, struct stretch ages, struct stretch bands)
{
	float most_db = DB_SILENCE;
	for (size_t age = ages.first; age < ages.end; age++) {
		const float *db = history_column(history, age);
		for (size_t b = bands.first; b < bands.end; b++)
			most_db = db[b] > most_db ? db[b] : most_db;
	}
	return most_db;
}

void history_take_over(struct history *history, const struct history *from, double ratio)
{
	double bands_each = (double)from->n_bands / (double)history->n_bands;
	for (size_t age = history->n_columns; age-- > 0;) {
		float *to = history_push(history);
		double first = (double)age * ratio;
		if (first >= (double)from->n_columns) {
			silence(to, history->n_bands);
			continue;
		}
		struct stretch ages = stretch_of(first, first + ratio, from->n_columns);
		for (size_t b = 0; b < history->n_bands; b++) {
			struct stretch bands
				= stretch_of((double)b * bands_each, (double)(b + 1) * bands_each, from->n_bands);
			to[b] = loudest(from, ages, bands);
		}
	}
}

#include "analysis/history.h"

#include <stdlib.h>
#include <string.h>

enum { CAPACITY_WINDOWS = 4 };

bool history_init(struct history *history, size_t longest, unsigned n_halvings, struct err *err)
{
	*history = (struct history){ .longest = longest, .capacity = CAPACITY_WINDOWS * longest, .n_halvings = n_halvings };
	for (int side = 0; side < 2; side++) {
		history->side[side] = calloc(history->capacity, sizeof(float));
		for (unsigned i = 0; i < n_halvings; i++)
			halfband_init(&history->halvers[side][i]);
	}
	if (!history->side[0] || !history->side[1])
		return err_set(err, ERR_SYSTEM, "out of memory for a history of %zu samples", longest);
	history->n = longest;
	return true;
}

void history_fini(struct history *history)
{
	free(history->side[0]);
	free(history->side[1]);
	*history = (struct history){ .longest = 0 };
}

void history_clear(struct history *history)
{
	for (int side = 0; side < 2; side++) {
		memset(history->side[side], 0, history->longest * sizeof(float));
		for (unsigned i = 0; i < history->n_halvings; i++)
			halfband_clear(&history->halvers[side][i]);
	}
	history->n = history->longest;
}

static void make_room(struct history *history, size_t n)
{
	if (history->n + n <= history->capacity)
		return;
	for (int side = 0; side < 2; side++)
		memmove(history->side[side], history_newest(history, side, history->longest), history->longest * sizeof(float));
	history->n = history->longest;
}

void history_push(struct history *history, const float *stereo, size_t n_frames)
{
	size_t n = 0;
	make_room(history, n_frames);
	for (int side = 0; side < 2; side++) {
		float *to = history->side[side] + history->n;
		for (size_t i = 0; i < n_frames; i++)
			to[i] = stereo[2 * i + (size_t)side];
		n = n_frames;
		for (unsigned i = 0; i < history->n_halvings; i++)
			n = halfband_process(&history->halvers[side][i], to, n, to);
	}
	history->n += n;
}

const float *history_newest(const struct history *history, int side, size_t n)
{
	return history->side[side] + history->n - n;
}

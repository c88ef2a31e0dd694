#include "dsp/window_sum.h"

#include <string.h>

void window_sum_init(struct window_sum *sums, uint32_t rate_hz, uint32_t n_sums)
{
	sums->n_sums = n_sums < WINDOW_SUM_MAX ? n_sums : WINDOW_SUM_MAX;
	sums->piece_frames = (rate_hz * WINDOW_SUM_PIECE_MS + 500) / 1000;
	if (sums->piece_frames == 0)
		sums->piece_frames = 1;
	window_sum_clear(sums);
}

void window_sum_clear(struct window_sum *sums)
{
	window_sum_jump(sums);
	memset(sums->whole, 0, sizeof sums->whole);
	sums->n_whole = 0;
}

static void newest_into_whole(struct window_sum *sums)
{
	for (uint32_t i = 0; i < sums->n_sums; i++)
		sums->whole[i] += sums->newest[i];
	sums->n_whole += sums->n_newest;
	memset(sums->newest, 0, sizeof sums->newest);
	sums->n_newest = 0;
}

void window_sum_jump(struct window_sum *sums)
{
	newest_into_whole(sums);
	sums->n_pieces = 0;
	sums->last = WINDOW_SUM_PIECES - 1;
}

size_t window_sum_room(const struct window_sum *sums)
{
	return sums->piece_frames - sums->n_newest;
}

bool window_sum_advance(struct window_sum *sums, size_t n_frames)
{
	sums->n_newest += (uint32_t)n_frames;
	if (sums->n_newest < sums->piece_frames)
		return false;
	sums->last = (sums->last + 1) % WINDOW_SUM_PIECES;
	memcpy(sums->pieces[sums->last], sums->newest, sizeof sums->newest);
	if (sums->n_pieces < WINDOW_SUM_PIECES)
		sums->n_pieces++;
	newest_into_whole(sums);
	return true;
}

static double mean(double sum, uint64_t n_frames)
{
	return n_frames ? sum / (double)n_frames : 0;
}

double window_sum_mean(const struct window_sum *sums, uint32_t i)
{
	bool is_filled = sums->n_pieces == WINDOW_SUM_PIECES;
	uint64_t n_frames = (uint64_t)sums->n_pieces * sums->piece_frames + (is_filled ? 0 : sums->n_newest);
	double sum = is_filled ? 0 : sums->newest[i];
	for (uint32_t p = 0; p < sums->n_pieces; p++)
		sum += sums->pieces[p][i];
	return mean(sum, n_frames);
}

double window_sum_whole_mean(const struct window_sum *sums, uint32_t i)
{
	return mean(sums->whole[i] + sums->newest[i], sums->n_whole + sums->n_newest);
}

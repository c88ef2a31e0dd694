#include "dsp/window_sum.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

/* Bounds of what can have been summed: products of two samples, 1e4 each at most (+80 dBFS), with a reserve; for some
 * hundred years. */
#define LARGEST_MEAN 1e9
#define LONGEST_S 1e10

/* Who wrote the whole may have gone mad before it died. A number that is out of all bounds and hidden today, since there
 * are no seconds to divide it by, say, would be read tomorrow. */
static bool is_believable(const struct window_sum_sheet *sheet, uint32_t n_sums)
{
	if (!(sheet->seconds >= 0 && sheet->seconds <= LONGEST_S))
		return false;
	for (uint32_t i = 0; i < n_sums; i++)
		if (!(fabs(sheet->sums[i]) <= LARGEST_MEAN * sheet->seconds))
			return false;
	return true;
}

static const struct window_sum_sheet *sheet_that_holds(const struct window_sum *sums)
{
	return &sums->whole->sheets[sums->whole->which & 1];
}

void window_sum_init(struct window_sum *sums, struct window_sum_whole *whole, uint32_t rate_hz, uint32_t n_sums)
{
	*sums = (struct window_sum){ .whole = whole, .frame_s = 1.0 / rate_hz, .last = WINDOW_SUM_PIECES - 1 };
	sums->n_sums = n_sums < WINDOW_SUM_MAX ? n_sums : WINDOW_SUM_MAX;
	sums->piece_frames = (rate_hz * WINDOW_SUM_PIECE_MS + 500) / 1000;
	if (sums->piece_frames == 0)
		sums->piece_frames = 1;
	if (!is_believable(sheet_that_holds(sums), sums->n_sums))
		window_sum_clear(sums);
}

void window_sum_clear(struct window_sum *sums)
{
	window_sum_jump(sums);
	memset(sums->whole, 0, sizeof *sums->whole);
}

static void newest_into_whole(struct window_sum *sums)
{
	const struct window_sum_sheet *from = sheet_that_holds(sums);
	uint32_t next = ~sums->whole->which & 1;
	struct window_sum_sheet *to = &sums->whole->sheets[next];
	for (uint32_t i = 0; i < sums->n_sums; i++)
		to->sums[i] = from->sums[i] + sums->newest[i] * sums->frame_s;
	to->seconds = from->seconds + sums->n_newest * sums->frame_s;
	/* Who reads the sheet after this process has died sees all that it has stored, if the compiler keeps the order. */
	atomic_signal_fence(memory_order_seq_cst);
	sums->whole->which = next;
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

double window_sum_mean(const struct window_sum *sums, uint32_t i)
{
	bool is_filled = sums->n_pieces == WINDOW_SUM_PIECES;
	uint64_t n_frames = (uint64_t)sums->n_pieces * sums->piece_frames + (is_filled ? 0 : sums->n_newest);
	double sum = is_filled ? 0 : sums->newest[i];
	for (uint32_t p = 0; p < sums->n_pieces; p++)
		sum += sums->pieces[p][i];
	return n_frames ? sum / (double)n_frames : 0;
}

double window_sum_whole_mean(const struct window_sum *sums, uint32_t i)
{
	const struct window_sum_sheet *before = sheet_that_holds(sums);
	double seconds = before->seconds + sums->n_newest * sums->frame_s;
	return seconds > 0 ? (before->sums[i] + sums->newest[i] * sums->frame_s) / seconds : 0;
}

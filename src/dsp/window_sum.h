/* Sums over the last 300 ms and over the whole, in step: the window that level and correlation meters share.
 *
 * The window is rectangular and made of 30 pieces of 10 ms. It ends with the newest whole piece; until there are 30 of
 * them it takes in all that there is. Each sum is made of its pieces anew, so that nothing drifts. Real time safe.
 *
 * The whole lies in memory of its own, which may outlive who sums: see below.
 */
#ifndef TERMVIZ_DSP_WINDOW_SUM_H
#define TERMVIZ_DSP_WINDOW_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WINDOW_SUM_MAX = 16, WINDOW_SUM_PIECES = 30, WINDOW_SUM_PIECE_MS = 10 };

/* Sums since the beginning, of any rate; nothing when zeroed. It is written in turn to two sheets, so that one of them
 * holds whenever the writer dies. */
struct window_sum_whole {
	uint32_t which; /* of the sheets holds */
	struct window_sum_sheet {
		double seconds;
		double sums[WINDOW_SUM_MAX]; /* times seconds */
	} sheets[2];
};

struct window_sum {
	uint32_t n_sums;
	double frame_s;
	uint32_t piece_frames; /* 10 ms to the nearest frame */
	uint32_t n_newest;     /* frames in the newest, incomplete piece */
	uint32_t n_pieces;     /* whole pieces in the window */
	uint32_t last;         /* the newest of them */
	double newest[WINDOW_SUM_MAX];
	double pieces[WINDOW_SUM_PIECES][WINDOW_SUM_MAX];
	struct window_sum_whole *whole; /* before the newest piece */
};

/* At most WINDOW_SUM_MAX sums, with an empty window. `whole` must outlive it; what is in it goes on,
 * unless it cannot have been measured. */
void window_sum_init(struct window_sum *sums, struct window_sum_whole *whole, uint32_t rate_hz, uint32_t n_sums);

/* Forgets the window and the whole. */
void window_sum_clear(struct window_sum *sums);

/* Forgets the window alone. */
void window_sum_jump(struct window_sum *sums);

/* How many frames the newest piece still takes: 1 …. Add theirs, at most, to `newest`, frame by frame, */
size_t window_sum_room(const struct window_sum *sums);

/* … and say how many there were. True: they complete a piece, which is pieces[last]. */
bool window_sum_advance(struct window_sum *sums, size_t n_frames);

/* Of sum `i`, per frame; 0 if there are none. */
double window_sum_mean(const struct window_sum *sums, uint32_t i);
double window_sum_whole_mean(const struct window_sum *sums, uint32_t i);

#endif

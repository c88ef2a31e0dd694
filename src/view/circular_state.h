/* What the files of the circular view share: its state, and their parts of the work. For these alone. */
#ifndef TERMVIZ_VIEW_CIRCULAR_STATE_H
#define TERMVIZ_VIEW_CIRCULAR_STATE_H

#include "canvas/plot.h"
#include "view/band_readings.h"
#include "view/view.h"

/* Distances are in dots, which are as high as they are wide. */
struct circular_dot {
	uint16_t x, y;
	uint32_t bar;
	float radius;
	colour ink;
};

enum { CIRCULAR_LEFT, CIRCULAR_RIGHT, N_CIRCULAR_HALVES };

struct circular {
	struct view_look look;
	int cols, rows;
	struct band_readings readings; /* of one channel, which both halves show, or of two */
	float radius;                  /* of all of it */
	float least_foot, most_foot;   /* radius that the bars begin at: as the circle breathes */
	float breath, frozen_breath;   /* 0 … 1 */
	struct plot dots_drawn;        /* scratch */
	struct circular_dot *dots;     /* all that a bar may light, bar by bar, from the middle outwards */
	size_t *first;                 /* of each bar: its first dot; behind the last bar, where all end */
	size_t n_bars;                 /* of both halves: the left one's first */
};

/* circular_layout.c: places all in a region, or releases it; and finds the half and the band that a cell lies in, false:
 * it is beside the circle. */
bool circular_lay_out(struct circular *circular, int cols, int rows, struct err *err);
void circular_forget_layout(struct circular *circular);
bool circular_find(const struct circular *circular, int x, int y, size_t *half, size_t *band);

/* circular_draw.c: the whole picture; the channel that a half shows; and how far the circle has moved, in dots. */
void circular_draw(const struct circular *circular, struct canvas *canvas, struct region region);
size_t circular_channel(const struct circular *circular, size_t half);
float circular_moved(const struct circular *circular, float breath);

#endif

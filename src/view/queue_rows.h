/* Rows of a queue: what an entry is called, and where it is. For its view, and for its panel over the picture. */
#ifndef TERMVIZ_VIEW_QUEUE_ROWS_H
#define TERMVIZ_VIEW_QUEUE_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "queue/queue.h"
#include "view/view.h"

/* An entry of a queue, in its place among those that are shown. */
struct queue_row {
	uint32_t id, place;
	bool is_chosen;  /* the cursor is on it */
	bool is_playing; /* it is heard */
};

/* Draws an entry into a region of one row. `n_shown`: how many there are, for the width of their numbers. */
void queue_row_draw(const struct queue *queue, const struct queue_row *row, uint32_t n_shown, struct canvas *canvas,
	struct region region, const struct view_look *look);

/* Draws what is to be said of all of them; returns the columns used. */
int queue_head_draw(
	const struct queue_figures *figures, struct canvas *canvas, struct region region, const struct view_look *look);

#endif

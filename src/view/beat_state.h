/* What the files of the beat view share: its state, and how it is drawn. For these alone. */
#ifndef TERMVIZ_VIEW_BEAT_STATE_H
#define TERMVIZ_VIEW_BEAT_STATE_H

#include "view/view.h"

#define BEAT_COLUMN_S 0.05 /* of the strip: a bar of four beats is some forty columns */

/* A column of the strip. */
struct beat_column {
	float onset;  /* the strongest: 0 … 1 */
	bool is_beat; /* one fell into it */
};

struct beat {
	struct view_look look;
	struct snapshot_rhythm rhythm;               /* now; zeros where it is not measured */
	struct beat_column columns[CANVAS_MAX_COLS]; /* round and round */
	size_t next;                                 /* the oldest of them, */
	size_t n_blank;                              /* and how many of the newest there is nothing in */
	struct beat_column filling;
	double filled_s;
	int cols; /* of the picture */
	/* From the top, each where there are rows for it; 0 rows: it is not shown. */
	struct beat_part {
		int y, rows;
	} tempo, pulse, strip, ticks;
};

/* The column of an age: 0 is the newest. */
const struct beat_column *beat_column(const struct beat *beat, size_t age);

/* beat_draw.c: the whole picture. */
void beat_draw(const struct beat *beat, struct canvas *canvas, struct region region);

#endif

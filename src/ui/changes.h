/* What differs between two canvases, row by row, as runs of cells. A part of the encoder. */
#ifndef TERMVIZ_UI_CHANGES_H
#define TERMVIZ_UI_CHANGES_H

#include "ui/pen.h"

struct changes {
	const struct canvas *old; /* NULL: a blank screen */
	const struct canvas *new;
	const struct encoder_caps *caps;
	struct stepdown *step;
};

/* Writes the runs of row `y` to `runs`, which has room for as many as there are columns, from left to right, and returns
 * how many.
 * `in_order`: they must be drawn in this order, as what one does may hang on the terminal. */
size_t changes_find(const struct changes *changes, int y, struct run *runs, bool *in_order);

#endif

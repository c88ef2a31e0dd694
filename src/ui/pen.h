/* Writes runs of cells as bytes: it knows where the cursor is and which colours are set. A part of the encoder. */
#ifndef TERMVIZ_UI_PEN_H
#define TERMVIZ_UI_PEN_H

#include "canvas/canvas.h"
#include "ui/cursor.h"
#include "ui/encoder.h"
#include "ui/stepdown.h"

enum run_kind {
	RUN_GLYPHS, /* the same cell, of a width that is the same on every terminal */
	RUN_BLANKS,
	RUN_REST,   /* blanks up to the row's end, to be erased at once */
	RUN_UNSURE, /* one cell whose width some terminal may disagree on */
};

/* Cells of a row that look alike, as the terminal is to show them. */
struct run {
	enum run_kind kind;
	int x, end, y;
	struct cell cell;
};

/* Bytes that pen_run() may write: so many, and so many for each of the run's cells. And those that erase a rest. */
enum { PEN_BYTES_RUN = 96, PEN_BYTES_CELL = 4, PEN_BYTES_REST = 3 };

struct pen {
	const struct canvas *canvas; /* that is to be shown */
	const struct encoder_caps *caps;
	struct stepdown *step;
	char *p; /* where the next byte goes; there must be room */
	struct cursor cursor;
	colour fg, bg; /* that are set */
};

/* Whether cells are erased in this background. */
bool pen_may_erase(const struct encoder_caps *caps, colour bg);

/* Moves to the run's first cell and writes it. */
void pen_run(struct pen *pen, const struct run *run);

#endif

/* Labels and grid beside a picture: levels at its left, frequencies below it.
 *
 * What they are of, where they fit, is found once; drawing is cheap.
 */
#ifndef TERMVIZ_VIEW_AXIS_H
#define TERMVIZ_VIEW_AXIS_H

#include <stddef.h>

#include "canvas/canvas.h"
#include "view/view.h"

enum { AXIS_MAX_LABELS = 64, AXIS_TEXT = 16 };

struct axis_label {
	int at;   /* column or row of the picture, from its left or its top */
	int from; /* column where the text begins, if it stands below */
	char text[AXIS_TEXT];
};

struct axis {
	struct axis_label labels[AXIS_MAX_LABELS]; /* in no order */
	size_t n;
};

enum axis_names { AXIS_HZ, AXIS_NOTES };

/* What the labels take of a region; 0 where there is too little of it. */
struct axis_room {
	int left;  /* columns of the levels; a grid goes with them */
	int below; /* rows of the frequencies: text alone, or a line with ticks above it */
};

struct axis_room axis_room(int cols, int rows);

/* Round levels between floor and ceiling, as many as can be read in so many rows. A level's row is the one that the top
 * of a bar of that level lies in. */
void axis_fit_levels(struct axis *axis, int rows, double floor_db, double ceiling_db);

/* Round frequencies, or notes, as many as fit in so many columns. column_of() tells the column of one, with a fraction
 * (an integer is a column's middle); NAN: it is not in the picture. */
void axis_fit_frequencies(struct axis *axis, int cols, enum axis_names names,
	double (*column_of)(const void *context, double hz), const void *context);

/* Draw around or into the picture, which lies within `plot`; the room for labels is around it. */
void axis_draw_grid(const struct axis *levels, const struct view_look *look, struct canvas *canvas, struct region plot);
void axis_draw_levels(const struct axis *levels, const struct view_look *look, struct canvas *canvas,
	struct region plot, struct axis_room room);
void axis_draw_foot(enum axis_names names, const struct view_look *look, struct canvas *canvas, struct region plot,
	struct axis_room room);
/* After axis_draw_foot(), for each part of the picture that has frequencies of its own. */
void axis_draw_frequencies(const struct axis *frequencies, const struct view_look *look, struct canvas *canvas,
	struct region plot, struct axis_room room);

#endif

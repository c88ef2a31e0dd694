/* What the files of the lines view share: its state, and their parts of the work. For these alone. */
#ifndef TERMVIZ_VIEW_LINES_STATE_H
#define TERMVIZ_VIEW_LINES_STATE_H

#include "canvas/plot.h"
#include "view/axis.h"
#include "view/band_readings.h"
#include "view/curve.h"
#include "view/view.h"

/* Drawn in this order: what comes later has a cell's colour. */
enum lines_trace { LINES_MAXIMUM, LINES_PEAK, LINES_AVERAGE, LINES_LEVEL, N_LINES_TRACES };

/* One channel's curve. */
struct lines_field {
	bool reversed;
	const char *name; /* shown in its corner; NULL: none */
	int x, y;         /* within the plot */
	struct axis frequencies;
};

struct lines {
	struct view_look look;
	struct region plot; /* of all curves, within the view's region */
	struct axis_room room;
	struct band_readings readings;
	struct lines_field fields[BARS_MAX_FIELDS];
	size_t n_fields, n_across;
	int field_cols, field_rows;
	struct curve curve; /* of every field */
	struct plot dots;   /* of a field, scratch */
	float *db;          /* of a trace, scratch: of each column of dots */
	int *tops;          /* the same as rows of dots */
	colour *row_colour; /* from the top down */
};

/* lines_layout.c: places all in a region, or releases it; and finds the field that a cell is of and its column, the
 * lowest frequency's first, false: none. */
bool lines_lay_out(struct lines *lines, int cols, int rows, struct err *err);
void lines_forget_layout(struct lines *lines);
bool lines_find(const struct lines *lines, int x, int y, size_t *field, int *column);

/* lines_draw.c: the levels of a trace in lines->db, without the automatic gain, false: it is not shown; and the whole
 * picture. */
bool lines_trace(const struct lines *lines, size_t field, enum lines_trace trace);
void lines_draw(const struct lines *lines, struct canvas *canvas, struct region region);

#endif

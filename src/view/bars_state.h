/* What the files of the bars view share: its state, and their parts of the work. For these alone. */
#ifndef TERMVIZ_VIEW_BARS_STATE_H
#define TERMVIZ_VIEW_BARS_STATE_H

#include "view/axis.h"
#include "view/band_readings.h"
#include "view/view.h"

/* One channel's bars, side by side. */
struct bars_field {
	bool reversed;
	const char *name; /* shown in its corner; NULL: none */
	struct region at; /* within the plot */
	struct axis frequencies;
};

/* Where bars of a field stand, within the plot, and the side their feet are on. */
struct bars_stand {
	size_t field;
	struct region at;
	enum blocks_side foot;
};

enum { BARS_MAX_STANDS = 2 * BARS_MAX_FIELDS };

enum { BARS_LEVEL, BARS_PEAK, BARS_MAXIMUM, N_BARS_HEIGHTS };

struct bars {
	struct view_look look;
	struct region plot; /* of the bars, within the view's region */
	struct axis_room room;
	struct band_readings readings;
	struct bars_arrangement arrangement;
	struct bars_field fields[BARS_MAX_FIELDS];
	size_t n_fields;
	struct bars_stand stands[BARS_MAX_STANDS]; /* those of a field one after the other */
	size_t n_stands;
	bool lie;           /* they run from one side to the other */
	int n_across;       /* fields beside each other along the frequencies */
	int length;         /* rows from the foot to the ceiling; columns if they lie */
	size_t n_bars;      /* of each field */
	int thickness, gap; /* of bars and between them, in columns; in rows if they lie */
	int *heights;       /* N_BARS_HEIGHTS of each bar, scratch, in eighths of a cell */
	colour *colours;    /* of a bar from the foot up, or, by frequency, of each bar */
};

/* Columns or rows from one bar to the next. */
int bars_pitch(const struct bars *bars);

/* bars_layout.c: places all in a region, or releases it. Readings are those of the layout before as far as they are of
 * the same thing. */
bool bars_lay_out(struct bars *bars, int cols, int rows, struct err *err);
void bars_forget_layout(struct bars *bars);
bool bars_spot(const struct bars *bars, int x, int y, struct view_spot *spot);

/* bars_draw.c: the whole picture. */
void bars_draw(const struct bars *bars, struct canvas *canvas, struct region region);

#endif

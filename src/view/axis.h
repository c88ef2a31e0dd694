/* Labels and grid beside a picture: levels or frequencies at its left, frequencies or times below it.
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

/* How the settings have frequencies named, and what unit that is. */
enum axis_names axis_names_of(const struct settings *settings);
const char *axis_unit(enum axis_names names);

/* What the labels take of a region; 0 where there is too little of it. */
struct axis_room {
	int left;  /* columns of what stands beside it; a grid goes with levels */
	int below; /* rows of what stands below it: text alone, or a line with ticks above it */
};

/* Divides a view's room, of whatever size: there are labels if the settings want them or, where these do not say, where it
 * measures and beside a picture that `stands`, which is looked at for long. Returns the picture's region. */
struct region axis_place(const struct settings *settings, bool stands, int cols, int rows, struct axis_room *room);

/* Round levels between floor and ceiling, as many as can be read in so many rows. A level's row is the one that the top
 * of a bar of that level lies in. */
void axis_fit_levels(struct axis *axis, int rows, double floor_db, double ceiling_db);

/* The same below bars that lie: as many as fit in so many columns, from the foot at the left. */
void axis_fit_levels_across(struct axis *axis, int cols, double floor_db, double ceiling_db);

/* Turns a picture's axis of so many columns or rows round: what was at its left or top is at its right or bottom. */
void axis_turn(struct axis *axis, int length);

/* Round frequencies, or notes, as many as fit in so many columns. column_of() tells the column of one, with a fraction
 * (an integer is a column's middle); NAN: it is not in the picture. */
void axis_fit_frequencies(struct axis *axis, int cols, enum axis_names names,
	double (*column_of)(const void *context, double hz), const void *context);

/* The same upwards, beside the picture: row_of() tells how many rows above its lowest one. */
void axis_fit_frequencies_upwards(struct axis *axis, int rows, enum axis_names names,
	double (*row_of)(const void *context, double hz), const void *context);

/* Round times from the picture's left edge to its right one, as many as fit in so many columns: in seconds, or, where a
 * minute and more has passed, in minutes and seconds. */
void axis_fit_times(struct axis *axis, int cols, double from_s, double to_s);

/* The same beside the picture, from its top to its bottom: either may be the later one. */
void axis_fit_times_down(struct axis *axis, int rows, double top_s, double bottom_s);

/* The columns of an axis' longest text. */
int axis_text_cols(const struct axis *axis);

/* The unit of times: "" if they are minutes. */
const char *axis_times_unit(double to_s);

/* Draw around or into the picture, which lies within `plot`; the room for labels is around it. */
void axis_draw_grid(const struct axis *levels, const struct view_look *look, struct canvas *canvas, struct region plot);
void axis_draw_grid_across(
	const struct axis *levels, const struct view_look *look, struct canvas *canvas, struct region plot);
/* What stands beside the picture; then what the axes are of, in the corner; then what stands below each part of the
 * picture that has an axis of its own. */
void axis_draw_beside(const struct axis *axis, const struct view_look *look, struct canvas *canvas, struct region plot,
	struct axis_room room);
void axis_draw_foot(const char *unit_beside, const char *unit_below, const struct view_look *look,
	struct canvas *canvas, struct region plot, struct axis_room room);
void axis_draw_below(const struct axis *axis, const struct view_look *look, struct canvas *canvas, struct region plot,
	struct axis_room room);

/* The name of a part of the picture, in a corner that is far from feet on that side, and not the one that the gain is
 * written in; NULL: it has none. What is one row high has no room for it; nothing if labels are off. */
void axis_draw_name(const char *name, enum blocks_side foot, const struct view_look *look, struct canvas *canvas,
	struct region part);

/* What the automatic gain has added, over a corner that is far from feet on that side, of a picture that has room for it;
 * nothing if labels are off. */
void axis_draw_gain(
	float gain_db, enum blocks_side foot, const struct view_look *look, struct canvas *canvas, struct region plot);

#endif

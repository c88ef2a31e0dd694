/* A gauge: a bar along a scale, from the left to the right, over one row or more; its ticks, its marks.
 *
 * Bars leave an eighth of their topmost row free, so that those in neighbouring rows stay apart.
 */
#ifndef TERMVIZ_VIEW_GAUGE_H
#define TERMVIZ_VIEW_GAUGE_H

#include <stddef.h>

#include "canvas/blocks.h"
#include "canvas/canvas.h"
#include "config/theme.h"

enum { GAUGE_MAX_POINTS = 8, GAUGE_MAX_TICKS = 12 };

/* Where values lie: straight lines between points, in rising order, the first at the gauge's left end, the last at its
 * right one. */
struct gauge_scale {
	size_t n_points;
	struct {
		float value;
		float share; /* of the gauge's length: 0 … 1 */
		float heat;  /* of the theme's gradient: 0 … 1 */
	} points[GAUGE_MAX_POINTS];
	size_t n_ticks; /* the most important first */
	struct {
		float value;
		const char *label;
	} ticks[GAUGE_MAX_TICKS];
};

/* A scale on so many columns. */
struct gauge {
	const struct gauge_scale *scale;
	const struct theme *theme;
	enum glyph_set glyphs;
	int cols;
	size_t n_ticks; /* those whose labels have room side by side */
	struct {
		int mark, label; /* columns from the gauge's left end */
		const char *text;
	} ticks[GAUGE_MAX_TICKS];
	colour across[CANVAS_MAX_COLS];
};

/* How high a bar stands in its rows. */
enum gauge_height { GAUGE_LOW, GAUGE_HIGH };

enum gauge_mark { GAUGE_LIGHT, GAUGE_HEAVY };

/* `cols` 0 … CANVAS_MAX_COLS; the theme must outlive the gauge. */
void gauge_init(struct gauge *gauge, const struct gauge_scale *scale, int cols, const struct theme *theme,
	enum glyph_set glyphs);

/* How many of its columns a bar up to `value` fills. */
int gauge_fill(const struct gauge *gauge, float value);

/* All draw into the rows of `where`, whose columns are the gauge's. A bar, over the columns `from` … `to` - 1: */
void gauge_draw_bar(const struct gauge *gauge, struct canvas *canvas, struct region where, int from, int to,
	enum gauge_height height);

/* A mark at a value, over whatever is there; none in a gauge so short that it would hide the bar. */
void gauge_draw_mark(const struct gauge *gauge, struct canvas *canvas, struct region where, float value,
	enum gauge_mark mark, colour fg);

/* A bar from 0 to a value, to either side, with dots and a mark at 0. */
void gauge_draw_deviation(const struct gauge *gauge, struct canvas *canvas, struct region where, float value);

/* Dots at the ticks, and the ticks' labels, in the first row. */
void gauge_draw_dots(const struct gauge *gauge, struct canvas *canvas, struct region where);
void gauge_draw_labels(const struct gauge *gauge, struct canvas *canvas, struct region where);

#endif

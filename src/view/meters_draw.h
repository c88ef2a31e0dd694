/* The meters as cells: what view/meters.c keeps, drawn. */
#ifndef TERMVIZ_VIEW_METERS_DRAW_H
#define TERMVIZ_VIEW_METERS_DRAW_H

#include "view/gauge.h"
#include "view/meters_history.h"
#include "view/meters_plan.h"
#include "view/readings.h"
#include "view/view.h"

enum { GAUGE_LEVEL, GAUGE_LOUDNESS, GAUGE_CORRELATION, GAUGE_BALANCE, N_GAUGES };

struct meters {
	struct view_look look;
	int cols, rows;
	bool listens; /* readings are set up */
	struct readings readings;
	struct meters_history history;
	struct meters_plan plan;
	struct gauge gauges[N_GAUGES];
	struct reading_figure target;
};

/* What a line with a bar is. */
struct meters_row {
	const char *label, *short_label, *unit;
	int now, max; /* its figures: enum channel_figure or enum whole_figure, whichever it has; NO_FIGURE */
	bool of_channel;
	void (*draw_bar)(const struct meters *meters, const struct meters_row *row, uint32_t channel,
		struct canvas *canvas, struct region bar);
	enum reading_bar high, low; /* draw_level: the same if there is but one */
	size_t value, mark;         /* draw_loudness: where in struct snapshot_loudness */
	int gauge;                  /* draw_deviation: on which scale, and where in struct snapshot_stereo: */
	size_t deviation;
};

enum { NO_FIGURE = -1 };

/* By gauge, and by line; the rows of lines without a bar are empty (view/meters_bars.c). */
extern const struct gauge_scale meters_scales[N_GAUGES];
extern const struct meters_row meters_rows[N_METERS_LINES];

/* Draws onto a blank region of the planned size. */
void meters_draw(const struct meters *meters, struct canvas *canvas, struct region region);

#endif

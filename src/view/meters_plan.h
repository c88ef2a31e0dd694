/* What of the meters fits on a screen, and where: the more important first. Pure. */
#ifndef TERMVIZ_VIEW_METERS_PLAN_H
#define TERMVIZ_VIEW_METERS_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "snapshot/snapshot.h"

/* In the order in which they stand, from the top. */
enum meters_line {
	LINE_LEVEL_HEAD, /* the scale, and what the columns are */
	LINE_LEVEL,      /* of each channel: peak and RMS in one bar */
	LINE_TRUE_PEAK,
	LINE_PROGRAMME,
	LINE_CHANNEL_GAP,
	LINE_LOUDNESS_GAP,
	LINE_LOUDNESS_HEAD,
	LINE_MOMENTARY,
	LINE_SHORT_TERM,
	LINE_INTEGRATED,
	LINE_RANGE,
	LINE_HISTORY_GAP,
	LINE_HISTORY_HEAD, /* its times */
	LINE_HISTORY,      /* of momentary and short-term loudness */
	LINE_STEREO_GAP,
	LINE_STEREO_HEAD,
	LINE_CORRELATION,
	LINE_BALANCE,
	LINE_SIGNAL_GAP,
	LINE_SIGNAL_HEAD,
	LINE_SIGNAL, /* of each channel: figures alone */
	LINE_SUMMARY,
	LINE_SUMMARY_MORE,
	N_METERS_LINES,
};

/* Widths from the left on; 0: not shown. Figures stand at the right end of theirs; behind the second one there is a
 * column for a sign of warning. */
struct meters_columns {
	int margin;
	int label;
	bool long_labels;
	int bar;
	int now, max;
	int unit;
};

/* The summary's items, side by side. */
enum { METERS_ITEM_COLS = 26, METERS_N_ITEMS = 4 };

struct meters_place {
	enum meters_line line;
	uint32_t channel; /* of those that each channel has; may be READINGS_ALL */
	int y, rows;
};

enum { METERS_MAX_PLACES = 5 * SNAPSHOT_N_SOURCE_CHANNELS + N_METERS_LINES };

struct meters_plan {
	struct meters_columns columns;
	int n_items; /* of the summary on a line */
	size_t n_places;
	struct meters_place places[METERS_MAX_PLACES]; /* from the top */
	int rows[N_METERS_LINES];                      /* of each line of a kind; 0: it is not there */
};

/* Plans `cols` by `rows`, at least one each, for a source with 1 … SNAPSHOT_N_SOURCE_CHANNELS channels. */
void meters_plan_make(struct meters_plan *plan, int cols, int rows, uint32_t n_channels);

#endif

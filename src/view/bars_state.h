/* What the files of the bars view share: its state, and their parts of the work. For these alone. */
#ifndef TERMVIZ_VIEW_BARS_STATE_H
#define TERMVIZ_VIEW_BARS_STATE_H

#include "dsp/auto_gain.h"
#include "view/axis.h"
#include "view/band_feed.h"
#include "view/bars_settings.h"
#include "view/view.h"

/* One channel's bars, side by side. */
struct bars_field {
	enum snapshot_channel_id channel;
	bool reversed;
	const char *name; /* shown in its corner; NULL: none */
	int x, y, cols;   /* within the plot */
	float *power;     /* of the bars, as last read */
	struct ballistics now;
	struct ballistics frozen; /* as it was when the picture was frozen */
	struct axis frequencies;
};

enum { BARS_LEVEL, BARS_PEAK, BARS_MAXIMUM, N_BARS_HEIGHTS };

struct bars {
	struct view_look look;
	uint32_t kept;      /* mask of enum view_kept */
	struct region plot; /* of the bars, within the view's region */
	struct axis_room room;
	struct band_measure measure;
	struct bars_arrangement arrangement;
	struct bars_field fields[BARS_MAX_FIELDS];
	size_t n_fields;
	int field_rows;
	uint32_t channels; /* that are shown: a mask of SNAPSHOT_BIT()s */
	struct band_feed feed;
	size_t n_bars;      /* of each field */
	int bar_cols;       /* of a bar, without the gap */
	float *weight;      /* of each bar's power */
	double most_db;     /* the largest of these */
	float *weighted;    /* powers, scratch */
	int *heights;       /* N_BARS_HEIGHTS of each bar, scratch, in eighths of a row */
	colour *row_colour; /* from the foot up */
	struct auto_gain gain;
	float frozen_gain_db;
};

/* Columns from one bar to the next. */
int bars_pitch(const struct bars *bars);

/* bars_layout.c: places all in a region, or releases it. Readings are those of the layout before as far as they are of
 * the same thing. */
bool bars_lay_out(struct bars *bars, int cols, int rows, struct err *err);
void bars_forget_layout(struct bars *bars);

/* bars.c: what the levels are shifted by, now or when the picture was frozen. */
float bars_gain_db(const struct bars *bars, bool frozen);

/* bars_draw.c: how high a power stands, in eighths of a row; and the whole picture. */
int bars_height(const struct bars *bars, float power, float gain_db);
void bars_draw(const struct bars *bars, struct canvas *canvas, struct region region);

#endif

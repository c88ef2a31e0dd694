/* What the files of the waveform share: its state, and their parts of the work. For these alone. */
#ifndef TERMVIZ_VIEW_WAVEFORM_STATE_H
#define TERMVIZ_VIEW_WAVEFORM_STATE_H

#include "canvas/plot.h"
#include "view/axis.h"
#include "view/scope.h"
#include "view/view.h"
#include "view/wave_history.h"

/* More shades than WAVEFORM_INKS are hard to tell apart, and take more bytes to draw. */
enum { WAVEFORM_MAX_LANES = SETTINGS_LIST, WAVEFORM_INKS = 16 };

/* What is drawn, kept from redraw to redraw as long as it stays the same; no part of what was heard. */
struct waveform_picture {
	struct plot plot;
	struct wave_column *columns; /* of dots, lane by lane */
	colour *row_inks;            /* of an oscilloscope's rows of cells */
	uint64_t drawn_of;           /* waveform.n_changes it was made of */
};

/* Up to where a picture that scrolls has come. */
struct waveform_moment {
	uint64_t n_pushed;     /* columns, since the layout */
	uint64_t n_since_jump; /* the newest ones that lie one behind the other in the track */
	double position_s;     /* in the track, of the newest one's end */
};

struct waveform {
	struct view_look look;
	uint32_t kept; /* mask of enum view_kept */
	bool is_scope;
	bool covers; /* the picture stands when it is full */
	int n_lanes;
	const struct wave_lane *lanes[WAVEFORM_MAX_LANES];
	struct region plot; /* of the picture, within the view's region */
	struct axis_room room;
	struct axis levels, times;
	const char *times_unit;
	colour inks[WAVEFORM_INKS];       /* from silence to full scale */
	double from_s, to_s;              /* across the picture; scrolling live, that is before now */
	uint64_t n_changes;               /* of what is seen */
	float flat_below;                 /* what reaches less far is not seen */
	struct waveform_picture *picture; /* owned; NULL: there was no memory */

	/* scrolling */
	double column_s;                                /* of a column of dots */
	double heard_s;                                 /* since the newest column began */
	struct wave_column filling[WAVEFORM_MAX_LANES]; /* that column so far, */
	double squares[WAVEFORM_MAX_LANES];
	uint32_t n_points;              /* how many points have gone into it, */
	float last[WAVEFORM_MAX_LANES]; /* and the last of them */
	int n_full[2];                  /* points of left and right in a row that were at full scale */
	struct wave_history now, frozen;
	struct waveform_moment at, frozen_at;
	size_t n_flat; /* the newest columns of `now` in which there is nothing to see */
	uint32_t segment;

	/* the oscilloscope */
	struct scope scope;
	size_t n_still;   /* newest points in which there is nothing to see */
	bool shows_still; /* the trace that is shown is of such points alone, */
	double stood_s;   /* and has been there so long */
};

/* waveform_layout.c: places all in a region, or releases it. What was heard stays as far as it is of the same thing. */
bool waveform_lay_out(struct waveform *waveform, int cols, int rows, struct err *err);
void waveform_forget_layout(struct waveform *waveform);

/* The rows of a lane, within the picture. */
struct waveform_rows {
	int y, n;
};
struct waveform_rows waveform_rows_of(const struct waveform *waveform, int lane);

/* The row of dots, of so many, that a value lies in: 0 is the topmost. */
int waveform_dot_of(float value, int height);

/* waveform_scroll.c: what a snapshot says goes into columns; whether there is anything to see in one. */
void waveform_scroll(struct waveform *waveform, const struct snapshot *snapshot);
bool waveform_is_flat(const struct waveform *waveform, const struct wave_column *lanes);

/* Of the picture as it scrolls, or as it is frozen: its moment; and what is shown in a column of dots, of all lanes, and its
 * age in columns. NULL: nothing is there yet. */
const struct waveform_moment *waveform_shown_at(const struct waveform *waveform);
const struct wave_column *waveform_column_at(const struct waveform *waveform, int x, int64_t *age);

/* waveform_draw.c: the whole picture. */
void waveform_draw(const struct waveform *waveform, struct canvas *canvas, struct region region);

#endif

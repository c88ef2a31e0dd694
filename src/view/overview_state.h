/* What the files of the overview share: its state, and their parts of the work. For these alone. */
#ifndef TERMVIZ_VIEW_OVERVIEW_STATE_H
#define TERMVIZ_VIEW_OVERVIEW_STATE_H

#include "canvas/plot.h"
#include "view/axis.h"
#include "view/view.h"

struct overview {
	struct view_look look;
	uint32_t phase;       /* enum run_phase, */
	uint32_t source_kind; /* enum run_source_kind: of what plays */
	double from_s, to_s;  /* across the picture; the same: its length is not known */
	double position_s;    /* of what is heard */
	bool has_outline;
	struct outline outline;
	bool covers;       /* a sound that is heard in one go: the outline is made of what is heard */
	int head_rows;     /* above the waveform, for what is told of the moment */
	struct region box; /* of the waveform, within the view's region */
	struct axis_room room;
	struct axis times;
	struct plot plot; /* the waveform, as far as it is known */
};

/* overview_draw.c: draws the outline onto the plot; and the whole picture. */
void overview_paint(struct overview *overview);
void overview_draw(const struct overview *overview, struct canvas *canvas, struct region region);

/* Of both sides, in the columns of dots `from` … `to` - 1 of a picture that is `width` wide; false: not known. */
struct overview_reach {
	struct outline_side sides[OUTLINE_SIDES];
};
bool overview_reach(const struct overview *overview, int from, int to, int width, struct overview_reach *reach);

#endif

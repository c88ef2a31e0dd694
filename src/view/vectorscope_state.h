/* What the files of the vectorscope share: its state, and its picture. For these alone. */
#ifndef TERMVIZ_VIEW_VECTORSCOPE_STATE_H
#define TERMVIZ_VIEW_VECTORSCOPE_STATE_H

#include "canvas/plot.h"
#include "dsp/auto_gain.h"
#include "view/gauge.h"
#include "view/phosphor.h"
#include "view/view.h"

enum { VECTORSCOPE_INKS = 16 };

/* What is seen, now or when it was frozen. */
struct vectorscope_moment {
	struct phosphor phosphor;      /* across: right less left, upwards: their sum; each halved */
	struct snapshot_stereo stereo; /* as it is written */
	float gain_db;                 /* that the dots are shown with */
};

struct vectorscope {
	struct view_look look;
	uint32_t kept; /* mask of enum view_kept */
	struct vectorscope_moment now, frozen;
	struct snapshot_stereo stereo; /* the latest */
	double written_s;              /* ago: what changes faster cannot be read */
	struct auto_gain gain;
	struct plot *plot;    /* owned; filled anew with each redraw. NULL: there was no memory */
	struct region square; /* of the dots' cells, within the view's region */
	struct region below;  /* of gauge and figures; none where there is no room */
	struct gauge gauge;
	colour inks[VECTORSCOPE_INKS]; /* from faint to bright */
};

/* vectorscope_draw.c: the whole picture. */
void vectorscope_draw(const struct vectorscope *vectorscope, struct canvas *canvas, struct region region);

#endif

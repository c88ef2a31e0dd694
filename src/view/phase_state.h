/* What the files of the phase view share: its state, and their parts of the work. For these alone. */
#ifndef TERMVIZ_VIEW_PHASE_STATE_H
#define TERMVIZ_VIEW_PHASE_STATE_H

#include "canvas/plot.h"
#include "view/axis.h"
#include "view/band_feed.h"
#include "view/curve.h"
#include "view/view.h"

/* What is kept of each band: means of powers and of the cross spectrum, and the lowest correlation while it is held. */
enum phase_value {
	PHASE_LEFT,
	PHASE_RIGHT,
	PHASE_RE,
	PHASE_IM,
	N_PHASE_MEANS,
	PHASE_WORST = N_PHASE_MEANS,
	N_PHASE_VALUES
};

struct phase {
	struct view_look look;
	uint32_t kept;      /* mask of enum view_kept */
	struct region plot; /* of the picture, within the view's region */
	struct axis_room room;
	struct band_measure measure;
	struct band_feed feed;
	size_t n_bands;             /* 0: nothing is laid out */
	float *read[N_PHASE_MEANS]; /* of each band, as last read */
	float *now[N_PHASE_VALUES];
	float *frozen[N_PHASE_VALUES]; /* as it was when the picture was frozen */
	bool has_one_channel;
	struct curve curve;
	struct plot dots;   /* scratch, as are: */
	float *correlation; /* of each column of dots */
	float *db;
	colour *row_colour; /* from the top down */
	struct axis frequencies;
};

/* Less than this below the floor a band is drawn faintly. */
#define PHASE_FAINT_DB 20.0f

/* phase.c: what is shown, now or frozen; of band b of it the correlation, -1 … 1, and the level in dB. */
float *const *phase_shown(const struct phase *phase);
float phase_correlation(float *const *values, size_t b);
float phase_db(float *const *values, size_t b);

/* phase_layout.c: places all in a region, or releases it. Readings are those of the layout before as far as they are of
 * the same thing. */
bool phase_lay_out(struct phase *phase, int cols, int rows, struct err *err);
void phase_forget_layout(struct phase *phase);

/* phase_draw.c: the whole picture. */
void phase_draw(const struct phase *phase, struct canvas *canvas, struct region region);

#endif

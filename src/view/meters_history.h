/* What the loudness was in the last minutes, for the meters: a dot of the plot is a second. */
#ifndef TERMVIZ_VIEW_METERS_HISTORY_H
#define TERMVIZ_VIEW_METERS_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "canvas/plot.h"
#include "snapshot/snapshot.h"
#include "view/axis.h"
#include "view/view.h"

enum { METERS_HISTORY_S = 1024 }; /* are kept */

struct meters_second {
	float momentary_lufs; /* the largest in it */
	float short_term_lufs;
};

struct meters_history {
	struct meters_second seconds[METERS_HISTORY_S]; /* round and round */
	size_t n;                                       /* ever */
	struct meters_second filling;
	float filled_s;
	struct plot plot; /* of what is kept */
	struct axis times;
};

/* Nothing is known yet. meters_history_fini() is right after a zeroed struct, too. */
void meters_history_init(struct meters_history *history);
void meters_history_fini(struct meters_history *history);

/* Fits the plot to so many cells, none included. False: out of memory; the plot stays as it is. */
bool meters_history_lay_out(
	struct meters_history *history, const struct view_look *look, int cols, int rows, struct err *err);

/* Takes in the loudness of so much more sound. Once all of it is below the gate, time stands still. */
void meters_history_advance(struct meters_history *history, const struct view_look *look,
	const struct snapshot_loudness *loudness, float seconds);

/* Draws it, with the target and, into `levels`, columns to its left, the scale; the times go into `times`, a row. */
void meters_history_draw(const struct meters_history *history, const struct view_look *look, struct canvas *canvas,
	struct region box, struct region levels);
void meters_history_draw_times(
	const struct meters_history *history, const struct view_look *look, struct canvas *canvas, struct region times);

#endif

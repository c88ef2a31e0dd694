/* A view: a pure function of (its state, snapshots, settings, theme) onto a region of a canvas. It knows no terminal,
 * no clock, no descriptor. A view is one row of view_table (view/table.c), and a file or a few.
 */
#ifndef TERMVIZ_VIEW_VIEW_H
#define TERMVIZ_VIEW_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "canvas/blocks.h"
#include "canvas/canvas.h"
#include "config/settings.h"
#include "config/theme.h"
#include "queue/queue.h"
#include "snapshot/outline.h"
#include "snapshot/run_state.h"
#include "snapshot/snapshot.h"
#include "snapshot/statistics.h"

/* How a view is to look; the pointers live as long as the view. Where settings->reduced_motion is set nothing is to flash,
 * and what scrolls goes by whole steps. */
struct view_look {
	const struct settings *settings;
	const struct theme *theme;
	enum glyph_set glyphs;
	bool is_mono; /* the terminal has no colours */
};

/* Whether shapes alone are to tell: there are no colours, or the theme has none; its last one is the terminal's own where
 * all are. */
static inline bool view_is_mono(const struct view_look *look)
{
	return look->is_mono || look->theme->heat[look->theme->n_heat - 1] == COLOUR_DEFAULT;
}

/* What is kept on the picture until it is asked no more: bits of a mask. */
enum view_kept {
	VIEW_FROZEN = 1,  /* the picture stands still; what is heard is taken in all the same */
	VIEW_MAXIMUM = 2, /* the largest there has been since it was asked for */
};

/* What lies under a cell of a picture, for who points at it. */
struct view_spot {
	char text[96];     /* as "440 Hz  A4  -23.1 dB" */
	double position_s; /* where in the track a click is to go; negative: nowhere */
};

struct view_ops {
	const char *name;
	const char *help;
	size_t state_bytes; /* zeroed before init() */
	void (*init)(void *state, const struct view_look *look);
	void (*fini)(void *state);
	/* Settings, theme or the region's size have changed: choose bands anew, and keep what is shown as far as it
	 * still fits. False: out of memory; the view is blank. */
	bool (*layout)(void *state, int cols, int rows, struct err *err);
	/* Which channels it wants analysed: a mask of SNAPSHOT_BIT()s. NULL, as of the next two: nothing. */
	uint32_t (*channels)(const void *state);
	/* And at which levels of the spectrum: a mask. */
	uint32_t (*levels)(const void *state);
	/* What it wants measured beside: a mask of SNAPSHOT_BIT()s of snapshot_measure_id. */
	uint32_t (*measures)(const void *state);
	/* Takes one snapshot in: called for each, in order, whatever the redraw rate. */
	void (*advance)(void *state, const struct snapshot *snapshot);
	/* What is counted about the run, and what it does, about once a second while the view is shown. NULL: the view
	 * shows nothing of it, and it is not gathered. */
	void (*inform)(void *state, const struct statistics *statistics, const struct run_state *run);
	/* What plays: when it begins, and whenever something of that changes. `outline`: of the whole file, as far as there
	 * is one, and only if the view says that it `outlines`; NULL: none. It lives no longer than the call. */
	void (*learn)(void *state, const struct run_state *run, const struct outline *outline);
	/* The run's queue and the entry that is heard (QUEUE_NOTHING: none): when it is shown first, and whenever something
	 * of that has changed. The queue lives as long as the view. NULL: the view shows nothing of it. */
	void (*list)(void *state, const struct queue *queue, uint32_t playing);
	/* Draws onto a blank region of the size given to layout(). */
	void (*draw)(const void *state, struct canvas *canvas, struct region region);
	/* Nothing would change with further silence; or all but what is held, as peak marks are, has fallen. */
	bool (*at_rest)(const void *state);
	bool (*has_fallen)(const void *state);
	/* The picture is to show a sound from one moment of it to another, both in seconds, and stand when that is heard:
	 * before layout(). NULL: the view shows a moment only. */
	void (*cover)(void *state, double from_s, double to_s);
	/* What is to be kept from now on: a mask of enum view_kept. NULL: the view keeps nothing. */
	void (*keep)(void *state, uint32_t kept);
	/* What lies under a cell, counted from the region's top left; false: nothing that can be told. NULL: never. */
	bool (*spot)(const void *state, int x, int y, struct view_spot *spot);
	/* The level of a sine below which nothing of it shows, in dB. NULL: the settings' floor. */
	double (*floor_db)(const void *state);
	bool outlines; /* wants the whole file's outline made, see learn() */
	bool lasts;    /* at rest there is still something to read: no words over it */
	bool stands;   /* while the run is paused: the silence is not taken in */
};

extern const struct view_ops *const view_table[];
extern const size_t n_views;

/* The row of a name, or of an unmistakable beginning of one. NULL with ERR_USAGE: there is none; the message lists those
 * there are. */
const struct view_ops *view_find(const char *name, struct err *err);

/* The row that many steps further, round and round; steps may be negative. */
const struct view_ops *view_after(const struct view_ops *ops, int steps);

#endif

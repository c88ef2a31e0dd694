/* Views that share the screen: a layout, and the views in it. It is used as a view is, and does the same for all of them.
 * The frozen and the kept are all panes'; one pane is the one that keys are for: the chosen one. */
#ifndef TERMVIZ_VIEW_PANES_H
#define TERMVIZ_VIEW_PANES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "view/layout.h"
#include "view/view.h"

struct pane {
	const struct view_ops *ops;
	void *view;
	struct region region; /* within the panes' own; of no size: not shown */
	bool is_laid_out;
	bool has_learnt; /* what plays */
	bool has_listed; /* what is to be played */
};

struct panes {
	const struct view_look *look;
	struct layout layout;
	struct layout_places places;
	struct pane items[LAYOUT_MOST_PANES];
	int n;
	int cols, rows;
	int chosen;
	bool zoomed;   /* the chosen one has all the room; the others go on unseen */
	uint32_t kept; /* mask of enum view_kept */
};

/* Opens the views of a layout, which are laid out by panes_lay_out(). `look` must outlive the panes. False with `err`: out
 * of memory. panes_fini() is right after a failure and after a zeroed struct, too. */
bool panes_init(struct panes *panes, const struct view_look *look, const struct layout *layout, struct err *err);
void panes_fini(struct panes *panes);

/* Changes to another layout: a view that is in both goes on with what it has. Nothing is kept or zoomed any more. False:
 * out of memory; all is as it was. Then panes_lay_out(). */
bool panes_change(struct panes *panes, const struct layout *layout, struct err *err);

/* Another view in the chosen pane, which stays zoomed if it is. Else as panes_change(). */
bool panes_set_view(struct panes *panes, const struct view_ops *ops, struct err *err);

/* Divides that room among the views, or fits them to changed settings. False: out of memory; a view may be blank. */
bool panes_lay_out(struct panes *panes, int cols, int rows, struct err *err);

/* Chooses the pane that many steps further, round and round; if the one before was zoomed, then panes_lay_out(). */
void panes_choose(struct panes *panes, int steps);

/* Gives the chosen pane all the room, or the others theirs again; then panes_lay_out(). */
void panes_zoom(struct panes *panes);

/* The pane that has a cell, counted from the panes' top left; -1: none. */
int panes_at(const struct panes *panes, int x, int y);

/* As struct view_ops has them. */
uint32_t panes_channels(const struct panes *panes);
uint32_t panes_levels(const struct panes *panes);
uint32_t panes_measures(const struct panes *panes);
uint32_t panes_outline(const struct panes *panes);  /* 1: some view wants one */
bool panes_are_informed(const struct panes *panes); /* some view shows statistics */
void panes_inform(struct panes *panes, const struct statistics *statistics, const struct run_state *run);
/* With `news` all of them; else those that have just been opened. */
void panes_learn(struct panes *panes, const struct run_state *run, const struct outline *outline, bool news);
void panes_list(struct panes *panes, const struct queue *queue, uint32_t playing, bool news);
void panes_advance(struct panes *panes, const struct snapshot *snapshot, bool paused);
bool panes_keep(struct panes *panes, uint32_t kept);               /* false: none of them can */
bool panes_cover(struct panes *panes, double from_s, double to_s); /* false: none of them can */
bool panes_spot(const struct panes *panes, int x, int y, struct view_spot *spot);
double panes_floor_db(const struct panes *panes); /* the lowest of them */
bool panes_at_rest(const struct panes *panes, bool paused);
bool panes_have_fallen(const struct panes *panes);

/* Draws onto a blank region of the size given to panes_lay_out(); with `marks_chosen` the name of the chosen one's view in its
 * corner. */
void panes_draw(const struct panes *panes, struct canvas *canvas, struct region region, bool marks_chosen);

/* Where, within the panes' own region, words may stand while there is nothing to see: in the largest view that is empty
 * then. False: there is none. */
bool panes_room_for_words(const struct panes *panes, struct region *room);

#endif

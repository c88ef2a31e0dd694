/* The picture of a run: views in panes and the status line on one canvas. It reads the shared memory and knows no
 * terminal. */
#ifndef TERMVIZ_UI_SCENE_H
#define TERMVIZ_UI_SCENE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "canvas/canvas.h"
#include "queue/queue.h"
#include "snapshot/ring.h"
#include "snapshot/run_state.h"
#include "ui/command_line.h"
#include "ui/help_panel.h"
#include "ui/pointer.h"
#include "ui/outlined.h"
#include "ui/queue_panel.h"
#include "ui/status.h"
#include "view/panes.h"

struct scene {
	struct view_look look;
	struct panes panes;
	struct canvas canvas;
	struct queue_panel panel;    /* over the panes, while it is open */
	struct help_panel help;      /* over both */
	struct command_line command; /* over the last row */
	const struct keys *keys;     /* that help tells of; borrowed */
	int64_t marked_until_ns;     /* the chosen pane, by its view's name */

	struct snapshot_reader reader;
	const struct queue *queue;
	struct queue_figures figures; /* of the queue, as it was last looked at */
	const struct run_state_page *page;
	struct run_state state;
	uint32_t state_sequence;
	struct outlined outlined;  /* of what plays; its `from` is set after scene_init() */
	struct snapshot *snapshot; /* the newest that was taken in */
	bool has_snapshot;
	bool has_more;    /* snapshots whose moment is still to come */
	int64_t next_ns;  /* while it is silent: when the first of them is to be shown; else INT64_MAX */
	float peak;       /* of the sound since the level was last shown */
	float level_db;   /* shown */
	int64_t level_ns; /* when */
	struct pointer pointer;
	struct view_spot spot;   /* under it, if it is told; "": nothing */
	int64_t spot_ns;         /* when it was looked up */
	int fps;                 /* how often it is to be drawn: of the settings, unless it is changed */
	uint32_t quality;        /* enum run_quality: what it is drawn at */
	unsigned redraws_per_s;  /* shown */
	const char *held_by;     /* as in struct status_line */
	uint32_t notice_serial;  /* shown */
	int64_t notice_until_ns; /* 0: no notice */
	struct canvas line_row;  /* the status line as last drawn, */
	bool has_line;           /* if it has been */
	struct status_line line; /* what it says */
	uint32_t line_sequence;  /* of which run state */
	char own_notice[256];    /* of this UI alone; "": none */
	char standstill[256];    /* why nothing goes on; "": it does */
};

/* `settings`, `theme` and the mapped memory must outlive the scene. scene_fini() is right after a failure, too. */
bool scene_init(struct scene *scene, const struct view_look *look, const struct snapshot_ring *ring,
	const struct run_state_page *page, const struct queue *queue, struct err *err);
void scene_fini(struct scene *scene);

/* Fits the picture to a size, or to a change of the settings. */
bool scene_resize(struct scene *scene, int cols, int rows, struct err *err);
bool scene_lay_out(struct scene *scene, struct err *err);

/* Keeps something on the picture (one of enum view_kept), or, if it is kept already, no longer. False: no view
 * can. */
bool scene_keep(struct scene *scene, uint32_t what);

/* Shows the queue in place of the panes. */
void scene_open_queue(struct scene *scene);

/* The level in dB below which a sound leaves the picture empty. */
double scene_floor_db(const struct scene *scene);

/* The amplitude from which on a sound may show: who sleeps is to be woken by it. */
float scene_wake_peak(const struct scene *scene);

/* An amplitude that no sound has: only news of the run's state wakes. */
#define SCENE_NO_WAKE_PEAK 1e8f

/* Shows other views, from the next snapshot on; or another one in the chosen pane. False with `err`: what is wrong with the
 * layout; or out of memory; the old ones stay or, if there is no room for a new one's layout, that is blank. */
bool scene_set_layout(struct scene *scene, const char *layout, struct err *err);
bool scene_set_view(struct scene *scene, const struct view_ops *ops, struct err *err);

/* The view in the chosen pane. */
const struct view_ops *scene_view(const struct scene *scene);

/* Chooses the pane that many steps further and marks it for a while, and if the one before had all the room, so has this;
 * gives it all the room, or the others theirs again. False: out of memory; a view may be blank. */
bool scene_choose_pane(struct scene *scene, int steps, int64_t now_ns, struct err *err);
bool scene_zoom(struct scene *scene, struct err *err);

/* What is to be published for it: masks, as in struct message_watch. */
struct scene_wants {
	uint32_t channels, levels, measures, outline;
};
struct scene_wants scene_wants(const struct scene *scene);

/* Takes in all snapshots whose moment has come, the run state and what has become of the queue. Returns whether there
 * was anything new. */
bool scene_advance(struct scene *scene, int64_t now_ns);

/* Hands what is counted about the run to the views that show it: panes_are_informed(). */
void scene_inform(struct scene *scene, const struct statistics *statistics);

/* Draws onto scene->canvas. */
void scene_draw(struct scene *scene, int64_t now_ns);

/* Whether all that was heard has been shown and has fallen, but for what is held; never while the picture is frozen. */
bool scene_has_fallen(const struct scene *scene);

/* Whether more silence would change nothing; then until when nothing will change by itself: INT64_MAX for ever. */
bool scene_at_rest(const struct scene *scene, int64_t now_ns);
int64_t scene_rest_until(const struct scene *scene, int64_t now_ns);

/* What lies under a cell of the screen, for who points at it; false: nothing that can be told. */
bool scene_spot(const struct scene *scene, int x, int y, struct view_spot *spot);

/* Whether there may be something to tell at all. */
bool scene_tells_spots(const struct scene *scene);

/* Tells this UI's user something for a few seconds. */
void scene_notice(struct scene *scene, const char *text, int64_t now_ns);

/* What is told now has been read: it makes room for what comes of the next key. */
void scene_dismiss_notice(struct scene *scene);

/* Nothing goes on, and the status line says why until there is another reason, or none (""). */
void scene_stand_still(struct scene *scene, const char *why);

#endif

/* The status line, and the words on an empty screen. Pure: all they show is given. */
#ifndef TERMVIZ_UI_STATUS_H
#define TERMVIZ_UI_STATUS_H

#include <stdint.h>

#include "canvas/canvas.h"
#include "queue/queue.h"
#include "snapshot/run_state.h"
#include "view/view.h"

struct status_line {
	const struct run_state *state;
	double position_s;
	uint32_t loop;          /* enum queue_loop */
	bool shuffled;          /* the queue */
	uint32_t n_unread;      /* folders and playlists in it that are still to be read */
	bool frozen;            /* the picture stands still */
	float level_db;         /* DB_SILENCE: below what is shown */
	unsigned redraws_per_s; /* 0: at rest, nothing to tell */
	const char *held_by;    /* what keeps them from being more, in a word, static; NULL: nothing */
	uint32_t quality;       /* enum run_quality */
	int fps;                /* the most redraws there are at that */
	const char *spot;       /* what lies under the pointer; NULL: nothing */
	const char *notice;     /* NULL: none; takes the place of the numbers */
};

/* Draws the line into a region of one row; what does not fit is left out, the least important first. */
void status_draw(
	struct canvas *canvas, struct region region, const struct view_look *look, const struct status_line *line);

/* Writes a notice that is too long for the line into as many of the region's last rows as it takes; else nothing. */
void status_draw_long_notice(
	struct canvas *canvas, struct region region, const struct view_look *look, const char *notice);

/* Says that the picture is frozen, at the top of the region, where there is no line to say it. */
void status_draw_frozen(struct canvas *canvas, struct region region, const struct view_look *look);

/* Writes what lies under the pointer beside it, where there is no line to say it. */
void status_draw_spot(
	struct canvas *canvas, struct region region, const struct view_look *look, int x, int y, const char *text);

/* Says in the middle of the region why there is nothing to see. */
void status_draw_why_empty(
	struct canvas *canvas, struct region region, const struct view_look *look, const struct status_line *line);

#endif

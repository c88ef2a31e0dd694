/* The queue on the screen, in place of the panes. It reads the queue and changes nothing: what keys want done comes out as
 * commands. No clock, no descriptor; of files it looks at what there is to be named.
 */
#ifndef TERMVIZ_UI_QUEUE_PANEL_H
#define TERMVIZ_UI_QUEUE_PANEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas/canvas.h"
#include "control/command.h"
#include "queue/queue.h"
#include "ui/prompt.h"
#include "view/view.h"

enum queue_question {
	QUEUE_ASKS_NOTHING,
	QUEUE_ASKS_WHAT, /* to search for */
	QUEUE_ASKS_NAME, /* to save as */
	QUEUE_ASKS_FILE, /* to add */
	QUEUE_ASKS_CLEAR,
};

struct queue_panel {
	const struct view_look *look;
	const struct queue *queue;
	bool open;

	uint32_t id;        /* the cursor is on it; QUEUE_NOTHING: nowhere, the queue is empty */
	uint32_t place;     /* where that was, or will be once the run has obeyed */
	uint32_t top;       /* the place in the first row */
	uint32_t playing;   /* the id that is heard */
	uint32_t page_rows; /* there is room for so many entries, */
	int head_rows;      /* below so many rows of a head */

	enum queue_question question;
	struct prompt prompt;
	char sought[PROMPT_BYTES]; /* "": nothing yet */
	uint32_t sought_from;      /* this place on */
	bool is_missing;           /* there is none of what is sought */
	const char *notice;        /* with PANEL_REFUSES; static */

	struct queue_figures figures; /* of the queue, as it was drawn last */
	struct canvas picture;        /* what was drawn; */
	bool is_stale;                /* it is to be drawn anew, whatever the queue says */
};

/* `look` and the queue must outlive the panel. queue_panel_fini() is right after a failure and a zeroed struct, too. */
bool queue_panel_init(
	struct queue_panel *panel, const struct view_look *look, const struct queue *queue, struct err *err);
void queue_panel_fini(struct queue_panel *panel);

bool queue_panel_resize(struct queue_panel *panel, int cols, int rows, struct err *err);

/* Opens it with the cursor on the entry that is heard (QUEUE_NOTHING: on the first). */
void queue_panel_open(struct queue_panel *panel, uint32_t playing);

enum queue_panel_answer {
	PANEL_PASSES, /* the key means here what it means elsewhere */
	PANEL_TAKES,
	PANEL_SENDS,   /* `command` is to be sent to the run */
	PANEL_REFUSES, /* `notice` says why */
};

/* Takes a key. While something is being asked none passes that is typed. */
enum queue_panel_answer queue_panel_key(struct queue_panel *panel, uint32_t key, struct command *command);

/* Puts the cursor on the entry in a row of the picture; the second of two clicks leaves it there, as the first may have
 * scrolled. False: there is no entry, or something is being asked. */
bool queue_panel_click(struct queue_panel *panel, int y, bool is_second);

/* Takes a byte of a paste. */
void queue_panel_paste(struct queue_panel *panel, unsigned char byte);

/* Draws onto the canvas from its first row on: as many columns as it has, rows as resized. Cheap where nothing is new. */
void queue_panel_draw(struct queue_panel *panel, struct canvas *canvas, uint32_t playing);

/* For queue_panel*.c and tests: what each key does, for help and the manual. */
struct queue_key_row {
	uint32_t key;
	const char *name; /* as a user would say it */
	enum queue_panel_answer (*press)(struct queue_panel *panel, int by, struct command *command);
	int by; /* rows, down or up; or what else `press` counts */
	const char *help;
};

extern const struct queue_key_row queue_key_rows[];
extern const size_t n_queue_key_rows;

/* For queue_panel*.c: puts the cursor on the entry at a place, or the last. */
void queue_panel_go(struct queue_panel *panel, uint32_t place);

/* The same: whether what was asked of the queue since it had this sequence has been answered truly. */
bool queue_panel_is_steady(const struct queue_panel *panel, uint32_t sequence);

/* The same: draws all of it onto `picture`. */
void queue_panel_paint(struct queue_panel *panel);

#endif

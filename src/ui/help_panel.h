/* What keys do, over the picture: made from the table in force (ui/keys.h), or while the queue is shown from its own. */
#ifndef TERMVIZ_UI_HELP_PANEL_H
#define TERMVIZ_UI_HELP_PANEL_H

#include <stdbool.h>
#include <stdint.h>

#include "ui/keys.h"
#include "view/view.h"

/* Zeroed it is closed. */
struct help_panel {
	bool open;
	int top;       /* the first row that is shown, */
	int n_rows;    /* of so many, */
	int page_rows; /* of which there is room for these: as it was drawn last */
};

void help_panel_open(struct help_panel *help);

/* Scrolls by so many rows, as far as there are any. */
void help_panel_scroll(struct help_panel *help, int by);

/* Takes a key that scrolls or closes it; false: it is closed, and the key means what it means without it. */
bool help_panel_key(struct help_panel *help, uint32_t key);

/* Draws it into the middle of a region, in as many columns as there is room for. */
void help_panel_draw(struct help_panel *help, const struct keys *keys, bool in_queue, struct canvas *canvas,
	struct region region, const struct view_look *look);

#endif

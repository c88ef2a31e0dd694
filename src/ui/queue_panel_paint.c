/* The queue on the screen: its picture. */
#include "ui/queue_panel.h"
#include "view/queue_rows.h"

static const char *const questions[] = {
	[QUEUE_ASKS_NOTHING] = "",
	[QUEUE_ASKS_WHAT] = "search: ",
	[QUEUE_ASKS_NAME] = "save as: ",
	[QUEUE_ASKS_FILE] = "add: ",
	[QUEUE_ASKS_CLEAR] = "remove all? y, n: ",
};

#define NO_HIT "search (there is none): "
#define HINT "Enter play  / search  a add  d remove  J K move  s save"

/* Writes in the panel's background; returns the columns used. */
static int put(struct queue_panel *panel, int x, int y, int most, const char *text, colour fg)
{
	return canvas_text(&panel->picture, x, y, most, text, fg, panel->look->theme->background);
}

static void paint_head(struct queue_panel *panel)
{
	const struct region row = { 0, 0, panel->picture.cols, 1 };
	const int hint_cols = canvas_text_width(HINT);
	const int x = queue_head_draw(&panel->figures, &panel->picture, row, panel->look);
	if (x + 2 + hint_cols <= row.cols)
		put(panel, row.cols - hint_cols, 0, hint_cols, HINT, panel->look->theme->dim);
}

static void paint_entry(struct queue_panel *panel, int y, uint32_t id, uint32_t place)
{
	const struct queue_row row = { id, place, id == panel->id, id == panel->playing };
	const struct region region = { 0, y, panel->picture.cols, 1 };
	queue_row_draw(panel->queue, &row, panel->figures.n_shown, &panel->picture, region, panel->look);
}

static void paint_question(struct queue_panel *panel)
{
	const struct region last = { 0, panel->picture.rows - 1, panel->picture.cols, 1 };
	const char *label = panel->is_missing ? NO_HIT : questions[panel->question];
	prompt_draw(&panel->prompt, label, &panel->picture, last, panel->look);
}

void queue_panel_paint(struct queue_panel *panel)
{
	uint32_t ids[CANVAS_MAX_ROWS];
	const size_t n = queue_list(panel->queue, panel->top, ids, panel->page_rows);
	canvas_fill_region(&panel->picture, (struct region){ 0, 0, panel->picture.cols, panel->picture.rows },
		panel->look->theme->background);
	if (panel->head_rows)
		paint_head(panel);
	for (size_t i = 0; i < n; i++)
		paint_entry(panel, panel->head_rows + (int)i, ids[i], panel->top + (uint32_t)i);
	if (panel->figures.n_shown == 0 && panel->page_rows)
		put(panel, 2, panel->head_rows, panel->picture.cols - 2, "nothing in the queue",
			panel->look->theme->dim);
	if (panel->question != QUEUE_ASKS_NOTHING)
		paint_question(panel);
}

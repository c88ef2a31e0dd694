#include "ui/queue_panel.h"

#include <string.h>

bool queue_panel_init(
	struct queue_panel *panel, const struct view_look *look, const struct queue *queue, struct err *err)
{
	*panel = (struct queue_panel){ .look = look, .queue = queue, .id = QUEUE_NOTHING, .playing = QUEUE_NOTHING };
	return canvas_init(&panel->picture, 1, 1, err);
}

void queue_panel_fini(struct queue_panel *panel)
{
	canvas_fini(&panel->picture);
	*panel = (struct queue_panel){ 0 };
}

bool queue_panel_resize(struct queue_panel *panel, int cols, int rows, struct err *err)
{
	panel->is_stale = true;
	return canvas_resize(&panel->picture, cols, rows, err);
}

void queue_panel_open(struct queue_panel *panel, uint32_t playing)
{
	panel->open = panel->is_stale = true;
	panel->playing = panel->id = playing;
	panel->top = 0;
	panel->question = QUEUE_ASKS_NOTHING;
	panel->figures = (struct queue_figures){ 0 };
}

/* --------------------------------------------------------------- the cursor */

/* Rows above and below it are seen where there are any, as far as there is room. */
static void scroll(struct queue_panel *panel)
{
	enum { AROUND = 2 };
	const uint32_t rows = panel->page_rows ? panel->page_rows : 1, n = panel->figures.n_shown;
	const uint32_t around = rows > 2 * AROUND ? AROUND : (rows - 1) / 2;
	if (panel->place < panel->top + around)
		panel->top = panel->place > around ? panel->place - around : 0;
	if (panel->place + around >= panel->top + rows)
		panel->top = panel->place + around + 1 - rows;
	if (panel->top + rows > n)
		panel->top = n > rows ? n - rows : 0;
}

void queue_panel_go(struct queue_panel *panel, uint32_t place)
{
	const uint32_t n = queue_figures(panel->queue).n_shown;
	if (place >= n)
		place = n ? n - 1 : 0;
	panel->place = place;
	if (queue_list(panel->queue, place, &panel->id, 1) == 0)
		panel->id = QUEUE_NOTHING;
	panel->is_stale = true;
}

/* A queue that is being changed answers, after some tries, with nothing. */
bool queue_panel_is_steady(const struct queue_panel *panel, uint32_t sequence)
{
	return !(sequence & 1) && queue_figures(panel->queue).sequence == sequence;
}

/* It stays with its entry; where that was removed, what followed it comes to it. */
static bool follow(struct queue_panel *panel)
{
	const struct queue_figures figures = queue_figures(panel->queue);
	uint32_t place = panel->place;
	if (figures.sequence & 1) /* each look at a queue that stays in mid-change would be waited for */
		return false;
	if (panel->id != QUEUE_NOTHING && !queue_place(panel->queue, panel->id, &place))
		return false;
	if (!queue_panel_is_steady(panel, figures.sequence))
		return false;
	queue_panel_go(panel, place);
	panel->figures = figures;
	return true;
}

/* --------------------------------------------------------------- the picture */

/* The last row goes to what is being asked, the first to a head; before both come the entries. */
static void lay_out(struct queue_panel *panel)
{
	const int rows = panel->picture.rows - (panel->question != QUEUE_ASKS_NOTHING);
	panel->head_rows = rows > 2;
	panel->page_rows = (uint32_t)(rows - panel->head_rows);
}

/* Whether it has to be painted. What is being changed just now is not looked at: there will be news of it. */
static bool is_new(struct queue_panel *panel, uint32_t playing)
{
	const struct queue_figures figures = queue_figures(panel->queue);
	if (memcmp(&figures, &panel->figures, sizeof figures) != 0)
		return follow(panel);
	return panel->is_stale || panel->playing != playing;
}

void queue_panel_draw(struct queue_panel *panel, struct canvas *canvas, uint32_t playing)
{
	if (is_new(panel, playing)) {
		panel->playing = playing;
		lay_out(panel);
		scroll(panel);
		queue_panel_paint(panel);
		panel->is_stale = !queue_panel_is_steady(panel, panel->figures.sequence);
	}
	canvas_copy(canvas, 0, &panel->picture);
}

#include "view/queue_view.h"

#include "view/queue_rows.h"

enum { HEAD_FROM_ROWS = 3 };

struct queue_state {
	struct view_look look;
	const struct queue *queue; /* NULL: there is none to be shown */
	uint32_t playing;
	struct canvas picture; /* names are slow to find: made when there is news */
};

static void init(void *state, const struct view_look *look)
{
	struct queue_state *shown = state;
	shown->look = *look;
	shown->playing = QUEUE_NOTHING;
}

static void fini(void *state)
{
	struct queue_state *shown = state;
	canvas_fini(&shown->picture);
}

/* What is heard stands in the upper third, so that what comes is seen. */
static uint32_t first_place(const struct queue_state *shown, uint32_t n_shown, uint32_t rows)
{
	uint32_t place = 0;
	if (shown->playing != QUEUE_NOTHING)
		queue_place(shown->queue, shown->playing, &place);
	const uint32_t first = place > rows / 3 ? place - rows / 3 : 0, last = n_shown > rows ? n_shown - rows : 0;
	return first < last ? first : last;
}

static void paint_entries(struct queue_state *shown, const struct queue_figures *figures, int y)
{
	const struct canvas *picture = &shown->picture;
	const uint32_t rows = (uint32_t)(picture->rows - y), first = first_place(shown, figures->n_shown, rows);
	uint32_t ids[CANVAS_MAX_ROWS];
	const size_t n = queue_list(shown->queue, first, ids, rows);
	for (size_t i = 0; i < n; i++) {
		const struct queue_row row = { ids[i], first + (uint32_t)i, false, ids[i] == shown->playing };
		const struct region region = { 0, y + (int)i, picture->cols, 1 };
		queue_row_draw(shown->queue, &row, figures->n_shown, &shown->picture, region, &shown->look);
	}
}

static void paint(struct queue_state *shown)
{
	struct canvas *picture = &shown->picture;
	const struct theme *theme = shown->look.theme;
	canvas_fill_region(picture, (struct region){ 0, 0, picture->cols, picture->rows }, theme->background);
	if (!shown->queue)
		return;
	const struct queue_figures figures = queue_figures(shown->queue);
	const int y = picture->rows >= HEAD_FROM_ROWS;
	if (y)
		queue_head_draw(&figures, picture, (struct region){ 0, 0, picture->cols, 1 }, &shown->look);
	if (figures.n_shown == 0)
		canvas_text(picture, 2, y, picture->cols - 2, "nothing in the queue", theme->dim, theme->background);
	paint_entries(shown, &figures, y);
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	struct queue_state *shown = state;
	/* It was never made, if there are no cells. */
	const bool good = shown->picture.cells ? canvas_resize(&shown->picture, cols, rows, err)
					       : canvas_init(&shown->picture, cols, rows, err);
	if (good)
		paint(shown);
	return good;
}

static void list(void *state, const struct queue *queue, uint32_t playing)
{
	struct queue_state *shown = state;
	shown->queue = queue;
	shown->playing = playing;
	if (shown->picture.cells)
		paint(shown);
}

static void advance(void *state, const struct snapshot *snapshot)
{
	(void)state, (void)snapshot;
}

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	const struct queue_state *shown = state;
	for (int y = 0; y < shown->picture.rows && y < region.rows; y++)
		for (int x = 0; x < shown->picture.cols && x < region.cols; x++) {
			const int to_x = region.x + x, to_y = region.y + y;
			if (to_x >= 0 && to_x < canvas->cols && to_y >= 0 && to_y < canvas->rows)
				*canvas_edit(canvas, to_x, to_y) = *canvas_at(&shown->picture, x, y);
		}
}

static bool is_still(const void *state)
{
	(void)state;
	return true;
}

const struct view_ops queue_view = {
	.name = "queue",
	.help = "what is to be played, around what is heard; Q works with it",
	.state_bytes = sizeof(struct queue_state),
	.init = init,
	.fini = fini,
	.layout = layout,
	.advance = advance,
	.list = list,
	.draw = draw,
	.at_rest = is_still,
	.has_fallen = is_still,
	.lasts = true,
};

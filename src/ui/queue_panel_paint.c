/* The queue on the screen: its picture. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/url.h"
#include "ui/queue_panel.h"

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

/* --------------------------------------------------------------- the head */

static void format_figures(char *to, size_t size, const struct queue_figures *figures)
{
	static const char *const loops[]
		= { [QUEUE_LOOP_OFF] = "", [QUEUE_LOOP_TRACK] = "  loop track", [QUEUE_LOOP_QUEUE] = "  loop" };
	int n = snprintf(
		to, size, "  %u%s%s", figures->n_shown, loops[figures->loop], figures->shuffled ? "  shuffle" : "");
	if (figures->n_unread)
		snprintf(to + n, size - (size_t)n, "  reading %u …", figures->n_unread);
}

static void paint_head(struct queue_panel *panel)
{
	const struct theme *theme = panel->look->theme;
	const int cols = panel->picture.cols, hint_cols = canvas_text_width(HINT);
	char figures[96];
	format_figures(figures, sizeof figures, &panel->figures);
	int x = put(panel, 0, 0, cols, "queue", theme->text);
	x += put(panel, x, 0, cols - x, figures, theme->dim);
	if (x + 2 + hint_cols <= cols)
		put(panel, cols - hint_cols, 0, hint_cols, HINT, theme->dim);
}

/* --------------------------------------------------------------- entries */

/* What an entry is called, and where it is: its folder, or of one that has a title its file. */
struct names {
	const char *name;
	char path[QUEUE_PATH]; /* as it may be shown: of a URL no password */
	char where[QUEUE_PATH];
	bool is_broken; /* then `where` says why */
};

static void name_entry(struct names *names, const struct queue_item *item)
{
	const char *slash = strrchr(item->path, '/');
	const bool is_file = slash && slash[1] && !url_is(item->path);
	url_show(names->path, sizeof names->path, strcmp(item->path, "-") == 0 ? "standard input" : item->path);
	names->is_broken = item->flags & QUEUE_BROKEN;
	names->name = is_file ? slash + 1 : names->path;
	names->where[0] = '\0';
	if (names->is_broken)
		text_copy(names->where, sizeof names->where, item->title);
	else if (item->title[0])
		text_copy(names->where, sizeof names->where, names->path);
	else if (is_file)
		text_copy(names->where, (size_t)(slash - item->path) + 1, item->path);
	if (item->title[0] && !names->is_broken)
		names->name = item->title;
}

/* The end of a path tells more than its begin. */
static const char *tail_that_fits(const char *text, int cols)
{
	size_t left = strlen(text);
	int width = canvas_text_width(text);
	while (left > 0 && width > cols) {
		uint32_t c;
		const size_t taken = text_decode(text, left, &c);
		text += taken;
		left -= taken;
		width -= canvas_glyph_width(c);
	}
	return text;
}

static void paint_where(struct queue_panel *panel, const struct names *names, int x, int y)
{
	enum { GAP = 2, LEAST_WHERE = 10 };
	const struct theme *theme = panel->look->theme;
	const int room = panel->picture.cols - x - GAP;
	if (names->is_broken) {
		put(panel, x + GAP, y, room, names->where, theme->alert);
	} else if (room >= LEAST_WHERE) {
		const char *tail = tail_that_fits(names->where, room - 1);
		const int cols = canvas_text_width(tail);
		const bool is_cut = tail > names->where;
		const char *dots = panel->look->glyphs == GLYPHS_ASCII ? "~" : "…";
		if (is_cut)
			put(panel, panel->picture.cols - cols - 1, y, 1, dots, theme->dim);
		put(panel, panel->picture.cols - cols, y, cols, tail, theme->dim);
	}
}

/* The cursor and what is heard have signs of their own, and colours. */
static int paint_signs(struct queue_panel *panel, int y, uint32_t id, uint32_t place)
{
	enum { LEAST_FOR_PLACE = 24 };
	const bool is_ascii = panel->look->glyphs == GLYPHS_ASCII;
	const struct theme *theme = panel->look->theme;
	char most[16], number[16];
	if (id == panel->id)
		put(panel, 0, y, 1, is_ascii ? ">" : "›", theme->alert);
	if (id == panel->playing)
		put(panel, 1, y, 1, is_ascii ? "*" : "▶", theme->peak);
	if (panel->picture.cols < LEAST_FOR_PLACE)
		return 2;
	const int digits = snprintf(most, sizeof most, "%u", panel->figures.n_shown);
	snprintf(number, sizeof number, "%*u", digits, place + 1);
	return 3 + put(panel, 2, y, digits, number, theme->dim);
}

static void paint_entry(struct queue_panel *panel, int y, uint32_t id, uint32_t place)
{
	const struct theme *theme = panel->look->theme;
	char path[QUEUE_PATH], title[QUEUE_TITLE];
	struct queue_item item;
	struct names names;
	if (!queue_item(panel->queue, id, &item))
		return;
	/* What is looked at twice must not change meanwhile: who writes there is not to be trusted. */
	text_copy(path, sizeof path, item.path);
	text_copy(title, sizeof title, item.title);
	item.path = path;
	item.title = title;
	int x = paint_signs(panel, y, id, place);
	name_entry(&names, &item);
	x += put(panel, x, y, panel->picture.cols - x, names.name,
		id == panel->playing || id == panel->id ? theme->peak : theme->text);
	paint_where(panel, &names, x, y);
}

/* --------------------------------------------------------------- all of it */

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

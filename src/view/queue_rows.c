#include "view/queue_rows.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/url.h"

/* Where a row is drawn, and how. */
struct brush {
	struct canvas *canvas;
	struct region row;
	const struct view_look *look;
};

/* Writes from a column of the row on, in the theme's background; returns the columns used. */
static int put(const struct brush *brush, int x, const char *text, colour fg)
{
	return canvas_text(brush->canvas, brush->row.x + x, brush->row.y, brush->row.cols - x, text, fg,
		brush->look->theme->background);
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

int queue_head_draw(
	const struct queue_figures *figures, struct canvas *canvas, struct region region, const struct view_look *look)
{
	const struct brush brush = { canvas, region, look };
	char text[96];
	format_figures(text, sizeof text, figures);
	const int x = put(&brush, 0, "queue", look->theme->text);
	return x + put(&brush, x, text, look->theme->dim);
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

static void draw_where(const struct brush *brush, const struct names *names, int x)
{
	enum { GAP = 2, LEAST_WHERE = 10 };
	const struct theme *theme = brush->look->theme;
	const int room = brush->row.cols - x - GAP;
	if (names->is_broken) {
		put(brush, x + GAP, names->where, theme->alert);
	} else if (room >= LEAST_WHERE) {
		const char *tail = tail_that_fits(names->where, room - 1);
		const int cols = canvas_text_width(tail);
		const bool is_cut = tail > names->where;
		if (is_cut)
			put(brush, brush->row.cols - cols - 1, brush->look->glyphs == GLYPHS_ASCII ? "~" : "…",
				theme->dim);
		put(brush, brush->row.cols - cols, tail, theme->dim);
	}
}

/* The cursor and what is heard have signs of their own, and colours. */
static int draw_signs(const struct brush *brush, const struct queue_row *row, uint32_t n_shown)
{
	enum { LEAST_FOR_PLACE = 24 };
	const bool is_ascii = brush->look->glyphs == GLYPHS_ASCII;
	const struct theme *theme = brush->look->theme;
	char most[16], number[16];
	if (row->is_chosen)
		put(brush, 0, is_ascii ? ">" : "›", theme->alert);
	if (row->is_playing)
		put(brush, 1, is_ascii ? "*" : "▶", theme->peak);
	if (brush->row.cols < LEAST_FOR_PLACE)
		return 2;
	const int digits = snprintf(most, sizeof most, "%u", n_shown);
	snprintf(number, sizeof number, "%*u", digits, row->place + 1);
	return 3 + put(brush, 2, number, theme->dim);
}

void queue_row_draw(const struct queue *queue, const struct queue_row *row, uint32_t n_shown, struct canvas *canvas,
	struct region region, const struct view_look *look)
{
	const struct brush brush = { canvas, region, look };
	char path[QUEUE_PATH], title[QUEUE_TITLE];
	struct queue_item item;
	struct names names;
	if (!queue_item(queue, row->id, &item))
		return;
	/* What is looked at twice must not change meanwhile: who writes there is not to be trusted. */
	text_copy(path, sizeof path, item.path);
	text_copy(title, sizeof title, item.title);
	item.path = path;
	item.title = title;
	int x = draw_signs(&brush, row, n_shown);
	name_entry(&names, &item);
	x += put(&brush, x, names.name, row->is_playing || row->is_chosen ? look->theme->peak : look->theme->text);
	draw_where(&brush, &names, x);
}

#include "ui/help_panel.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/input.h"
#include "ui/key_names.h"
#include "ui/queue_panel.h"
#include "ui/ui_commands.h"

/* Columns of the keys' names, and between columns of lines. */
enum { KEYS_COLS = 12, GAP = 2, LEAST_ALIGNED_COLS = 30, MOST_LINES = KEYS_MOST + 64 };

struct help_line {
	char keys[64];    /* "": a title, or nothing at all */
	const char *text; /* borrowed of tables, and of the keys */
	int column, row;
};

struct help_lines {
	struct help_line lines[MOST_LINES];
	int n;
	bool is_ascii;
};

/* --------------------------------------------------------------- what it says */

static void add_line(struct help_lines *lines, const char *keys, const char *text)
{
	if (lines->n == MOST_LINES)
		return;
	struct help_line *line = &lines->lines[lines->n++];
	text_copy(line->keys, sizeof line->keys, keys);
	line->text = text;
}

/* The names of keys that do the same; of many characters the first and the last. */
struct names {
	char text[64];
	char first, last; /* characters; 0: they are no longer only such */
	bool is_range;
};

/* False: there is no room for it. */
static bool add_name(struct names *names, const char *name)
{
	const size_t n = strlen(names->text);
	const char character = name[1] ? '\0' : name[0];
	if (n == 0) {
		text_copy(names->text, sizeof names->text, name);
		names->first = character;
	} else if (n + 1 + strlen(name) > KEYS_COLS) {
		if (!character || !names->first || !names->last)
			return false;
		names->is_range = true;
	} else {
		snprintf(names->text + n, sizeof names->text - n, " %s", name);
	}
	names->last = character;
	return true;
}

static void add_names(struct help_lines *lines, struct names *names, const char *text)
{
	if (names->is_range)
		snprintf(names->text, sizeof names->text, "%c %s %c", names->first, lines->is_ascii ? ".." : "…",
			names->last);
	if (names->text[0])
		add_line(lines, names->text, text);
	*names = (struct names){ .text = "" };
}

static bool is_shown(const struct key_binding *binding, bool in_queue)
{
	return !in_queue || ui_command_is_over_queue(binding->command);
}

/* What a bound key does: of a command that no row has, the command itself. */
static const char *help_of(const struct key_binding *binding)
{
	const struct key_row *row = key_row_of(binding);
	return row ? row->help : binding->command;
}

/* One line for all keys with the same help as this one. */
static void add_alike(struct help_lines *lines, const struct keys *keys, size_t first, bool in_queue)
{
	struct names names = { .text = "" };
	const char *help = help_of(&keys->bound[first]);
	for (size_t i = 0; i < keys->n; i++) {
		char name[KEY_NAME_BYTES];
		if (strcmp(help_of(&keys->bound[i]), help) != 0 || !is_shown(&keys->bound[i], in_queue))
			continue;
		if (i < first)
			return; /* they have their line */
		key_format(name, keys->bound[i].key);
		if (!add_name(&names, name)) {
			add_names(lines, &names, help);
			add_name(&names, name);
		}
	}
	add_names(lines, &names, help);
}

/* A title is there if something stands below it. `group` KEYS_N_GROUPS: what is in none of them. */
static void add_group(struct help_lines *lines, const struct keys *keys, enum key_group group, bool in_queue)
{
	const int title = lines->n;
	add_line(lines, "", group < KEYS_N_GROUPS ? key_group_titles[group] : "Your own");
	for (size_t i = 0; i < keys->n; i++) {
		const struct key_row *row = key_row_of(&keys->bound[i]);
		if ((row ? row->group : KEYS_N_GROUPS) == group)
			add_alike(lines, keys, i, in_queue);
	}
	if (lines->n == title + 1)
		lines->n = title;
}

static void add_queue(struct help_lines *lines)
{
	add_line(lines, "", "In the queue");
	for (size_t i = 0; i < n_queue_key_rows; i++) {
		struct names names = { .text = "" };
		if (i > 0 && strcmp(queue_key_rows[i - 1].help, queue_key_rows[i].help) == 0)
			continue;
		for (size_t k = i; k < n_queue_key_rows; k++)
			if (strcmp(queue_key_rows[k].help, queue_key_rows[i].help) == 0)
				add_name(&names, queue_key_rows[k].name);
		add_names(lines, &names, queue_key_rows[i].help);
	}
}

static const struct mouse_row {
	const char *what, *help;
	bool in_queue;
} mouse_rows[] = {
	{ "move", "what lies there", false },
	{ "click", "go to that time", false },
	{ "click", "go to that row", true },
	{ "twice", "play it", true },
	{ "Shift", "select text, mostly", false },
};

/* Over the queue the wheel is the queue's. */
static void add_mouse(struct help_lines *lines, const struct keys *keys, bool in_queue)
{
	if (in_queue)
		add_line(lines, "", key_group_titles[KEYS_MOUSE]);
	else
		add_group(lines, keys, KEYS_MOUSE, false);
	for (size_t i = 0; i < sizeof mouse_rows / sizeof mouse_rows[0]; i++)
		if (mouse_rows[i].in_queue == in_queue)
			add_line(lines, mouse_rows[i].what, mouse_rows[i].help);
}

static void gather(struct help_lines *lines, const struct keys *keys, bool in_queue, bool has_mouse)
{
	if (in_queue)
		add_queue(lines);
	for (int group = 0; group <= KEYS_N_GROUPS; group++)
		if (group != KEYS_MOUSE)
			add_group(lines, keys, (enum key_group)group, in_queue);
	if (has_mouse)
		add_mouse(lines, keys, in_queue);
}

/* --------------------------------------------------------------- where it says it */

/* Places the lines in columns of so many rows: a blank before a title, none of which stands last. Returns how many
 * columns there are. */
static int place(struct help_lines *lines, int rows)
{
	int column = 0, row = 0;
	for (int i = 0; i < lines->n; i++) {
		const bool is_title = !lines->lines[i].keys[0];
		if (is_title && row > 0)
			row++;
		if (row + is_title >= rows) {
			column++;
			row = 0;
		}
		lines->lines[i].column = column;
		lines->lines[i].row = row++;
	}
	return column + 1;
}

static int text_cols(const struct help_lines *lines)
{
	int most = 0;
	for (int i = 0; i < lines->n; i++) {
		const int cols = canvas_text_width(lines->lines[i].text);
		most = cols > most ? cols : most;
	}
	return most;
}

/* --------------------------------------------------------------- the picture */

static void draw_frame(struct canvas *canvas, struct region r, const struct view_look *look, bool scrolls)
{
	static const char *const sides[2][6] = { { "┌", "┐", "└", "┘", "─", "│" }, { "+", "+", "+", "+", "-", "|" } };
	const char *const *side = sides[look->glyphs == GLYPHS_ASCII];
	const colour fg = look->theme->dim, bg = look->theme->background;
	const int right = r.x + r.cols - 1, bottom = r.y + r.rows - 1;
	for (int x = r.x; x <= right; x++) {
		canvas_text(canvas, x, r.y, 1, side[x == r.x ? 0 : x == right ? 1 : 4], fg, bg);
		canvas_text(canvas, x, bottom, 1, side[x == r.x ? 2 : x == right ? 3 : 4], fg, bg);
	}
	for (int y = r.y + 1; y < bottom; y++) {
		canvas_text(canvas, r.x, y, 1, side[5], fg, bg);
		canvas_text(canvas, right, y, 1, side[5], fg, bg);
	}
	canvas_text(canvas, r.x + 2, r.y, r.cols - 3, " Keys ", look->theme->text, bg);
	canvas_text(canvas, r.x + 2, bottom, r.cols - 3, scrolls ? " Up Down PgUp PgDn more, Esc back " : " Esc back ",
		fg, bg);
}

static void draw_line(
	const struct help_line *line, struct canvas *canvas, int x, int y, int cols, const struct view_look *look)
{
	const struct theme *theme = look->theme;
	if (!line->keys[0]) {
		canvas_text(canvas, x, y, cols, line->text, theme->alert, theme->background);
		return;
	}
	/* Where there is no room for two columns, one text follows the other. */
	const int least = cols < LEAST_ALIGNED_COLS ? 0 : KEYS_COLS;
	const int taken = canvas_text(canvas, x, y, cols, line->keys, theme->peak, theme->background);
	const int at = (taken > least ? taken : least) + 1;
	canvas_text(canvas, x + at, y, cols - at, line->text, theme->text, theme->background);
}

/* The part of `region` that so many cells take, in its middle. */
static struct region middle(struct region region, int cols, int rows)
{
	cols = cols < region.cols ? cols : region.cols;
	rows = rows < region.rows ? rows : region.rows;
	return (struct region){ region.x + (region.cols - cols) / 2, region.y + (region.rows - rows) / 2, cols, rows };
}

static void draw_lines(const struct help_panel *help, const struct help_lines *lines, struct canvas *canvas,
	struct region inner, int column_cols, const struct view_look *look)
{
	for (int i = 0; i < lines->n; i++) {
		const struct help_line *line = &lines->lines[i];
		const int y = line->row - help->top, x = line->column * (column_cols + GAP);
		const int room = inner.cols - x < column_cols ? inner.cols - x : column_cols;
		if (y >= 0 && y < inner.rows && room > 0)
			draw_line(line, canvas, inner.x + x, inner.y + y, room, look);
	}
}

void help_panel_draw(struct help_panel *help, const struct keys *keys, bool in_queue, struct canvas *canvas,
	struct region region, const struct view_look *look)
{
	enum { LEAST_FRAMED_COLS = 30, LEAST_FRAMED_ROWS = 8, FRAME_COLS = 4, FRAME_ROWS = 2 };
	struct help_lines lines = { .is_ascii = look->glyphs == GLYPHS_ASCII };
	gather(&lines, keys, in_queue, look->settings->mouse);
	const bool framed = region.cols >= LEAST_FRAMED_COLS && region.rows >= LEAST_FRAMED_ROWS;
	const int frame_cols = framed ? FRAME_COLS : 0, frame_rows = framed ? FRAME_ROWS : 0;
	const int column_cols = KEYS_COLS + 1 + text_cols(&lines);
	int most_columns = (region.cols - frame_cols + GAP) / (column_cols + GAP), n_columns, n_rows = 1;
	if (most_columns < 1)
		most_columns = 1;
	while ((n_columns = place(&lines, n_rows)) > most_columns)
		n_rows++;
	const struct region outer
		= middle(region, n_columns * (column_cols + GAP) - GAP + frame_cols, n_rows + frame_rows);
	const struct region inner = { outer.x + frame_cols / 2, outer.y + frame_rows / 2, outer.cols - frame_cols,
		outer.rows - frame_rows };
	help->n_rows = n_rows;
	help->page_rows = inner.rows;
	help_panel_scroll(help, 0);
	canvas_fill_region(canvas, outer, look->theme->background);
	if (framed)
		draw_frame(canvas, outer, look, n_rows > inner.rows);
	draw_lines(help, &lines, canvas, inner, column_cols, look);
}

/* --------------------------------------------------------------- keys */

void help_panel_open(struct help_panel *help)
{
	*help = (struct help_panel){ .open = true };
}

void help_panel_scroll(struct help_panel *help, int by)
{
	const int most = help->n_rows > help->page_rows ? help->n_rows - help->page_rows : 0;
	const int to = help->top + by;
	help->top = to < 0 ? 0 : to > most ? most : to;
}

bool help_panel_key(struct help_panel *help, uint32_t key)
{
	const int page = help->page_rows > 1 ? help->page_rows - 1 : 1;
	const struct {
		uint32_t key;
		int by;
	} scrolls[] = {
		{ INPUT_UP, -1 },
		{ INPUT_DOWN, 1 },
		{ INPUT_WHEEL_UP, -1 },
		{ INPUT_WHEEL_DOWN, 1 },
		{ INPUT_PAGE_UP, -page },
		{ INPUT_PAGE_DOWN, page },
		{ INPUT_HOME, -help->n_rows },
		{ INPUT_END, help->n_rows },
	};
	for (size_t i = 0; i < sizeof scrolls / sizeof scrolls[0]; i++)
		if (scrolls[i].key == key) {
			help_panel_scroll(help, scrolls[i].by);
			return true;
		}
	help->open = false;
	return key == INPUT_ESCAPE;
}

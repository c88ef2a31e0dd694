#include "ui/encoder.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"
#include "ui/csi.h"
#include "ui/cursor.h"

enum {
	UNKNOWN = CURSOR_UNKNOWN,
	MAX_PER_CELL = 128, /* bytes one changed cell can take: move, colours, blanks, glyph, mark, move back */
	MAX_GLYPH = 4,
	MAX_GAP = CURSOR_MAX_MOVE, /* no longer gap can be cheaper to overwrite than to jump */
};

#define RESET "\033[m"
#define BEGIN_SYNCHRONIZED "\033[?2026h"
#define END_SYNCHRONIZED "\033[?2026l"

struct coder {
	const struct canvas *old, *new;
	const struct encoder_caps *caps;
	struct stepdown step;
	char *p; /* next byte; room is made row by row */
	struct cursor cursor;
	colour fg, bg; /* attributes set */
};

/* A row's changed cells, as they are to be shown. */
struct row {
	int y;
	int redo_end; /* cells before this one are drawn again though unchanged */
	int n;
	struct change {
		int x;
		struct cell cell;
	} changes[CANVAS_MAX_COLS];
};

static const struct cell blank = { .glyph = ' ', .fg = COLOUR_DEFAULT, .bg = COLOUR_DEFAULT };

static_assert(sizeof(struct cell) == 4 * sizeof(uint32_t), "cells are compared as bytes");

static bool cells_equal(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof *a) == 0;
}

static bool is_blank(const struct cell *cell)
{
	return cell->glyph == ' ' && cell->mark == 0;
}

/* Its width is the same on every terminal. */
static bool is_sure(const struct cell *cell)
{
	return stepdown_is_sure(cell->glyph) && (cell->mark == 0 || stepdown_is_sure_mark(cell->mark));
}

static struct cell shown(struct coder *c, int x, int y)
{
	return stepdown_cell(&c->step, c->new, x, y);
}

/* ---- characters and the cursor ---- */

static void put_character(char **p, uint32_t code_point)
{
	if (code_point < 0x80)
		*(*p)++ = (char)code_point;
	else
		*p += text_encode(code_point, *p);
}

static size_t character_length(uint32_t code_point)
{
	return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

static void set_cursor(struct coder *c, int x, int y)
{
	/* Behind the last column terminals differ: some wrap, some wait, some stay. */
	const bool known = x < c->new->cols;
	c->cursor = (struct cursor){ known ? x : UNKNOWN, known ? y : UNKNOWN };
}

/* How many bytes it takes to write the cells between the cursor and x again as they are; 0: cannot be done with the
 * attributes set. */
static size_t gap_length(struct coder *c, int x, int y)
{
	size_t n = 0;
	for (int i = c->cursor.x; i < x; i++) {
		const struct cell cell = shown(c, i, y);
		if (cell.mark != 0 || !stepdown_is_sure(cell.glyph) || cell.bg != c->bg)
			return 0;
		if (cell.glyph != ' ' && cell.fg != c->fg)
			return 0;
		n += character_length(cell.glyph);
	}
	return n;
}

static void go_to(struct coder *c, int x, int y)
{
	if (c->cursor.x == x && c->cursor.y == y)
		return;
	char move[CURSOR_MAX_MOVE];
	const size_t n = cursor_move(move, c->cursor, (struct cursor){ x, y }, c->caps->column);
	if (c->cursor.y == y && c->cursor.x != UNKNOWN && x > c->cursor.x && x - c->cursor.x <= MAX_GAP) {
		const size_t gap = gap_length(c, x, y);
		if (gap > 0 && gap <= n) {
			for (int i = c->cursor.x; i < x; i++)
				put_character(&c->p, shown(c, i, y).glyph);
			set_cursor(c, x, y);
			return;
		}
	}
	put_bytes(&c->p, move, n);
	set_cursor(c, x, y);
}

/* ---- colours ---- */

static void put_colour(char **p, colour value, enum colour_depth depth, unsigned base)
{
	if (value == COLOUR_DEFAULT) {
		put_number(p, base + 9);
	} else if (depth == DEPTH_TRUE) {
		put_number(p, base + 8);
		put_bytes(p, ";2;", 3);
		put_number(p, value >> 16);
		*(*p)++ = ';';
		put_number(p, value >> 8 & 255);
		*(*p)++ = ';';
		put_number(p, value & 255);
	} else if (depth == DEPTH_256) {
		put_number(p, base + 8);
		put_bytes(p, ";5;", 3);
		put_number(p, value);
	} else {
		put_number(p, value < 8 ? base + value : base + 60 + value - 8);
	}
}

static void set_colours(struct coder *c, colour fg, colour bg)
{
	if (fg == c->fg && bg == c->bg)
		return;
	if (fg == COLOUR_DEFAULT && bg == COLOUR_DEFAULT) {
		put_bytes(&c->p, RESET, sizeof RESET - 1);
	} else {
		put_bytes(&c->p, "\033[", 2);
		if (fg != c->fg)
			put_colour(&c->p, fg, c->caps->depth, 30);
		if (fg != c->fg && bg != c->bg)
			*c->p++ = ';';
		if (bg != c->bg)
			put_colour(&c->p, bg, c->caps->depth, 40);
		*c->p++ = 'm';
	}
	c->fg = fg;
	c->bg = bg;
}

/* ---- cells ---- */

static bool all_shown_as(struct coder *c, int x, int end, int y, const struct cell *cell)
{
	for (; x < end; x++) {
		const struct cell other = shown(c, x, y);
		if (!cells_equal(&other, cell))
			return false;
	}
	return true;
}

/* How many of the changes from index i on are one run of cells of the same look (of blanks, with unchanged ones in
 * between). */
static int run_length(struct coder *c, const struct row *row, int i)
{
	const struct change *first = &row->changes[i];
	const int max_gap = !is_blank(&first->cell) ? 0 : c->caps->erase_chars ? CANVAS_MAX_COLS : 4;
	int n = 1;
	if (first->cell.mark)
		return n;
	for (; i + n < row->n && cells_equal(&first[n].cell, &first->cell); n++) {
		const int gap_x = first[n - 1].x + 1;
		if (first[n].x - gap_x > max_gap || !all_shown_as(c, gap_x, first[n].x, row->y, &first->cell))
			return n;
	}
	return n;
}

static bool corner_is_safe(const struct coder *c, int end, int y)
{
	return !c->caps->corner_scrolls || y + 1 < c->new->rows || end < c->new->cols;
}

/* Blanks cells x … end - 1. `next`: the next cell to change in this row, or UNKNOWN. True if with them all the rest of
 * the row is done. */
static bool put_blanks(struct coder *c, int x, int end, int next, const struct cell *cell, int y)
{
	const int n = end - x;
	set_colours(c, c->fg, cell->bg);

	const bool may_erase = cell->bg == COLOUR_DEFAULT || c->caps->bce;
	if (may_erase && c->caps->erase_line && (next != UNKNOWN || n > 3) && corner_is_safe(c, c->new->cols, y)
		&& all_shown_as(c, end, c->new->cols, y, cell)) {
		put_bytes(&c->p, "\033[K", 3);
		return true;
	}
	const size_t spaces = (size_t)n + (next == UNKNOWN || next == end ? 0 : csi_length(next - end));
	const size_t erased = csi_length(n) + (next == UNKNOWN ? 0 : csi_length(next - x));
	if (may_erase && c->caps->erase_chars && erased < spaces) {
		put_csi(&c->p, n, 'X');
		return false;
	}
	memset(c->p, ' ', (size_t)n);
	c->p += n;
	set_cursor(c, end, y);
	return false;
}

/* One cell of a width some terminal may disagree on. Its cells are blanked before, for a terminal that gives it fewer
 * columns; the changed-cell list has the cell behind it, for one that gives it more; then the cursor is addressed
 * anew. */
static void put_unsure(struct coder *c, int x, int y, const struct cell *cell)
{
	const int width = canvas_glyph_width(cell->glyph);
	set_colours(c, cell->fg, cell->bg);
	memset(c->p, ' ', (size_t)width);
	c->p += width;
	set_cursor(c, x + width, y);
	go_to(c, x, y);
	put_character(&c->p, cell->glyph);
	if (cell->mark)
		put_character(&c->p, cell->mark);
	c->cursor = (struct cursor){ UNKNOWN, x + width < c->new->cols ? y : UNKNOWN };
}

static void put_run(struct coder *c, int x, int y, const struct cell *cell, int n)
{
	set_colours(c, cell->fg, cell->bg);
	const size_t length = character_length(cell->glyph);
	int written = n;
	if (c->caps->repeat && n > 1 && cell->mark == 0 && csi_length(n - 1) < length * (size_t)(n - 1))
		written = 1;
	for (int i = 0; i < written; i++)
		put_character(&c->p, cell->glyph);
	if (cell->mark)
		put_character(&c->p, cell->mark);
	if (written < n)
		put_csi(&c->p, n - 1, 'b');
	set_cursor(c, x + n, y);
}

static void encode_row(struct coder *c, const struct row *row)
{
	for (int i = 0; i < row->n;) {
		const struct change *change = &row->changes[i];
		const struct cell *cell = &change->cell;
		if (cell->glyph == 0) { /* the right half of a character is drawn with its left half */
			i++;
			continue;
		}
		go_to(c, change->x, row->y);
		if (!is_sure(cell)) {
			put_unsure(c, change->x, row->y, cell);
			i++;
			continue;
		}
		const int n = run_length(c, row, i);
		i += n;
		const int next = i < row->n ? change[n].x : UNKNOWN;
		if (!is_blank(cell))
			put_run(c, change->x, row->y, cell, n);
		else if (put_blanks(c, change->x, change[n - 1].x + 1, next, cell, row->y))
			return;
	}
}

/* ---- finding what has changed ---- */

/* If a cell's width is unsure, the cells behind it that some terminal may have overwritten are drawn again: one for a
 * glyph taken for wide, two for a mark not taken for one. */
static void note_unsure(struct row *row, int x, const struct cell *cell)
{
	if (cell->glyph == 0 || is_sure(cell))
		return;
	const int width = canvas_glyph_width(cell->glyph);
	const int end = x + width + (cell->mark ? 2 : width == 1 ? 1 : 0);
	if (end > row->redo_end)
		row->redo_end = end;
}

/* Takes a cell into the list if it is shown otherwise than before, or to be drawn again anyhow. */
static void add_if_changed(struct coder *c, struct row *row, int x)
{
	const struct cell is = shown(c, x, row->y);
	if (x >= row->redo_end) {
		const struct cell was = c->old ? stepdown_cell(&c->step, c->old, x, row->y) : blank;
		if (cells_equal(&is, &was))
			return;
	}
	row->changes[row->n++] = (struct change){ x, is };
	note_unsure(row, x, &is);
}

static bool is_listed(const struct row *row, int x)
{
	return row->n > 0 && row->changes[row->n - 1].x == x;
}

/* Cells that are looked at together: most of a picture stays as it was. */
enum { RUN_CELLS = 4 };

static bool run_is_equal(const struct cell *is, const struct cell *was)
{
	uint64_t a[RUN_CELLS * sizeof *is / sizeof(uint64_t)], b[RUN_CELLS * sizeof *is / sizeof(uint64_t)];
	uint64_t difference = 0;
	memcpy(a, is, sizeof a);
	memcpy(b, was, sizeof b);
	for (size_t i = 0; i < sizeof a / sizeof a[0]; i++)
		difference |= a[i] ^ b[i];
	return difference == 0;
}

static void find_changes(struct coder *c, struct row *row)
{
	const int y = row->y;
	const struct cell *is = canvas_at(c->new, 0, y);
	const struct cell *was = c->old ? canvas_at(c->old, 0, y) : &blank;
	const int step = c->old ? 1 : 0; /* an unknown screen has been blanked */
	const int cols = corner_is_safe(c, c->new->cols, y) ? c->new->cols : c->new->cols - 1;
	bool left_changed = false;

	row->n = 0;
	row->redo_end = 0;
	for (int x = 0; x < cols; x++, is++, was += step) {
		while (step && !left_changed && x >= row->redo_end && x + RUN_CELLS < cols && run_is_equal(is, was)) {
			x += RUN_CELLS;
			is += RUN_CELLS;
			was += RUN_CELLS;
		}
		/* What is shown of two halves of a character hangs on both. */
		const bool is_half = x > 0 && (is->glyph == 0 || was->glyph == 0);
		const bool changed = !cells_equal(is, was);
		if (changed || x < row->redo_end || (is_half && left_changed)) {
			if (is_half && !is_listed(row, x - 1))
				add_if_changed(c, row, x - 1);
			add_if_changed(c, row, x);
		}
		left_changed = changed;
	}
}

/* ---- the whole ---- */

static bool begin(struct coder *c, struct bytes *out)
{
	if (c->caps->synchronized && !bytes_append(out, BEGIN_SYNCHRONIZED, sizeof BEGIN_SYNCHRONIZED - 1))
		return false;
	static const char clear[] = RESET "\033[H\033[J";
	if (c->old)
		return true;
	c->cursor = (struct cursor){ 0, 0 };
	return bytes_append(out, clear, sizeof clear - 1);
}

static bool end(struct coder *c, struct bytes *out)
{
	if ((c->fg != COLOUR_DEFAULT || c->bg != COLOUR_DEFAULT) && !bytes_append(out, RESET, sizeof RESET - 1))
		return false;
	return !c->caps->synchronized || bytes_append(out, END_SYNCHRONIZED, sizeof END_SYNCHRONIZED - 1);
}

static bool encode_rows(struct coder *c, struct bytes *out)
{
	const size_t row_bytes = (size_t)c->new->cols * sizeof(struct cell);
	bool begun = false;
	struct row row;

	if (!c->old) {
		if (!begin(c, out))
			return false;
		begun = true;
	}
	for (row.y = 0; row.y < c->new->rows; row.y++) {
		if (c->old && !c->old->drawn[row.y] && !c->new->drawn[row.y])
			continue;
		if (c->old && memcmp(canvas_at(c->new, 0, row.y), canvas_at(c->old, 0, row.y), row_bytes) == 0)
			continue;
		find_changes(c, &row);
		if (row.n == 0)
			continue;
		if (!begun && !begin(c, out))
			return false;
		begun = true;
		if (!bytes_reserve(out, (size_t)row.n * MAX_PER_CELL + (size_t)c->new->cols *MAX_GLYPH))
			return false;
		c->p = out->data + out->n;
		encode_row(c, &row);
		out->n = (size_t)(c->p - out->data);
		assert(out->n <= out->capacity);
	}
	return !begun || end(c, out);
}

bool encoder_encode(
	const struct canvas *old, const struct canvas *new, const struct encoder_caps *caps, struct bytes *out)
{
	if (old && (old->cols != new->cols || old->rows != new->rows))
		old = NULL;
	struct coder c = {
		.old = old,
		.new = new,
		.caps = caps,
		.cursor = { UNKNOWN, UNKNOWN },
		.fg = COLOUR_DEFAULT,
		.bg = COLOUR_DEFAULT,
	};
	stepdown_init(&c.step, caps->depth, caps->utf8);

	const size_t before = out->n;
	if (encode_rows(&c, out))
		return true;
	out->n = before;
	return false;
}

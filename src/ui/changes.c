#include "ui/changes.h"

#include <assert.h>
#include <string.h>

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

static struct cell shown(const struct changes *c, int x, int y)
{
	return stepdown_cell(c->step, c->new, x, y);
}

/* Where the last row's last cell cannot be drawn, its row ends before it. */
static int drawable_cols(const struct changes *c, int y)
{
	return c->caps->corner_scrolls && y + 1 == c->new->rows ? c->new->cols - 1 : c->new->cols;
}

/* ---- cells that have changed ---- */

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
static void add_if_changed(const struct changes *c, struct row *row, int x)
{
	const struct cell is = shown(c, x, row->y);
	if (x >= row->redo_end) {
		const struct cell was = c->old ? stepdown_cell(c->step, c->old, x, row->y) : blank;
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
enum { BLOCK_CELLS = 8 };

static bool block_is_equal(const struct cell *is, const struct cell *was)
{
	return memcmp(is, was, BLOCK_CELLS * sizeof *is) == 0;
}

static void find_cells(const struct changes *c, struct row *row)
{
	const int y = row->y;
	const struct cell *is = canvas_at(c->new, 0, y);
	const struct cell *was = c->old ? canvas_at(c->old, 0, y) : &blank;
	const int step = c->old ? 1 : 0; /* an unknown screen has been blanked */
	const int cols = drawable_cols(c, y);
	bool left_changed = false;

	for (int x = 0; x < cols; x++, is++, was += step) {
		while (step && !left_changed && x >= row->redo_end && x + BLOCK_CELLS < cols
			&& block_is_equal(is, was)) {
			x += BLOCK_CELLS;
			is += BLOCK_CELLS;
			was += BLOCK_CELLS;
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

/* ---- runs of them ---- */

static bool all_shown_as(const struct changes *c, int x, int end, int y, const struct cell *cell)
{
	for (; x < end; x++) {
		const struct cell other = shown(c, x, y);
		if (!cells_equal(&other, cell))
			return false;
	}
	return true;
}

/* How many unchanged cells a run goes over: where many are erased by few bytes, any number of blanks; where each is
 * written, as many as take no more than a move (CSI n C). */
static int max_gap_in(const struct changes *c, const struct cell *cell)
{
	if (!is_blank(cell))
		return 0;
	return c->caps->erase_chars && pen_may_erase(c->caps, cell->bg) ? CANVAS_MAX_COLS : 4;
}

/* How many of the changes from index i on are one run of cells of the same look (of blanks, with unchanged ones in
 * between). */
static int run_length(const struct changes *c, const struct row *row, int i)
{
	const struct change *first = &row->changes[i];
	int n = 1;
	if (first->cell.mark || !is_sure(&first->cell))
		return n;
	const int max_gap = max_gap_in(c, &first->cell);
	for (; i + n < row->n && cells_equal(&first[n].cell, &first->cell); n++) {
		const int gap_x = first[n - 1].x + 1;
		if (first[n].x - gap_x > max_gap || !all_shown_as(c, gap_x, first[n].x, row->y, &first->cell))
			return n;
	}
	return n;
}

/* Whether blanks that begin with this run go on to the row's end, and are better erased at once. */
static bool is_rest(const struct changes *c, const struct run *run, bool is_last)
{
	const int cols = c->new->cols;
	if (!c->caps->erase_line || !pen_may_erase(c->caps, run->cell.bg) || drawable_cols(c, run->y) < cols)
		return false;
	return (!is_last || run->end - run->x > PEN_BYTES_REST) && all_shown_as(c, run->end, cols, run->y, &run->cell);
}

static size_t make_runs(const struct changes *c, const struct row *row, struct run *runs)
{
	size_t n_runs = 0;
	for (int i = 0, n; i < row->n; i += n) {
		const struct change *first = &row->changes[i];
		n = 1;
		if (first->cell.glyph == 0) /* the right half of a character is drawn with its left half */
			continue;
		n = run_length(c, row, i);
		struct run *run = &runs[n_runs++];
		*run = (struct run){ RUN_GLYPHS, first->x, first[n - 1].x + 1, row->y, first->cell };
		if (!is_sure(&run->cell))
			run->kind = RUN_UNSURE;
		if (!is_blank(&run->cell))
			continue;
		run->kind = RUN_BLANKS;
		if (is_rest(c, run, i + n == row->n)) {
			run->kind = RUN_REST;
			break;
		}
	}
	return n_runs;
}

size_t changes_find(const struct changes *changes, int y, struct run *runs, bool *in_order)
{
	struct row row;
	row.y = y;
	row.redo_end = 0;
	row.n = 0;
	find_cells(changes, &row);
	*in_order = row.redo_end > 0;
	return make_runs(changes, &row, runs);
}

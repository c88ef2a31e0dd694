#include "ui/lines.h"

#include "canvas/blocks.h"
#include "ui/pen.h"

static bool is_same(const struct cell *a, const struct cell *b)
{
	return a->glyph == b->glyph && a->mark == b->mark && a->fg == b->fg && a->bg == b->bg;
}

/* A text without colours has no other sequences, either. */
static struct cell cell_at(struct stepdown *step, const struct canvas *canvas, int x, int y)
{
	struct cell cell = stepdown_cell(step, canvas, x, y);
	if (step->depth == DEPTH_MONO && cell.fg == COLOUR_CUT_OUT) {
		cell.glyph = blocks_not_cut_out(cell.glyph);
		cell.fg = COLOUR_DEFAULT;
	}
	return cell;
}

/* Cells from x on that are the same; the right half of a wide character belongs to its left one. */
static struct run find_run(struct stepdown *step, const struct canvas *canvas, int x, int y)
{
	struct run run = { .kind = RUN_GLYPHS, .x = x, .end = x + 1, .y = y };
	run.cell = cell_at(step, canvas, x, y);
	for (; run.end < canvas->cols && !run.cell.mark; run.end++) {
		const struct cell next = cell_at(step, canvas, run.end, y);
		if (!is_same(&next, &run.cell))
			break;
	}
	return run;
}

static bool is_blank(const struct run *run)
{
	return run->cell.glyph == ' ' && run->cell.bg == COLOUR_DEFAULT && !run->cell.mark;
}

/* The pen is where the run begins: it does not move. */
static bool put_run(struct pen *pen, const struct run *run, struct bytes *out)
{
	if (!bytes_reserve(out, PEN_BYTES_RUN + PEN_BYTES_CELL * (size_t)(run->end - run->x)))
		return false;
	pen->p = out->data + out->n;
	pen->cursor = (struct cursor){ run->x, run->y };
	if (run->cell.glyph)
		pen_run(pen, run);
	out->n = (size_t)(pen->p - out->data);
	return true;
}

static bool put_row(struct pen *pen, int y, struct bytes *out)
{
	const struct canvas *canvas = pen->canvas;
	bool good = true;
	pen->fg = pen->bg = COLOUR_DEFAULT;
	for (int x = 0; good && x < canvas->cols;) {
		const struct run run = find_run(pen->step, canvas, x, y);
		x = run.end;
		if (x < canvas->cols || !is_blank(&run))
			good = put_run(pen, &run, out);
	}
	if (pen->fg != COLOUR_DEFAULT || pen->bg != COLOUR_DEFAULT)
		good = good && bytes_append(out, "\033[m", 3);
	return good && bytes_append(out, "\n", 1);
}

bool lines_encode(const struct canvas *canvas, enum colour_depth depth, bool utf8, struct bytes *out)
{
	const struct encoder_caps caps = { .depth = depth, .utf8 = utf8 };
	struct stepdown step;
	struct pen pen = { .canvas = canvas, .caps = &caps, .step = &step };
	stepdown_init(&step, depth, utf8);
	for (int y = 0; y < canvas->rows; y++)
		if (!put_row(&pen, y, out))
			return false;
	return true;
}

#include "ui/encoder.h"

#include <assert.h>
#include <string.h>

#include "ui/changes.h"
#include "ui/pen.h"
#include "ui/shift.h"

#define RESET "\033[m"
#define BEGIN_SYNCHRONIZED "\033[?2026h"
#define END_SYNCHRONIZED "\033[?2026l"

/* A redraw so small comes whole anyhow: it fits into one packet of a network (1500 bytes with all headers), and into one
 * read of a terminal. */
enum { WHOLE_BYTES = 1200 };

enum { MAX_RUNS = 2 * CANVAS_MAX_COLS, MAX_LOOKS = 64 };

struct look {
	colour fg, bg;
};

/* Runs that are drawn in the order that takes the fewest bytes, or, if some of them must, in the one they are in. */
struct batch {
	struct run runs[MAX_RUNS];
	uint16_t as_found[MAX_RUNS]; /* 0, 1, 2 … */
	uint16_t column[MAX_RUNS];   /* of each run: where it begins, */
	uint16_t look[MAX_RUNS];     /* and the index of its colours */
	size_t n, n_cells;
	struct look looks[MAX_LOOKS];
	uint16_t n_looks;
	bool in_order; /* then looks are not kept */
};

struct coder {
	struct changes changes;
	struct stepdown step;
	struct pen pen;
	struct bytes *out;
	struct batch batch;
};

/* ---- gathering runs ---- */

/* Blanks want no foreground, but a background that is one. */
static bool may_have(const struct look *look, const struct run *run)
{
	if (look->bg != run->cell.bg)
		return false;
	return run->kind == RUN_GLYPHS ? look->fg == run->cell.fg : look->fg != COLOUR_CUT_OUT;
}

/* The index of the colours that a run wants set. The newest first: neighbours are alike. */
static uint16_t find_look(struct batch *batch, const struct run *run)
{
	for (uint16_t i = batch->n_looks; i-- > 0;) {
		if (may_have(&batch->looks[i], run))
			return i;
	}
	if (batch->n_looks == MAX_LOOKS) { /* so colourful that no order is much better than another */
		batch->in_order = true;
		return 0;
	}
	batch->looks[batch->n_looks] = (struct look){ run->cell.fg, run->cell.bg };
	return batch->n_looks++;
}

static void clear_batch(struct batch *batch)
{
	batch->n = batch->n_cells = 0;
	batch->n_looks = 0;
	batch->in_order = false;
}

static void add_row(struct coder *c, int y)
{
	struct batch *batch = &c->batch;
	bool in_order;
	const size_t n = batch->n + changes_find(&c->changes, y, batch->runs + batch->n, &in_order);
	batch->in_order |= in_order;
	for (; batch->n < n; batch->n++) {
		const struct run *run = &batch->runs[batch->n];
		batch->n_cells += (size_t)(run->end - run->x);
		batch->as_found[batch->n] = (uint16_t)batch->n;
		batch->column[batch->n] = (uint16_t)run->x;
		if (!batch->in_order)
			batch->look[batch->n] = find_look(batch, run);
	}
}

/* ---- drawing them ---- */

/* Sorts indices of runs by the keys these have; those of the same key stay as they are. */
static void sort_by(const uint16_t *key, const uint16_t *from, uint16_t *to, size_t n)
{
	uint16_t place[CANVAS_MAX_COLS + 1] = { 0 };
	uint16_t last = 0;
	for (size_t i = 0; i < n; i++) {
		place[key[i] + 1]++;
		last = key[i] > last ? key[i] : last;
	}
	for (size_t k = 1; k <= last; k++)
		place[k] = (uint16_t)(place[k] + place[k - 1]);
	for (size_t i = 0; i < n; i++)
		to[place[key[from[i]]]++] = from[i];
}

/* Roughly, the bytes from the end of one run to the next: single steps, or a sequence of four or five. */
static int way_length(const struct run *from, const struct run *to)
{
	const int down = to->y - from->y, right = to->x - from->end;
	const int rows = down >= 0 ? down : -2 * down;
	const int cols = right >= 0 ? right : -right;
	return (rows < 4 ? rows : 4) + (cols < 4 ? cols : cols < 10 ? 4 : 5);
}

static int ways_length(const struct batch *batch, const uint16_t *order)
{
	int n = 0;
	for (size_t i = 1; i < batch->n; i++)
		n += way_length(&batch->runs[order[i - 1]], &batch->runs[order[i]]);
	return n;
}

/* Those of the same colours follow each other: row by row, as text is best drawn, or column by column, as bars are. */
static void find_order(struct batch *batch, uint16_t *order)
{
	uint16_t by_column[MAX_RUNS], in_columns[MAX_RUNS];
	sort_by(batch->look, batch->as_found, order, batch->n);
	sort_by(batch->column, batch->as_found, by_column, batch->n);
	sort_by(batch->look, by_column, in_columns, batch->n);
	if (ways_length(batch, in_columns) < ways_length(batch, order))
		memcpy(order, in_columns, batch->n * sizeof *order);
}

static bool draw_batch(struct coder *c)
{
	struct batch *batch = &c->batch;
	uint16_t order[MAX_RUNS];
	if (batch->n == 0)
		return true;
	if (!bytes_reserve(c->out, batch->n * PEN_BYTES_RUN + batch->n_cells * PEN_BYTES_CELL))
		return false;
	if (!batch->in_order)
		find_order(batch, order);
	c->pen.p = c->out->data + c->out->n;
	for (size_t i = 0; i < batch->n; i++)
		pen_run(&c->pen, &batch->runs[batch->in_order ? i : order[i]]);
	c->out->n = (size_t)(c->pen.p - c->out->data);
	assert(c->out->n <= c->out->capacity);
	clear_batch(batch);
	return true;
}

/* ---- the whole ---- */

static bool clear_screen(struct coder *c)
{
	static const char clear[] = RESET "\033[H\033[J";
	c->pen.cursor = (struct cursor){ 0, 0 };
	return bytes_append(c->out, clear, sizeof clear - 1);
}

static bool row_may_differ(const struct changes *changes, int y)
{
	const struct canvas *old = changes->old, *new = changes->new;
	return !old || old->drawn[y] || new->drawn[y];
}

static bool encode(struct coder *c)
{
	const int rows = c->changes.new->rows;
	const size_t cols = (size_t)c->changes.new->cols;
	if (!c->changes.old && !clear_screen(c))
		return false;
	for (int y = 0; y < rows; y++) {
		if (!row_may_differ(&c->changes, y))
			continue;
		if (c->batch.n + cols > MAX_RUNS && !draw_batch(c))
			return false;
		add_row(c, y);
	}
	if (!draw_batch(c))
		return false;
	const bool is_set = c->pen.fg != COLOUR_DEFAULT || c->pen.bg != COLOUR_DEFAULT;
	return !is_set || bytes_append(c->out, RESET, sizeof RESET - 1);
}

/* Has the terminal show what is behind `from` as a whole. */
static bool synchronize(struct bytes *out, size_t from)
{
	enum { N_BEGIN = sizeof BEGIN_SYNCHRONIZED - 1 };
	const size_t n = out->n - from;
	if (!bytes_append(out, BEGIN_SYNCHRONIZED, N_BEGIN)
		|| !bytes_append(out, END_SYNCHRONIZED, sizeof END_SYNCHRONIZED - 1))
		return false;
	memmove(out->data + from + N_BEGIN, out->data + from, n);
	memcpy(out->data + from, BEGIN_SYNCHRONIZED, N_BEGIN);
	return true;
}

bool encoder_encode(struct canvas *old, const struct canvas *new, const struct encoder_caps *caps, struct bytes *out)
{
	const bool is_known = old && old->cols == new->cols && old->rows == new->rows;
	struct coder c; /* large: the runs need no initial value */
	c.changes = (struct changes){ .old = is_known ? old : NULL, .new = new, .caps = caps, .step = &c.step };
	c.pen = (struct pen){ .canvas = new,
		.caps = caps,
		.step = &c.step,
		.cursor = { CURSOR_UNKNOWN, CURSOR_UNKNOWN },
		.fg = COLOUR_DEFAULT,
		.bg = COLOUR_DEFAULT };
	c.out = out;
	clear_batch(&c.batch);
	stepdown_init(&c.step, caps->depth, caps->utf8);

	const size_t before = out->n;
	bool good = !is_known || !caps->delete_chars || shift_rows(old, new, caps, out, &c.pen.cursor);
	if (good && encode(&c) && (!caps->synchronized || out->n - before < WHOLE_BYTES || synchronize(out, before)))
		return true;
	out->n = before;
	return false;
}

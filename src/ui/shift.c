#include "ui/shift.h"

#include <string.h>

#include "ui/csi.h"
#include "ui/stepdown.h"

enum {
	MAX_SHIFT = 8,    /* a picture that scrolls faster is not worth the search */
	SAMPLE = 4,       /* one of so many cells is looked at, to see whether a row has changed at all */
	BUSY_SAMPLES = 3, /* it has if so many of these differ, */
	MAX_FAILURES = 4, /* and so many that have changed in another way mean that nothing scrolls */
	LEAST_SAVED = 4,  /* cells: deleting takes about as many bytes as they do */
};

/* A row as it is shown, and as it is to be. */
struct row {
	struct cell *old;
	const struct cell *new;
	int cols;
};

static bool differ(const struct cell *a, const struct cell *b)
{
	return memcmp(a, b, sizeof *a) != 0;
}

static bool is_busy(const struct row *row)
{
	int n = 0;
	for (int x = 0; x < row->cols; x += SAMPLE)
		n += differ(&row->old[x], &row->new[x]);
	return n >= BUSY_SAMPLES;
}

static int first_difference(const struct row *row)
{
	int x = 0;
	while (x < row->cols && !differ(&row->old[x], &row->new[x]))
		x++;
	return x;
}

/* How many cells from x on would differ once `shift` have been deleted there, those that come in at the end included;
 * at most `limit`. */
static int count_differing(const struct row *row, int x, int shift, int limit)
{
	int n = shift;
	for (; x + shift < row->cols && n < limit; x++)
		n += differ(&row->old[x + shift], &row->new[x]);
	return n;
}

/* Each cell takes one column on every terminal. */
static bool is_sure(const struct row *row, int x)
{
	for (; x < row->cols; x++)
		if (row->old[x].mark || !stepdown_is_sure(row->old[x].glyph))
			return false;
	return true;
}

/* The best shift between two bounds; 0: none is worth it. */
static int find_shift(const struct row *row, int x, int least, int most)
{
	int found = 0, fewest = count_differing(row, x, 0, row->cols) - LEAST_SAVED;
	for (int shift = least; shift <= most && x + shift < row->cols; shift++) {
		int n = count_differing(row, x, shift, fewest);
		if (n < fewest) {
			found = shift;
			fewest = n;
		}
	}
	return found && is_sure(row, x) ? found : 0;
}

static bool delete_cells(
	struct row *row, int x, int y, int n, const struct encoder_caps *caps, struct bytes *out, struct cursor *cursor)
{
	static const struct cell blank = { .glyph = ' ', .fg = COLOUR_DEFAULT, .bg = COLOUR_DEFAULT };
	const struct cursor to = { x, y };
	if (!bytes_reserve(out, CURSOR_MAX_MOVE + csi_length(n)))
		return false;
	char *p = out->data + out->n;
	p += cursor_move(p, *cursor, to, (struct cursor_caps){ .column = caps->column, .index = caps->index });
	put_csi(&p, n, 'P');
	out->n = (size_t)(p - out->data);
	*cursor = to;
	memmove(row->old + x, row->old + x + n, (size_t)(row->cols - x - n) * sizeof *row->old);
	for (int i = row->cols - n; i < row->cols; i++)
		row->old[i] = blank;
	return true;
}

/* All rows of a picture that scrolls do so by the same number of cells. */
bool shift_rows(struct canvas *old, const struct canvas *new, const struct encoder_caps *caps, struct bytes *out,
	struct cursor *cursor)
{
	int least = 1, most = MAX_SHIFT, n_failures = 0;
	int rows = caps->corner_scrolls ? new->rows - 1 : new->rows;
	for (int y = 0; y < rows && n_failures < MAX_FAILURES; y++) {
		struct row row = { .old = old->cells + (size_t)y * (size_t)old->cols,
			.new = canvas_at(new, 0, y),
			.cols = new->cols };
		if (!old->drawn[y] || !new->drawn[y] || !is_busy(&row))
			continue;
		int x = first_difference(&row), shift = find_shift(&row, x, least, most);
		if (shift == 0) {
			n_failures++;
			continue;
		}
		if (!delete_cells(&row, x, y, shift, caps, out, cursor))
			return false;
		least = most = shift;
	}
	return true;
}

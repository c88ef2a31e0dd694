#include "canvas/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static const struct cell blank = { .glyph = ' ', .fg = COLOUR_DEFAULT, .bg = COLOUR_DEFAULT };

static int clamp(int value, int low, int high)
{
	return value < low ? low : value > high ? high : value;
}

bool canvas_init(struct canvas *canvas, int cols, int rows, struct err *err)
{
	*canvas = (struct canvas){ 0 };
	return canvas_resize(canvas, cols, rows, err);
}

void canvas_fini(struct canvas *canvas)
{
	free(canvas->cells);
	*canvas = (struct canvas){ 0 };
}

bool canvas_resize(struct canvas *canvas, int cols, int rows, struct err *err)
{
	cols = clamp(cols, 1, CANVAS_MAX_COLS);
	rows = clamp(rows, 1, CANVAS_MAX_ROWS);
	if (!canvas->cells || cols != canvas->cols || rows != canvas->rows) {
		const size_t n_cells = (size_t)cols * (size_t)rows;
		struct cell *cells = malloc(n_cells * sizeof *cells + (size_t)rows * sizeof(bool));
		if (!cells)
			return err_set(err, ERR_SYSTEM,
				"picture of %d×%d cells: out of memory; make the window smaller", cols, rows);
		free(canvas->cells);
		*canvas = (struct canvas){
			.cols = cols, .rows = rows, .cells = cells, .drawn = (bool *)(cells + n_cells)
		};
		memset(canvas->drawn, true, (size_t)rows * sizeof(bool));
	}
	canvas_clear(canvas);
	return true;
}

/* By copies of what has been filled, twice as many each time: much faster than one by one. */
static void fill_cells(struct cell *cells, size_t n, struct cell fill)
{
	cells[0] = fill;
	for (size_t done = 1; done < n; done *= 2)
		memcpy(cells + done, cells, (done < n - done ? done : n - done) * sizeof *cells);
}

static void blank_row(struct canvas *canvas, int y)
{
	if (canvas->drawn[y])
		fill_cells(canvas_edit(canvas, 0, y), (size_t)canvas->cols, blank);
	canvas->drawn[y] = false;
}

void canvas_clear(struct canvas *canvas)
{
	for (int y = 0; y < canvas->rows; y++)
		blank_row(canvas, y);
}

/* Before cells x … end - 1 of a row are overwritten: whatever reaches out of them loses its half outside. */
static void row_cut(struct canvas *canvas, int x, int end, int y)
{
	if (x > 0 && canvas_at(canvas, x, y)->glyph == 0)
		*canvas_edit(canvas, x - 1, y)
			= (struct cell){ ' ', 0, COLOUR_DEFAULT, canvas_at(canvas, x - 1, y)->bg };
	if (end < canvas->cols && canvas_at(canvas, end, y)->glyph == 0)
		*canvas_edit(canvas, end, y) = (struct cell){ ' ', 0, COLOUR_DEFAULT, canvas_at(canvas, end, y)->bg };
}

void canvas_fill_region(struct canvas *canvas, struct region region, colour bg)
{
	const struct cell fill = { .glyph = ' ', .fg = COLOUR_DEFAULT, .bg = bg };
	const int x = clamp(region.x, 0, canvas->cols);
	const int y = clamp(region.y, 0, canvas->rows);
	/* Summed in 64 bits: a region may reach far outside. */
	const int64_t right = (int64_t)region.x + region.cols;
	const int64_t below = (int64_t)region.y + region.rows;
	const int end = right < canvas->cols ? (int)right : canvas->cols;
	const int bottom = below < canvas->rows ? (int)below : canvas->rows;

	if (end <= x)
		return;
	for (int row = y; row < bottom; row++) {
		if (x == 0 && end == canvas->cols && bg == COLOUR_DEFAULT) {
			blank_row(canvas, row);
			continue;
		}
		row_cut(canvas, x, end, row);
		fill_cells(canvas_edit(canvas, x, row), (size_t)(end - x), fill);
	}
}

void canvas_clear_region(struct canvas *canvas, struct region region)
{
	canvas_fill_region(canvas, region, COLOUR_DEFAULT);
}

void canvas_copy(struct canvas *to, int y, const struct canvas *from)
{
	for (int row = 0; row < from->rows; row++)
		if (from->drawn[row])
			memcpy(canvas_edit(to, 0, y + row), canvas_at(from, 0, row),
				(size_t)from->cols * sizeof *from->cells);
		else
			blank_row(to, y + row);
}

void canvas_swap(struct canvas *a, struct canvas *b)
{
	const struct canvas kept = *a;
	*a = *b;
	*b = kept;
}

static uint32_t glyph_of_one(uint32_t glyph)
{
	if (glyph == 0)
		return ' ';
	return canvas_glyph_is_printable(glyph) && canvas_glyph_width(glyph) == 1 ? glyph : '?';
}

void canvas_put(struct canvas *canvas, int x, int y, uint32_t glyph, colour fg, colour bg)
{
	if (x < 0 || y < 0 || x >= canvas->cols || y >= canvas->rows)
		return;
	row_cut(canvas, x, x + 1, y);
	glyph = glyph_of_one(glyph);
	*canvas_edit(canvas, x, y) = (struct cell){ glyph, 0, glyph == ' ' ? COLOUR_DEFAULT : fg, bg };
}

static void put_wide(struct canvas *canvas, int x, int y, uint32_t glyph, colour fg, colour bg)
{
	if (x < 0 || x + 1 >= canvas->cols) {
		canvas_put(canvas, x, y, ' ', fg, bg);
		canvas_put(canvas, x + 1, y, ' ', fg, bg);
		return;
	}
	row_cut(canvas, x, x + 2, y);
	*canvas_edit(canvas, x, y) = (struct cell){ glyph, 0, fg, bg };
	*canvas_edit(canvas, x + 1, y) = (struct cell){ 0, 0, fg, bg };
}

/* A character as it is to be drawn, and its width; false at the end of the text. */
static bool text_next(const char **s, size_t *n, uint32_t *glyph, int *width)
{
	if (*n == 0)
		return false;
	const size_t used = text_decode(*s, *n, glyph);
	/* A malformed byte decodes to U+FFFD, which written out in full takes three. */
	if (!canvas_glyph_is_printable(*glyph) || (*glyph == 0xFFFD && used < 3))
		*glyph = '?';
	*width = canvas_glyph_width(*glyph);
	*s += used;
	*n -= used;
	return true;
}

static void put_mark(struct canvas *canvas, int x, int y, uint32_t mark)
{
	if (x < 0 || x >= canvas->cols)
		return;
	struct cell *cell = canvas_edit(canvas, x, y);
	if (cell->glyph == 0 && x > 0)
		cell--;
	if (cell->mark == 0 && cell->glyph != ' ')
		cell->mark = mark;
}

int canvas_text(struct canvas *canvas, int x, int y, int max_cols, const char *utf8, colour fg, colour bg)
{
	if (y < 0 || y >= canvas->rows || x >= canvas->cols)
		max_cols = 0;
	else if (x >= 0 && max_cols > canvas->cols - x)
		max_cols = canvas->cols - x;

	size_t n = strlen(utf8);
	uint32_t glyph;
	int width;
	int used = 0;
	while (text_next(&utf8, &n, &glyph, &width)) {
		if (width == 0) {
			if (used > 0 && !canvas_glyph_is_invisible(glyph))
				put_mark(canvas, x + used - 1, y, glyph);
			continue;
		}
		if (used >= max_cols)
			break;
		if (width == 2 && used + 2 > max_cols) {
			canvas_put(canvas, x + used++, y, ' ', fg, bg);
			break;
		}
		if (width == 2)
			put_wide(canvas, x + used, y, glyph, fg, bg);
		else
			canvas_put(canvas, x + used, y, glyph, fg, bg);
		used += width;
	}
	return used;
}

int canvas_text_width(const char *utf8)
{
	size_t n = strlen(utf8);
	uint32_t glyph;
	int width;
	int used = 0;
	while (text_next(&utf8, &n, &glyph, &width))
		used += width;
	return used;
}

#include "canvas/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BRAILLE = 0x2800, UPPER_HALF = 0x2580, LOWER_HALF = 0x2584, FULL_BLOCK = 0x2588, N_HALVES = 2 };

/* How fine a cell is. */
static const struct {
	int cols, rows;
} dots_of[] = {
	[GLYPHS_BLOCKS] = { 2, 4 },
	[GLYPHS_HALF] = { 1, 2 },
	[GLYPHS_BRAILLE] = { 2, 4 },
	[GLYPHS_ASCII] = { 1, 2 },
};

/* Which bit a dot is, as Unicode's braille patterns number them; two dots take the first two bits of their only column. */
static const uint8_t bits[4][2] = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

bool plot_resize(struct plot *plot, enum glyph_set glyphs, int cols, int rows, struct err *err)
{
	const size_t n_cells = (size_t)(cols > 0 ? cols : 0) * (size_t)(rows > 0 ? rows : 0);
	uint8_t *dots = calloc(n_cells + 1, sizeof *dots);
	colour(*inks)[N_HALVES] = calloc(n_cells + 1, sizeof *inks);
	if (!dots || !inks) {
		free(dots);
		free(inks);
		return err_set(err, ERR_SYSTEM, "out of memory for the picture");
	}
	plot_fini(plot);
	*plot = (struct plot){ .glyphs = glyphs, .dots = dots, .inks = inks };
	if (n_cells) {
		plot->cols = cols;
		plot->rows = rows;
		plot->width = cols * dots_of[glyphs].cols;
		plot->height = rows * dots_of[glyphs].rows;
	}
	return true;
}

void plot_fini(struct plot *plot)
{
	free(plot->dots);
	free(plot->inks);
	*plot = (struct plot){ 0 };
}

void plot_clear(struct plot *plot)
{
	if (plot->dots)
		memset(plot->dots, 0, (size_t)plot->cols * (size_t)plot->rows);
}

static void set(struct plot *plot, int x, int y, colour ink)
{
	const int across = dots_of[plot->glyphs].cols, down = dots_of[plot->glyphs].rows;
	const size_t cell = (size_t)(y / down) * (size_t)plot->cols + (size_t)(x / across);
	plot->dots[cell] |= bits[y % down][x % across];
	plot->inks[cell][plot->glyphs == GLYPHS_HALF ? y % down : 0] = ink;
}

void plot_dot(struct plot *plot, int x, int y, colour ink)
{
	if (x >= 0 && x < plot->width && y >= 0 && y < plot->height)
		set(plot, x, y, ink);
}

/* Sets dots of one column of a cell, from one to another of 0 … 3. */
static void set_part(struct plot *plot, int col, int row, int across, int first, int last, colour ink)
{
	const size_t cell = (size_t)row * (size_t)plot->cols + (size_t)col;
	uint8_t dots = 0;
	for (int y = first; y <= last; y++)
		dots |= bits[y][across];
	plot->dots[cell] |= dots;
	if (plot->glyphs != GLYPHS_HALF || first == 0)
		plot->inks[cell][0] = ink;
	if (plot->glyphs == GLYPHS_HALF && last > 0)
		plot->inks[cell][1] = ink;
}

/* The inks are those of the rows of cells, `step` apart. Cell by cell: columns are most of what is drawn. */
static void draw_column(struct plot *plot, int x, int y0, int y1, const colour *inks, int step)
{
	const int across = dots_of[plot->glyphs].cols, down = dots_of[plot->glyphs].rows;
	int top = y0 < y1 ? y0 : y1, bottom = y0 < y1 ? y1 : y0;
	top = top > 0 ? top : 0;
	bottom = bottom < plot->height ? bottom : plot->height - 1;
	if (x < 0 || x >= plot->width || top > bottom)
		return;
	const int first = top / down, last = bottom / down;
	for (int row = first; row <= last; row++)
		set_part(plot, x / across, row, x % across, row == first ? top % down : 0,
			row == last ? bottom % down : down - 1, inks[row * step]);
}

void plot_column(struct plot *plot, int x, int y0, int y1, colour ink)
{
	draw_column(plot, x, y0, y1, &ink, 0);
}

void plot_shaded_column(struct plot *plot, int x, int y0, int y1, const colour *inks)
{
	draw_column(plot, x, y0, y1, inks, 1);
}

/* Narrows the part `from` … `to` (0 … 1) of a line to where one of its coordinates, `at` in the beginning and `by` more in
 * the end, lies within 0 … `last`: Liang and Barsky's way of clipping. */
static bool clip(double at, double by, double last, double *from, double *to)
{
	if (by == 0)
		return at >= 0 && at <= last;
	const double a = -at / by, b = (last - at) / by;
	*from = fmax(*from, fmin(a, b));
	*to = fmin(*to, fmax(a, b));
	return *from <= *to;
}

void plot_line(struct plot *plot, double x0, double y0, double x1, double y1, colour ink)
{
	const double across = x1 - x0, down = y1 - y0;
	/* As far out as a dot's middle may lie for the dot to be nearest to a place on the plot. */
	const double right = (double)plot->width - 0.51, bottom = (double)plot->height - 0.51;
	double from = 0, to = 1;
	if (!plot->width || !isfinite(across) || !isfinite(down) || !clip(x0 + 0.49, across, right + 0.49, &from, &to)
		|| !clip(y0 + 0.49, down, bottom + 0.49, &from, &to))
		return;
	const double length = fmax(fabs(across), fabs(down)) * (to - from);
	const int steps = (int)ceil(length);
	for (int i = 0; i <= steps; i++) {
		const double t = steps ? from + (to - from) * (double)i / (double)steps : from;
		plot_dot(plot, (int)lround(x0 + t * across), (int)lround(y0 + t * down), ink);
	}
}

/* Two dots one above the other, in a colour each. */
static struct cell halves(uint8_t dots, const colour inks[N_HALVES], colour background)
{
	const bool has_upper = dots & bits[0][0], has_lower = dots & bits[1][0];
	if (has_upper && has_lower && inks[0] == inks[1])
		return (struct cell){ .glyph = FULL_BLOCK, .fg = inks[0], .bg = background };
	if (!has_upper)
		return (struct cell){ .glyph = LOWER_HALF, .fg = inks[1], .bg = background };
	return (struct cell){ .glyph = UPPER_HALF, .fg = inks[0], .bg = has_lower ? inks[1] : background };
}

static struct cell cell_of(enum glyph_set glyphs, uint8_t dots, const colour inks[N_HALVES], colour background)
{
	static const uint32_t ascii[] = { ' ', '\'', '.', ':' };
	if (glyphs == GLYPHS_HALF)
		return halves(dots, inks, background);
	const uint32_t glyph = glyphs == GLYPHS_ASCII ? ascii[dots & 3] : (uint32_t)BRAILLE + dots;
	return (struct cell){ .glyph = glyph, .fg = inks[0], .bg = background };
}

void plot_draw(const struct plot *plot, struct canvas *canvas, int x, int y, colour background)
{
	for (int row = 0; row < plot->rows; row++)
		for (int col = 0; col < plot->cols; col++) {
			const size_t cell = (size_t)row * (size_t)plot->cols + (size_t)col;
			const bool is_inside
				= x + col >= 0 && x + col < canvas->cols && y + row >= 0 && y + row < canvas->rows;
			if (plot->dots[cell] && is_inside)
				*canvas_edit(canvas, x + col, y + row)
					= cell_of(plot->glyphs, plot->dots[cell], plot->inks[cell], background);
		}
}

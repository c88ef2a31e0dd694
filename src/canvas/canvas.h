/* A grid of character cells: what a view draws on. It knows no terminal. */
#ifndef TERMVIZ_CANVAS_CANVAS_H
#define TERMVIZ_CANVAS_CANVAS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "canvas/colour.h"

enum { CANVAS_MAX_COLS = 2000, CANVAS_MAX_ROWS = 1000 };

/* Two cells are the same picture if all four members are equal. A space's foreground is kept COLOUR_DEFAULT. */
struct cell {
	uint32_t glyph; /* Unicode; 0 marks the right half of the double-width character in the cell to the left */
	uint32_t mark;  /* a combining character on top of the glyph; 0: none */
	colour fg;
	colour bg;
};

struct canvas {
	int cols, rows;
	struct cell *cells; /* row by row */
	bool *drawn; /* of each row: there may be something on it; where not, it is blank in the default colours */
};

/* A part of a canvas. May be empty, or lie partly outside: drawing is clipped. */
struct region {
	int x, y, cols, rows;
};

/* A part of a region, on the canvas. */
static inline struct region region_within(struct region whole, struct region part)
{
	return (struct region){ whole.x + part.x, whole.y + part.y, part.cols, part.rows };
}

/* Allocates a blank canvas; sizes are clamped to 1 … CANVAS_MAX_*. False with `err` filled if memory is short.
 * canvas_fini() is right after a zeroed struct, too. */
bool canvas_init(struct canvas *canvas, int cols, int rows, struct err *err);
void canvas_fini(struct canvas *canvas);

/* Changes the size; the content is blank afterwards. On failure the old canvas is kept. */
bool canvas_resize(struct canvas *canvas, int cols, int rows, struct err *err);

/* Blanks all of it, or one region of it, in the default colours. Half a wide character at the region's edge goes. */
void canvas_clear(struct canvas *canvas);
void canvas_clear_region(struct canvas *canvas, struct region region);

/* Blanks one region with a background. */
void canvas_fill_region(struct canvas *canvas, struct region region, colour bg);

/* Copies all rows of `from` to those of `to` from `y` on: there must be so many, and as many columns. */
void canvas_copy(struct canvas *to, int y, const struct canvas *from);

/* Exchanges two canvases, without touching a cell. */
void canvas_swap(struct canvas *a, struct canvas *b);

/* Sets one cell to a glyph of width 1 (any other becomes '?', and 0 a space); outside the canvas: nothing. The other
 * half of a wide character that was there becomes a space. */
void canvas_put(struct canvas *canvas, int x, int y, uint32_t glyph, colour fg, colour bg);

/* Writes UTF-8 from (x, y) rightwards, clipped to the columns `x` … `x + max_cols - 1` and to the canvas; a
 * double-width character that would not fit whole becomes a space. Control and malformed characters become '?'.
 * Combining characters join the cell before them (the first one only); invisible ones are left out, as terminals do
 * not agree on what they do to their neighbours. Returns the columns used, those left of the canvas
 * included. */
int canvas_text(struct canvas *canvas, int x, int y, int max_cols, const char *utf8, colour fg, colour bg);

/* How many columns canvas_text() would use without a limit. */
int canvas_text_width(const char *utf8);

/* Columns a character takes: 0 (combining), 1 or 2; unprintable characters 1, as they are shown as '?'. Does not
 * depend on the locale. */
int canvas_glyph_width(uint32_t glyph);

/* Whether a code point is a character that may be sent to a terminal at all: no control, surrogate, line separator. */
bool canvas_glyph_is_printable(uint32_t glyph);

/* Whether a character has no width and draws nothing: joiners, direction marks, variation selectors. */
bool canvas_glyph_is_invisible(uint32_t glyph);

/* A cell, to be looked at; or, as the first of some in its row, to be changed by who needs no care for the halves of wide
 * characters. Within the canvas. */
static inline const struct cell *canvas_at(const struct canvas *canvas, int x, int y)
{
	return &canvas->cells[(size_t)y * (size_t)canvas->cols + (size_t)x];
}

static inline struct cell *canvas_edit(struct canvas *canvas, int x, int y)
{
	canvas->drawn[y] = true;
	return &canvas->cells[(size_t)y * (size_t)canvas->cols + (size_t)x];
}

#endif

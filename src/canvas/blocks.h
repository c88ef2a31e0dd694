/* Bars out of block characters: eight levels a cell, or fewer where not all of them can be shown. */
#ifndef TERMVIZ_CANVAS_BLOCKS_H
#define TERMVIZ_CANVAS_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

#include "canvas/canvas.h"

enum { BLOCKS_PER_CELL = 8 };

enum glyph_set {
	GLYPHS_BLOCKS, /* areas by eighths of a block, curves in braille (canvas/plot.h): what a font is likely to have */
	GLYPHS_HALF,   /* all in half blocks */
	GLYPHS_BRAILLE, /* all in braille */
	GLYPHS_ASCII,   /* no character beyond it anywhere */
};

/* Where in a cell, or in a row of cells, what is lit begins. */
enum blocks_side { BLOCKS_BELOW, BLOCKS_ABOVE, BLOCKS_LEFT, BLOCKS_RIGHT, N_BLOCKS_SIDES };

/* The glyph of a cell whose lower n eighths are lit, 0 … 8: from ' ' to U+2588; in ASCII " ..::||#" or alike;
 * of the others the nearest that has no less lit. */
uint32_t blocks_lower(enum glyph_set set, int eighths);

/* A cell whose n eighths at a side are lit, in a colour before a background. There are few characters of parts above or at
 * the right; the others are those of their counterparts, in exchanged colours, or cut out where these cannot be had. */
struct cell blocks_cell(
	enum glyph_set set, enum blocks_side side, int eighths, colour lit, colour background, bool is_mono);

/* A cell of one shade, 0 … 1 of it dark or lit: from ' ' by U+2591 and others to U+2588; in ASCII " .:-=+*#%@". What is
 * over 0 is no blank. */
uint32_t blocks_shade(enum glyph_set set, float share);

/* The character nearest to one of blocks_cell()'s that is cut out, for where there is no reverse video; any other as it is. */
uint32_t blocks_not_cut_out(uint32_t glyph);

/* A mark that lies in a cell, at eighth 0 … 7 as seen from a side: a line nearest to where that is, of U+2581, U+2500 and
 * U+2594, or U+258F, U+2502 and U+2595; in ASCII '_', '-' and '"', or '|'. */
uint32_t blocks_mark(enum glyph_set set, enum blocks_side side, int eighth);

/* A mark that cannot be taken for one of these, where no colour tells them apart: a double line, or a dotted one, that is
 * no nearer to where it is than its cell. */
uint32_t blocks_other_mark(enum glyph_set set, enum blocks_side side);

#endif

/* Bars out of block characters: eight levels a cell, or fewer where not all of them can be shown. */
#ifndef TERMVIZ_CANVAS_BLOCKS_H
#define TERMVIZ_CANVAS_BLOCKS_H

#include <stdint.h>

#include "canvas/canvas.h"

enum { BLOCKS_PER_CELL = 8 };

enum glyph_set {
	GLYPHS_BLOCKS, /* areas by eighths of a block, curves in braille (canvas/plot.h): what a font is likely to have */
	GLYPHS_HALF,   /* all in half blocks */
	GLYPHS_BRAILLE, /* all in braille */
	GLYPHS_ASCII,   /* no character beyond it anywhere */
};

/* The glyph of a cell whose lower n eighths are lit, 0 … 8: from ' ' to U+2588; in ASCII " ..::||#" or alike;
 * of the others the nearest that has no less lit. */
uint32_t blocks_lower(enum glyph_set set, int eighths);

/* A cell of one shade, 0 … 1 of it dark or lit: from ' ' by U+2591 and others to U+2588; in ASCII " .:-=+*#%@". What is
 * over 0 is no blank. */
uint32_t blocks_shade(enum glyph_set set, float share);

/* A mark that lies in a cell, at eighth 0 … 7 of its height: U+2594 upper, U+2500 middle, U+2581 lower, or in ASCII
 * '"', '-', '_'. */
uint32_t blocks_mark(enum glyph_set set, int eighth);

#endif

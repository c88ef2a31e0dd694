/* Numbers as meters show them: all of one width, right-aligned, so that they do not jump. */
#ifndef TERMVIZ_VIEW_FIGURES_H
#define TERMVIZ_VIEW_FIGURES_H

#include <stdbool.h>

#include "canvas/blocks.h"

enum { FIGURE_COLS = 6, FIGURE_BYTES = 16, FIGURE_MAX_DECIMALS = 2 };

/* Writes `value` with so many decimals (0 … FIGURE_MAX_DECIMALS), with a sign always if `with_sign`: FIGURE_COLS
 * columns. What is too large for them reads as the largest number that is not; NaN, which stands for unknown, as a
 * dash. */
void figure_format(char to[FIGURE_BYTES], double value, int decimals, bool with_sign, enum glyph_set glyphs);

#endif

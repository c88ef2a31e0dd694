/* What may be on a canvas that something has been drawn on. */
#ifndef TERMVIZ_FUZZ_DRAWN_H
#define TERMVIZ_FUZZ_DRAWN_H

#include "canvas/canvas.h"
#include "fuzz.h"

static inline void require_cell(const struct canvas *canvas, int x, int y)
{
	const struct cell *cell = canvas_at(canvas, x, y);
	if (cell->glyph == 0) {
		require(x > 0 && canvas_glyph_width(canvas_at(canvas, x - 1, y)->glyph) == 2);
		return;
	}
	require(canvas_glyph_is_printable(cell->glyph) && !canvas_glyph_is_invisible(cell->glyph));
	require(canvas_glyph_width(cell->glyph) > 0);
	if (canvas_glyph_width(cell->glyph) == 2)
		require(x + 1 < canvas->cols && canvas_at(canvas, x + 1, y)->glyph == 0);
	if (cell->mark)
		require(canvas_glyph_is_printable(cell->mark) && canvas_glyph_width(cell->mark) == 0);
}

static inline void require_drawn(const struct canvas *canvas)
{
	for (int y = 0; y < canvas->rows; y++)
		for (int x = 0; x < canvas->cols; x++)
			require_cell(canvas, x, y);
}

#endif

/* A grid of dots finer than cells, for curves: braille patterns of 2 x 4 dots a cell, half blocks or ASCII of 1 x 2.
 * Dots are drawn onto the plot, and the plot onto a canvas. */
#ifndef TERMVIZ_CANVAS_PLOT_H
#define TERMVIZ_CANVAS_PLOT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "canvas/blocks.h"
#include "canvas/canvas.h"

/* A cell shows the colour of the dot that was set last; of half blocks each dot has its own. */
struct plot {
	enum glyph_set glyphs;
	int cols, rows;    /* cells */
	int width, height; /* dots; (0, 0) is at the top left */
	uint8_t *dots;     /* of each cell, a bit for each dot */
	colour (*inks)[2]; /* of each cell: of half blocks the upper and the lower dot's, else the first is all dots' */
};

/* Gives an empty plot another size, in cells, and other glyphs; a zeroed struct is a plot without any. False with `err`:
 * out of memory; the plot is as it was. plot_fini() is right after a zeroed struct, too. */
bool plot_resize(struct plot *plot, enum glyph_set glyphs, int cols, int rows, struct err *err);
void plot_fini(struct plot *plot);

/* Takes all dots away. */
void plot_clear(struct plot *plot);

/* Sets a dot; those of a column from one to another; those of a straight line from one point to another, both included.
 * What lies outside is left out, however far. */
void plot_dot(struct plot *plot, int x, int y, colour ink);
void plot_column(struct plot *plot, int x, int y0, int y1, colour ink);
void plot_line(struct plot *plot, double x0, double y0, double x1, double y1, colour ink);

/* As plot_column(), in the colour of each row of cells that it runs through: inks[0 … rows-1]. */
void plot_shaded_column(struct plot *plot, int x, int y0, int y1, const colour *inks);

/* Draws the cells that have dots, the plot's top left at (x, y), clipped to the canvas. */
void plot_draw(const struct plot *plot, struct canvas *canvas, int x, int y, colour background);

#endif

/* Colours as views know them: 24-bit RGB, or the terminal's own default. What a terminal can show of them is the
 * encoder's business (ui/encoder.h). */
#ifndef TERMVIZ_CANVAS_COLOUR_H
#define TERMVIZ_CANVAS_COLOUR_H

#include <stddef.h>
#include <stdint.h>

typedef uint32_t colour; /* 0x00RRGGBB, or COLOUR_DEFAULT */

#define COLOUR_DEFAULT 0xFF000000u /* the terminal's own foreground or background */

/* As a foreground alone: the glyph is cut out of the cell, and the terminal's own background shows through; what is around
 * the glyph has the cell's background, where COLOUR_DEFAULT is then the terminal's own foreground. */
#define COLOUR_CUT_OUT 0xFD000000u

static inline colour colour_rgb(unsigned r, unsigned g, unsigned b)
{
	return r << 16 | g << 8 | b;
}

/* The colour at `t` (0 … 1, clamped) of a gradient through `n` >= 1 stops at equal distances, interpolated in linear
 * light so that the middle of two colours is neither dark nor grey. If a neighbouring stop is COLOUR_DEFAULT, the
 * nearer stop. */
colour colour_gradient(const colour *stops, size_t n, float t);

#endif

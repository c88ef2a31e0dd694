/* Colours as views know them: 24-bit RGB, one of the terminal's own sixteen, or its default. What a terminal can show
 * of them is the encoder's business (ui/encoder.h). */
#ifndef TERMVIZ_CANVAS_COLOUR_H
#define TERMVIZ_CANVAS_COLOUR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t colour; /* 0x00RRGGBB, COLOUR_DEFAULT, or colour_own() */

#define COLOUR_DEFAULT 0xFF000000u /* the terminal's own foreground or background */
#define COLOUR_OWN 0x01000000u     /* and the index of one of the terminal's own */

enum { N_COLOURS_OWN = 16 };

/* That of an index below N_COLOURS_OWN: whatever the user has set there. By custom 0 to 7 are black, red, green, yellow,
 * blue, magenta, cyan and white, and 8 to 15 the same, brighter. */
static inline colour colour_own(unsigned index)
{
	return COLOUR_OWN | index;
}

static inline bool colour_is_own(colour c)
{
	return (c & 0xFF000000u) == COLOUR_OWN;
}

static inline bool colour_is_rgb(colour c)
{
	return c <= 0xFFFFFF;
}

/* As a foreground alone: the glyph is cut out of the cell, and the terminal's own background shows through; what is around
 * the glyph has the cell's background, where COLOUR_DEFAULT is then the terminal's own foreground. */
#define COLOUR_CUT_OUT 0xFD000000u

static inline colour colour_rgb(unsigned r, unsigned g, unsigned b)
{
	return r << 16 | g << 8 | b;
}

/* The colour at `t` (0 … 1, clamped) of a gradient through `n` >= 1 stops at equal distances, interpolated in linear
 * light so that the middle of two colours is neither dark nor grey. Nobody
 * knows what the terminal's own are: where a neighbouring stop is one, the nearer stop. */
colour colour_gradient(const colour *stops, size_t n, float t);

/* How light an RGB colour is to the eye, 0 … 1: WCAG 2.1's relative luminance. */
float colour_luminance(colour c);

/* WCAG 2.1's contrast ratio of two, 1 … 21. Text wants 4.5, what need only be told from its surroundings 3. */
float colour_contrast(colour a, colour b);

#endif

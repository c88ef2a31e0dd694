/* What a terminal can show of a canvas: colours down to its palette, characters down to ASCII. Pure. */
#ifndef TERMVIZ_UI_STEPDOWN_H
#define TERMVIZ_UI_STEPDOWN_H

#include <stdbool.h>
#include <stdint.h>

#include "canvas/canvas.h"

enum colour_depth { DEPTH_MONO, DEPTH_8, DEPTH_16, DEPTH_256, DEPTH_TRUE, N_DEPTHS };

/* The colour shown for `c`: itself (DEPTH_TRUE), an index into the terminal's palette, or COLOUR_DEFAULT. One of the
 * terminal's own is itself wherever there are sixteen, and the darker of its name where there are eight. With 16
 * colours or fewer it is the one of the nearest hue; as a foreground (`is_fg`) nothing but near-black becomes black
 * then: it would not be seen. */
colour stepdown_colour(colour c, enum colour_depth depth, bool is_fg);

enum { STEPDOWN_MEMORY = 64 }; /* a power of two */

/* A depth and an encoding, with a memory of colours already looked up. */
struct stepdown {
	enum colour_depth depth;
	bool utf8;
	struct stepdown_known {
		colour from;
		colour fg, bg;
		bool used;
	} known[STEPDOWN_MEMORY];
};

void stepdown_init(struct stepdown *step, enum colour_depth depth, bool utf8);

/* What the terminal shows of cell (x, y): a glyph that is safe to send, with `fg` and `bg` by stepdown_colour(); a
 * blank has no foreground. The right half of a double-width character is all zero with default colours. Halves without
 * their other half, and what cannot be shown, become '?' or a blank. If foreground and background would become one
 * colour of few, the foreground becomes white or black. */
struct cell stepdown_cell(struct stepdown *step, const struct canvas *canvas, int x, int y);

/* Whether every terminal in use gives this character one column; none that is not of width 1 is. */
bool stepdown_is_sure(uint32_t glyph);

/* The same of a combining character, and no column. */
bool stepdown_is_sure_mark(uint32_t mark);

#endif

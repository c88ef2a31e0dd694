/* The bytes that make a terminal which shows one canvas show another. Pure: it knows no terminal, only what one can
 * do. */
#ifndef TERMVIZ_UI_ENCODER_H
#define TERMVIZ_UI_ENCODER_H

#include <stdbool.h>

#include "canvas/canvas.h"
#include "ui/bytes.h"
#include "ui/stepdown.h"

/* What the terminal can do beyond cursor addressing, moves, and SGR (ECMA-48, xterm's ctlseqs). */
struct encoder_caps {
	enum colour_depth depth;
	bool utf8;           /* else ASCII alone is sent */
	bool synchronized;   /* mode 2026: a large redraw is shown as a whole */
	bool column;         /* CHA: the cursor to a column */
	bool index;          /* VT and RI: the cursor a row down and up, in the same column */
	bool repeat;         /* REP: the last character again */
	bool erase_chars;    /* ECH: the next n cells, without moving the cursor */
	bool delete_chars;   /* DCH: the next n cells go, those behind them move up, blanks in the colours set follow */
	bool erase_line;     /* EL: to the end of the row */
	bool bce;            /* erasing paints in the background colour set; else it is used for default cells alone */
	bool corner_scrolls; /* the last cell of the last row cannot be drawn: the screen would scroll */
};

/* Appends to `out` what turns the screen of `old` into that of `new`. `old` NULL, or of another size: the screen is not
 * known and cleared first. Both are taken as stepdown_cell() shows them. Nothing to change: nothing appended.
 * `old` is not the same afterwards: what is deleted from rows of the screen is deleted from it.
 *
 * Before and after, attributes are reset; the cursor may be anywhere before and is anywhere after. Automatic wrap may
 * be on or off. False if memory is short: then `out` is as it was. */
bool encoder_encode(struct canvas *old, const struct canvas *new, const struct encoder_caps *caps, struct bytes *out);

#endif

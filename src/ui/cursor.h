/* The shortest way of the cursor from one cell to another. Pure. */
#ifndef TERMVIZ_UI_CURSOR_H
#define TERMVIZ_UI_CURSOR_H

#include <stdbool.h>
#include <stddef.h>

enum { CURSOR_UNKNOWN = -1, CURSOR_MAX_MOVE = 24 };

/* `x` may be CURSOR_UNKNOWN alone; if `y` is, so is `x`. */
struct cursor {
	int x, y;
};

/* What a terminal knows beside CUP and the relative moves of ECMA-48. */
struct cursor_caps {
	bool column; /* CHA: to a column */
	bool index;  /* VT and RI: a row down and a row up in the same column, in one byte and two */
};

/* Writes the move to `bytes`, which has room for CURSOR_MAX_MOVE, and returns its length. Never scrolls; neither tabs
 * nor line feeds without a carriage return are used, as what they do hangs on the terminal driver's settings. */
size_t cursor_move(char *bytes, struct cursor from, struct cursor to, struct cursor_caps caps);

#endif

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

/* Writes the move to `bytes`, which has room for CURSOR_MAX_MOVE, and returns its length. Never scrolls; neither tabs
 * nor line feeds without a carriage return are used, as what they do hangs on the terminal driver's settings.
 * `has_column`: the terminal knows CHA. */
size_t cursor_move(char *bytes, struct cursor from, struct cursor to, bool has_column);

#endif

/* A picture as lines of text, to be printed or kept in a file. Pure. */
#ifndef TERMVIZ_UI_LINES_H
#define TERMVIZ_UI_LINES_H

#include <stdbool.h>

#include "canvas/canvas.h"
#include "ui/bytes.h"
#include "ui/stepdown.h"

/* Appends a line for each row: its cells as stepdown_cell() shows them, with SGR for their colours alone, which each line
 * ends without; blanks at its end are left out. False if memory is short: then there may be some of them. */
bool lines_encode(const struct canvas *canvas, enum colour_depth depth, bool utf8, struct bytes *out);

#endif

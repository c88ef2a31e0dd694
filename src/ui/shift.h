/* Rows that have moved to the left, as those of a picture that scrolls do: the terminal moves them itself. A part of the
 * encoder. */
#ifndef TERMVIZ_UI_SHIFT_H
#define TERMVIZ_UI_SHIFT_H

#include "canvas/canvas.h"
#include "ui/bytes.h"
#include "ui/cursor.h"
#include "ui/encoder.h"

/* Appends the bytes that have the terminal delete cells (DCH) in rows of `old` that are then more alike those of `new`, and
 * does the same to `old`, which is of the same size. Attributes are reset, the cursor is somewhere; where it is then goes
 * to `*cursor`. False if memory is short: then `old` is not what the terminal shows. */
bool shift_rows(struct canvas *old, const struct canvas *new, const struct encoder_caps *caps, struct bytes *out,
	struct cursor *cursor);

#endif

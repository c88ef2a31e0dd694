/* How a still is to look: its size, its colours and glyphs. */
#ifndef TERMVIZ_APP_STILL_LOOK_H
#define TERMVIZ_APP_STILL_LOOK_H

#include <stdbool.h>

#include "base/err.h"
#include "canvas/blocks.h"
#include "config/settings.h"
#include "ui/stepdown.h"

struct still_look {
	int cols, rows;
	enum colour_depth depth;
	enum glyph_set glyphs;
	bool utf8;
	bool light; /* the background it is printed on */
};

/* By the settings, then, if standard output is a terminal, by that and the environment; a pipe or a file gets no colours,
 * and 80 x 24. COLUMNS and LINES go before the terminal's size, of which a row is left for the prompt. False: --size is
 * none. */
bool still_look_find(struct still_look *look, const struct settings *settings, struct err *err);

#endif

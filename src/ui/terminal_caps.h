/* What a terminal can do, told from what is known of it. Pure. */
#ifndef TERMVIZ_UI_TERMINAL_CAPS_H
#define TERMVIZ_UI_TERMINAL_CAPS_H

#include <stdbool.h>

#include "canvas/blocks.h"
#include "config/settings.h"
#include "ui/encoder.h"

/* What the user set of the terminal. */
struct terminal_wish {
	enum settings_color color;
	enum settings_glyphs glyphs;
};

/* Strings are never NULL; "" is what is missing. */
struct terminal_facts {
	const char *term;
	const char *colorterm, *no_color, *tmux,
		*xterm_version; /* environment: COLORTERM, NO_COLOR, TMUX, XTERM_VERSION */
	bool utf8;              /* the locale's encoding */
	int colors;             /* terminfo's, as those below */
	bool direct;            /* RGB or Tc */
	const char *setaf, *rep, *ech, *el, *hpa, *ri, *rmam;
	bool bce, am, xenl;
};

/* All but `synchronized`, which the terminal is asked for. */
struct encoder_caps terminal_caps(const struct terminal_facts *facts, const struct terminal_wish *wish);

enum glyph_set terminal_caps_glyphs(const struct terminal_facts *facts, const struct terminal_wish *wish);

/* Whether this kind of terminal is known to keep a stack of titles: the title the user has can be brought back. */
bool terminal_caps_stacks_titles(const struct terminal_facts *facts);

/* Whether questions by DECRQM do no harm: old consoles would show a part of them. */
bool terminal_caps_may_ask(const struct terminal_facts *facts);

#endif

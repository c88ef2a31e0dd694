/* What a terminal can do, told from what is known of it. Pure. */
#ifndef TERMVIZ_UI_TERMINAL_CAPS_H
#define TERMVIZ_UI_TERMINAL_CAPS_H

#include <stdbool.h>

#include "canvas/blocks.h"
#include "config/settings.h"
#include "ui/encoder.h"
#include "ui/questions.h"

/* What the user set of the terminal. */
struct terminal_wish {
	enum settings_color color;
	enum settings_glyphs glyphs;
	struct settings_list traits; /* --terminal: see settings.h */
};

/* Strings are never NULL; "" is what is missing. */
struct terminal_facts {
	/* Of the environment: variables of these names. */
	const char *term, *colorterm, *colorfgbg, *no_color, *term_program, *sty, *tmux, *xterm_version;
	bool utf8; /* the locale's encoding */
	/* Of terminfo: capabilities of these names. */
	int colors;
	bool direct; /* RGB or Tc */
	const char *setaf, *rep, *ech, *dch, *el, *hpa, *ri, *rmam;
	bool bce, am, xenl;
};

/* Those from TRAIT_SYNC on can be set by --terminal, and are in its order. */
enum terminal_trait {
	TRAIT_COLOR,
	TRAIT_GLYPHS,
	TRAIT_SYNC,
	TRAIT_REP,
	TRAIT_ECH,
	TRAIT_BCE,
	TRAIT_TITLE,
	TRAIT_ANSWERS,
	TRAIT_LIGHT,
	N_TRAITS,
};

/* How something is known, the surer later. */
enum terminal_how { HOW_ASSUMED, HOW_TERM, HOW_TERMINFO, HOW_LOCALE, HOW_ENVIRONMENT, HOW_ANSWER, HOW_OPTION };

struct terminal_found {
	struct encoder_caps caps;
	enum glyph_set glyphs;
	bool title;         /* the window's can be set, and the user's own brought back */
	bool answers;       /* it is worth asking anything */
	bool light;         /* its background is nearer to white than to black */
	unsigned questions; /* what it may be asked: a mask of QUESTION_* */
	enum terminal_how how[N_TRAITS];
};

struct terminal_wish terminal_wish_of(const struct settings *settings);

/* What is known before the terminal has been asked. */
struct terminal_found terminal_caps_find(const struct terminal_facts *facts, const struct terminal_wish *wish);

/* Whether it has one of those from TRAIT_SYNC on. */
bool terminal_caps_has(const struct terminal_found *found, enum terminal_trait trait);

/* Improves it by what the terminal has answered so far; what the user set stays. */
void terminal_caps_answered(struct terminal_found *found, const struct terminal_answers *answers);

#endif

/* A theme: one INI file, no C. Looked for as themes/NAME.theme in the user's configuration folder, then in the
 * installed data folder; those named "default" and "light" are also built in, so that nothing is needed to start. */
#ifndef TERMVIZ_CONFIG_THEME_H
#define TERMVIZ_CONFIG_THEME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "canvas/colour.h"

enum { THEME_MAX_STOPS = 16 };

struct theme {
	char name[64];
	char description[128];
	colour gradient[THEME_MAX_STOPS]; /* bars, from the foot to the ceiling */
	size_t n_gradient;                /* 1 … THEME_MAX_STOPS */
	colour heat[THEME_MAX_STOPS]; /* pictures that are all colour, from the floor to the ceiling; if not given, */
	size_t n_heat;                /* the background and the gradient */
	colour peak;                  /* peak marks */
	colour maximum;               /* maximum hold; between peak and the gradient's top if not given */
	colour text;                  /* status line */
	colour dim;                   /* its less important parts */
	colour alert;                 /* notices */
	colour background;
};

/* Those built in, as the text of their files. */
struct theme_text {
	const char *name, *text;
};
extern const struct theme_text theme_texts[];
extern const size_t n_theme_texts;

/* The built-in default. */
void theme_default(struct theme *theme);

/* The name that stands for "default", or for "light" where the terminal's background is light. */
#define THEME_AUTO "auto"

/* The name to load where the user said `name`. */
const char *theme_resolve(const char *name, bool on_light);

/* Loads a theme by its name, or by a path if it contains a '/'. One that is loaded by its name is called so, whatever its
 * file says. False with `err` filled: not found (the message lists where), or a line of it is wrong (file and line are
 * named). */
bool theme_load(struct theme *theme, const char *name, struct err *err);

/* Parses a theme from memory; `origin` is for messages. A fuzz target. */
bool theme_parse(struct theme *theme, const char *text, const char *origin, struct err *err);

/* Calls `each` for all themes there are, by name, in alphabetical order; for one that cannot be loaded with NULL and
 * what is wrong with it. */
void theme_list(void (*each)(const struct theme *theme, const struct err *wrong, void *context), void *context);

/* Loads the next one after the name's in that order, round and round, or with a `step` of -1, not 1, the one before it.
 * Those that cannot be loaded are passed over: `wrong` says why of the first of them, else its message is "". False, and
 * the theme is as it was: none can. */
bool theme_after(struct theme *theme, const char *name, int step, struct err *wrong);

/* Calls `each` for the folders that themes are looked for in, the first before the others. They need not exist. */
void theme_folders(void (*each)(const char *folder, void *context), void *context);

#endif

/* A theme: one INI file, no C. Looked for as themes/NAME.theme in the user's configuration folder, then in the
 * installed data folder; the one named "default" is also built in, so that nothing is needed to start. */
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

/* The built-in default. */
void theme_default(struct theme *theme);

/* Loads a theme by its name, or by a path if it contains a '/'. False with `err` filled: not found (the message lists
 * where), or a line of it is wrong (file and line are named). */
bool theme_load(struct theme *theme, const char *name, struct err *err);

/* Parses a theme from memory; `origin` is for messages. A fuzz target. */
bool theme_parse(struct theme *theme, const char *text, const char *origin, struct err *err);

/* Calls `each` for all themes that can be loaded, by name, in alphabetical order. */
void theme_list(void (*each)(const struct theme *theme, void *context), void *context);

/* Calls `each` for the folders that themes are looked for in, the first before the others. They need not exist. */
void theme_folders(void (*each)(const char *folder, void *context), void *context);

#endif

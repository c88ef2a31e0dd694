/* The configuration file, termviz.conf(5), and presets, which are such files: INI, a setting a line by the name of its
 * option. What is wrong in one is warned about and left out, and never fatal. */
#ifndef TERMVIZ_CONFIG_CONF_H
#define TERMVIZ_CONFIG_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "config/settings.h"

enum {
	CONF_VALUE = 200, /* bytes; a line has no more in inih */
	CONF_NAME = 64,
	CONF_MAX_ENTRIES = 128, /* of each kind */
	CONF_MAX_WARNINGS = 16, /* that are kept */
};

struct conf_entry {
	int line; /* from 1 */
	char name[CONF_NAME];
	char value[CONF_VALUE];
};

struct conf_entries {
	size_t n;
	struct conf_entry items[CONF_MAX_ENTRIES]; /* in the order of the file; of a name that comes again the last */
};

struct conf {
	const char *origin;    /* the file's name, for messages; the caller's */
	char description[128]; /* of a preset: printable */
	struct conf_entries settings;
	struct conf_entries keys;    /* [keys]: what a key is called, what it does; neither is looked at here */
	struct conf_entries layouts; /* [layouts]: a name, a layout; the same */
};

/* "FILE:LINE: what: what would be right". */
struct conf_warnings {
	size_t n; /* that there were; the first of them are kept */
	char texts[CONF_MAX_WARNINGS][256];
};

/* Whether a value that the table alone cannot judge is good, as the name of a view. False with `err`. */
typedef bool (*conf_check)(const char *name, const char *value, struct err *err);

/* Adds a warning; `line` 0: none in particular. Printable, whatever is in it. */
void conf_warn(struct conf_warnings *warnings, const char *origin, int line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Parses a file's text. Settings are of the table, and can be in a file; their values are not yet looked at. */
void conf_parse(struct conf *conf, const char *text, const char *origin, struct conf_warnings *warnings);

/* Writes a value as a line has it: in quotes if it would lose its blanks or its own quotes. False: no room. */
bool conf_write_value(char *to, size_t size, const char *value);

/* Whether both say the same, on whatever lines. */
bool conf_same(const struct conf_entries *a, const struct conf_entries *b);

/* The entry of a name; NULL: there is none. */
const struct conf_entry *conf_find(const struct conf_entries *entries, const char *name);

/* Sets what `conf` says over `settings`, but the name of a preset; what cannot be, or does not go with the rest, is left
 * out. `check` may be NULL; else it judges the layouts, too. */
void conf_apply(const struct conf *conf, struct settings *settings, conf_check check, struct conf_warnings *warnings);

/* Takes over entries, over those of the same name. */
void conf_add(struct conf_entries *to, const struct conf_entries *from);

#endif

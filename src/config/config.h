/* All settings there are, from where they come from, the later over the earlier: defaults, the configuration file, the
 * variable TERMVIZ_OPTIONS, the command line. A preset that one of these names lies beneath what else it says. */
#ifndef TERMVIZ_CONFIG_CONFIG_H
#define TERMVIZ_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "config/conf.h"
#include "config/options.h"

enum { CONFIG_PATH = 1024 };

struct config {
	struct settings settings;
	struct settings standing;         /* without the command line's */
	struct operands operands;         /* of the command line */
	char named_preset[SETTINGS_TEXT]; /* the last that file, variable and command line name; "": none */
	char path[CONFIG_PATH];           /* of the file, be it there or not; "": there is no home for one */
	struct conf_entries keys;         /* of file and presets, see config/conf.h */
	struct conf_entries layouts;
	struct conf_warnings warnings;
};

/* What they come from beside files and the environment. */
struct config_sources {
	int argc;
	char **argv;
	const char **items; /* room for `argc` operands */
	conf_check check;   /* of a file's values; NULL: the table's judgement is enough */
};

/* Reads them all; again when something has changed. `preset`: is taken in place of all that are named, unless it is NULL.
 * False with `err`: the command line or the variable is wrong, the file or the preset that one of them names cannot be
 * read; but one that --save-config is to make need not be there. What else is wrong with files is a warning. Looks at
 * the environment: not while another thread changes it. */
bool config_load(struct config *config, const struct config_sources *sources, const char *preset, struct err *err);

/* The same of a file's text alone, over the defaults; `path` is for messages. False: out of memory. */
bool config_read_text(struct config *config, const char *text, const char *path, conf_check check, struct err *err);

/* Takes over into `settings` what is different in `now` from what was `before`. */
void config_merge(struct settings *settings, const struct settings *before, const struct settings *now);

/* Writes it as a configuration file: the settings, each with what it is for, the layouts, and the keys that are bound. */
void config_print(const struct config *config, void (*put)(const char *line, void *context), void *context);

/* Makes the file say what the lasting ones of `settings` are, and changes no more of it than that takes: lines that others
 * mean to be theirs, what is wrong in it, comments and order stay. The old file is kept as PATH~. False with `err`, also
 * if there is something else than a text of 64 KiB at most; the file is then as it was. */
bool config_save(const char *path, const struct settings *settings, conf_check check, struct err *err);

/* The same of a file's text; the new one is the caller's. `path` is for messages. NULL with `err`. */
char *config_edit(
	const char *before, const char *path, const struct settings *settings, conf_check check, struct err *err);

/* Makes the folder that the file is to be in, if its own there is; false: it is not there. */
bool config_make_folder(const char *path);

/* Calls `each` for all presets, by name, in alphabetical order. */
void config_list_presets(void (*each)(const char *name, const char *description, void *context), void *context);

#endif

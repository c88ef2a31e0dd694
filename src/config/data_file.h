/* Files that are looked for by name, as KIND/NAME.SUFFIX: in the user's configuration folder, then in the data folder that
 * the environment names, then in the installed one. Looks at the environment: not while another thread changes it. */
#ifndef TERMVIZ_CONFIG_DATA_FILE_H
#define TERMVIZ_CONFIG_DATA_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* What is looked for. */
struct data_file_kind {
	const char *what;   /* "theme", as messages name one of them; --list-WHATs lists them */
	const char *folder; /* "themes" */
	const char *suffix; /* ".theme" */
};

enum { DATA_FILE_NAME = 64 }; /* bytes of a name without its suffix, terminated */

/* The user's configuration folder, $XDG_CONFIG_HOME/termviz or ~/.config/termviz; false: there is no home. */
bool data_file_user_folder(char *to, size_t size);

/* The text of a file, terminated, the caller's; NULL with `err`, which says that it is of this kind. A longer one than
 * 64 KiB is cut. */
char *data_file_read(const struct data_file_kind *kind, const char *path, struct err *err);

/* Finds the path of a name. False: there is none of that name. */
bool data_file_find(const struct data_file_kind *kind, const char *name, char *path, size_t size);

/* Fills `err` with where such a name was looked for; false. */
bool data_file_not_found(const struct data_file_kind *kind, const char *name, struct err *err);

/* Calls `each` for all names, in alphabetical order, each once; those of `built_in`, which NULL ends, are among them.
 * NULL: there are none. */
void data_file_list(const struct data_file_kind *kind, const char *const built_in[],
	void (*each)(const char *name, void *context), void *context);

/* Calls `each` for the folders that are looked through, the first before the others. They need not exist. */
void data_file_folders(
	const struct data_file_kind *kind, void (*each)(const char *folder, void *context), void *context);

#endif

/* Names of files as they are typed. */
#ifndef TERMVIZ_UI_FILE_NAME_H
#define TERMVIZ_UI_FILE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/prompt.h"

/* Copies a name; "~/" is the user's folder. False: it is too long. */
bool file_name_expand(char *to, size_t size, const char *name);

/* Adds to the name before the cursor what all files that begin so have in common, and a slash to a folder's. Hidden ones
 * count where a dot is typed. */
void file_name_complete(struct prompt *prompt);

#endif

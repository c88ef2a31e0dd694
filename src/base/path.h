/* Names of files. */
#ifndef TERMVIZ_BASE_PATH_H
#define TERMVIZ_BASE_PATH_H

#include <stddef.h>

/* The name, seen from "/", as a new string, the caller's. "-" and URLs stay as they are, but for those of files here, of
 * which the path is taken. NULL: out of memory. */
char *path_absolute(const char *path);

/* The folder that a file of this name lies in. */
void path_folder(const char *path, char *folder, size_t size);

#endif

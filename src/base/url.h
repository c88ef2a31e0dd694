/* Names of sounds that are URLs. Any other name is a file's. */
#ifndef TERMVIZ_BASE_URL_H
#define TERMVIZ_BASE_URL_H

#include <stdbool.h>
#include <stddef.h>

/* Whether it begins as URLs do ("scheme://"). */
bool url_is(const char *name);

/* Whether it is to be had from a server: http:// or https://. */
bool url_is_remote(const char *name);

/* Whether it begins as URLs do ("scheme://") and is of neither that kind nor of this machine's files (file://). A file
 * of such a name can be named "./scheme://…". */
bool url_is_foreign(const char *name);

/* The path in a file:// URL of this machine, to be freed; NULL if it is none, or without memory. */
char *url_file_path(const char *name);

/* Writes a path (absolute) as a file:// URL; what is a URL is written as it is. False: too long. */
bool url_write(char *url, size_t size, const char *path);

/* What to call a URL where it is shown: without its scheme, its password and what follows a '?' or '#'; any other name
 * as it is. Always terminated; made fit to show. */
void url_show(char *to, size_t size, const char *name);

#endif

/* Names of this process' descriptors: /dev/stdin, and /dev/fd/63, as a shell makes of <(…). Other processes of a run have
 * others of that number. */
#ifndef TERMVIZ_APP_DESCRIPTORS_H
#define TERMVIZ_APP_DESCRIPTORS_H

#include <stdbool.h>

#include "base/err.h"
#include "config/options.h"

/* Makes standard input of what operands name so, and "-" of these. A run has one standard input: two are refused. Moves
 * descriptors: before anybody reads. */
bool descriptors_take(struct operands *operands, struct err *err);

/* What another process may open `path` by, while this one lives; for who asks (as "--stats"). To be freed; NULL with
 * `err`: it is not open, or the terminal where `has_picture`. */
char *descriptors_path(const char *path, const char *option, bool has_picture, struct err *err);

#endif

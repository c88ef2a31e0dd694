/* --list-devices. Audio libraries are asked in a process of their own: they write on stderr, and hang where a server is
 * stopped. */
#ifndef TERMVIZ_APP_DEVICES_H
#define TERMVIZ_APP_DEVICES_H

#include <stdbool.h>

#include "base/err.h"

/* Prints the list: a name that --input or --output takes, a tab, what it is. */
bool devices_print(struct err *err);

#endif

/* --list-devices. Audio libraries are asked in a process of their own: they write on stderr, and hang where a server is
 * stopped. */
#ifndef TERMVIZ_APP_DEVICES_H
#define TERMVIZ_APP_DEVICES_H

#include <stdbool.h>

#include "base/err.h"

#define ROLE_DEVICES "--role=devices"
#define ROLE_PROBE "--role=probe"

/* Prints the list: a name that --input or --output takes, a tab, what it is. */
bool devices_print(struct err *err);

/* What that process does: writes the list to the descriptor it finds at SPAWN_FIRST_FD. Returns its exit status. */
int devices_asked(void);

#endif

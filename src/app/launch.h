/* Starting a run: its keeper, with what it is to play. */
#ifndef TERMVIZ_APP_LAUNCH_H
#define TERMVIZ_APP_LAUNCH_H

#include <stdbool.h>

#include "base/err.h"
#include "config/options.h"
#include "config/settings.h"

/* What a keeper's command line is made of and read from. */
#define ROLE_KEEPER "--role=keeper"

/* Whether there is something to show, and a way to it; else false with `err`. */
bool launch_check(const struct settings *settings, const struct operands *operands, struct err *err);

/* Starts a keeper for these settings and operands ("-" among them means standard input, which is then let go of: fd 0
 * becomes /dev/null). Returns the socket to it, the caller's; -1 with `err` filled. */
int launch(const struct settings *settings, const struct operands *operands, struct err *err);

/* The other end: runs as the keeper that `argv` (ROLE_KEEPER as argv[1]) describes. Returns the exit status. */
int launched(int argc, char **argv);

/* Whether the sound comes from standard input. */
bool launch_uses_stdin(const struct operands *operands);

#endif

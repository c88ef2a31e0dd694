/* termviz --still: one picture of a file, as text on stdout. */
#ifndef TERMVIZ_APP_STILL_H
#define TERMVIZ_APP_STILL_H

#include "base/err.h"
#include "config/options.h"
#include "config/settings.h"

/* Returns the exit status. Of a file that is damaged what could be heard is drawn, and `err` says the rest. */
int still_run(const struct settings *settings, const struct operands *operands, struct err *err);

#endif

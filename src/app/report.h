/* termviz --report: whole files measured, as fast as the machine can, and told of on stdout. */
#ifndef TERMVIZ_APP_REPORT_H
#define TERMVIZ_APP_REPORT_H

#include "base/err.h"
#include "config/options.h"
#include "config/settings.h"

/* Returns the exit status. A file that fails gets a line on stderr, and the others are reported; only what concerns the
 * whole is in `err`. Of a signal that ends it 128+N tells. */
int report_run(const struct settings *settings, const struct operands *operands, struct err *err);

#endif

/* Tells programs what a run sounds like: joins it as a UI does, and writes lines to standard output until it ends. */
#ifndef TERMVIZ_UI_TELLER_H
#define TERMVIZ_UI_TELLER_H

#include <stdbool.h>

#include "base/err.h"
#include "config/settings.h"

struct teller_config {
	const struct settings *settings; /* settings->data says in which format */
	int keeper_fd;                   /* connected; owned by the caller */
	bool follows;                    /* the run is another's: it is neither kept going nor ended */
};

/* Runs until the end; the exit status is returned: 128 + SIGPIPE when nobody reads any more. If the run ended for a reason
 * worth a line, `err` has it. */
int teller_run(const struct teller_config *config, struct err *err);

#endif

/* Settings that stand in the configuration or the environment for all runs, beside a command line that is there for one. */
#ifndef TERMVIZ_APP_STANDING_H
#define TERMVIZ_APP_STANDING_H

#include "config/options.h"
#include "config/settings.h"

/* What `standing`, the settings before the command line was read, says of what is heard and where gives way in `settings`
 * to what the command line names: it is there for runs that it goes with. */
void standing_give_way(struct settings *settings, const struct settings *standing, const struct operands *operands);

#endif

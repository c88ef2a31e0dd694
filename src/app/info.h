/* --info: what has been found out about the terminal, how, and where files are. */
#ifndef TERMVIZ_APP_INFO_H
#define TERMVIZ_APP_INFO_H

#include <stdbool.h>

#include "base/err.h"
#include "config/config.h"

/* Asks the terminal, if there is one (it may take TERMINAL_ANSWER_MS), and prints a line for each thing: its name, a
 * tab, what it is and how that is known. A terminal that cannot be drawn on is told of in a line, too. False with `err`
 * if memory is short. */
bool info_print(const struct config *config, struct err *err);

#endif

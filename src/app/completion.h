/* Completion of our command line in a shell: a script, made from the option table and the commands. */
#ifndef TERMVIZ_APP_COMPLETION_H
#define TERMVIZ_APP_COMPLETION_H

#include <stdbool.h>

#include "base/err.h"

/* Writes the script for "bash", "zsh" or "fish" to stdout. False with ERR_USAGE: another shell. */
bool completion_print(const char *shell, struct err *err);

#endif

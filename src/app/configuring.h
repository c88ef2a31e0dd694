/* The configuration as a command: what files may say, what is wrong with them, printing and saving it. */
#ifndef TERMVIZ_APP_CONFIGURING_H
#define TERMVIZ_APP_CONFIGURING_H

#include <stdbool.h>

#include "base/err.h"
#include "config/config.h"

/* Whether there is such a view or theme: a conf_check. */
bool configuring_check(const char *name, const char *value, struct err *err);

/* Writes the warnings to standard error, a line each, and what is wrong with keys. */
void configuring_warn(const struct config *config);

/* --print-config, --save-config, --list-presets. */
bool configuring_print(const struct config *config, struct err *err);
bool configuring_save(const struct config *config, struct err *err);
bool configuring_list_presets(const struct config *config, struct err *err);

#endif

/* The terminal's description, from terminfo: the one place that knows curses. One description at a time, as terminfo
 * keeps it for the whole process. */
#ifndef TERMVIZ_UI_TERMINAL_INFO_H
#define TERMVIZ_UI_TERMINAL_INFO_H

#include <stdbool.h>

#include "base/err.h"

/* Loads the description of `term` for the terminal `fd`. */
bool terminal_info_open(const char *term, int fd, struct err *err);
void terminal_info_close(void);

/* By terminfo's names (terminfo(5), user_caps(5)). A string that is missing is ""; it lives until the close. A number
 * that is missing is -1. */
const char *terminal_info_string(const char *name);
int terminal_info_number(const char *name);
bool terminal_info_flag(const char *name);

#endif

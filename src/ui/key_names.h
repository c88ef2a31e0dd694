/* Keys by name, as a user writes them: "q", "Space", "Ctrl-F", "Alt-x", "Shift-Left", "F5". Pure. */
#ifndef TERMVIZ_UI_KEY_NAMES_H
#define TERMVIZ_UI_KEY_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { KEY_NAME_BYTES = 40 };

/* Reads a name, in any case but for a single character, which is itself. False with ERR_USAGE: the message says which
 * there are. */
bool key_parse(uint32_t *key, const char *name, struct err *err);

/* Writes the name of a key as struct input_event has it. */
void key_format(char to[KEY_NAME_BYTES], uint32_t key);

#endif

/* What could be typed on the command line: pure, but for the themes there are. */
#ifndef TERMVIZ_UI_UI_COMPLETE_H
#define TERMVIZ_UI_UI_COMPLETE_H

#include <stddef.h>

#include "ui/prompt.h"
#include "ui/ui_commands.h"

/* Where in a line the word begins that its end belongs to: a command's or a setting's name, an argument, an item of a
 * list. */
size_t ui_complete_from(const char *line);

/* Tells all that could stand there, whatever has been typed of it. */
void ui_complete_each(const char *line, ui_candidate each, void *context);

/* Whether a file's name stands there; then ui/file_name.h completes it. */
bool ui_complete_is_file(const char *line);

/* What help says of a line's word: "[=|+|-]DB  set the volume …"; "": nothing. */
void ui_complete_hint(const char *line, char *to, size_t size);

#endif

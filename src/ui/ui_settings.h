/* Settings on the UI's command line: told, changed, or handed on to the run whose they are. */
#ifndef TERMVIZ_UI_UI_SETTINGS_H
#define TERMVIZ_UI_UI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "config/options.h"
#include "control/command.h"
#include "ui/ui_commands.h"

/* Makes the run's command of a line whose word is one of its, as some settings are: "volume=-3" is "volume =-3",
 * "loop=toggle" the next of its choices. */
bool ui_line_command(struct command *command, const struct ui_line *line, struct err *err);

/* Whether a line asks for a setting's value only; then it is in `told`. */
bool ui_setting_asked(const struct ui *ui, const struct ui_line *line, char *told, size_t size);

/* Whether a setting of this UI can be changed so, whatever the others are. */
bool ui_setting_check(const struct ui_line *line, struct err *err);

/* Changes one; the picture is laid out anew. False with ERR_USAGE, and it stays as it was. */
bool ui_setting_change(struct ui *ui, const struct ui_line *line, struct err *err);

/* Whether a setting can be changed while the UI goes on. */
bool ui_setting_is_live(const struct option_row *row);

#endif

/* What a user can have a UI do, as words: by a key (ui/keys.h), typed on its command line, from the configuration.
 *
 * A line is a command of the table below, one of the run's (control/command.h), or a setting by the name of its option:
 * "seek +5", "view meters", "bar-width 3", "peaks=off", "stereo=toggle"; "fps" alone tells its value. A space or a "="
 * stands behind the word.
 */
#ifndef TERMVIZ_UI_UI_COMMANDS_H
#define TERMVIZ_UI_UI_COMMANDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct ui;

/* Told of one thing that could be typed; `text` is the callee's to copy. */
typedef void (*ui_candidate)(const char *text, void *context);

struct ui_command {
	const char *name;
	const char *argument; /* as help calls it, in brackets if it may be left out; NULL: none */
	const char *help;
	bool over_queue; /* means the same by key while the queue is shown */
	bool (*obey)(struct ui *ui, const char *argument, struct err *err);
	bool (*check)(
		const char *argument, struct err *err); /* whether there is such an argument; NULL: obey() tells */
	void (*each)(ui_candidate each, void *context); /* arguments there are; NULL: any, or those that are named */
};

extern const struct ui_command ui_commands[];
extern const size_t n_ui_commands;

/* A line, understood. */
struct ui_line {
	char word[64];
	char argument[1024]; /* "": none */
	bool has_equals;
};

/* False with ERR_USAGE: a part is too long. */
bool ui_line_read(struct ui_line *line, const char *text, struct err *err);

/* The command of a word; NULL: this table has none. */
const struct ui_command *ui_command_find(const char *word);

/* Whether a line could be obeyed, as far as can be told without doing it. False with ERR_USAGE: the message says what
 * would be right. */
bool ui_command_check(const char *text, struct err *err);

/* Whether a line is about the sound, or something else that means the same while the queue is shown. */
bool ui_command_is_over_queue(const char *text);

/* Obeys a line. What is wrong with it, or the value that was asked for, is told as a notice. */
void ui_obey(struct ui *ui, const char *text);

#endif

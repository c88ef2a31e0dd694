#include "ui/ui_complete.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/ui_settings.h"

/* What the word of a line is; all NULL: nothing that is known. */
struct meaning {
	const struct ui_command *ui;
	const struct command_row *run;
	const struct option_row *setting;
};

static struct meaning meaning_of(const char *line)
{
	struct ui_line read;
	struct meaning meaning = { 0 };
	if (!ui_line_read(&read, line, NULL))
		return meaning;
	if (!(meaning.ui = ui_command_find(read.word)) && !(meaning.run = command_named(read.word)))
		meaning.setting = options_find(read.word, strlen(read.word), NULL);
	return meaning;
}

/* Where the argument begins; NULL: it has not. */
static const char *argument_of(const char *line)
{
	const char *end = line + strspn(line, " ");
	end += strcspn(end, " =");
	return *end ? end + strspn(end, " =") : NULL;
}

size_t ui_complete_from(const char *line)
{
	const char *argument = argument_of(line);
	if (!argument)
		return strspn(line, " ");
	const struct meaning meaning = meaning_of(line);
	const char *comma = strrchr(argument, ',');
	const bool is_item = comma && meaning.setting && meaning.setting->type == OPTION_LIST;
	return (size_t)((is_item ? comma + 1 : argument) - line);
}

bool ui_complete_is_file(const char *line)
{
	const struct meaning meaning = meaning_of(line);
	return argument_of(line) && meaning.run && meaning.run->names_file;
}

/* --------------------------------------------------------------- what there is */

static void each_word(ui_candidate each, void *context)
{
	for (size_t i = 0; i < n_ui_commands; i++)
		each(ui_commands[i].name, context);
	for (size_t i = 0; i < n_command_rows; i++)
		if (!ui_command_find(command_rows[i].name))
			each(command_rows[i].name, context);
	for (size_t i = 0; i < n_option_rows; i++) {
		const char *name = option_rows[i].name;
		if (ui_setting_is_live(&option_rows[i]) && !ui_command_find(name) && !command_named(name))
			each(name, context);
	}
}

/* The words in small letters of "[off|track|queue]" or "LUFS|off"; capitals stand for something else. */
static void each_choice(const char *choices, ui_candidate each, void *context)
{
	char word[64];
	for (const char *at = choices; *at;) {
		const size_t n = strcspn(at, "[]| ");
		if (n > 0 && n < sizeof word && (islower((unsigned char)at[0]) || isdigit((unsigned char)at[0]))) {
			text_copy(word, n + 1, at);
			each(word, context);
		}
		at += n + (at[n] != '\0');
	}
}

static void each_value(const struct option_row *row, ui_candidate each, void *context)
{
	if (!ui_setting_is_live(row))
		return;
	if (row->type == OPTION_FLAG)
		each_choice("on|off|toggle", each, context);
	if (row->choices)
		each_choice(row->choices, each, context);
	if (row->type == OPTION_CHOICE)
		each("toggle", context);
}

void ui_complete_each(const char *line, ui_candidate each, void *context)
{
	const struct meaning meaning = meaning_of(line);
	if (!argument_of(line))
		each_word(each, context);
	else if (meaning.ui && meaning.ui->each)
		meaning.ui->each(each, context);
	else if (meaning.run && meaning.run->argument)
		each_choice(meaning.run->argument, each, context);
	else if (meaning.setting)
		each_value(meaning.setting, each, context);
}

void ui_complete_hint(const char *line, char *to, size_t size)
{
	const struct meaning meaning = meaning_of(line);
	const char *argument = NULL, *help = NULL;
	if (meaning.ui) {
		argument = meaning.ui->argument;
		help = meaning.ui->help;
	} else if (meaning.run) {
		argument = meaning.run->argument;
		help = meaning.run->help;
	} else if (meaning.setting && argument_of(line)) { /* not of any beginning that is typed */
		argument = meaning.setting->choices ? meaning.setting->choices : meaning.setting->argument;
		help = meaning.setting->help;
	}
	to[0] = '\0';
	if (help)
		snprintf(to, size, "%s%s%s", argument ? argument : "", argument ? "  " : "", help);
}

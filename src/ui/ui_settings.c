#include "ui/ui_settings.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "ui/ui_state.h"

/* --------------------------------------------------------------- those of the run */

static const struct command_row *find_command(const char *word)
{
	for (size_t i = 0; i < n_command_rows; i++)
		if (strcasecmp(command_rows[i].name, word) == 0)
			return &command_rows[i];
	return NULL;
}

bool ui_setting_is_of_run(const char *word)
{
	return find_command(word) != NULL;
}

bool ui_line_command(struct command *command, const struct ui_line *line, struct err *err)
{
	char text[sizeof line->word + sizeof line->argument + 4];
	const struct command_row *row = find_command(line->word);
	const bool turns = row->argument && row->argument[0] == '[' && strcmp(line->argument, "toggle") == 0;
	const bool is_level = row->verb == COMMAND_VOLUME_TO && line->has_equals;
	snprintf(text, sizeof text, "%s %s%s", line->word, is_level ? "=" : "", turns ? "" : line->argument);
	return command_parse(command, text, err);
}

/* --------------------------------------------------------------- their values */

static void format_choice(const struct option_row *row, int32_t n, char *to, size_t size)
{
	const char *choice = row->choices;
	while (n-- > 0)
		choice += strcspn(choice, "|") + 1;
	snprintf(to, size, "%.*s", (int)strcspn(choice, "|"), choice);
}

static void format_list(const struct option_row *row, const struct settings_list *list, char *to, size_t size)
{
	size_t n = 0;
	to[0] = '\0';
	for (int i = 0; i < list->n && n + 1 < size; i++) {
		format_choice(row, list->items[i], to + n, size - n);
		n = strlen(to);
		if (i + 1 < list->n && n + 1 < size)
			n += text_copy(to + n, size - n, ",");
	}
}

static void format_value(const struct settings *settings, const struct option_row *row, char *to, size_t size)
{
	const void *member = (const char *)settings + row->offset;
	const char *unit = row->unit ? row->unit : "";
	const char *gap = row->unit ? " " : "";
	switch (row->type) {
	case OPTION_FLAG: text_copy(to, size, *(const bool *)member ? "on" : "off"); break;
	case OPTION_INT: snprintf(to, size, "%d%s%s", (int)*(const int32_t *)member, gap, unit); break;
	case OPTION_NUMBER:
	case OPTION_TIME: snprintf(to, size, "%g%s%s", *(const double *)member, gap, unit); break;
	case OPTION_CHOICE: format_choice(row, *(const int32_t *)member, to, size); break;
	case OPTION_LIST: format_list(row, member, to, size); break;
	case OPTION_TEXT: text_copy(to, size, member); break;
	case OPTION_FILE: to[0] = '\0'; break;
	}
}

/* What the run tells of its own. */
static bool tell_of_run(const struct run_state *run, const struct command_row *row, char *told, size_t size)
{
	if (row->verb == COMMAND_VOLUME_TO)
		snprintf(told, size, "volume: %g dB%s", (double)run->volume_db, run->muted ? ", muted" : "");
	else if (row->verb == COMMAND_OUTPUT)
		snprintf(told, size, "output: %s", run->output_name[0] ? run->output_name : "none");
	else
		return false;
	return true;
}

bool ui_setting_asked(const struct ui *ui, const struct ui_line *line, char *told, size_t size)
{
	char value[SETTINGS_TEXT];
	const struct command_row *command = find_command(line->word);
	if (line->argument[0] || line->has_equals)
		return false;
	if (command)
		return tell_of_run(&ui->scene.state, command, told, size);
	const struct option_row *row = options_find(line->word, strlen(line->word), NULL);
	if (!row || row->group == OPTIONS_INFO)
		return false;
	format_value(&ui->settings, row, value, sizeof value);
	snprintf(told, size, "%s: %.128s", row->name, value[0] ? value : "none");
	return true;
}

/* --------------------------------------------------------------- changing them */

/* Those of the picture that are settled before there is one. */
static const char *const at_start[] = { "color", "glyphs", "terminal", "window", "data", "data-type", "data-range" };

bool ui_setting_is_live(const struct option_row *row)
{
	for (size_t i = 0; i < sizeof at_start / sizeof at_start[0]; i++)
		if (strcmp(row->name, at_start[i]) == 0)
			return false;
	return row->group == OPTIONS_PICTURE;
}

static const struct option_row *find_live(const struct ui_line *line, struct err *err)
{
	struct err why;
	const struct option_row *row = options_find(line->word, strlen(line->word), &why);
	if (!row)
		err_set(err, ERR_USAGE, "'%s': no command; %s", line->word, why.message);
	else if (!ui_setting_is_live(row))
		err_set(err, ERR_USAGE, "%s: can only be given when termviz starts", row->name);
	else
		return row;
	return NULL;
}

static bool change(struct settings *settings, const struct ui_line *line, struct err *err)
{
	char text[sizeof line->word + sizeof line->argument + 1];
	const struct option_row *row = find_live(line, err);
	if (!row)
		return false;
	snprintf(text, sizeof text, "%s=%s", row->name, line->argument);
	return options_change(settings, text, err);
}

bool ui_setting_check(const struct ui_line *line, struct err *err)
{
	struct settings settings;
	options_defaults(&settings);
	return change(&settings, line, err);
}

/* The picture may want other channels. */
bool ui_setting_change(struct ui *ui, const struct ui_line *line, struct err *err)
{
	if (!change(&ui->settings, line, err))
		return false;
	terminal_set_limit(ui->terminal, ui->settings.max_kbps * 1000);
	terminal_set_mouse(ui->terminal, ui->settings.mouse);
	ui_set_rate(ui);
	const bool good = scene_lay_out(&ui->scene, err);
	ui_tell_watch(ui, false);
	return good;
}

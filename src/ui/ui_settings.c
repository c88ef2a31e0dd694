#include "ui/ui_settings.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "ui/ui_state.h"
#include "view/view.h"

/* --------------------------------------------------------------- those of the run */

bool ui_line_command(struct command *command, const struct ui_line *line, struct err *err)
{
	char text[sizeof line->word + sizeof line->argument + 4];
	const struct command_row *row = command_named(line->word);
	const bool turns = row->argument && row->argument[0] == '[' && strcmp(line->argument, "toggle") == 0;
	const bool is_level = row->verb == COMMAND_VOLUME_TO && line->has_equals;
	snprintf(text, sizeof text, "%s %s%s", line->word, is_level ? "=" : "", turns ? "" : line->argument);
	return command_parse(command, text, err);
}

/* --------------------------------------------------------------- their values */

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
	char value[sizeof ui->settings.log]; /* the longest there are */
	const struct command_row *command = command_named(line->word);
	if (line->argument[0] || line->has_equals)
		return false;
	if (command)
		return tell_of_run(&ui->scene.state, command, told, size);
	const struct option_row *row = options_find(line->word, strlen(line->word), NULL);
	if (!row || option_group(row) == OPTIONS_INFO)
		return false;
	const bool given = options_format(row, &ui->settings, value, sizeof value);
	snprintf(told, size, "%s: %.128s", row->name, given ? value : "none");
	return true;
}

/* --------------------------------------------------------------- changing them */

static bool refuse_word(const char *word, struct err *err)
{
	const struct option_row *nearest = options_nearest(word, strlen(word));
	if (view_find(word, NULL))
		return err_set(err, ERR_USAGE, "'%s': no command; 'view %s' shows it", word, word);
	if (nearest && ui_setting_is_live(nearest))
		return err_set(err, ERR_USAGE, "'%s': no command; did you mean %s?", word, nearest->name);
	return err_set(err, ERR_USAGE, "'%s': no command; Tab completes those there are", word);
}

/* Those of the picture that are settled before there is one. */
static const char *const at_start[] = { "color", "glyphs", "terminal", "window" };

bool ui_setting_is_live(const struct option_row *row)
{
	for (size_t i = 0; i < sizeof at_start / sizeof at_start[0]; i++)
		if (strcmp(row->name, at_start[i]) == 0)
			return false;
	return option_group(row) >= OPTIONS_PICTURE && option_group(row) <= OPTIONS_REDRAWS;
}

static const struct option_row *find_live(const struct ui_line *line, struct err *err)
{
	const struct option_row *row = options_find(line->word, strlen(line->word), NULL);
	if (!row)
		refuse_word(line->word, err);
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

bool ui_setting_change(struct ui *ui, const struct ui_line *line, struct err *err)
{
	const struct settings before = ui->settings;
	return change(&ui->settings, line, err) && ui_settings_changed(ui, &before, err);
}

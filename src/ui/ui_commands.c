#include "ui/ui_commands.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "config/config.h"
#include "config/options.h"
#include "control/command.h"
#include "ui/file_name.h"
#include "ui/ui_settings.h"
#include "ui/ui_state.h"
#include "view/layout.h"

/* --------------------------------------------------------------- what they do */

static bool quit(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument, (void)err;
	ui_leave(ui, LEAVE_QUIT, 0);
	return true;
}

static bool end(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument, (void)err;
	joined_command(&ui->joined, "quit");
	return true;
}

static bool detach(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument;
	if (ui->config->holds_pipeline)
		return err_set(err, ERR_USAGE, "cannot detach: the shell waits for this pipeline; q quits");
	ui_leave(ui, LEAVE_DETACH, 0);
	return true;
}

static bool show_queue(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument, (void)err;
	scene_open_queue(&ui->scene);
	return true;
}

static bool keep(struct ui *ui, uint32_t what, struct err *err)
{
	return scene_keep(&ui->scene, what)
		|| err_set(err, ERR_USAGE, "no view here can be frozen or keeps a maximum; v shows another");
}

static bool freeze(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument;
	return keep(ui, VIEW_FROZEN, err);
}

static bool keep_maximum(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument;
	return keep(ui, VIEW_MAXIMUM, err);
}

/* By how much "next" and "previous" go on; 0: it is something else. */
static int steps_of(const char *argument)
{
	return strcmp(argument, "next") == 0 ? 1 : strcmp(argument, "previous") == 0 ? -1 : 0;
}

static bool help(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument, (void)err;
	help_panel_open(&ui->scene.help);
	return true;
}

static bool is_whole_word(const char *text)
{
	const struct option_row *row = options_find(text, strlen(text), NULL);
	return ui_command_find(text) || command_named(text) || (row && strcmp(row->name, text) == 0);
}

/* Files lose the blank at a line's end: what follows a whole word is its argument. */
static bool type_command(struct ui *ui, const char *argument, struct err *err)
{
	char text[PROMPT_BYTES];
	(void)err;
	ui->scene.notice_until_ns = 0;
	snprintf(text, sizeof text, "%s%s", argument, is_whole_word(argument) ? " " : "");
	command_line_open(&ui->scene.command, text);
	return true;
}

/* A layout may have a name in the configuration. */
static bool set_view(struct ui *ui, const char *argument, struct err *err)
{
	struct scene *scene = &ui->scene;
	const struct conf_entry *named = conf_find(&ui->config->config->layouts, argument);
	argument = named ? named->value : argument;
	const int steps = steps_of(argument);
	const bool good = steps ? scene_set_view(scene, view_after(scene_view(scene), steps), err)
				: scene_set_layout(scene, argument, err);
	ui_views_changed(ui);
	return good;
}

static bool has_panes(const struct ui *ui, struct err *err)
{
	return ui->scene.panes.n > 1 || err_set(err, ERR_USAGE, "one pane only; 'view bars/meters' has two");
}

static bool split(struct ui *ui, const char *argument, struct err *err)
{
	return ui_split_pane(ui, argument, err);
}

static bool close_pane(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument;
	return ui_close_pane(ui, err);
}

static bool choose_pane(struct ui *ui, const char *argument, struct err *err)
{
	return has_panes(ui, err) && scene_choose_pane(&ui->scene, steps_of(argument), clock_now_ns(), err);
}

static bool zoom(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument;
	return has_panes(ui, err) && scene_zoom(&ui->scene, err);
}

static bool set_theme(struct ui *ui, const char *argument, struct err *err)
{
	const int steps = steps_of(argument);
	return steps ? ui_turn_theme(ui, steps, err) : ui_set_theme(ui, argument, err);
}

static bool redraw(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument, (void)err;
	ui_fit(ui);
	return true;
}

static bool reload(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument, (void)err;
	ui_reload(ui);
	return true;
}

static bool use_preset(struct ui *ui, const char *argument, struct err *err)
{
	return ui_use_preset(ui, argument, err);
}

static bool save_config(struct ui *ui, const char *argument, struct err *err)
{
	(void)argument;
	return ui_save_config(ui, err);
}

/* "F5 view meters", "F5": nothing from now on. */
static bool bind_key(struct ui *ui, const char *argument, struct err *err)
{
	char name[64];
	const size_t n = strcspn(argument, " ");
	text_copy(name, n + 1 < sizeof name ? n + 1 : sizeof name, argument);
	return keys_bind(&ui->keys, name, argument + n + strspn(argument + n, " "), err);
}

/* --------------------------------------------------------------- what may follow them */

static bool check_view(const char *argument, struct err *err)
{
	struct layout layout;
	return steps_of(argument) || layout_parse(&layout, argument, err);
}

static bool check_step(const char *argument, struct err *err)
{
	return steps_of(argument) || err_set(err, ERR_USAGE, "'%s': say next or previous", argument);
}

static void each_step(ui_candidate each, void *context)
{
	each("next", context);
	each("previous", context);
}

static void each_side(ui_candidate each, void *context)
{
	each("right", context);
	each("below", context);
}

static void each_view(ui_candidate each, void *context)
{
	for (size_t i = 0; i < n_views; i++)
		each(view_table[i]->name, context);
	each_step(each, context);
}

struct lister {
	ui_candidate each;
	void *context;
};

static void tell_preset(const char *name, const char *description, void *context)
{
	const struct lister *lister = context;
	(void)description;
	lister->each(name, lister->context);
}

static void each_preset(ui_candidate each, void *context)
{
	config_list_presets(tell_preset, &(struct lister){ each, context });
	each("next", context);
}

static void tell_theme(const struct theme *theme, const struct err *wrong, void *context)
{
	const struct lister *lister = context;
	(void)wrong;
	if (theme)
		lister->each(theme->name, lister->context);
}

static void each_theme(ui_candidate each, void *context)
{
	theme_list(tell_theme, &(struct lister){ each, context });
	each_step(each, context);
}

/* --------------------------------------------------------------- the table */

const struct ui_command ui_commands[] = {
	{ "quit", NULL, "quit; in a joined run, leave: the last one to leave ends it", false, quit, NULL, NULL },
	{ "end", NULL, "end the run, for all who look at it", true, end, NULL, NULL },
	{ "detach", NULL, "leave the run going on, to be joined with --attach", false, detach, NULL, NULL },
	{ "queue", NULL, "show the queue, in place of the picture", false, show_queue, NULL, NULL },
	{ "view", "LAYOUT|next|previous", "show other views, or another in the chosen pane", false, set_view,
		check_view, each_view },
	{ "pane", "next|previous", "choose another pane", false, choose_pane, check_step, each_step },
	{ "split", "right|below VIEW", "divide the chosen pane, and show a view in the other half", false, split,
		ui_split_check, each_side },
	{ "close", NULL, "close the chosen pane", false, close_pane, NULL, NULL },
	{ "zoom", NULL, "give the chosen pane all the room, or the others theirs again", false, zoom, NULL, NULL },
	{ "theme", "NAME|next|previous", "other colours", false, set_theme, NULL, each_theme },
	{ "freeze", NULL, "freeze the picture, or go on with the present", false, freeze, NULL, NULL },
	{ "maximum", NULL, "keep the maximum of each bar from now on, or no longer", false, keep_maximum, NULL, NULL },
	{ "redraw", NULL, "draw the screen anew", true, redraw, NULL, NULL },
	{ "preset", "NAME|next", "the settings of a preset over all others", false, use_preset, NULL, each_preset },
	{ "save-config", NULL, "save the settings in the configuration file", true, save_config, NULL, NULL },
	{ "reload", NULL, "read the configuration and the theme's file again", false, reload, NULL, NULL },
	{ "help", NULL, "show what keys do", true, help, NULL, NULL },
	{ "command", "[TEXT]", "type a command, which begins so", true, type_command, NULL, NULL },
	{ "bind", "KEY [COMMAND]", "have a key do something else, or nothing", true, bind_key, NULL, NULL },
};
const size_t n_ui_commands = sizeof ui_commands / sizeof ui_commands[0];

const struct ui_command *ui_command_find(const char *word)
{
	for (size_t i = 0; i < n_ui_commands; i++)
		if (strcasecmp(ui_commands[i].name, word) == 0)
			return &ui_commands[i];
	return NULL;
}

/* --------------------------------------------------------------- understanding a line */

bool ui_line_read(struct ui_line *line, const char *text, struct err *err)
{
	text += strspn(text, " ");
	const size_t n_word = strcspn(text, " =");
	const char *rest = text + n_word + strspn(text + n_word, " ");
	line->has_equals = *rest == '=';
	if (line->has_equals)
		rest += 1 + strspn(rest + 1, " ");
	size_t n = strlen(rest);
	while (n > 0 && rest[n - 1] == ' ')
		n--;
	if (n_word >= sizeof line->word || n >= sizeof line->argument)
		return err_set(err, ERR_USAGE, "'%.40s…': too long for a command", text);
	text_copy(line->word, n_word + 1, text);
	text_copy(line->argument, n + 1, rest);
	return true;
}

static bool lacks_argument(const struct ui_command *row, const struct ui_line *line)
{
	return row->argument && row->argument[0] != '[' && !line->argument[0];
}

static bool fits(const struct ui_command *row, const struct ui_line *line, struct err *err)
{
	if (!row->argument && line->argument[0])
		return err_set(err, ERR_USAGE, "%s: takes no argument", row->name);
	if (lacks_argument(row, line))
		return err_set(err, ERR_USAGE, "%s: say which: %s %s", row->name, row->name, row->argument);
	return !row->check || row->check(line->argument, err);
}

/* --------------------------------------------------------------- obeying it */

static bool send(const struct ui *ui, const struct ui_line *line, struct err *err)
{
	struct command command;
	struct ui_line expanded = *line;
	if (command_named(line->word)->names_file
		&& !file_name_expand(expanded.argument, sizeof expanded.argument, line->argument))
		return err_set(err, ERR_USAGE, "'%.40s…': this name is too long", line->argument);
	if (!ui_line_command(&command, &expanded, err) || !command_make_absolute(&command, err))
		return false;
	joined_send(&ui->joined, &command);
	return true;
}

static bool obey(struct ui *ui, const char *text, struct err *err)
{
	struct ui_line line;
	char told[SETTINGS_TEXT];
	if (!ui_line_read(&line, text, err))
		return false;
	const struct ui_command *row = ui_command_find(line.word);
	if (row && !lacks_argument(row, &line))
		return fits(row, &line, err) && row->obey(ui, line.argument, err);
	if (ui_setting_asked(ui, &line, told, sizeof told)) {
		scene_notice(&ui->scene, told, clock_now_ns());
		return true;
	}
	if (row)
		return fits(row, &line, err);
	return command_named(line.word) ? send(ui, &line, err) : ui_setting_change(ui, &line, err);
}

void ui_obey(struct ui *ui, const char *text)
{
	struct err err;
	if (!obey(ui, text, &err))
		scene_notice(&ui->scene, err.message, clock_now_ns());
}

bool ui_command_check(const char *text, struct err *err)
{
	struct ui_line line;
	struct command command;
	if (!ui_line_read(&line, text, err))
		return false;
	const struct ui_command *row = ui_command_find(line.word);
	if (row)
		return fits(row, &line, err);
	return command_named(line.word) ? ui_line_command(&command, &line, err) : ui_setting_check(&line, err);
}

bool ui_command_is_over_queue(const char *text)
{
	struct ui_line line;
	if (!ui_line_read(&line, text, NULL))
		return false;
	const struct ui_command *row = ui_command_find(line.word);
	return row ? row->over_queue : command_named(line.word) != NULL;
}

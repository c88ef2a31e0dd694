/* The configuration while a UI goes on: read again, another preset, saved. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/path.h"
#include "base/text.h"
#include "ui/ui_state.h"

/* Settings that the run has, too, and the command that tells it of a new value. */
static const struct {
	const char *name;
	const char *command;
} of_run[] = {
	{ "volume", "volume =" },
	{ "loop", "loop " },
	{ "shuffle", "shuffle " },
	{ "replaygain", "replaygain " },
	{ "normalize", "normalize " },
	{ "output", "output " },
};

/* --------------------------------------------------------------- taking effect */

static void tell_run(const struct ui *ui, const struct settings *before, const struct settings *now)
{
	char command[SETTINGS_TEXT + 32], value[SETTINGS_TEXT];
	for (size_t i = 0; i < sizeof of_run / sizeof of_run[0]; i++) {
		const struct option_row *row = options_find(of_run[i].name, strlen(of_run[i].name), NULL);
		if (options_same(row, before, now) || !options_format(row, now, value, sizeof value))
			continue;
		snprintf(command, sizeof command, "%s%s", of_run[i].command, value);
		joined_command(&ui->joined, command);
	}
}

bool ui_settings_changed(struct ui *ui, const struct settings *before, struct err *err)
{
	bool good = ui_show_theme(ui, false, err);
	if (strcmp(before->view, ui->settings.view) == 0)
		good = scene_lay_out(&ui->scene, err) && good;
	else if (!scene_set_layout(&ui->scene, ui->settings.view, err)) {
		text_copy(ui->settings.view, sizeof ui->settings.view, before->view);
		good = false;
	}
	terminal_set_limit(ui->terminal, ui->settings.max_kbps * 1000);
	terminal_set_mouse(ui->terminal, ui->settings.mouse);
	ui_set_rate(ui);
	ui_tell_watch(ui, false);
	return good;
}

/* The configuration is `now` from here on; that is used up. */
static void rebase(struct ui *ui, struct config *now)
{
	struct config *config = ui->config->config;
	config_merge(&ui->begun_with, &config->settings, &now->settings);
	*config = *now;
	free(now);
}

/* The same, and what is different in it from `before` takes effect. */
static bool take_over(struct ui *ui, struct config *now, const struct settings *before, struct err *err)
{
	struct config *config = ui->config->config;
	const struct settings shown = ui->settings;
	tell_run(ui, &config->settings, &now->settings);
	config_merge(&ui->settings, before, &now->settings);
	const bool has_other_keys
		= !conf_same(&config->keys, &now->keys) || !conf_same(&config->layouts, &now->layouts);
	rebase(ui, now);
	if (has_other_keys)
		keys_configure(&ui->keys, config, &config->warnings);
	return ui_settings_changed(ui, &shown, err);
}

/* As it is now, the caller's; NULL with `err`. */
static struct config *load(const struct ui *ui, const char *preset, struct err *err)
{
	struct config *now = calloc(1, sizeof *now);
	if (!now) {
		err_set(err, ERR_SYSTEM, "out of memory for the configuration");
		return NULL;
	}
	if (config_load(now, ui->config->sources, preset, err))
		return now;
	free(now);
	return NULL;
}

/* --------------------------------------------------------------- for others */

bool ui_join(struct ui *ui, struct err *err)
{
	char folder[CONFIG_PATH] = "";
	const struct config *config = ui->config->config;
	const bool is_own = config->path[0] && !ui->settings.config[0];
	if (is_own && config_make_folder(config->path))
		path_folder(config->path, folder, sizeof folder);
	config_watch_open(&ui->config_watch, config->path);
	return joined_open(&ui->joined, ui->config->keeper_fd, false, folder[0] ? folder : NULL, &ui->status, err);
}

void ui_tell_warnings(struct ui *ui)
{
	const struct conf_warnings *warnings = &ui->config->config->warnings;
	char text[sizeof warnings->texts[0] + 64];
	if (warnings->n == 0)
		return;
	const char *first = warnings->texts[0];
	for (const char *s = first; *s && *s != ':'; s++) /* the file's name without its folders */
		if (*s == '/')
			first = s + 1;
	if (warnings->n == 1)
		text_copy(text, sizeof text, first);
	else
		snprintf(text, sizeof text, "%s (--print-config tells %zu more)", first, warnings->n - 1);
	scene_notice(&ui->scene, text, clock_now_ns());
}

/* A preset that was chosen here stays until the files name another. */
bool ui_read_config(struct ui *ui, struct err *err)
{
	const struct config *before = ui->config->config;
	struct config *now = load(ui, ui->has_preset ? before->settings.preset : NULL, err);
	if (now && strcmp(now->named_preset, before->named_preset) != 0) {
		ui->has_preset = false;
		free(now);
		now = load(ui, NULL, err);
	}
	return now && take_over(ui, now, &before->settings, err);
}

/* The name after the present one; after the last, the first. */
struct finder {
	const char *present;
	char first[SETTINGS_TEXT], next[SETTINGS_TEXT];
};

static void find_next(const char *name, const char *description, void *context)
{
	struct finder *finder = context;
	(void)description;
	if (!finder->first[0])
		text_copy(finder->first, sizeof finder->first, name);
	if (!finder->next[0] && strcmp(name, finder->present) > 0)
		text_copy(finder->next, sizeof finder->next, name);
}

/* All is as if termviz had been started with it, and none of its settings been changed since. */
bool ui_use_preset(struct ui *ui, const char *name, struct err *err)
{
	struct finder finder = { .present = ui->settings.preset };
	char text[SETTINGS_TEXT + 16];
	if (strcmp(name, "next") == 0) {
		config_list_presets(find_next, &finder);
		name = finder.next[0] ? finder.next : finder.first;
	}
	if (!*name)
		return err_set(err, ERR_INPUT, "there are no presets; termviz.conf(5) says where they lie");
	struct config *now = load(ui, name, err);
	if (!now)
		return false;
	snprintf(text, sizeof text, "preset %s", now->settings.preset);
	ui->has_preset = true;
	const bool good = take_over(ui, now, &ui->settings, err);
	if (good)
		scene_notice(&ui->scene, text, clock_now_ns());
	return good;
}

/* What the run has of them as it is now; a player that is followed has its own. */
static void ask_run(const struct ui *ui, struct settings *settings)
{
	const struct run_state *state = &ui->scene.state;
	if (state->followed.phase != RUN_FOLLOWED_NONE)
		return;
	settings->volume_db = round((double)state->volume_db * 100) / 100;
	settings->loop = (int32_t)ui->scene.figures.loop;
	settings->shuffle = ui->scene.figures.shuffled;
}

/* Who is bound to reading may write in one folder: a file that lies elsewhere, or a link leads to, is out of reach.
 * What to do comes first: few screens have room for all of it. */
static bool refuse_to_save(const char *path, struct err *err)
{
	if (err->sys_errno != EACCES)
		return false;
	return err_set(
		err, ERR_SYSTEM, "not saved; termviz --save-config can, from here there is no right to write %s", path);
}

/* What the sources say, with what has been changed here. */
bool ui_save_config(struct ui *ui, struct err *err)
{
	const struct config *config = ui->config->config;
	struct settings settings = config->settings;
	char text[sizeof config->path + 16];
	config_merge(&settings, &ui->begun_with, &ui->settings);
	ask_run(ui, &settings);
	if (!config_save(config->path, &settings, ui->config->sources->check, err))
		return refuse_to_save(config->path, err);
	snprintf(text, sizeof text, "saved in %s", config->path);
	scene_notice(&ui->scene, text, clock_now_ns());
	config_watch_take(&ui->config_watch); /* our own doing is no news */
	struct config *now = load(ui, ui->has_preset ? ui->settings.preset : NULL, NULL);
	if (now)
		rebase(ui, now);
	return true;
}

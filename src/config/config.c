#include "config/config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "config/data_file.h"

#define VARIABLE "TERMVIZ_OPTIONS"

static const struct data_file_kind preset_kind = { "preset", "presets", ".conf" };
static const struct data_file_kind file_kind = { "configuration file", "", ".conf" };

/* Parses a text into a new struct conf, the caller's; NULL with `err`. */
static struct conf *parse(const char *text, const char *origin, struct conf_warnings *warnings, struct err *err)
{
	struct conf *conf = calloc(1, sizeof *conf);
	if (conf)
		conf_parse(conf, text, origin, warnings);
	else
		err_set(err, ERR_SYSTEM, "out of memory for %s", origin);
	return conf;
}

static struct conf *read_preset(const char *path, struct conf_warnings *warnings, struct err *err)
{
	char *text = data_file_read(&preset_kind, path, err);
	struct conf *preset = text ? parse(text, path, warnings, err) : NULL;
	free(text);
	return preset;
}

/* --------------------------------------------------------------- presets */

static bool find_preset(const char *name, char path[PATH_MAX], struct err *err)
{
	if (strchr(name, '/'))
		return text_copy(path, PATH_MAX, name);
	return data_file_find(&preset_kind, name, path, PATH_MAX) || data_file_not_found(&preset_kind, name, err);
}

static bool apply_preset(struct config *config, const char *name, conf_check check, struct err *err)
{
	char path[PATH_MAX];
	struct conf *preset = find_preset(name, path, err) ? read_preset(path, &config->warnings, err) : NULL;
	if (!preset)
		return false;
	const struct conf_entry *other = conf_find(&preset->settings, "preset");
	if (other)
		conf_warn(&config->warnings, path, other->line, "preset: a preset names no other");
	conf_apply(preset, &config->settings, check, &config->warnings);
	conf_add(&config->keys, &preset->keys);
	conf_add(&config->layouts, &preset->layouts);
	free(preset);
	return text_copy(config->settings.preset, sizeof config->settings.preset, name);
}

struct listener {
	void (*each)(const char *name, const char *description, void *context);
	void *context;
};

static void tell_preset(const char *name, void *context)
{
	const struct listener *listener = context;
	char path[PATH_MAX];
	struct conf_warnings warnings = { 0 };
	struct conf *preset = find_preset(name, path, NULL) ? read_preset(path, &warnings, NULL) : NULL;
	if (preset)
		listener->each(name, preset->description, listener->context);
	free(preset);
}

void config_list_presets(void (*each)(const char *name, const char *description, void *context), void *context)
{
	struct listener listener = { each, context };
	data_file_list(&preset_kind, NULL, tell_preset, &listener);
}

/* --------------------------------------------------------------- the file */

/* A layout by its name, as [layouts] has it, is that layout. */
static void resolve_view(const struct conf_entries *layouts, struct settings *settings)
{
	const struct conf_entry *layout = conf_find(layouts, settings->view);
	if (layout)
		text_copy(settings->view, sizeof settings->view, layout->value);
}

/* What a file's text says: its preset first. `preset` as in config_load(). */
static bool apply_text(struct config *config, const char *text, conf_check check, const char *preset, struct err *err)
{
	struct err why = { 0 };
	struct conf *conf = parse(text, config->path, &config->warnings, err);
	if (!conf)
		return false;
	const struct conf_entry *named = conf_find(&conf->settings, "preset");
	if (named)
		text_copy(config->named_preset, sizeof config->named_preset, named->value);
	if (named && !preset && !apply_preset(config, named->value, check, &why))
		conf_warn(&config->warnings, config->path, named->line, "%s", why.message);
	conf_apply(conf, &config->settings, check, &config->warnings);
	conf_add(&config->keys, &conf->keys);
	conf_add(&config->layouts, &conf->layouts);
	free(conf);
	return true;
}

static bool apply_file(struct config *config, conf_check check, const char *preset, struct err *err)
{
	char *text = data_file_read(&file_kind, config->path, err);
	bool good = text && apply_text(config, text, check, preset, err);
	free(text);
	return good;
}

bool config_read_text(struct config *config, const char *text, const char *path, conf_check check, struct err *err)
{
	*config = (struct config){ .warnings = { 0 } };
	options_defaults(&config->settings);
	text_copy(config->path, sizeof config->path, path);
	if (!apply_text(config, text, check, NULL, err))
		return false;
	resolve_view(&config->layouts, &config->settings);
	return true;
}

static void find_own_path(char *to, size_t size)
{
	char folder[CONFIG_PATH - sizeof "/termviz.conf"];
	to[0] = '\0';
	if (data_file_user_folder(folder, sizeof folder))
		snprintf(to, size, "%s/termviz.conf", folder);
}

/* --------------------------------------------------------------- all of them */

/* What has to be known before all else. */
struct named {
	char file[sizeof((struct settings *)0)->config];
	bool makes_file; /* where there is none */
	char variable_preset[SETTINGS_TEXT], preset[SETTINGS_TEXT];
};

/* The user's own need not be there, nor one that is to be made. */
static bool read_file(
	struct config *config, conf_check check, const struct named *named, const char *preset, struct err *err)
{
	struct err why = { 0 };
	if (named->file[0]) {
		text_copy(config->path, sizeof config->path, named->file);
		return (named->makes_file && access(config->path, F_OK) != 0) || apply_file(config, check, preset, err);
	}
	find_own_path(config->path, sizeof config->path);
	if (config->path[0] && !apply_file(config, check, preset, &why) && why.sys_errno != ENOENT
		&& why.sys_errno != ENOTDIR)
		conf_warn(&config->warnings, config->path, 0, "%s", why.message);
	return true;
}

static bool look_ahead(
	struct named *named, const struct config_sources *sources, struct operands *operands, struct err *err)
{
	struct settings settings;
	options_defaults(&settings);
	if (!options_read_environment(&settings, VARIABLE, err))
		return false;
	text_copy(named->variable_preset, sizeof named->variable_preset, settings.preset);
	settings.preset[0] = '\0';
	if (!options_read(&settings, sources->argc, sources->argv, operands, err))
		return false;
	text_copy(named->preset, sizeof named->preset, settings.preset);
	text_copy(named->file, sizeof named->file, settings.config);
	named->makes_file = settings.save_config;
	return true;
}

/* A preset beneath what names it. */
static bool lay_preset(struct config *config, const char *name, const char *instead, conf_check check, struct err *err)
{
	if (*name)
		text_copy(config->named_preset, sizeof config->named_preset, name);
	return instead || !*name || apply_preset(config, name, check, err);
}

bool config_load(struct config *config, const struct config_sources *sources, const char *preset, struct err *err)
{
	struct named named;
	struct settings *settings = &config->settings;
	*config = (struct config){ .operands = { .items = sources->items } };
	if (!look_ahead(&named, sources, &config->operands, err))
		return false;
	options_defaults(settings);
	if (!read_file(config, sources->check, &named, preset, err)
		|| !lay_preset(config, named.variable_preset, preset, sources->check, err)
		|| !options_read_environment(settings, VARIABLE, err))
		return false;
	config->standing = *settings;
	if (!lay_preset(config, named.preset, preset, sources->check, err)
		|| !options_parse(settings, sources->argc, sources->argv, &config->operands, err)
		|| (preset && !apply_preset(config, preset, sources->check, err)))
		return false;
	resolve_view(&config->layouts, settings);
	resolve_view(&config->layouts, &config->standing);
	return true;
}

void config_merge(struct settings *settings, const struct settings *before, const struct settings *now)
{
	for (size_t i = 0; i < n_option_rows; i++)
		if (!options_same(&option_rows[i], before, now))
			options_copy(&option_rows[i], settings, now);
}

/* --------------------------------------------------------------- as a file */

static void print_setting(const struct option_row *row, const struct settings *settings,
	void (*put)(const char *line, void *context), void *context)
{
	char text[1200], value[1200], line[1400];
	options_describe(row, text, sizeof text);
	options_describe_range(row, value, sizeof value);
	snprintf(line, sizeof line, *value ? "# %s; %s" : "# %s%s", text, value);
	put(line, context);
	if (options_format(row, settings, text, sizeof text) && conf_write_value(value, sizeof value, text))
		snprintf(line, sizeof line, *value ? "%s = %s" : "%s =", row->name, value);
	else
		snprintf(line, sizeof line, "#%s = %s", row->name, row->argument);
	put(line, context);
}

static void begin_section(const char *name, void (*put)(const char *line, void *context), void *context)
{
	char line[64];
	snprintf(line, sizeof line, "[%s]", name);
	put("", context);
	put(line, context);
}

/* But for `shown`: to name that layout would be to name another one, which it has been found to be. */
static void print_entries(const char *section, const struct conf_entries *entries, const char *shown,
	void (*put)(const char *line, void *context), void *context)
{
	if (entries->n)
		begin_section(section, put, context);
	for (size_t i = 0; i < entries->n; i++) {
		const struct conf_entry *entry = &entries->items[i];
		const char *quote = strchr("[;#\"", entry->name[0]) ? "\"" : "";
		char value[CONF_VALUE + 2], line[CONF_NAME + CONF_VALUE + 16];
		if ((shown && strcmp(entry->name, shown) == 0) || !conf_write_value(value, sizeof value, entry->value))
			continue;
		snprintf(line, sizeof line, *value ? "%s%s%s = %s" : "%s%s%s =%s", quote, entry->name, quote, value);
		put(line, context);
	}
}

void config_print(const struct config *config, void (*put)(const char *line, void *context), void *context)
{
	put("# Settings of termviz; see termviz.conf(5).", context);
	for (int group = 0; group < OPTIONS_N_GROUPS; group++) {
		if (!option_group_sections[group][0])
			continue;
		begin_section(option_group_sections[group], put, context);
		for (size_t i = 0; i < n_option_rows; i++)
			if ((int)option_group(&option_rows[i]) == group && option_is_lasting(&option_rows[i]))
				print_setting(&option_rows[i], &config->settings, put, context);
	}
	print_entries("layouts", &config->layouts, config->settings.view, put, context);
	print_entries("keys", &config->keys, NULL, put, context);
}

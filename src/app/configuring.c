#include "app/configuring.h"

#include <stdio.h>
#include <string.h>

#include "config/theme.h"
#include "ui/keys.h"
#include "view/layout.h"

bool configuring_check(const char *name, const char *value, struct err *err)
{
	struct theme theme;
	struct layout layout;
	if (strcmp(name, "view") == 0)
		return layout_parse(&layout, value, err);
	return strcmp(name, "theme") != 0 || theme_load(&theme, theme_resolve(value, false), err);
}

void configuring_warn(const struct config *config)
{
	struct conf_warnings warnings = config->warnings;
	struct keys keys;
	keys_configure(&keys, config, &warnings);
	for (size_t i = 0; i < warnings.n && i < CONF_MAX_WARNINGS; i++)
		fprintf(stderr, "termviz: %s\n", warnings.texts[i]);
	if (warnings.n > CONF_MAX_WARNINGS)
		fprintf(stderr, "termviz: and %zu warnings more\n", warnings.n - CONF_MAX_WARNINGS);
}

static void put_line(const char *line, void *context)
{
	(void)context;
	puts(line);
}

bool configuring_print(const struct config *config, struct err *err)
{
	(void)err;
	configuring_warn(config);
	config_print(config, put_line, NULL);
	return true;
}

bool configuring_save(const struct config *config, struct err *err)
{
	configuring_warn(config);
	if (!config_save(config->path, &config->settings, configuring_check, err))
		return false;
	printf("termviz: the settings in force are in %s\n", config->path);
	return true;
}

static void put_preset(const char *name, const char *description, void *context)
{
	(void)context;
	printf("%s\t%s\n", name, description);
}

bool configuring_list_presets(const struct config *config, struct err *err)
{
	(void)config, (void)err;
	config_list_presets(put_preset, NULL);
	return true;
}

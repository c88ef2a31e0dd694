/* Themes that lie in files, and which there are. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "config/data_file.h"
#include "config/theme.h"

enum { MAX_THEMES = 256 };

static const struct data_file_kind kind = { "theme", "themes", ".theme" };

static bool load_file(struct theme *theme, const char *path, struct err *err)
{
	char *text = data_file_read(&kind, path, err);
	bool good = text && theme_parse(theme, text, path, err);
	free(text);
	return good;
}

/* A file may be called otherwise than its theme calls itself; the user knows the file. */
static bool load_named(struct theme *theme, const char *path, const char *name, struct err *err)
{
	bool good = load_file(theme, path, err);
	text_clean(theme->name, sizeof theme->name, name);
	return good;
}

bool theme_load(struct theme *theme, const char *name, struct err *err)
{
	char path[PATH_MAX];
	if (strchr(name, '/'))
		return load_file(theme, name, err);
	if (data_file_find(&kind, name, path, sizeof path))
		return load_named(theme, path, name, err);
	for (size_t i = 0; i < n_theme_texts; i++)
		if (strcmp(theme_texts[i].name, name) == 0)
			return theme_parse(theme, theme_texts[i].text, name, err);
	return data_file_not_found(&kind, name, err);
}

void theme_folders(void (*each)(const char *folder, void *context), void *context)
{
	data_file_folders(&kind, each, context);
}

/* --------------------------------------------------------------- the list */

struct names {
	char items[MAX_THEMES][DATA_FILE_NAME];
	size_t n;
};

static void take_name(const char *name, void *context)
{
	struct names *names = context;
	if (names->n < MAX_THEMES)
		text_copy(names->items[names->n++], sizeof names->items[0], name);
}

static void find_names(struct names *names)
{
	const char *built_in[MAX_THEMES] = { NULL };
	for (size_t i = 0; i < n_theme_texts; i++)
		built_in[i] = theme_texts[i].name;
	names->n = 0;
	data_file_list(&kind, built_in, take_name, names);
}

void theme_list(void (*each)(const struct theme *theme, const struct err *wrong, void *context), void *context)
{
	struct names names;
	struct theme theme;
	struct err err = { 0 };
	find_names(&names);
	for (size_t i = 0; i < names.n; i++)
		each(theme_load(&theme, names.items[i], &err) ? &theme : NULL, &err, context);
}

/* Where a name is; where it is not, a step from it leads to its neighbour all the same. */
static size_t place_of(const struct names *names, const char *name, int step)
{
	size_t at = 0;
	while (at < names->n && strcmp(names->items[at], name) < 0)
		at++;
	const bool is_there = at < names->n && strcmp(names->items[at], name) == 0;
	return !is_there && step > 0 ? at + names->n - 1 : at;
}

bool theme_after(struct theme *theme, const char *name, int step, struct err *wrong)
{
	struct names names;
	struct theme next;
	struct err err;
	find_names(&names);
	size_t at = place_of(&names, name, step);
	wrong->message[0] = '\0';
	if (!names.n) /* some are built in */
		return err_set(wrong, ERR_SYSTEM, "out of memory for the list of themes");
	for (size_t tried = 0; tried < names.n; tried++) {
		at = (at + names.n + (size_t)step) % names.n;
		if (theme_load(&next, names.items[at], &err)) {
			*theme = next;
			return true;
		}
		if (!wrong->message[0])
			*wrong = err;
	}
	return false;
}

/* What --help and --list-options print, from the option table. */
#include "config/options.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 80, HELP_COLUMN = 22, LINE = 256 };

/* "--rate HZ", "--attach[=NAME]", "--demo" */
static void format_name(char *to, size_t size, const struct option_row *row)
{
	if (row->flag_offset)
		snprintf(to, size, "--%s[=%s]", row->name, row->argument);
	else if (row->argument)
		snprintf(to, size, "--%s %s", row->name, row->argument);
	else
		snprintf(to, size, "--%s", row->name);
}

void options_describe(const struct option_row *row, char *to, size_t size)
{
	bool shows_default
		= row->type == OPTION_FLAG ? strcmp(row->fallback, "on") == 0 : row->fallback && row->fallback[0];
	size_t n = (size_t)snprintf(to, size, "%s", row->help);
	if (row->choices && n < size)
		n += (size_t)snprintf(to + n, size - n, " (%s)", row->choices);
	if (shows_default && n < size)
		snprintf(to + n, size - n, " [%s]", row->fallback);
}

/* Words stay together on a line; one that no line has room for is parted behind a | between choices. */
static void put_wrapped(const char *name, const char *help, void (*put)(const char *line, void *context), void *context)
{
	char line[LINE];
	int used = snprintf(line, sizeof line, "  %-*s", HELP_COLUMN - 2, name);
	if (used > HELP_COLUMN) {
		put(line, context);
		used = snprintf(line, sizeof line, "%*s", HELP_COLUMN, "");
	}
	const char *blank = " ", *ends = " ";
	while (*help) {
		if (*blank)
			ends = strcspn(help, " ") < COLUMNS - HELP_COLUMN ? " " : " |";
		size_t piece = strcspn(help, ends);
		piece += help[piece] == '|';
		if (used + (int)(strlen(blank) + piece) > COLUMNS) {
			put(line, context);
			used = snprintf(line, sizeof line, "%*s", HELP_COLUMN + 1 - (int)strlen(blank), "");
		}
		used += snprintf(line + used, sizeof line - (size_t)used, "%s%.*s", blank, (int)piece, help);
		help += piece;
		blank = *help == ' ' ? " " : "";
		help += strspn(help, " ");
	}
	put(line, context);
}

static void put_option(const struct option_row *row, void (*put)(const char *line, void *context), void *context)
{
	char name[LINE], labelled[LINE + 8], help[LINE];
	format_name(name, sizeof name, row);
	const char letter[] = { '-', row->letter, ',', ' ', '\0' };
	snprintf(labelled, sizeof labelled, "%s%s", row->letter ? letter : "", name);
	options_describe(row, help, sizeof help);
	put_wrapped(labelled, help, put, context);
}

void options_help(void (*put)(const char *line, void *context), void *context)
{
	static const char *const head[] = {
		"Usage: termviz [OPTION]... [FILE|FOLDER|PLAYLIST|URL]...",
		"       ... | termviz [OPTION]... -",
		"       termviz [OPTION]... --demo",
		"Shows what sound is doing: what plays here, files, pipes, a demo.",
	};
	static const char *const foot[] = {
		"",
		"Flags take =on or =off. While it runs: ? keys, : commands, q quit, space pause,",
		"v view, t theme, m measure or show. The manual, termviz(1), has the rest.",
	};
	for (size_t i = 0; i < sizeof head / sizeof head[0]; i++)
		put(head[i], context);
	for (int group = 0; group < OPTIONS_N_GROUPS; group++) {
		put("", context);
		put(option_group_titles[group], context);
		for (size_t i = 0; i < n_option_rows; i++)
			if ((int)option_group(&option_rows[i]) == group)
				put_option(&option_rows[i], put, context);
	}
	for (size_t i = 0; i < sizeof foot / sizeof foot[0]; i++)
		put(foot[i], context);
}

void options_list(void (*put)(const char *line, void *context), void *context)
{
	for (size_t i = 0; i < n_option_rows; i++) {
		char name[LINE], help[LINE], line[2 * LINE + sizeof ", -x"];
		format_name(name, sizeof name, &option_rows[i]);
		options_describe(&option_rows[i], help, sizeof help);
		const char letter[] = { ',', ' ', '-', option_rows[i].letter, '\0' };
		snprintf(line, sizeof line, "%s%s\t%s", name, option_rows[i].letter ? letter : "", help);
		put(line, context);
	}
}

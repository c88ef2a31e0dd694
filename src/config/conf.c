#include "config/conf.h"

#include <ctype.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "config/options.h"

static const char blanks[] = " \t\r\n";

/* --------------------------------------------------------------- warnings */

void conf_warn(struct conf_warnings *warnings, const char *origin, int line, const char *format, ...)
{
	char said[512], text[1024];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(said, sizeof said, format, arguments);
	va_end(arguments);
	if (line)
		snprintf(text, sizeof text, "%s:%d: %s", origin, line, said);
	else
		snprintf(text, sizeof text, "%s: %s", origin, said);
	if (warnings->n < CONF_MAX_WARNINGS)
		text_clean(warnings->texts[warnings->n], sizeof warnings->texts[0], text);
	warnings->n++;
}

/* --------------------------------------------------------------- entries */

const struct conf_entry *conf_find(const struct conf_entries *entries, const char *name)
{
	for (size_t i = 0; i < entries->n; i++)
		if (strcmp(entries->items[i].name, name) == 0)
			return &entries->items[i];
	return NULL;
}

bool conf_same(const struct conf_entries *a, const struct conf_entries *b)
{
	bool same = a->n == b->n;
	for (size_t i = 0; same && i < a->n; i++)
		same = strcmp(a->items[i].name, b->items[i].name) == 0
			&& strcmp(a->items[i].value, b->items[i].value) == 0;
	return same;
}

static void remove_entry(struct conf_entries *entries, const struct conf_entry *entry)
{
	const size_t i = (size_t)(entry - entries->items);
	entries->n--;
	memmove(&entries->items[i], &entries->items[i + 1], (entries->n - i) * sizeof *entry);
}

/* Behind the others, in place of one of the same name. False: there is no room. */
static bool put(struct conf_entries *entries, const struct conf_entry *entry)
{
	const struct conf_entry *before = conf_find(entries, entry->name);
	if (before)
		remove_entry(entries, before);
	if (entries->n == CONF_MAX_ENTRIES)
		return false;
	entries->items[entries->n++] = *entry;
	return true;
}

void conf_add(struct conf_entries *to, const struct conf_entries *from)
{
	for (size_t i = 0; i < from->n; i++)
		put(to, &from->items[i]);
}

/* --------------------------------------------------------------- parsing */

struct parser {
	struct conf *conf;
	struct conf_warnings *warnings;
	const char *at; /* what is still to be read */
	int line;       /* the last that was */
};

static void warn(struct parser *parser, const char *what, const char *why)
{
	conf_warn(parser->warnings, parser->conf->origin, parser->line, "%s: %s", what, why);
}

/* inih passes over what it cannot read, and tells of the first such line only. */
static bool is_readable(const char *line)
{
	if (strchr(";#", *line)) /* or nothing at all */
		return true;
	return *line == '[' ? strchr(line, ']') != NULL : strpbrk(line, "=:") != NULL;
}

/* As fgets(), but for whole lines, and for blanks before them: to inih such a line goes on with the one before it. */
static char *next_line(char *to, int size, void *stream)
{
	struct parser *parser = stream;
	if (!*parser->at)
		return NULL;
	parser->line++;
	const size_t n = strcspn(parser->at, "\n"), n_blank = strspn(parser->at, blanks);
	const char *from = parser->at + (n_blank < n ? n_blank : n);
	const size_t n_left = (size_t)(parser->at + n - from);
	const bool fits = n_left < (size_t)size;
	parser->at += parser->at[n] ? n + 1 : n;
	snprintf(to, (size_t)size, "%.*s", fits ? (int)n_left : 20, from);
	if (fits && is_readable(to))
		return to;
	warn(parser, to, fits ? "neither a [section] nor NAME = VALUE" : "the line is too long; 199 bytes are read");
	to[0] = '\0';
	return to;
}

static bool is_setting(struct parser *parser, const char *name)
{
	struct err err = { 0 };
	const struct option_row *row = options_find(name, strlen(name), &err);
	const struct option_row *nearest = row ? row : options_nearest(name, strlen(name));
	char why[128];
	if (!row || strcmp(row->name, name) != 0) {
		snprintf(why, sizeof why,
			nearest ? "no such setting; did you mean %s?"
				: "no such setting; termviz --print-config lists them%s",
			nearest ? nearest->name : "");
		warn(parser, name, why);
		return false;
	}
	if (!option_is_lasting(row))
		warn(parser, name, "is asked for once and not set in a file; give it on the command line");
	return option_is_lasting(row);
}

/* What a file is read for. */
static const struct section {
	const char *name;
	size_t entries; /* offset of where its lines go */
} sections[] = {
	{ "keys", offsetof(struct conf, keys) },
	{ "layouts", offsetof(struct conf, layouts) },
};

/* Where a line goes; NULL: nowhere. All other sections are for order's sake. */
static struct conf_entries *entries_of(struct parser *parser, const char *section, const char *name)
{
	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
		if (strcmp(sections[i].name, section) == 0)
			return (struct conf_entries *)(void *)((char *)parser->conf + sections[i].entries);
	return is_setting(parser, name) ? &parser->conf->settings : NULL;
}

/* Quotes around a name or a value are not of it. */
static void copy_unquoted(char *to, size_t size, const char *value)
{
	const size_t n = strlen(value);
	const bool quoted = n >= 2 && value[0] == '"' && value[n - 1] == '"';
	snprintf(to, size, "%.*s", (int)(quoted ? n - 2 : n), quoted ? value + 1 : value);
}

/* What inih takes away from the ends of a value, and quotes, which are taken away here. */
static bool is_lost(char c)
{
	return isspace((unsigned char)c) || c == '"';
}

bool conf_write_value(char *to, size_t size, const char *value)
{
	const size_t n = strlen(value);
	const bool needs_quotes = n > 0 && (is_lost(value[0]) || is_lost(value[n - 1]));
	return snprintf(to, size, needs_quotes ? "\"%s\"" : "%s", value) < (int)size;
}

static int on_line(void *context, const char *section, const char *name, const char *value)
{
	struct parser *parser = context;
	struct conf_entry entry = { .line = parser->line };
	if (strlen(name) >= sizeof entry.name) {
		warn(parser, name, "the name is too long");
		return 1;
	}
	copy_unquoted(entry.name, sizeof entry.name, name);
	copy_unquoted(entry.value, sizeof entry.value, value);
	if (strcmp(section, "preset") == 0 && strcmp(name, "description") == 0) {
		text_clean(parser->conf->description, sizeof parser->conf->description, entry.value);
		return 1;
	}
	struct conf_entries *entries = entries_of(parser, section, entry.name);
	if (!entries)
		return 1;
	if (conf_find(entries, entry.name))
		warn(parser, entry.name, "has been given before; this line is taken");
	if (!put(entries, &entry))
		warn(parser, entry.name, "there are too many such lines");
	return 1;
}

void conf_parse(struct conf *conf, const char *text, const char *origin, struct conf_warnings *warnings)
{
	struct parser parser = { .conf = conf, .warnings = warnings, .at = text };
	if (text_begins(text, "\xEF\xBB\xBF")) /* a byte-order mark */
		parser.at += 3;
	*conf = (struct conf){ .origin = origin };
	ini_parse_stream(next_line, &parser, on_line, &parser);
}

/* --------------------------------------------------------------- applying */

/* A view may be a layout by its name here: then that is what is to be good. */
static bool is_good(const struct conf *conf, const struct conf_entry *entry, conf_check check, struct err *err)
{
	const struct conf_entry *layout
		= strcmp(entry->name, "view") == 0 ? conf_find(&conf->layouts, entry->value) : NULL;
	return !check || check(entry->name, layout ? layout->value : entry->value, err);
}

static void warn_of_option(struct conf_warnings *warnings, const char *origin, int line, struct err *err)
{
	options_tell_as_setting(err);
	conf_warn(warnings, origin, line, "%s", err->message);
}

static bool apply(struct settings *settings, const struct conf *conf, const struct conf_entry *entry, conf_check check,
	struct err *err)
{
	struct settings changed = *settings;
	const struct option_row *row = options_find(entry->name, strlen(entry->name), err);
	const char *value = row->flag_offset && !entry->value[0] ? NULL : entry->value; /* it may be left out */
	if (!options_set_row(&changed, row, value, err) || !options_check(&changed, err)
		|| !is_good(conf, entry, check, err))
		return false;
	*settings = changed;
	return true;
}

/* What does not go with the rest may go with it once more of it is there. */
void conf_apply(const struct conf *conf, struct settings *settings, conf_check check, struct conf_warnings *warnings)
{
	const struct conf_entries *entries = &conf->settings;
	bool done[CONF_MAX_ENTRIES] = { false }, goes_on = true;
	struct err err = { 0 };
	while (goes_on) {
		goes_on = false;
		for (size_t i = 0; i < entries->n; i++) {
			const bool is_preset = strcmp(entries->items[i].name, "preset") == 0;
			if (done[i] || (!is_preset && !apply(settings, conf, &entries->items[i], check, NULL)))
				continue;
			done[i] = goes_on = true;
		}
	}
	for (size_t i = 0; i < entries->n; i++)
		if (!done[i] && !apply(settings, conf, &entries->items[i], check, &err))
			warn_of_option(warnings, conf->origin, entries->items[i].line, &err);
	for (size_t i = 0; check && i < conf->layouts.n; i++)
		if (!check("view", conf->layouts.items[i].value, &err))
			warn_of_option(warnings, conf->origin, conf->layouts.items[i].line, &err);
}

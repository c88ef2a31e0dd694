#include "config/theme.h"

#include <ini.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define NOT_GIVEN 0xFE000000u /* no colour */

const struct theme_text theme_texts[] = {
	{
		"default",
#include "config/theme_default.inc"
	},
	{
		"light",
#include "config/theme_light.inc"
	},
};
const size_t n_theme_texts = sizeof theme_texts / sizeof theme_texts[0];

/* --------------------------------------------------------------- parsing */

struct parser {
	struct theme *theme;
	char refusal[256]; /* of the first line that is wrong; "": none */
};

/* "0" to "15". */
static bool parse_own(const char *s, size_t n, colour *to)
{
	unsigned index = 0;
	for (size_t i = 0; i < n; i++) {
		if (n > 2 || s[i] < '0' || s[i] > '9')
			return false;
		index = 10 * index + (unsigned)(s[i] - '0');
	}
	*to = colour_own(index);
	return index < N_COLOURS_OWN;
}

/* "#rrggbb", "default", or the number of one of the terminal's own; `n` > 0 bytes. */
static bool parse_colour(const char *s, size_t n, colour *to)
{
	unsigned rgb = 0;
	if (n == 7 && strncmp(s, "default", n) == 0) {
		*to = COLOUR_DEFAULT;
		return true;
	}
	if (n != 7 || s[0] != '#')
		return parse_own(s, n, to);
	for (size_t i = 1; i < n; i++) {
		const char *digits = "0123456789abcdef", *digit = strchr(digits, s[i] | 0x20);
		if (!digit || s[i] == '\0')
			return false;
		rgb = rgb << 4 | (unsigned)(digit - digits);
	}
	*to = rgb;
	return true;
}

static bool parse_colours(const char *s, colour *to, size_t max, size_t *n_read)
{
	size_t n = 0;
	for (s += strspn(s, " \t"); *s; s += strspn(s, " \t")) {
		size_t length = strcspn(s, " \t");
		if (n == max || !parse_colour(s, length, &to[n]))
			return false;
		n++;
		s += length;
	}
	*n_read = n;
	return n > 0;
}

/* Where a key's value goes: a text of `text_bytes`, or up to `max` colours, whose number goes to `n_offset`. */
static const struct key {
	const char *section, *name;
	size_t offset, text_bytes, max, n_offset;
} keys[] = {
	{ "theme", "name", offsetof(struct theme, name), sizeof((struct theme *)0)->name, 0, 0 },
	{ "theme", "description", offsetof(struct theme, description), sizeof((struct theme *)0)->description, 0, 0 },
	{ "colours", "gradient", offsetof(struct theme, gradient), 0, THEME_MAX_STOPS,
		offsetof(struct theme, n_gradient) },
	{ "colours", "heat", offsetof(struct theme, heat), 0, THEME_MAX_STOPS, offsetof(struct theme, n_heat) },
	{ "colours", "peak", offsetof(struct theme, peak), 0, 1, 0 },
	{ "colours", "maximum", offsetof(struct theme, maximum), 0, 1, 0 },
	{ "colours", "text", offsetof(struct theme, text), 0, 1, 0 },
	{ "colours", "dim", offsetof(struct theme, dim), 0, 1, 0 },
	{ "colours", "alert", offsetof(struct theme, alert), 0, 1, 0 },
	{ "colours", "background", offsetof(struct theme, background), 0, 1, 0 },
};

static bool set_key(struct theme *theme, const struct key *key, const char *value)
{
	char *member = (char *)theme + key->offset;
	size_t n;
	if (key->text_bytes) {
		text_clean(member, key->text_bytes, value);
		return true;
	}
	if (!parse_colours(value, (colour *)(void *)member, key->max, &n))
		return false;
	if (key->max > 1)
		*(size_t *)(void *)((char *)theme + key->n_offset) = n;
	return true;
}

static int refuse(struct parser *parser, const char *why, const char *what)
{
	snprintf(parser->refusal, sizeof parser->refusal, "%s '%.80s'", why, what);
	return 0;
}

/* inih goes on after a line we refuse, and returns the number of the first one. */
static int on_key(void *context, const char *section, const char *name, const char *value)
{
	struct parser *parser = context;
	if (parser->refusal[0])
		return 1;
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (strcmp(keys[i].section, section) != 0 || strcmp(keys[i].name, name) != 0)
			continue;
		if (set_key(parser->theme, &keys[i], value))
			return 1;
		return refuse(parser,
			keys[i].max > 1 ? "give up to 16 colours as #rrggbb, default, or 0 to 15, not"
					: "give #rrggbb, default, or 0 to 15, not",
			value);
	}
	return refuse(parser, "no such key in its section:", name);
}

/* Like the peak marks, yet to be told from them. */
static colour derive_maximum(const struct theme *theme)
{
	const colour between[] = { theme->peak, theme->gradient[theme->n_gradient - 1] };
	return colour_gradient(between, 2, 0.5f);
}

/* What is silent is background. */
static void derive_heat(struct theme *theme)
{
	size_t n = theme->n_gradient < THEME_MAX_STOPS ? theme->n_gradient : THEME_MAX_STOPS - 1;
	theme->heat[0] = theme->background;
	memcpy(theme->heat + 1, theme->gradient + theme->n_gradient - n, n * sizeof *theme->heat);
	theme->n_heat = n + 1;
}

bool theme_parse(struct theme *theme, const char *text, const char *origin, struct err *err)
{
	struct parser parser = { .theme = theme };
	*theme = (struct theme){ .gradient = { COLOUR_DEFAULT },
		.n_gradient = 1,
		.peak = COLOUR_DEFAULT,
		.maximum = NOT_GIVEN,
		.text = COLOUR_DEFAULT,
		.dim = COLOUR_DEFAULT,
		.alert = COLOUR_DEFAULT,
		.background = COLOUR_DEFAULT };
	int line = ini_parse_string(text, on_key, &parser);
	if (theme->maximum == NOT_GIVEN)
		theme->maximum = derive_maximum(theme);
	if (theme->n_heat == 0)
		derive_heat(theme);
	if (line == 0)
		return true;
	return err_set(err, ERR_INPUT, "theme %s, line %d: %s", origin, line,
		parser.refusal[0] ? parser.refusal : "neither a [section] nor a key = value");
}

void theme_default(struct theme *theme)
{
	theme_parse(theme, theme_texts[0].text, theme_texts[0].name, NULL);
}

const char *theme_resolve(const char *name, bool on_light)
{
	if (strcmp(name, THEME_AUTO) != 0)
		return name;
	return on_light ? "light" : "default";
}

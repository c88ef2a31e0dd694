#include "ui/key_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "canvas/canvas.h"
#include "ui/input.h"

/* Of a key with two names the first is written. */
static const struct {
	const char *name;
	uint32_t key;
} named[] = {
	{ "Space", ' ' },
	{ "Enter", INPUT_ENTER },
	{ "Return", INPUT_ENTER },
	{ "Tab", INPUT_TAB },
	{ "Esc", INPUT_ESCAPE },
	{ "Escape", INPUT_ESCAPE },
	{ "Backspace", INPUT_BACKSPACE },
	{ "Up", INPUT_UP },
	{ "Down", INPUT_DOWN },
	{ "Left", INPUT_LEFT },
	{ "Right", INPUT_RIGHT },
	{ "Home", INPUT_HOME },
	{ "End", INPUT_END },
	{ "PgUp", INPUT_PAGE_UP },
	{ "PageUp", INPUT_PAGE_UP },
	{ "PgDn", INPUT_PAGE_DOWN },
	{ "PageDown", INPUT_PAGE_DOWN },
	{ "Insert", INPUT_INSERT },
	{ "Delete", INPUT_DELETE },
	{ "Begin", INPUT_BEGIN },
	{ "WheelUp", INPUT_WHEEL_UP },
	{ "WheelDown", INPUT_WHEEL_DOWN },
	/* What a configuration file's own signs are. */
	{ "Equals", '=' },
	{ "Colon", ':' },
	{ "Semicolon", ';' },
	{ "Hash", '#' },
};
enum { N_NAMED = sizeof named / sizeof named[0] };

static const struct {
	const char *name;
	uint32_t bit;
} modifiers[] = {
	{ "Ctrl-", INPUT_WITH_CTRL },
	{ "Alt-", INPUT_ALT },
	{ "Shift-", INPUT_SHIFT },
};
enum { N_MODIFIERS = sizeof modifiers / sizeof modifiers[0] };

static bool take_modifier(const char **name, uint32_t *bits)
{
	for (size_t i = 0; i < N_MODIFIERS; i++) {
		const size_t n = strlen(modifiers[i].name);
		if (strncasecmp(*name, modifiers[i].name, n) != 0 || !(*name)[n])
			continue;
		*name += n;
		*bits |= modifiers[i].bit;
		return true;
	}
	return false;
}

/* The key without its modifiers; 0: there is none of this name. */
static uint32_t find_named(const char *name)
{
	uint32_t code;
	const size_t n = strlen(name);
	if (n > 0 && text_decode(name, n, &code) == n)
		return canvas_glyph_is_printable(code) && code != 0xFFFD ? code : 0;
	for (size_t i = 0; i < N_NAMED; i++)
		if (strcasecmp(name, named[i].name) == 0)
			return named[i].key;
	const bool has_number = (name[0] == 'F' || name[0] == 'f') && strspn(name + 1, "0123456789") == n - 1;
	const unsigned long number = has_number && n <= 3 ? strtoul(name + 1, NULL, 10) : 0;
	return number >= 1 && number <= INPUT_F_LAST - INPUT_F1 + 1 ? INPUT_F1 + (uint32_t)number - 1 : 0;
}

/* Control characters are told by their capitals, and Shift is told of no character. */
static bool join(uint32_t *key, uint32_t base, uint32_t bits)
{
	const bool is_character = base < INPUT_UP;
	if (is_character && (bits & INPUT_WITH_CTRL) && base >= 'a' && base <= 'z')
		base -= 'a' - 'A';
	*key = base | bits;
	return base && !(is_character && (bits & INPUT_SHIFT))
		&& !(is_character && (bits & INPUT_WITH_CTRL) && (base < '@' || base > '_'));
}

bool key_parse(uint32_t *key, const char *name, struct err *err)
{
	const char *rest = name;
	uint32_t bits = 0;
	while (take_modifier(&rest, &bits))
		;
	return join(key, find_named(rest), bits)
		|| err_set(err, ERR_USAGE,
			"key '%.32s': not known; say a character, as x or X, or Ctrl-F, Alt-x, Space, Enter, Tab, "
			"Left, "
			"Shift-Up, PgDn, Home, F5",
			name);
}

void key_format(char to[KEY_NAME_BYTES], uint32_t key)
{
	const uint32_t base = key & ~(INPUT_WITH_CTRL | INPUT_ALT | INPUT_SHIFT);
	char last[16] = "";
	const char *name = last;
	size_t n = 0;
	for (size_t i = 0; i < N_MODIFIERS; i++)
		if (key & modifiers[i].bit)
			n += (size_t)snprintf(to + n, KEY_NAME_BYTES - n, "%s", modifiers[i].name);
	if (base >= INPUT_F1)
		snprintf(last, sizeof last, "F%u", (unsigned)(base - INPUT_F1 + 1));
	else if (base < INPUT_UP && base != ' ')
		text_encode(base, last);
	else
		for (size_t i = N_NAMED; i-- > 0;)
			if (named[i].key == base)
				name = named[i].name;
	snprintf(to + n, KEY_NAME_BYTES - n, "%s", name);
}

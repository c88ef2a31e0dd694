/* A setting changed while the program runs, by the option table. */
#include "config/options.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* The choice after number `present`; after the last, the first. */
static const char *choice_after(const char *choices, int32_t present)
{
	const char *choice = choices;
	for (; choice && present >= 0; present--) {
		choice = strchr(choice, '|');
		choice = choice ? choice + 1 : NULL;
	}
	return choice ? choice : choices;
}

/* What toggling makes of it, as it would be typed; false if it has neither states nor choices. */
static bool name_next(const struct settings *settings, const struct option_row *row, char *to, size_t size)
{
	const void *member = (const char *)settings + row->offset;
	if (row->type == OPTION_FLAG)
		return text_copy(to, size, *(const bool *)member ? "off" : "on");
	if (row->type != OPTION_CHOICE)
		return false;
	const char *choice = choice_after(row->choices, *(const int32_t *)member);
	return snprintf(to, size, "%.*s", (int)strcspn(choice, "|"), choice) < (int)size;
}

void options_tell_as_setting(struct err *err)
{
	static const char typed[] = "termviz --";
	const size_t n_typed = sizeof typed - sizeof "--";
	char message[sizeof err->message];
	size_t n = 0;
	text_copy(message, sizeof message, err->message);
	for (const char *s = message; *s; s++) {
		const bool is_name = text_begins(s, "--") && (s == message || s[-1] == ' ');
		if (is_name && !((size_t)(s - message) >= n_typed && text_begins(s - n_typed, typed)))
			s += 2;
		err->message[n++] = *s;
	}
	err->message[n] = '\0';
}

static bool change_to(struct settings *settings, const char *change, struct err *err)
{
	struct settings changed = *settings;
	char next[SETTINGS_TEXT];
	size_t n = strcspn(change, "=");
	const char *value = change[n] ? change + n + 1 : NULL;
	const struct option_row *row = options_find(change, n, err);
	if (!row)
		return false;
	if (value && strcmp(value, "toggle") == 0) {
		if (!name_next(settings, row, next, sizeof next))
			return err_set(err, ERR_USAGE, "%s: there is nothing to toggle", row->name);
		value = next;
	}
	if (!options_set(&changed, row->name, value, err) || !options_check(&changed, err))
		return false;
	*settings = changed;
	return true;
}

bool options_change(struct settings *settings, const char *change, struct err *err)
{
	const bool good = change_to(settings, change, err);
	if (!good && err)
		options_tell_as_setting(err);
	return good;
}

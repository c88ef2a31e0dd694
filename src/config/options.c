#include "config/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* --------------------------------------------------------------- setting one */

static const char *as_argument(const struct option_row *row)
{
	return row->argument ? row->argument : "on|off";
}

static bool set_flag(const struct option_row *row, void *member, const char *value, struct err *err)
{
	bool on = !value || strcmp(value, "on") == 0;
	if (!on && strcmp(value, "off") != 0)
		return err_set(err, ERR_USAGE, "--%s: '%s' is neither on nor off", row->name, value);
	*(bool *)member = on;
	return true;
}

static bool refuse_number(const struct option_row *row, const char *value, struct err *err)
{
	return err_set(err, ERR_USAGE, "--%s: '%s' is not a number%s%s from %g to %g", row->name, value,
		row->unit ? " of " : "", row->unit ? row->unit : "", row->min, row->max);
}

static bool set_int(const struct option_row *row, void *member, const char *value, struct err *err)
{
	double number;
	if (!text_parse_number(value, row->unit, &number) || number < row->min || number > row->max
		|| number != (double)(int32_t)number)
		return refuse_number(row, value, err);
	*(int32_t *)member = (int32_t)number;
	return true;
}

static bool set_number(const struct option_row *row, void *member, const char *value, struct err *err)
{
	double number;
	if (!text_parse_number(value, row->unit, &number) || number < row->min || number > row->max)
		return refuse_number(row, value, err);
	*(double *)member = number;
	return true;
}

static bool set_time(const struct option_row *row, void *member, const char *value, struct err *err)
{
	double seconds = -1; /* it may be left out */
	if (value && (!text_parse_time(value, &seconds) || seconds > row->max))
		return err_set(err, ERR_USAGE, "--%s: '%s' is not a time; say 90, 1:30 or 1:02:03.5", row->name, value);
	*(double *)member = seconds;
	return true;
}

static bool find_choice(const struct option_row *row, const char *value, size_t n, int32_t *found, struct err *err)
{
	int32_t index = 0;
	for (const char *choice = row->choices; choice; index++) {
		size_t length = strcspn(choice, "|");
		if (n == length && strncmp(value, choice, n) == 0) {
			*found = index;
			return true;
		}
		choice = choice[length] ? choice + length + 1 : NULL;
	}
	return err_set(err, ERR_USAGE, "--%s: '%.*s' is none of %s", row->name, (int)n, value, row->choices);
}

static bool set_choice(const struct option_row *row, void *member, const char *value, struct err *err)
{
	const char *chosen = value ? value : row->fallback; /* it may be left out */
	return find_choice(row, chosen, strlen(chosen), member, err);
}

static bool set_list(const struct option_row *row, void *member, const char *value, struct err *err)
{
	struct settings_list list = { .n = 0 };
	for (const char *item = value; item; list.n++) {
		size_t length = strcspn(item, ",");
		if (list.n == SETTINGS_LIST)
			return err_set(
				err, ERR_USAGE, "--%s: '%s' has more than %d items", row->name, value, SETTINGS_LIST);
		if (!find_choice(row, item, length, &list.items[list.n], err))
			return false;
		item = item[length] ? item + length + 1 : NULL;
	}
	*(struct settings_list *)member = list;
	return true;
}

static bool set_text(const struct option_row *row, void *member, const char *value, struct err *err)
{
	if (value && !*value)
		return err_set(err, ERR_USAGE, "--%s: %s is empty", row->name, row->argument);
	return text_copy(member, (size_t)row->max, value ? value : "")
		|| err_set(err, ERR_USAGE, "--%s: longer than %g bytes", row->name, row->max - 1);
}

static bool (*const setters[])(const struct option_row *row, void *member, const char *value, struct err *err) = {
	[OPTION_FLAG] = set_flag,
	[OPTION_INT] = set_int,
	[OPTION_NUMBER] = set_number,
	[OPTION_TIME] = set_time,
	[OPTION_CHOICE] = set_choice,
	[OPTION_LIST] = set_list,
	[OPTION_TEXT] = set_text,
};

bool options_set_row(struct settings *settings, const struct option_row *row, const char *value, struct err *err)
{
	if (row->flag_offset)
		*(bool *)((char *)settings + row->flag_offset) = true;
	return setters[row->type](row, (char *)settings + row->offset, value, err);
}

void options_defaults(struct settings *settings)
{
	memset(settings, 0, sizeof *settings);
	for (size_t i = 0; i < n_option_rows; i++)
		if (option_rows[i].fallback && !option_rows[i].flag_offset)
			options_set_row(settings, &option_rows[i], option_rows[i].fallback, NULL);
}

/* --------------------------------------------------------------- finding one */

/* Edit distance (V. Levenshtein, 1966), of names under 32 bytes. */
static size_t distance(const char *a, size_t n_a, const char *b)
{
	size_t n_b = strlen(b), row[33];
	if (n_a > 32 || n_b > 32)
		return 99;
	for (size_t j = 0; j <= n_b; j++)
		row[j] = j;
	for (size_t i = 1; i <= n_a; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= n_b; j++) {
			size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			size_t shortest = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
			row[j] = replaced < shortest ? replaced : shortest;
		}
	}
	return row[n_b];
}

const struct option_row *options_nearest(const char *name, size_t n)
{
	const struct option_row *nearest = NULL;
	size_t n_least = n < 4 ? n : 4; /* that many letters are another name */
	for (size_t i = 0; i < n_option_rows; i++) {
		const size_t n_wrong = distance(name, n, option_rows[i].name);
		if (n_wrong >= n_least)
			continue;
		n_least = n_wrong;
		nearest = &option_rows[i];
	}
	return nearest;
}

static bool refuse_name(const char *name, size_t n, struct err *err)
{
	const struct option_row *nearest = options_nearest(name, n);
	if (nearest)
		return err_set(
			err, ERR_USAGE, "--%.*s: no such option; did you mean --%s?", (int)n, name, nearest->name);
	return err_set(err, ERR_USAGE, "--%.*s: no such option; termviz --help lists them", (int)n, name);
}

const struct option_row *options_find(const char *name, size_t n, struct err *err)
{
	const struct option_row *found = NULL;
	for (size_t i = 0; i < n_option_rows; i++) {
		if (n == 0 || strncmp(option_rows[i].name, name, n) != 0)
			continue;
		if (option_rows[i].name[n] == '\0')
			return &option_rows[i];
		if (found) {
			err_set(err, ERR_USAGE, "--%.*s: may be --%s or --%s", (int)n, name, found->name,
				option_rows[i].name);
			return NULL;
		}
		found = &option_rows[i];
	}
	if (!found)
		refuse_name(name, n, err);
	return found;
}

static const struct option_row *find_letter(char letter, struct err *err)
{
	for (size_t i = 0; i < n_option_rows; i++)
		if (option_rows[i].letter == letter)
			return &option_rows[i];
	err_set(err, ERR_USAGE, "-%c: no such option; termviz --help lists them", letter);
	return NULL;
}

bool options_set(struct settings *settings, const char *name, const char *value, struct err *err)
{
	const struct option_row *row = options_find(name, strlen(name), err);
	if (!row)
		return false;
	if (row->type == OPTION_FILE)
		return err_set(err, ERR_USAGE, "%s: not a setting", name);
	return options_set_row(settings, row, value, err);
}

/* --------------------------------------------------------------- the command line */

/* Where we are on it. */
struct cursor {
	int argc, i;
	char **argv;
	struct settings *settings;
	struct operands *operands;
};

bool options_takes_next(const struct option_row *row)
{
	return row->type != OPTION_FLAG && !row->flag_offset;
}

static bool apply(struct cursor *at, const struct option_row *row, const char *value, struct err *err)
{
	if (!value && options_takes_next(row)) {
		if (at->i + 1 >= at->argc)
			return err_set(err, ERR_USAGE, "--%s: %s is missing", row->name, as_argument(row));
		value = at->argv[++at->i];
	}
	if (row->type != OPTION_FILE)
		return options_set_row(at->settings, row, value, err);
	at->operands->items[at->operands->n++] = value;
	return true;
}

static bool parse_long(struct cursor *at, const char *arg, struct err *err)
{
	size_t n = strcspn(arg, "=");
	const struct option_row *row = options_find(arg, n, err);
	return row && apply(at, row, arg[n] ? arg + n + 1 : NULL, err);
}

/* "-hV", "-tember", "-t ember" */
static bool parse_letters(struct cursor *at, const char *arg, struct err *err)
{
	for (; *arg; arg++) {
		const struct option_row *row = find_letter(*arg, err);
		if (!row)
			return false;
		if (options_takes_next(row))
			return apply(at, row, arg[1] ? arg + 1 : NULL, err);
		if (!apply(at, row, NULL, err))
			return false;
	}
	return true;
}

bool options_check(const struct settings *settings, struct err *err)
{
	if (settings->high_hz < settings->low_hz * 1.25)
		return err_set(err, ERR_USAGE,
			"--low %g Hz and --high %g Hz: at least a third of an octave must lie between them",
			settings->low_hz, settings->high_hz);
	if (settings->ceiling_db < settings->floor_db + 6)
		return err_set(err, ERR_USAGE, "--floor %g dB and --ceiling %g dB: at least 6 dB must lie between them",
			settings->floor_db, settings->ceiling_db);
	if (settings->data_type == DATA_TYPE_U8 && settings->data_range > UINT8_MAX)
		return err_set(err, ERR_USAGE, "--data-range %d: --data-type u8 counts to %d",
			(int)settings->data_range, UINT8_MAX);
	return true;
}

bool options_read(struct settings *settings, int argc, char **argv, struct operands *operands, struct err *err)
{
	struct cursor at = { .argc = argc, .argv = argv, .settings = settings, .operands = operands };
	bool only_operands = false;
	operands->n = 0;
	for (at.i = 1; at.i < argc; at.i++) {
		const char *arg = argv[at.i];
		if (!only_operands && strcmp(arg, "--") == 0)
			only_operands = true;
		else if (only_operands || arg[0] != '-' || arg[1] == '\0')
			operands->items[operands->n++] = arg;
		else if (!(arg[1] == '-' ? parse_long(&at, arg + 2, err) : parse_letters(&at, arg + 1, err)))
			return false;
	}
	return true;
}

bool options_parse(struct settings *settings, int argc, char **argv, struct operands *operands, struct err *err)
{
	return options_read(settings, argc, argv, operands, err) && options_check(settings, err);
}

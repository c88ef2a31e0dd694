/* Values of options as bytes and as text, by the option table. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "config/options.h"

enum { MAX_DECIMALS = 17 }; /* of a double */

enum option_group option_group(const struct option_row *row)
{
	return (enum option_group)(row->group & ~OPTIONS_ONCE);
}

bool option_is_lasting(const struct option_row *row)
{
	return !(row->group & OPTIONS_ONCE) && option_group(row) != OPTIONS_INFO;
}

/* --------------------------------------------------------------- as bytes */

static size_t bytes_of(const struct option_row *row)
{
	static const size_t bytes[] = {
		[OPTION_FLAG] = sizeof(bool),
		[OPTION_INT] = sizeof(int32_t),
		[OPTION_NUMBER] = sizeof(double),
		[OPTION_TIME] = sizeof(double),
		[OPTION_CHOICE] = sizeof(int32_t),
		[OPTION_LIST] = sizeof(struct settings_list),
		[OPTION_TEXT] = 0,
		[OPTION_FILE] = 0,
	};
	return row->type == OPTION_TEXT ? (size_t)row->max : bytes[row->type];
}

static bool is_given(const struct option_row *row, const struct settings *settings)
{
	return !row->flag_offset || *((const bool *)settings + row->flag_offset);
}

bool options_same(const struct option_row *row, const struct settings *a, const struct settings *b)
{
	const char *one = (const char *)a + row->offset, *other = (const char *)b + row->offset;
	if (is_given(row, a) != is_given(row, b))
		return false;
	return row->type == OPTION_TEXT ? strcmp(one, other) == 0 : memcmp(one, other, bytes_of(row)) == 0;
}

void options_copy(const struct option_row *row, struct settings *to, const struct settings *from)
{
	memcpy((char *)to + row->offset, (const char *)from + row->offset, bytes_of(row));
	if (row->flag_offset)
		*((bool *)to + row->flag_offset) = is_given(row, from);
}

/* --------------------------------------------------------------- as text */

/* With the fewest decimals that tell a number from all others. */
static bool format_plain(double value, const char *unit, char *to, size_t size)
{
	double read;
	int n = 0;
	for (int decimals = 0; decimals <= MAX_DECIMALS; decimals++) {
		n = snprintf(to, size, "%.*f", decimals, value);
		if (text_parse_number(to, NULL, &read) && read == value)
			break;
	}
	return !unit || (n < (int)size && snprintf(to + n, size - (size_t)n, " %s", unit) < (int)size - n);
}

static bool format_number(const struct option_row *row, const void *member, char *to, size_t size)
{
	return format_plain(*(const double *)member, row->unit, to, size);
}

static bool format_flag(const struct option_row *row, const void *member, char *to, size_t size)
{
	(void)row;
	return text_copy(to, size, *(const bool *)member ? "on" : "off");
}

static bool format_int(const struct option_row *row, const void *member, char *to, size_t size)
{
	return format_plain(*(const int32_t *)member, row->unit, to, size);
}

static bool format_time(const struct option_row *row, const void *member, char *to, size_t size)
{
	(void)row;
	return format_plain(*(const double *)member, NULL, to, size);
}

static bool add_choice(const struct option_row *row, int32_t index, char *to, size_t size)
{
	const char *choice = row->choices;
	for (; index > 0 && (choice = strchr(choice, '|')); index--)
		choice++;
	const size_t n = strlen(to);
	return choice && snprintf(to + n, size - n, "%.*s", (int)strcspn(choice, "|"), choice) < (int)(size - n);
}

static bool format_choice(const struct option_row *row, const void *member, char *to, size_t size)
{
	to[0] = '\0';
	return add_choice(row, *(const int32_t *)member, to, size);
}

static bool format_list(const struct option_row *row, const void *member, char *to, size_t size)
{
	const struct settings_list *list = member;
	to[0] = '\0';
	for (int32_t i = 0; i < list->n; i++)
		if ((i > 0 && !text_copy(to + strlen(to), size - strlen(to), ","))
			|| !add_choice(row, list->items[i], to, size))
			return false;
	return list->n > 0;
}

static bool format_text(const struct option_row *row, const void *member, char *to, size_t size)
{
	const char *text = member;
	return (*text || row->flag_offset) && text_copy(to, size, text);
}

bool options_format(const struct option_row *row, const struct settings *settings, char *to, size_t size)
{
	static bool (*const formats[])(const struct option_row *row, const void *member, char *to, size_t size) = {
		[OPTION_FLAG] = format_flag,
		[OPTION_INT] = format_int,
		[OPTION_NUMBER] = format_number,
		[OPTION_TIME] = format_time,
		[OPTION_CHOICE] = format_choice,
		[OPTION_LIST] = format_list,
		[OPTION_TEXT] = format_text,
	};
	return row->type != OPTION_FILE && is_given(row, settings)
		&& formats[row->type](row, (const char *)settings + row->offset, to, size);
}

void options_describe_range(const struct option_row *row, char *to, size_t size)
{
	const bool is_number = row->type == OPTION_INT || row->type == OPTION_NUMBER;
	const char *unit = row->unit ? row->unit : "";
	to[0] = '\0';
	if (is_number)
		snprintf(to, size, "%g to %g%s%s", row->min, row->max, *unit ? " " : "", unit);
}

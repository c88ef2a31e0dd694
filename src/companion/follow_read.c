#include "companion/follow_read.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { DEPTH_MAX = 2 }; /* the properties, and in them the metadata */

/* Numbers come as any type, whatever the specification says. */
static int read_number(sd_bus_message *message, char type, double *to)
{
	union {
		int32_t i;
		uint32_t u;
		int64_t x;
		uint64_t t;
		double d;
	} value;
	if (!type || !strchr("iuxtd", type))
		return sd_bus_message_skip(message, NULL);
	int result = sd_bus_message_read_basic(message, type, &value);
	if (result <= 0)
		return result;
	double number = 0;
	switch (type) {
	case 'i': number = value.i; break;
	case 'u': number = value.u; break;
	case 'x': number = (double)value.x; break;
	case 't': number = (double)value.t; break;
	default: number = value.d; break;
	}
	if (isfinite(number))
		*to = number;
	return result;
}

static int read_text(sd_bus_message *message, char type, char *to, size_t size)
{
	const char *text;
	if (!type || !strchr("so", type))
		return sd_bus_message_skip(message, NULL);
	int result = sd_bus_message_read_basic(message, type, &text);
	if (result > 0)
		text_clean(to, size, text);
	return result;
}

/* A list, or one text alone. */
static int read_texts(sd_bus_message *message, char type, const char *contents, char *to, size_t size)
{
	const char *text;
	size_t n = 0;
	int result;
	if (type != 'a' || strcmp(contents, "s") != 0)
		return read_text(message, type, to, size);
	result = sd_bus_message_enter_container(message, 'a', "s");
	while (result > 0 && (result = sd_bus_message_read_basic(message, 's', &text)) > 0) {
		text_clean(to + n, size - n, n ? ", " : "");
		n += strlen(to + n);
		text_clean(to + n, size - n, text);
		n += strlen(to + n);
	}
	return result < 0 ? result : sd_bus_message_exit_container(message);
}

static int read_properties(struct heard *heard, sd_bus_message *message, int depth);

enum kind { TEXT, TEXTS, NUMBER, PROPERTIES };

#define MEMBER(member) offsetof(struct heard, member), sizeof((struct heard *)0)->member
static const struct row {
	const char *key;
	enum kind kind;
	size_t at, n_bytes;
} rows[] = {
	{ "PlaybackStatus", TEXT, MEMBER(status) },
	{ "Position", NUMBER, MEMBER(position_us) },
	{ "Rate", NUMBER, MEMBER(rate) },
	{ "Volume", NUMBER, MEMBER(volume) },
	{ "Metadata", PROPERTIES, 0, 0 },
	{ "mpris:trackid", TEXT, MEMBER(track_id) },
	{ "mpris:length", NUMBER, MEMBER(length_us) },
	{ "xesam:title", TEXT, MEMBER(title) },
	{ "xesam:artist", TEXTS, MEMBER(artist) },
};

static const struct row *find_row(const char *key)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(rows[i].key, key) == 0)
			return &rows[i];
	return NULL;
}

static int read_value(struct heard *heard, const struct row *row, sd_bus_message *message, int depth)
{
	void *to = (char *)heard + row->at;
	const char *contents;
	char type;
	int result = sd_bus_message_peek_type(message, &type, &contents);
	if (result <= 0)
		return result;
	switch (row->kind) {
	case TEXT: return read_text(message, type, to, row->n_bytes);
	case TEXTS: return read_texts(message, type, contents, to, row->n_bytes);
	case NUMBER: return read_number(message, type, to);
	default: break;
	}
	if (type != 'a' || strcmp(contents, "{sv}") != 0 || depth >= DEPTH_MAX)
		return sd_bus_message_skip(message, NULL);
	return read_properties(heard, message, depth + 1);
}

static int read_entry(struct heard *heard, sd_bus_message *message, int depth)
{
	const char *key, *contents;
	char type;
	int result = sd_bus_message_read_basic(message, 's', &key);
	const struct row *row = result > 0 ? find_row(key) : NULL;
	if (result <= 0 || !row)
		return result <= 0 ? result : sd_bus_message_skip(message, "v");
	result = sd_bus_message_peek_type(message, &type, &contents);
	if (result > 0)
		result = sd_bus_message_enter_container(message, 'v', contents);
	if (result > 0)
		result = read_value(heard, row, message, depth);
	return result < 0 ? result : sd_bus_message_exit_container(message);
}

static int read_properties(struct heard *heard, sd_bus_message *message, int depth)
{
	int result = sd_bus_message_enter_container(message, 'a', "{sv}");
	if (result <= 0)
		return result;
	while ((result = sd_bus_message_enter_container(message, 'e', "sv")) > 0) {
		result = read_entry(heard, message, depth);
		if (result >= 0)
			result = sd_bus_message_exit_container(message);
		if (result < 0)
			return result;
	}
	return result < 0 ? result : sd_bus_message_exit_container(message);
}

int follow_read(struct heard *heard, sd_bus_message *reply)
{
	*heard = (struct heard){ .length_us = -1, .position_us = -1, .rate = 1, .volume = -1 };
	return read_properties(heard, reply, 1);
}

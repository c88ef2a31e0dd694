#include "source/tags.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "source/tags_encoding.h"

/* Beyond this a gain is no gain, and a peak no peak: +60 dB are what turns 10 bits into full scale. */
#define MOST_GAIN_DB 60.0
#define MOST_PEAK 1000.0
/* RFC 7845, 5.2.1: in units of 1/256 dB, to -23 LUFS; ReplayGain 2 aims 5 dB higher. */
#define R128_UNIT_DB (1.0 / 256)
#define R128_TO_REPLAYGAIN_DB 5.0

enum { NUMBER_TEXT = 32 };

/* --------------------------------------------------------------- values */

static void take_text(void *to, const char *value)
{
	text_copy(to, TAGS_TEXT, value);
}

/* "7" or "7/12". */
static void take_track_number(void *to, const char *value)
{
	uint32_t *number = to;
	unsigned long n = strtoul(value, NULL, 10);
	if (*number == 0 && n < 100000)
		*number = (uint32_t)n;
}

/* The number at the beginning of a value, which a unit may follow; some write the comma of their country. */
static bool number_read(const char *value, double *number)
{
	char text[NUMBER_TEXT];
	size_t first = strspn(value, " ");
	size_t n = strspn(value + first, "+-0123456789.,");
	if (n == 0 || n >= sizeof text)
		return false;
	memcpy(text, value + first, n);
	text[n] = '\0';
	for (char *comma = text; (comma = strchr(comma, ',')) != NULL;)
		*comma = '.';
	return text_parse_number(text, NULL, number);
}

static void set_gain(struct source_gain *gain, double gain_db)
{
	if (gain->is_given || !(fabs(gain_db) <= MOST_GAIN_DB))
		return;
	gain->is_given = true;
	gain->gain_db = (float)gain_db;
}

static void take_gain(void *to, const char *value)
{
	double gain_db;
	if (number_read(value, &gain_db))
		set_gain(to, gain_db);
}

static void take_r128_gain(void *to, const char *value)
{
	double units;
	if (number_read(value, &units))
		set_gain(to, units * R128_UNIT_DB + R128_TO_REPLAYGAIN_DB);
}

static void take_peak(void *to, const char *value)
{
	struct source_gain *gain = to;
	double peak;
	if (gain->peak == 0 && number_read(value, &peak) && peak > 0 && peak <= MOST_PEAK)
		gain->peak = (float)peak;
}

/* --------------------------------------------------------------- names */

#define AT(member) offsetof(struct tags_reading, member)

static const struct name {
	const char *name;
	size_t offset; /* of what it is to fill in a struct tags_reading */
	void (*take)(void *to, const char *value);
} names[] = {
	{ "TITLE", AT(title), take_text },
	{ "ARTIST", AT(artist), take_text },
	{ "ALBUM", AT(album), take_text },
	{ "TRACKNUMBER", AT(tags.track_number), take_track_number },
	{ "TRACK", AT(tags.track_number), take_track_number },
	{ "REPLAYGAIN_TRACK_GAIN", AT(tags.track_gain), take_gain },
	{ "REPLAYGAIN_TRACK_PEAK", AT(tags.track_gain), take_peak },
	{ "REPLAYGAIN_ALBUM_GAIN", AT(tags.album_gain), take_gain },
	{ "REPLAYGAIN_ALBUM_PEAK", AT(tags.album_gain), take_peak },
	{ "R128_TRACK_GAIN", AT(tags.track_gain), take_r128_gain },
	{ "R128_ALBUM_GAIN", AT(tags.album_gain), take_r128_gain },
};

static const struct name *name_find(const char *name)
{
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (strcasecmp(names[i].name, name) == 0)
			return &names[i];
	}
	return NULL;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without the blanks around it, which fill the fields of old formats. */
static const char *trimmed(const char *value, size_t *n)
{
	*n = strnlen(value, *n);
	for (; *n > 0 && is_blank(*value); --*n)
		value++;
	while (*n > 0 && is_blank(value[*n - 1]))
		--*n;
	return value;
}

/* How much of `n` bytes fits, without a part of a character if they are UTF-8. */
static size_t fitting(const char *value, size_t n, size_t most)
{
	if (n <= most)
		return n;
	for (n = most; n > most - 3 && ((unsigned char)value[n] & 0xc0) == 0x80;)
		n--;
	return n;
}

void tags_put(struct tags_reading *reading, const char *name, const char *value, size_t n)
{
	const struct name *found = name_find(name);
	char text[TAGS_TEXT];
	if (!found)
		return;
	value = trimmed(value, &n);
	n = fitting(value, n, sizeof text - 1);
	memcpy(text, value, n);
	text[n] = '\0';
	char *to = (char *)reading + found->offset;
	if (found->take != take_text || *to == '\0')
		found->take(to, text);
}

void tags_put_text(struct tags_reading *reading, const char *name, const char *value)
{
	if (value)
		tags_put(reading, name, value, strlen(value));
}

void tags_put_comment(struct tags_reading *reading, const char *comment, size_t n)
{
	char name[32];
	const char *equals = n ? memchr(comment, '=', n) : NULL;
	size_t name_n = equals ? (size_t)(equals - comment) : 0;
	if (name_n == 0 || name_n >= sizeof name)
		return;
	memcpy(name, comment, name_n);
	name[name_n] = '\0';
	tags_put(reading, name, equals + 1, n - name_n - 1);
}

void tags_finish(const struct tags_reading *reading, struct source_tags *tags)
{
	const char *const texts[] = { reading->title, reading->artist, reading->album };
	const struct tags_encoding *encoding = tags_encoding_guess(texts, sizeof texts / sizeof texts[0]);
	*tags = reading->tags;
	tags_decode(encoding, reading->title, tags->title, sizeof tags->title);
	tags_decode(encoding, reading->artist, tags->artist, sizeof tags->artist);
	tags_decode(encoding, reading->album, tags->album, sizeof tags->album);
}

void tags_whole_title(const struct source_tags *tags, char *to, size_t size)
{
	char whole[2 * TAGS_TEXT + 3];
	snprintf(whole, sizeof whole, "%s%s%s", tags->artist, tags->artist[0] && tags->title[0] ? " - " : "",
		tags->title);
	text_clean(to, size, whole); /* cuts at a character */
}

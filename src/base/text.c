#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPLACEMENT = 0xfffd };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool equal_in_any_case(const char *a, const char *b)
{
	while (*a && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return lower(*a) == lower(*b);
}

/* The well-formed sequences by their first byte: Unicode 15, table 3-7. The bounds of the second byte are what shuts
 * out overlong forms, surrogates and all beyond U+10FFFF. */
static const struct lead {
	unsigned char first, last;
	unsigned char length;
	unsigned char low, high; /* bounds of the second byte */
} leads[] = {
	{ 0xc2, 0xdf, 2, 0x80, 0xbf },
	{ 0xe0, 0xe0, 3, 0xa0, 0xbf },
	{ 0xe1, 0xec, 3, 0x80, 0xbf },
	{ 0xed, 0xed, 3, 0x80, 0x9f },
	{ 0xee, 0xef, 3, 0x80, 0xbf },
	{ 0xf0, 0xf0, 4, 0x90, 0xbf },
	{ 0xf1, 0xf3, 4, 0x80, 0xbf },
	{ 0xf4, 0xf4, 4, 0x80, 0x8f },
};

static const struct lead *lead_find(unsigned char byte)
{
	for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++) {
		if (byte >= leads[i].first && byte <= leads[i].last)
			return &leads[i];
	}
	return NULL;
}

size_t text_decode(const char *s, size_t n, uint32_t *code_point)
{
	unsigned char first = (unsigned char)s[0];
	if (first < 0x80) {
		*code_point = first;
		return 1;
	}
	*code_point = REPLACEMENT;
	const struct lead *lead = lead_find(first);
	if (!lead || lead->length > n)
		return 1;

	uint32_t value = first & (0x7fU >> lead->length);
	for (size_t i = 1; i < lead->length; i++) {
		unsigned char byte = (unsigned char)s[i];
		unsigned char low = i == 1 ? lead->low : 0x80;
		unsigned char high = i == 1 ? lead->high : 0xbf;
		if (byte < low || byte > high)
			return 1;
		value = value << 6 | (byte & 0x3fU);
	}
	*code_point = value;
	return lead->length;
}

static char tail_byte(uint32_t code_point, unsigned shift)
{
	return (char)(0x80U | (code_point >> shift & 0x3fU));
}

size_t text_encode(uint32_t code_point, char *out)
{
	if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff))
		code_point = REPLACEMENT;
	if (code_point < 0x80) {
		out[0] = (char)code_point;
		return 1;
	}
	if (code_point < 0x800) {
		out[0] = (char)(0xc0U | code_point >> 6);
		out[1] = tail_byte(code_point, 0);
		return 2;
	}
	if (code_point < 0x10000) {
		out[0] = (char)(0xe0U | code_point >> 12);
		out[1] = tail_byte(code_point, 6);
		out[2] = tail_byte(code_point, 0);
		return 3;
	}
	out[0] = (char)(0xf0U | code_point >> 18);
	out[1] = tail_byte(code_point, 12);
	out[2] = tail_byte(code_point, 6);
	out[3] = tail_byte(code_point, 0);
	return 4;
}

/* Characters that would move the cursor, begin a sequence or turn the line's direction. */
static bool is_harmful(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f)          /* C0, DEL, C1 */
		|| c == 0x061c || c == 0x200e || c == 0x200f /* bidirectional marks */
		|| (c >= 0x2028 && c <= 0x202e)  /* line and paragraph separator, embeddings and overrides */
		|| (c >= 0x2066 && c <= 0x2069); /* isolates */
}

void text_clean(char *to, size_t size, const char *from)
{
	if (size == 0)
		return;
	bool in_place = to == from;
	size_t left = strlen(from);
	size_t used = 0;
	while (left > 0) {
		uint32_t c;
		size_t taken = text_decode(from, left, &c);
		if (c == '\n' || c == '\t')
			c = ' ';
		else if (is_harmful(c) || (in_place && c == REPLACEMENT && taken == 1))
			c = '?';
		char bytes[4];
		size_t n = text_encode(c, bytes);
		if (n >= size - used)
			break;
		from += taken;
		left -= taken;
		memcpy(to + used, bytes, n);
		used += n;
	}
	to[used] = '\0';
}

bool text_copy(char *to, size_t size, const char *from)
{
	size_t length = strlen(from);
	if (size == 0)
		return false;
	size_t n = length < size ? length : size - 1;
	memmove(to, from, n);
	to[n] = '\0';
	return n == length;
}

bool text_begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

const char *text_env(const char *name)
{
	const char *value = getenv(name);
	return value ? value : "";
}

/* Reads digits from `*s` on, at most 19 of them, so that they fit; returns how many there were. */
static size_t digits_read(const char **s, uint64_t *value)
{
	size_t n = 0;
	*value = 0;
	while (n < 19 && is_digit((*s)[n])) {
		*value = *value * 10 + (uint64_t)((*s)[n] - '0');
		n++;
	}
	*s += n;
	return n;
}

/* value · 10^exponent. Powers of ten are exact in a double up to 10^22, so what people write is rounded once.
 * Too small a result is 0, too large a one infinite. */
static double scaled(uint64_t value, int exponent)
{
	double result = (double)value;
	double power = 1;
	int steps = exponent < 0 ? -exponent : exponent;
	for (int i = 0; i < steps; i++)
		power *= 10;
	return exponent < 0 ? result / power : result * power;
}

bool text_parse_time(const char *s, double *seconds)
{
	uint64_t total = 0;
	for (int field = 0; field < 3; field++) {
		uint64_t value;
		size_t n = digits_read(&s, &value);
		if (field == 0 ? n < 1 || n > 9 : n != 2 || value > 59)
			return false;
		total = total * 60 + value;
		if (*s != ':')
			break;
		if (field == 2)
			return false;
		s++;
	}

	double fraction = 0;
	if (*s == '.') {
		uint64_t value;
		s++;
		size_t n = digits_read(&s, &value);
		if (n == 0)
			return false;
		fraction = scaled(value, -(int)n);
	}
	if (*s)
		return false;
	*seconds = (double)total + fraction;
	return true;
}

void text_format_time(char *to, size_t size, double seconds)
{
	if (!isfinite(seconds) || seconds < 0) {
		snprintf(to, size, "-:--");
		return;
	}
	uint64_t total = seconds < 1e18 ? (uint64_t)seconds : (uint64_t)1e18;
	unsigned s = (unsigned)(total % 60);
	unsigned m = (unsigned)(total / 60 % 60);
	unsigned long long h = total / 3600;
	if (h > 0)
		snprintf(to, size, "%llu:%02u:%02u", h, m, s);
	else
		snprintf(to, size, "%u:%02u", m, s);
}

/* Reads digits with at most one point among them. What does not fit into 19 significant digits goes to the exponent. */
static bool decimal_read(const char **s, double *value)
{
	uint64_t mantissa = 0;
	int exponent = 0;
	bool any = false, point = false;
	for (; is_digit(**s) || (**s == '.' && !point); ++*s) {
		if (**s == '.') {
			point = true;
			continue;
		}
		any = true;
		bool fits = mantissa < UINT64_C(1000000000000000000);
		if (fits)
			mantissa = mantissa * 10 + (uint64_t)(**s - '0');
		if (fits && point && exponent > -400)
			exponent--;
		else if (!fits && !point && exponent < 400)
			exponent++;
	}
	*value = scaled(mantissa, exponent);
	return any && isfinite(*value);
}

bool text_parse_number(const char *s, const char *unit, double *value)
{
	bool negative = *s == '-';
	if (*s == '-' || *s == '+')
		s++;
	double result;
	if (!decimal_read(&s, &result))
		return false;
	if (*s && unit) {
		if (*s == ' ')
			s++;
		if (equal_in_any_case(unit, "Hz") && (equal_in_any_case(s, "kHz") || equal_in_any_case(s, "k")))
			result *= 1000;
		else if (!equal_in_any_case(s, unit))
			return false;
	} else if (*s) {
		return false;
	}
	*value = negative ? -result : result;
	return true;
}

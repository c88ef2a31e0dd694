#include "data/line.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024, PIECE_BYTES = 512 };

void line_fini(struct line *line)
{
	free(line->bytes);
	*line = (struct line){ 0 };
}

void line_clear(struct line *line)
{
	line->n = 0;
	line->is_short = false;
}

static bool make_room(struct line *line, size_t n)
{
	size_t room = line->room ? line->room : FIRST_ROOM;
	while (room - line->n < n)
		room *= 2;
	if (room == line->room)
		return true;
	char *bytes = realloc(line->bytes, room);
	if (!bytes) {
		line->is_short = true;
		return false;
	}
	line->bytes = bytes;
	line->room = room;
	return true;
}

void line_put(struct line *line, const void *bytes, size_t n)
{
	if (!make_room(line, n))
		return;
	memcpy(line->bytes + line->n, bytes, n);
	line->n += n;
}

void line_text(struct line *line, const char *text)
{
	line_put(line, text, strlen(text));
}

void line_printf(struct line *line, const char *format, ...)
{
	char piece[PIECE_BYTES];
	va_list args;
	va_start(args, format);
	vsnprintf(piece, sizeof piece, format, args);
	va_end(args);
	line_text(line, piece);
}

/* By hand: printf() takes ten times as long, and a line may have a thousand numbers. */
void line_number(struct line *line, double value, int decimals)
{
	static const double scales[LINE_MOST_DECIMALS + 1] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };
	char digits[32], *at = digits + sizeof digits;
	const double most = 1e12; /* the product fits 64 bits */
	const long long scaled = llround(fmin(fmax(value, -most), most) * scales[decimals]);
	unsigned long long rest = scaled < 0 ? 0 - (unsigned long long)scaled : (unsigned long long)scaled;
	for (int n = 0; n <= decimals || rest; n++) {
		if (n == decimals && decimals)
			*--at = '.';
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	}
	if (scaled < 0)
		*--at = '-';
	line_put(line, at, (size_t)(digits + sizeof digits - at));
}

#include "ui/cursor.h"

#include <string.h>

#include "ui/csi.h"

static size_t digits(int n)
{
	return n < 10 ? 1 : n < 100 ? 2 : n < 1000 ? 3 : 4;
}

/* ---- to a place ---- */

static size_t address_length(struct cursor to)
{
	if (to.x > 0)
		return 4 + digits(to.y + 1) + digits(to.x + 1);
	return to.y > 0 ? 3 + digits(to.y + 1) : 3;
}

static void put_address(char **p, struct cursor to)
{
	put_bytes(p, "\033[", 2);
	if (to.y > 0 || to.x > 0)
		put_number(p, (unsigned)to.y + 1);
	if (to.x > 0) {
		*(*p)++ = ';';
		put_number(p, (unsigned)to.x + 1);
	}
	*(*p)++ = 'H';
}

/* ---- up and down ---- */

enum { NEVER = 1000 }; /* bytes of a way that there is not: more than any other takes */

/* Bytes that take the cursor one row on in the direction of `n`. */
static size_t step_length(int n, bool may_feed, bool may_reverse)
{
	return n > 0 && may_feed ? 1 : n < 0 && may_reverse ? 2 : NEVER;
}

/* By such steps, or by one sequence. */
static size_t rows_length(int n, bool may_feed, bool may_reverse)
{
	const int n_rows = n < 0 ? -n : n;
	const size_t steps = (size_t)n_rows * step_length(n, may_feed, may_reverse);
	return n == 0 || steps < csi_length(n_rows) ? steps : csi_length(n_rows);
}

/* `feed`: what goes a row down, 0 if nothing does in one byte. */
static void put_rows(char **p, int n, char feed, bool may_reverse)
{
	const int n_rows = n < 0 ? -n : n;
	if (n == 0)
		return;
	if ((size_t)n_rows * step_length(n, feed, may_reverse) >= csi_length(n_rows)) {
		put_csi(p, n_rows, n > 0 ? 'B' : 'A');
		return;
	}
	for (int i = 0; i < n_rows; i++)
		put_bytes(p, n > 0 ? &feed : "\033M", n > 0 ? 1 : 2);
}

/* ---- along a row ---- */

/* From a known column. */
static size_t columns_length(int from, int to, bool has_column)
{
	const int n = to < from ? from - to : to - from;
	size_t length = n == 0 ? 0 : csi_length(n);
	if (to < from && (size_t)n < length)
		length = (size_t)n;
	if (has_column && n > 0 && csi_length(to + 1) < length)
		length = csi_length(to + 1);
	return length;
}

static void put_columns(char **p, int from, int to, bool has_column)
{
	const int n = to < from ? from - to : to - from;
	if (n == 0)
		return;
	const size_t length = columns_length(from, to, has_column);
	if (to < from && (size_t)n == length) {
		memset(*p, '\b', (size_t)n);
		*p += n;
	} else if (length == csi_length(n)) {
		put_csi(p, n, to < from ? 'D' : 'C');
	} else {
		put_csi(p, to + 1, 'G');
	}
}

/* ---- the whole ---- */

static size_t direct_length(struct cursor from, struct cursor to, struct cursor_caps caps)
{
	const size_t rows = rows_length(to.y - from.y, caps.index, caps.index);
	if (from.x != CURSOR_UNKNOWN)
		return rows + columns_length(from.x, to.x, caps.column);
	return caps.column ? rows + csi_length(to.x + 1) : NEVER;
}

static void put_direct(char **p, struct cursor from, struct cursor to, struct cursor_caps caps)
{
	put_rows(p, to.y - from.y, caps.index ? '\v' : 0, caps.index);
	if (from.x != CURSOR_UNKNOWN)
		put_columns(p, from.x, to.x, caps.column);
	else
		put_csi(p, to.x + 1, 'G');
}

size_t cursor_move(char *bytes, struct cursor from, struct cursor to, struct cursor_caps caps)
{
	char *p = bytes;
	if (from.x == to.x && from.y == to.y)
		return 0;
	if (from.y == CURSOR_UNKNOWN) {
		put_address(&p, to);
		return (size_t)(p - bytes);
	}
	const int down = to.y - from.y;
	const size_t address = address_length(to);
	const size_t direct = direct_length(from, to, caps);
	/* Behind a carriage return a line feed can do no harm. */
	const size_t by_return = 1 + rows_length(down, true, caps.index) + (to.x > 0 ? csi_length(to.x) : 0);
	if (direct <= address && direct <= by_return) {
		put_direct(&p, from, to, caps);
	} else if (by_return < address) {
		*p++ = '\r';
		put_rows(&p, down, '\n', caps.index);
		if (to.x > 0)
			put_csi(&p, to.x, 'C');
	} else {
		put_address(&p, to);
	}
	return (size_t)(p - bytes);
}

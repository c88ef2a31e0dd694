#include "ui/cursor.h"

#include <string.h>

#include "ui/csi.h"

enum { MAX_NEWLINES = 3, MAX_BACKSPACES = 4 };

struct best {
	char *bytes;
	size_t n; /* 0: none yet */
};

static void consider(struct best *best, const char *bytes, const char *end)
{
	const size_t n = (size_t)(end - bytes);
	if (best->n == 0 || n < best->n) {
		memcpy(best->bytes, bytes, n);
		best->n = n;
	}
}

static void consider_address(struct best *best, struct cursor to)
{
	char bytes[CURSOR_MAX_MOVE];
	char *p = bytes;
	put_bytes(&p, "\033[", 2);
	if (to.y > 0 || to.x > 0)
		put_number(&p, (unsigned)to.y + 1);
	if (to.x > 0) {
		*p++ = ';';
		put_number(&p, (unsigned)to.x + 1);
	}
	*p++ = 'H';
	consider(best, bytes, p);
}

static void put_steps(char **p, int n, char final)
{
	if (n > 0)
		put_csi(p, n, final);
}

static void consider_line_start(struct best *best, int down, int x)
{
	char bytes[CURSOR_MAX_MOVE];
	char *p = bytes;
	if (down > MAX_NEWLINES)
		return;
	*p++ = '\r';
	for (int i = 0; i < down; i++)
		*p++ = '\n';
	put_steps(&p, x, 'C');
	consider(best, bytes, p);
}

static void consider_column(struct best *best, int down, int x)
{
	char bytes[CURSOR_MAX_MOVE];
	char *p = bytes;
	put_steps(&p, down, 'B');
	put_csi(&p, x + 1, 'G');
	consider(best, bytes, p);
}

static void consider_steps(struct best *best, int down, int right)
{
	char bytes[CURSOR_MAX_MOVE];
	char *p = bytes;
	put_steps(&p, down, 'B');
	if (right < 0 && -right <= MAX_BACKSPACES)
		put_bytes(&p, "\b\b\b\b", (size_t)-right);
	else
		put_steps(&p, right < 0 ? -right : right, right < 0 ? 'D' : 'C');
	consider(best, bytes, p);
}

size_t cursor_move(char *bytes, struct cursor from, struct cursor to, bool has_column)
{
	struct best best = { .bytes = bytes };
	if (from.x == to.x && from.y == to.y)
		return 0;
	if (from.y == to.y && from.x != CURSOR_UNKNOWN && from.x < to.x) { /* nothing can be shorter */
		put_csi(&bytes, to.x - from.x, 'C');
		return csi_length(to.x - from.x);
	}
	consider_address(&best, to);
	if (from.y == CURSOR_UNKNOWN || to.y < from.y)
		return best.n;
	consider_line_start(&best, to.y - from.y, to.x);
	if (has_column)
		consider_column(&best, to.y - from.y, to.x);
	if (from.x != CURSOR_UNKNOWN)
		consider_steps(&best, to.y - from.y, to.x - from.x);
	return best.n;
}

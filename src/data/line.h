/* A line that grows as it is written: bytes, numbers. Numbers have no locale. */
#ifndef TERMVIZ_DATA_LINE_H
#define TERMVIZ_DATA_LINE_H

#include <stdbool.h>
#include <stddef.h>

/* A zeroed one is empty. */
struct line {
	char *bytes; /* owned; NULL while it is empty */
	size_t n, room;
	bool is_short; /* there was no memory for all of it */
};

void line_fini(struct line *line);

/* Empties it; its room stays. */
void line_clear(struct line *line);

void line_put(struct line *line, const void *bytes, size_t n);
void line_text(struct line *line, const char *text);
void line_printf(struct line *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A finite number, rounded to `decimals` (0 … LINE_MOST_DECIMALS). */
enum { LINE_MOST_DECIMALS = 6 };
void line_number(struct line *line, double value, int decimals);

#endif

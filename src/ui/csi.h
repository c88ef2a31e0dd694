/* Writing control sequences (ECMA-48): each function writes at `*p`, where there must be room, and moves it on. */
#ifndef TERMVIZ_UI_CSI_H
#define TERMVIZ_UI_CSI_H

#include <stddef.h>
#include <string.h>

static inline void put_bytes(char **p, const char *bytes, size_t n)
{
	memcpy(*p, bytes, n);
	*p += n;
}

static inline void put_number(char **p, unsigned value)
{
	char digits[10];
	size_t n = 0;
	do
		digits[n++] = (char)('0' + value % 10);
	while (value /= 10);
	while (n > 0)
		*(*p)++ = digits[--n];
}

/* CSI n final; a 1 is left out, as a missing number means 1. */
static inline void put_csi(char **p, int n, char final)
{
	put_bytes(p, "\033[", 2);
	if (n != 1)
		put_number(p, (unsigned)n);
	*(*p)++ = final;
}

/* How many bytes put_csi() writes, for 1 <= n < 10000. */
static inline size_t csi_length(int n)
{
	return n == 1 ? 3 : n < 10 ? 4 : n < 100 ? 5 : n < 1000 ? 6 : 7;
}

#endif

/* libvterm 0.1 does not know REP: CSI n b becomes the characters it stands for. */
#ifndef TERMVIZ_TESTS_REPEATS_H
#define TERMVIZ_TESTS_REPEATS_H

#include <stdbool.h>
#include <stdlib.h>

#include "base/text.h"
#include "ui/bytes.h"

/* The length of the escape sequence at `s`, but for the text of OSC and the like. */
static inline size_t sequence_length(const char *s, size_t n)
{
	const bool is_csi = n > 1 && s[1] == '[';
	const unsigned char first_final = is_csi ? 0x40 : 0x30; /* ECMA-35, ECMA-48 */
	size_t i = is_csi ? 2 : 1;
	while (i < n && (unsigned char)s[i] < first_final)
		i++;
	return i < n ? i + 1 : n;
}

/* Appends `n` bytes for a terminal to `to`, with each REP written out. False if there is nothing before one, or memory
 * is short. */
static inline bool expand_repeats(const char *from, size_t n, struct bytes *to)
{
	size_t last = 0, last_n = 0;
	for (size_t i = 0, length; i < n; i += length) {
		length = 1;
		if (from[i] == '\033') {
			length = sequence_length(from + i, n - i);
			if (length > 2 && from[i + 1] == '[' && from[i + length - 1] == 'b') {
				if (last_n == 0)
					return false;
				for (int times = length == 3 ? 1 : atoi(from + i + 2); times > 0; times--)
					if (!bytes_append(to, from + last, last_n))
						return false;
				continue;
			}
		} else if ((unsigned char)from[i] >= 0x20) {
			uint32_t code_point;
			length = text_decode(from + i, n - i, &code_point);
			last = i;
			last_n = length;
		}
		if (!bytes_append(to, from + i, length))
			return false;
	}
	return true;
}

#endif

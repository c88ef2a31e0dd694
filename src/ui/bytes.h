/* A growing row of bytes. */
#ifndef TERMVIZ_UI_BYTES_H
#define TERMVIZ_UI_BYTES_H

#include <stdbool.h>
#include <stddef.h>

struct bytes {
	char *data; /* owned */
	size_t n, capacity;
};

/* Makes room for `extra` bytes behind the `n` there are. False if memory is short: nothing has changed then. */
bool bytes_reserve(struct bytes *bytes, size_t extra);

/* Appends; false as above. */
bool bytes_append(struct bytes *bytes, const char *data, size_t n);

/* Frees; right after a zeroed struct, too. */
void bytes_fini(struct bytes *bytes);

#endif

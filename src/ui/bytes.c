#include "ui/bytes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool bytes_reserve(struct bytes *bytes, size_t extra)
{
	if (extra <= bytes->capacity - bytes->n)
		return true;
	if (extra > SIZE_MAX / 4 - bytes->n)
		return false;
	size_t capacity = bytes->capacity ? bytes->capacity : 4096;
	while (capacity < bytes->n + extra)
		capacity *= 2;
	char *data = realloc(bytes->data, capacity);
	if (!data)
		return false;
	bytes->data = data;
	bytes->capacity = capacity;
	return true;
}

bool bytes_append(struct bytes *bytes, const char *data, size_t n)
{
	if (!bytes_reserve(bytes, n))
		return false;
	if (n > 0)
		memcpy(bytes->data + bytes->n, data, n);
	bytes->n += n;
	return true;
}

void bytes_fini(struct bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct bytes){ 0 };
}

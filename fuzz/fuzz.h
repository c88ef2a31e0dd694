/* What fuzz targets share: a check that ends the process, and the input as text or as a row of numbers. */
#ifndef TERMVIZ_FUZZ_FUZZ_H
#define TERMVIZ_FUZZ_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The leak sanitizer asks for what is not to be told, where a library loses memory that is not ours to find. */
const char *__lsan_default_suppressions(void);

static inline void require(bool holds)
{
	if (!holds)
		abort();
}

/* Terminated within `size`, and nothing in it that a terminal would obey. */
static inline void require_printable(const char *text, size_t size)
{
	require(memchr(text, 0, size) != NULL);
	const size_t n = 3 * size + 1; /* of each byte that is no character there is one of three bytes then */
	char *clean = malloc(n);
	require(clean != NULL);
	text_clean(clean, n, text);
	require(strcmp(clean, text) == 0);
	free(clean);
}

/* The input as a string, to be freed, in a block of just its size. */
static inline char *text_of(const uint8_t *data, size_t n)
{
	char *text = malloc(n + 1);
	require(text != NULL);
	if (n > 0)
		memcpy(text, data, n);
	text[n] = '\0';
	return text;
}

/* What is left of an input that is taken apart from its front; behind its end there are zeros. */
struct taken {
	const uint8_t *data;
	size_t n;
};

static inline void take_bytes(struct taken *from, void *to, size_t n)
{
	const size_t there = from->n < n ? from->n : n;
	memset(to, 0, n);
	if (there == 0)
		return;
	memcpy(to, from->data, there);
	from->data += there;
	from->n -= there;
}

static inline unsigned take_byte(struct taken *from)
{
	uint8_t byte;
	take_bytes(from, &byte, sizeof byte);
	return byte;
}

static inline uint32_t take_u32(struct taken *from)
{
	uint32_t word;
	take_bytes(from, &word, sizeof word);
	return word;
}

static inline uint64_t take_u64(struct taken *from)
{
	uint64_t word;
	take_bytes(from, &word, sizeof word);
	return word;
}

/* Up to its next 0 byte, at most size - 1 bytes. */
static inline void take_text(struct taken *from, char *to, size_t size)
{
	size_t n = 0;
	for (char c; n + 1 < size && from->n > 0 && (c = (char)take_byte(from)) != '\0';)
		to[n++] = c;
	to[n] = '\0';
}

#endif

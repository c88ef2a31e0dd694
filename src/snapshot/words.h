/* Copying between private memory and memory that another process changes meanwhile: by relaxed atomic words, so that a
 * torn copy is merely wrong, never undefined. Whether it was torn, a sequence lock around it tells. */
#ifndef TERMVIZ_SNAPSHOT_WORDS_H
#define TERMVIZ_SNAPSHOT_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* Sizes in bytes are multiples of 8, addresses aligned to 8. */
static inline void words_load(void *to, const void *shared, size_t bytes)
{
	uint64_t *t = to;
	const uint64_t *s = shared;
	for (size_t i = 0; i < bytes / sizeof *t; i++)
		t[i] = __atomic_load_n(&s[i], __ATOMIC_RELAXED);
}

static inline void words_store(void *shared, const void *from, size_t bytes)
{
	uint64_t *s = shared;
	const uint64_t *f = from;
	for (size_t i = 0; i < bytes / sizeof *s; i++)
		__atomic_store_n(&s[i], f[i], __ATOMIC_RELAXED);
}

#endif

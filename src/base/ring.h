/* A ring of equal elements between one writing and one reading thread; neither ever waits for the other.
 *
 * Positions count all elements ever written or read, so that they never repeat and can be compared and passed on.
 */
#ifndef TERMVIZ_BASE_RING_H
#define TERMVIZ_BASE_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct ring_positions {
	_Atomic uint64_t written; /* stored by the writer (release), loaded by the reader (acquire) */
	_Atomic uint64_t read;    /* stored by the reader (release), loaded by the writer (acquire) */
};

/* Not to be copied: `at` may point into it. */
struct ring {
	unsigned char *data; /* as `at`, owned or of somebody else's memory */
	struct ring_positions *at;
	struct ring_positions own;
	size_t element_bytes;
	size_t capacity; /* elements; a power of two */
	size_t n_kept;   /* of those that were read last are not overwritten; 0 unless somebody sets it before use */
};

/* Allocates room for at least `min_elements`. ring_fini() is right after a zeroed struct, too. Any one thread. */
bool ring_init(struct ring *ring, size_t element_bytes, size_t min_elements, struct err *err);
void ring_fini(struct ring *ring);

/* The same over memory of other owners, which is not freed: `data` for `capacity` (a power of two) elements. What is in it
 * stays. */
void ring_place(
	struct ring *ring, struct ring_positions *at, void *data, size_t element_bytes, size_t capacity, size_t n_kept);

/* Writer's side, real time safe: how much fits; writes up to `n` elements and returns how many it took. */
size_t ring_writable(const struct ring *ring);
size_t ring_write(struct ring *ring, const void *elements, size_t n);
uint64_t ring_written(const struct ring *ring);

/* Reader's side, real time safe: how much is there; copies up to `n` elements out, or looks at them without taking
 * them; takes elements without copying. Each returns how many. */
size_t ring_readable(const struct ring *ring);
size_t ring_read(struct ring *ring, void *elements, size_t n);
size_t ring_peek(const struct ring *ring, void *elements, size_t n);
size_t ring_drop(struct ring *ring, size_t n);
uint64_t ring_position(const struct ring *ring);

/* For who goes on with a ring whose reader and writer are gone: the element at a position that has been written and not
 * yet been overwritten; has reading go on from there. */
void *ring_element(const struct ring *ring, uint64_t position);
void ring_rewind(struct ring *ring, uint64_t position);

#endif

#include "base/ring.h"

#include <stdlib.h>
#include <string.h>

bool ring_init(struct ring *ring, size_t element_bytes, size_t min_elements, struct err *err)
{
	size_t capacity = 1;
	while (capacity < min_elements)
		capacity *= 2;
	*ring = (struct ring){ .at = &ring->own, .element_bytes = element_bytes, .capacity = capacity };
	ring->data = calloc(capacity, element_bytes);
	return ring->data || err_set(err, ERR_SYSTEM, "out of memory for a buffer of %zu elements", capacity);
}

void ring_fini(struct ring *ring)
{
	if (ring->at == &ring->own)
		free(ring->data);
	*ring = (struct ring){ 0 };
}

void ring_place(
	struct ring *ring, struct ring_positions *at, void *data, size_t element_bytes, size_t capacity, size_t n_kept)
{
	*ring = (struct ring){
		.data = data, .at = at, .element_bytes = element_bytes, .capacity = capacity, .n_kept = n_kept
	};
}

size_t ring_writable(const struct ring *ring)
{
	/* Acquire pairs with the release in ring_drop(): what the reader has left is free to be overwritten. */
	uint64_t read = atomic_load_explicit(&ring->at->read, memory_order_acquire);
	uint64_t written = atomic_load_explicit(&ring->at->written, memory_order_relaxed);
	size_t taken = (size_t)(written - read) + ring->n_kept;
	return taken < ring->capacity ? ring->capacity - taken : 0;
}

size_t ring_write(struct ring *ring, const void *elements, size_t n)
{
	size_t room = ring_writable(ring);
	if (n > room)
		n = room;
	uint64_t written = atomic_load_explicit(&ring->at->written, memory_order_relaxed);
	size_t start = (size_t)(written & (ring->capacity - 1));
	size_t first = n < ring->capacity - start ? n : ring->capacity - start;
	memcpy(ring->data + start * ring->element_bytes, elements, first * ring->element_bytes);
	memcpy(ring->data, (const unsigned char *)elements + first * ring->element_bytes,
		(n - first) * ring->element_bytes);
	/* Release pairs with the acquire in ring_readable(): the elements are there before they are counted. */
	atomic_store_explicit(&ring->at->written, written + n, memory_order_release);
	return n;
}

uint64_t ring_written(const struct ring *ring)
{
	return atomic_load_explicit(&ring->at->written, memory_order_relaxed);
}

size_t ring_readable(const struct ring *ring)
{
	/* Acquire pairs with the release in ring_write(). */
	uint64_t written = atomic_load_explicit(&ring->at->written, memory_order_acquire);
	return (size_t)(written - atomic_load_explicit(&ring->at->read, memory_order_relaxed));
}

size_t ring_peek(const struct ring *ring, void *elements, size_t n)
{
	size_t there = ring_readable(ring);
	if (n > there)
		n = there;
	size_t start = (size_t)(ring_position(ring) & (ring->capacity - 1));
	size_t first = n < ring->capacity - start ? n : ring->capacity - start;
	memcpy(elements, ring->data + start * ring->element_bytes, first * ring->element_bytes);
	memcpy((unsigned char *)elements + first * ring->element_bytes, ring->data, (n - first) * ring->element_bytes);
	return n;
}

size_t ring_drop(struct ring *ring, size_t n)
{
	size_t there = ring_readable(ring);
	if (n > there)
		n = there;
	/* Release pairs with the acquire in ring_writable(): they have been copied out before their room is given
	 * back. */
	atomic_fetch_add_explicit(&ring->at->read, n, memory_order_release);
	return n;
}

size_t ring_read(struct ring *ring, void *elements, size_t n)
{
	return ring_drop(ring, ring_peek(ring, elements, n));
}

uint64_t ring_position(const struct ring *ring)
{
	return atomic_load_explicit(&ring->at->read, memory_order_relaxed);
}

void *ring_element(const struct ring *ring, uint64_t position)
{
	return ring->data + (size_t)(position & (ring->capacity - 1)) * ring->element_bytes;
}

void ring_rewind(struct ring *ring, uint64_t position)
{
	atomic_store_explicit(&ring->at->read, position, memory_order_release);
}

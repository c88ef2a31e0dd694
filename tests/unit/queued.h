/* A queue of some files. */
#ifndef TERMVIZ_TESTS_QUEUED_H
#define TERMVIZ_TESTS_QUEUED_H

#include <stdlib.h>

#include "queue/queue.h"

/* Zeroed pages that are never touched cost nothing; the caller frees it. */
static inline struct queue *queued(const char *const *paths, size_t n)
{
	struct queue *queue = calloc(1, sizeof *queue);
	assert_non_null(queue);
	queue_init(queue, 1);
	for (size_t i = 0; i < n; i++) {
		const struct queue_item item = { .path = paths[i], .title = "", .end_ns = -1 };
		assert_int_equal(queue_add(queue, &item, QUEUE_NOTHING, QUEUE_NOTHING), i);
	}
	return queue;
}

#endif

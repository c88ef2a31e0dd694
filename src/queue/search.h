/* Searching the queue. */
#ifndef TERMVIZ_QUEUE_SEARCH_H
#define TERMVIZ_QUEUE_SEARCH_H

#include <stdbool.h>
#include <stdint.h>

#include "queue/queue.h"

/* The first entry of those that are shown, from the place `from` on, forth or back and round the end, that has `what` in
 * its title or path, be its letters large or small as LC_CTYPE knows them. False: there is none. */
bool queue_search(const struct queue *queue, const char *what, uint32_t from, bool back, uint32_t *place);

#endif

/* What the keeper and its scanner say to each other: which folder or playlist is to be read, and what is in it. */
#ifndef TERMVIZ_CONTROL_SCAN_H
#define TERMVIZ_CONTROL_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "control/message.h"
#include "queue/queue.h"

#define SCAN_MAGIC 0x56495A43u /* "VIZC" */

enum { SCAN_BYTES = 16384 };

struct scan_wish {
	uint32_t magic;
	uint32_t id; /* of the entry, for the answers */
	char path[QUEUE_PATH];
};

/* Some entries, one after the other: start, end (both int64_t), path, title (both terminated). */
struct scan_batch {
	uint32_t magic;
	uint32_t id;
	uint32_t n_bytes;
	uint32_t is_last;
	char error[MESSAGE_TEXT]; /* of the last one: why there is nothing, or no more; "": all is there */
	char bytes[SCAN_BYTES];
};

/* Appends an item to a batch, its title cut if it is too long for a queue; false: it is full. */
bool scan_put(struct scan_batch *batch, const struct queue_item *item);

/* The item at `*at`, which goes on behind it; its strings are the batch's. False: no more, or it makes no sense. */
bool scan_next(const struct scan_batch *batch, uint32_t *at, struct queue_item *item);

/* Receives one of either; what came is checked. */
enum message_result scan_receive_wish(int socket_fd, struct scan_wish *wish);
enum message_result scan_receive_batch(int socket_fd, struct scan_batch *batch);

#endif

#include "control/scan.h"

#include <string.h>

#include "base/text.h"

bool scan_put(struct scan_batch *batch, const struct queue_item *item)
{
	const int64_t times[] = { item->start_ns, item->end_ns };
	const size_t n_path = strlen(item->path) + 1, n_title = strnlen(item->title, QUEUE_TITLE - 1) + 1;
	char *to = batch->bytes + batch->n_bytes;
	if (sizeof times + n_path + n_title > SCAN_BYTES - batch->n_bytes)
		return false;
	memcpy(to, times, sizeof times);
	memcpy(to + sizeof times, item->path, n_path);
	text_copy(to + sizeof times + n_path, n_title, item->title);
	batch->n_bytes += (uint32_t)(sizeof times + n_path + n_title);
	return true;
}

/* A terminated string that is no longer than may be; moves `*at` behind it. NULL: there is none. */
static const char *next_text(const struct scan_batch *batch, uint32_t *at, size_t most)
{
	const char *from = batch->bytes + *at;
	const char *to = *at < batch->n_bytes ? memchr(from, 0, batch->n_bytes - *at) : NULL;
	if (!to || (size_t)(to - from) >= most)
		return NULL;
	*at += (uint32_t)(to - from) + 1;
	return from;
}

bool scan_next(const struct scan_batch *batch, uint32_t *at, struct queue_item *item)
{
	int64_t times[2];
	if (*at > batch->n_bytes || batch->n_bytes - *at < sizeof times)
		return false;
	memcpy(times, batch->bytes + *at, sizeof times);
	*at += (uint32_t)sizeof times;
	*item = (struct queue_item){ .start_ns = times[0], .end_ns = times[1] };
	item->path = next_text(batch, at, QUEUE_PATH);
	item->title = item->path ? next_text(batch, at, QUEUE_TITLE) : NULL;
	return item->title && item->path[0] && item->start_ns >= 0
		&& (item->end_ns == -1 || item->end_ns > item->start_ns);
}

enum message_result scan_receive_wish(int socket_fd, struct scan_wish *wish)
{
	enum message_result result = packet_receive_one(socket_fd, wish, sizeof *wish, NULL);
	if (result == MESSAGE_OK && (wish->magic != SCAN_MAGIC || !memchr(wish->path, 0, sizeof wish->path)))
		return MESSAGE_BAD;
	return result;
}

enum message_result scan_receive_batch(int socket_fd, struct scan_batch *batch)
{
	enum message_result result = packet_receive_one(socket_fd, batch, sizeof *batch, NULL);
	if (result == MESSAGE_OK && (batch->magic != SCAN_MAGIC || batch->n_bytes > SCAN_BYTES))
		return MESSAGE_BAD;
	if (result == MESSAGE_OK)
		packet_make_printable(batch->error, sizeof batch->error);
	return result;
}

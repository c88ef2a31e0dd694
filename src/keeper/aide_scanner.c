/* The scanner as the keeper sees it (keeper/scanner.h): it lives as long as there is something to read. */
#include "base/text.h"
#include "control/scan.h"
#include "keeper/aide_rows.h"
#include "keeper/keeper_state.h"
#include "keeper/scanner.h"

static bool is_wanted(const struct keeper *keeper)
{
	return atomic_load_explicit(&keeper->memory.queue->n_unread, memory_order_relaxed) > 0;
}

static uint32_t next_unread(const struct queue *queue)
{
	struct queue_item item;
	for (uint32_t id = 0; queue_item(queue, id, &item); id++)
		if ((item.flags & (QUEUE_UNREAD | QUEUE_REMOVED)) == QUEUE_UNREAD)
			return id;
	return QUEUE_NOTHING;
}

/* Has it read the next one; false: there is none. */
static bool ask(struct keeper *keeper, struct child *child)
{
	struct scan_wish wish = { .magic = SCAN_MAGIC, .id = next_unread(keeper->memory.queue) };
	struct queue_item item;
	keeper->scanned_id = QUEUE_NOTHING;
	if (!queue_item(keeper->memory.queue, wish.id, &item))
		return false;
	text_copy(wish.path, sizeof wish.path, item.path);
	if (packet_send(child->socket_fd, &wish, sizeof wish, NULL, 0, false) != MESSAGE_OK)
		return false;
	keeper->scanned_id = wish.id;
	return true;
}

static bool start(struct keeper *keeper, struct child *child, struct err *err)
{
	const char *const argv[] = { "termviz", ROLE_SCANNER, NULL };
	if (!child_start(child, NULL, argv, NULL, 0, err))
		return false;
	ask(keeper, child);
	return true;
}

void keeper_scan(struct keeper *keeper)
{
	struct child *child = aide_child(keeper, &aide_scanner);
	struct err err = { 0 };
	if (child->pid == 0 && !start(keeper, child, &err))
		log_line(&keeper->log, "%s", err.message);
}

/* What cannot be read is an entry that cannot be played. */
static void give_up(struct keeper *keeper, const char *why)
{
	queue_mark(keeper->memory.queue, keeper->scanned_id, QUEUE_BROKEN, why);
	keeper->scanned_id = QUEUE_NOTHING;
}

/* False: no more of it is wanted. */
static bool take(struct keeper *keeper, const struct scan_batch *batch)
{
	struct queue *queue = keeper->memory.queue;
	struct queue_item item;
	uint32_t at = 0;
	if (!queue_item(queue, keeper->scanned_id, &item) || !(item.flags & QUEUE_UNREAD)) {
		keeper->scanned_id = QUEUE_NOTHING; /* the queue has been cleared meanwhile */
		return false;
	}
	while (scan_next(batch, &at, &item))
		if (queue_add(queue, &item, keeper->scanned_id, keeper_heard_id(keeper)) == QUEUE_NOTHING) {
			give_up(keeper, "the queue is full");
			return false;
		}
	if (batch->is_last && batch->error[0])
		give_up(keeper, batch->error);
	else if (batch->is_last)
		queue_mark(queue, keeper->scanned_id, QUEUE_REMOVED | QUEUE_READ, NULL);
	return true;
}

/* False: there is nothing more to read, or it makes no sense. */
static bool serve(struct keeper *keeper, struct child *child)
{
	static struct scan_batch batch; /* of the one thread; large */
	bool more = true;
	for (int turn = 0; more && turn < KEEPER_AT_ONCE; turn++) {
		enum message_result result = scan_receive_batch(child->socket_fd, &batch);
		if (result != MESSAGE_OK || batch.id != keeper->scanned_id) {
			more = result == MESSAGE_NONE;
			break;
		}
		more = take(keeper, &batch) && (!batch.is_last || ask(keeper, child));
	}
	keeper_tell_queue(keeper);
	return more;
}

/* Killed, because it was through, or dead of what it has read: the rest is another's. */
static void on_end(struct keeper *keeper, struct child *child, int wait_status)
{
	(void)child, (void)wait_status;
	if (keeper->ending)
		return;
	if (keeper->scanned_id != QUEUE_NOTHING)
		give_up(keeper, "reading it went wrong; see the run's --log");
	if (is_wanted(keeper))
		keeper_scan(keeper);
	keeper_tell_queue(keeper);
}

const struct aide_ops aide_scanner = {
	.name = "scanner",
	.is_wanted = is_wanted,
	.start = start,
	.serve = serve,
	.on_end = on_end,
};

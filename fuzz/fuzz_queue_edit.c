/* Whatever is done to a queue, its order holds all of it once; and saved as a playlist it is read as it was. */
#include <stdio.h>

#include "base/url.h"
#include "fuzz.h"
#include "queue/playlist.h"
#include "queue/queue.h"

enum { MOST_EDITS = 64 };
#define MOST_NS 1000000000000000u /* of a part of a file: what a playlist can hold */

static struct queue queue;

static void reset(void)
{
	memset(&queue, 0, offsetof(struct queue, order));
	queue_init(&queue, 7);
}

/* --------------------------------------------------------------- edits */

static void add(struct taken *from, uint32_t n)
{
	static const uint32_t kinds[] = { 0, QUEUE_GIVEN, QUEUE_UNREAD, QUEUE_BROKEN };
	char path[QUEUE_PATH] = "/", title[QUEUE_TITLE];
	const unsigned how = take_byte(from), before = take_byte(from);
	take_text(from, path + 1, how & 4 ? sizeof path - 1 : 16);
	take_text(from, title, sizeof title);
	const int64_t start_ns = how & 8 ? (int64_t)(take_u64(from) % MOST_NS) : 0;
	const struct queue_item item = { .path = path,
		.title = title,
		.start_ns = start_ns,
		.end_ns = how & 16 ? start_ns + 1 : -1,
		.flags = kinds[how % 4] };
	queue_add(&queue, &item, before < n ? before : QUEUE_NOTHING, how & 32 && n ? before % n : QUEUE_NOTHING);
}

static void edit(struct taken *from)
{
	const uint32_t n = queue.n_entries;
	const unsigned what = take_byte(from) % 8;
	const uint32_t id = n ? take_byte(from) % n : 0;
	if (n == 0 || what < 2)
		add(from, n);
	else if (what == 2)
		queue_remove(&queue, id);
	else if (what == 3)
		queue_move(&queue, id, take_byte(from));
	else if (what == 4)
		queue_shuffle(&queue, true, id);
	else if (what == 5)
		queue_shuffle(&queue, false, id);
	else if (what == 6)
		queue_mark(&queue, id, take_byte(from) % 2 ? QUEUE_REMOVED | QUEUE_READ : QUEUE_BROKEN, "a title");
	else if (take_byte(from) < 16)
		queue_clear(&queue);
}

/* --------------------------------------------------------------- what must be true */

static void check_order(void)
{
	const uint32_t n = queue.n_entries;
	uint32_t ids[MOST_EDITS], n_shown = 0, n_unread = 0;
	for (uint32_t id = 0; id < n; id++) {
		const uint32_t flags = queue.entries[id].flags;
		require(queue.place[id] < n && queue.order[queue.place[id]] == id);
		n_shown += !(flags & (QUEUE_REMOVED | QUEUE_UNREAD));
		n_unread += (flags & QUEUE_UNREAD) != 0;
	}
	require(n_shown == queue.n_shown && n_unread == queue.n_unread);
	require(queue_list(&queue, 0, ids, MOST_EDITS) == n_shown);
	for (uint32_t i = 0; i < n_shown; i++) {
		uint32_t next = 0, place = n;
		require(queue_place(&queue, ids[i], &place) && place == i);
		if (n_unread == 0)
			require(queue_step(&queue, ids[i], 1, true, &next) == QUEUE_FOUND
				&& next == ids[(i + 1) % n_shown]);
	}
}

/* What is read is to be what is saved, item by item. */
struct saved {
	uint32_t ids[MOST_EDITS];
	size_t n, n_read;
};

static bool compare(const struct queue_item *read, void *context)
{
	struct saved *saved = context;
	struct queue_item item;
	while (saved->n_read < saved->n && queue_item(&queue, saved->ids[saved->n_read], &item)
		&& (item.flags & QUEUE_BROKEN))
		saved->n_read++;
	require(saved->n_read++ < saved->n);
	char *local = url_file_path(read->path);
	require(strcmp(local ? local : read->path, item.path) == 0);
	require(read->start_ns == item.start_ns && read->end_ns == item.end_ns);
	free(local);
	return true;
}

static void check_saved(void)
{
	struct saved saved = { .n = queue_list(&queue, 0, saved.ids, MOST_EDITS) };
	char *bytes = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&bytes, &n);
	require(file && playlist_write_m3u(&queue, file) && fclose(file) == 0);
	playlist_read_m3u(bytes, n, &(struct reading){ compare, &saved });
	for (struct queue_item item; saved.n_read < saved.n; saved.n_read++)
		require(queue_item(&queue, saved.ids[saved.n_read], &item) && (item.flags & QUEUE_BROKEN));
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	reset();
	for (int i = 0; i < MOST_EDITS && from.n > 0; i++) {
		edit(&from);
		check_order();
	}
	check_saved();
	return 0;
}

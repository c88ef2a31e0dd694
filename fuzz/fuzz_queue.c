/* A queue of any content: its readers end, and believe nothing that is out of bounds. */
#include "fuzz.h"
#include "queue/queue.h"
#include "queue/search.h"

enum { N_FILLED = 64, MOST_ENTRIES = 1024, TEXT_FILLED = 2048, MOST_IDS = 80 };

static struct queue queue;

/* Mostly as small as what has been filled, now and then anything. */
static uint32_t take_number(struct taken *from)
{
	const unsigned byte = take_byte(from);
	return byte == 255 ? take_u32(from) : byte % (N_FILLED + 2);
}

static void fill(struct taken *from)
{
	queue_init(&queue, 1);
	queue.sequence = take_byte(from) == 255;
	queue.n_entries = take_number(from) % MOST_ENTRIES;
	queue.n_shown = take_number(from);
	queue.n_unread = take_byte(from) % 4;
	queue.loop = take_number(from);
	queue.shuffled = take_byte(from) % 2;
	for (uint32_t i = 0; i < N_FILLED; i++) {
		queue.order[i] = take_number(from);
		queue.place[i] = take_number(from);
		queue.entries[i].flags = take_byte(from);
		queue.entries[i].path_at = take_number(from) * 8;
		queue.entries[i].title_at = take_number(from) * 8;
		queue.entries[i].start_ns = (int8_t)take_byte(from);
	}
	take_bytes(from, queue.text, TEXT_FILLED);
	memset(queue.text + TEXT_FILLED, from->n > 0 ? 'x' : 0, QUEUE_PATH); /* a text that does not end */
}

static void read_entry(uint32_t id)
{
	struct queue_item item;
	uint32_t found = QUEUE_NOTHING, place = 0;
	if (queue_item(&queue, id, &item))
		require(strlen(item.path) < QUEUE_PATH && strlen(item.title) < QUEUE_TITLE && item.start_ns >= 0);
	for (int steps = -2; steps <= 2; steps++)
		if (queue_step(&queue, id, steps, id % 2, &found) == QUEUE_FOUND)
			require(found < QUEUE_MAX_ENTRIES);
	queue_place(&queue, id, &place);
	require(place <= QUEUE_MAX_ENTRIES);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	uint32_t ids[MOST_IDS], place;
	fill(&from);
	const struct queue_figures figures = queue_figures(&queue);
	require(figures.loop < QUEUE_N_LOOPS && figures.n_shown <= QUEUE_MAX_ENTRIES);
	queue_check(&queue, n, NULL);
	const size_t n_ids = queue_list(&queue, figures.n_shown / 2, ids, MOST_IDS);
	require(n_ids <= MOST_IDS);
	for (uint32_t id = 0; id < 8; id++)
		read_entry(id);
	for (size_t i = 0; i < n_ids && i < 8; i++)
		read_entry(ids[i]);
	read_entry(QUEUE_NOTHING);
	queue_find(&queue, "x", 0);
	if (queue_search(&queue, "a", 1, true, &place))
		require(place < QUEUE_MAX_ENTRIES);
	return 0;
}

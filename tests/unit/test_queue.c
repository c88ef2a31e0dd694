#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "queued.h"

static const char *const letters[] = { "/a", "/b", "/c", "/d", "/e" };

/* What is shown, as one string. */
static const char *shown(const struct queue *queue)
{
	static char text[64];
	uint32_t ids[32];
	struct queue_item item;
	size_t n = queue_list(queue, 0, ids, 32);
	for (size_t i = 0; i < n; i++) {
		assert_true(queue_item(queue, ids[i], &item));
		text[i] = item.path[1];
	}
	text[n] = '\0';
	assert_int_equal(n, queue->n_shown);
	return text;
}

static uint32_t add(struct queue *queue, const char *path, uint32_t flags, uint32_t before)
{
	const struct queue_item item = { .path = path, .title = "", .end_ns = -1, .flags = flags };
	return queue_add(queue, &item, before, QUEUE_NOTHING);
}

static void steps_go_forth_and_back(void **state)
{
	(void)state;
	struct queue *queue = queued(letters, 5);
	uint32_t id = 77;
	assert_int_equal(queue_step(queue, QUEUE_NOTHING, 1, false, &id), QUEUE_FOUND);
	assert_int_equal(id, 0);
	assert_int_equal(queue_step(queue, 0, 3, false, &id), QUEUE_FOUND);
	assert_int_equal(id, 3);
	assert_int_equal(queue_step(queue, 3, -2, false, &id), QUEUE_FOUND);
	assert_int_equal(id, 1);
	assert_int_equal(queue_step(queue, 4, 1, false, &id), QUEUE_END);
	assert_int_equal(queue_step(queue, 4, 1, true, &id), QUEUE_FOUND);
	assert_int_equal(id, 0);
	assert_int_equal(queue_step(queue, 0, -1, true, &id), QUEUE_FOUND);
	assert_int_equal(id, 4);
	queue_clear(queue);
	assert_int_equal(queue_step(queue, 2, 1, true, &id), QUEUE_END);
	free(queue);
}

static void what_follows_a_removed_one_is_known(void **state)
{
	(void)state;
	struct queue *queue = queued(letters, 5);
	uint32_t id;
	queue_remove(queue, 1);
	queue_remove(queue, 1);
	queue_remove(queue, 2);
	assert_string_equal(shown(queue), "ade");
	assert_int_equal(queue_step(queue, 1, 1, false, &id), QUEUE_FOUND);
	assert_int_equal(id, 3);
	uint32_t place;
	assert_true(queue_place(queue, 3, &place));
	assert_int_equal(place, 1);
	free(queue);
}

static void moves_to_a_place(void **state)
{
	(void)state;
	static const struct {
		uint32_t id, to;
		const char *order;
	} moves[] = { { 0, 2, "bcade" }, { 4, 0, "ebcad" }, { 1, 99, "ecadb" }, { 0, 2, "ecadb" }, { 3, 1, "edcab" } };
	struct queue *queue = queued(letters, 5);
	for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
		queue_move(queue, moves[i].id, moves[i].to);
		assert_string_equal(shown(queue), moves[i].order);
	}
	queue_remove(queue, 2);
	queue_move(queue, 1, 0);
	assert_string_equal(shown(queue), "beda");
	free(queue);
}

/* A folder's files take its place, in their order, whatever comes behind it. */
static void what_is_read_stands_in_front(void **state)
{
	(void)state;
	struct queue *queue = queued(letters, 1);
	uint32_t id, folder = add(queue, "/F", QUEUE_UNREAD, QUEUE_NOTHING);
	add(queue, "/z", 0, QUEUE_NOTHING);
	assert_int_equal(queue_step(queue, 0, 1, false, &id), QUEUE_LATER);
	add(queue, "/1", 0, folder);
	add(queue, "/2", 0, folder);
	assert_string_equal(shown(queue), "a12z");
	assert_int_equal(queue_step(queue, 3, 1, false, &id), QUEUE_FOUND);
	assert_int_equal(queue_step(queue, 4, 1, false, &id), QUEUE_LATER);
	queue_mark(queue, folder, QUEUE_REMOVED, NULL);
	assert_int_equal(queue_step(queue, 4, 1, false, &id), QUEUE_FOUND);
	assert_int_equal(id, 2);
	assert_int_equal(queue->n_unread, 0);
	/* One that could not be read is an entry that says so. */
	uint32_t broken = add(queue, "/G", QUEUE_UNREAD, QUEUE_NOTHING);
	queue_mark(queue, broken, QUEUE_BROKEN, "no\nway");
	struct queue_item item;
	assert_true(queue_item(queue, broken, &item));
	assert_string_equal(item.title, "no way");
	assert_int_equal(item.flags, QUEUE_BROKEN);
	assert_string_equal(shown(queue), "a12zG");
	free(queue);
}

/* Each comes once, the one that plays comes first, and the order comes back, for what was added meanwhile, too. */
static void shuffling_keeps_all(void **state)
{
	(void)state;
	struct queue *queue = queued(letters, 5);
	unsigned counts[5] = { 0 };
	for (int i = 0; i < 2000; i++) {
		queue_shuffle(queue, true, 2);
		const char *order = shown(queue);
		assert_int_equal(strlen(order), 5);
		assert_int_equal(order[0], 'c');
		for (size_t j = 0; j < 5; j++)
			assert_non_null(strchr(order, letters[j][1]));
		counts[order[1] - 'a']++;
	}
	for (size_t i = 0; i < 5; i++) /* 500 each are expected, with a deviation of 19 */
		assert_true(i == 2 ? counts[i] == 0 : counts[i] > 400 && counts[i] < 600);
	uint32_t folder = add(queue, "/F", QUEUE_UNREAD, QUEUE_NOTHING);
	add(queue, "/z", 0, QUEUE_NOTHING);
	add(queue, "/1", 0, folder);
	add(queue, "/2", 0, folder);
	queue_mark(queue, folder, QUEUE_REMOVED, NULL);
	queue_shuffle(queue, false, 2);
	assert_string_equal(shown(queue), "abcde12z");
	free(queue);
}

static void a_full_queue_takes_no_more(void **state)
{
	(void)state;
	struct queue *queue = queued(letters, 0);
	char path[QUEUE_PATH + 1];
	memset(path, 'x', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	assert_true(add(queue, path, 0, QUEUE_NOTHING) == QUEUE_NOTHING);
	path[QUEUE_PATH - 1] = '\0';
	uint32_t n = 0;
	while (add(queue, path, 0, QUEUE_NOTHING) != QUEUE_NOTHING)
		n++;
	assert_true(n > QUEUE_TEXT_BYTES / QUEUE_PATH - 8);
	struct queue_item item;
	assert_true(queue_item(queue, n - 1, &item));
	assert_int_equal(strlen(item.path), QUEUE_PATH - 1);
	assert_false(queue_item(queue, n, &item));
	free(queue);
}

static void an_entry_is_found_by_path_and_start(void **state)
{
	(void)state;
	struct queue *queue = queued(letters, 3);
	const struct queue_item part = { .path = letters[1], .title = "", .start_ns = 5, .end_ns = -1 };
	const uint32_t id = queue_add(queue, &part, QUEUE_NOTHING, QUEUE_NOTHING);
	assert_int_equal(queue_find(queue, letters[1], 0), 1);
	assert_int_equal(queue_find(queue, letters[1], 5), id);
	queue_remove(queue, 1);
	assert_int_equal(queue_find(queue, letters[1], 0), QUEUE_NOTHING);
	assert_int_equal(queue_find(queue, "nowhere", 0), QUEUE_NOTHING);
	free(queue);
}

static void damage_is_not_believed(void **state)
{
	(void)state;
	struct queue *queue = queued(letters, 3);
	struct queue_item item;
	uint32_t id, ids[8];
	queue->entries[0].path_at = QUEUE_TEXT_BYTES - 1;
	assert_false(queue_item(queue, 0, &item));
	queue->entries[1].title_at = UINT32_MAX;
	assert_false(queue_item(queue, 1, &item));
	queue->n_entries = UINT32_MAX;
	for (uint32_t i = 0; i < 8; i++)
		queue->order[i] = queue->place[i] = UINT32_MAX - i;
	queue_step(queue, 1, 1, true, &id);
	queue_list(queue, 0, ids, 8);
	queue_place(queue, 1, &id);
	queue->n_shown = UINT32_MAX;
	assert_int_equal(queue_figures(queue).n_shown, QUEUE_MAX_ENTRIES);
	queue->magic++;
	assert_false(queue_check(queue, sizeof *queue, NULL));
	free(queue);
}

/* Its writer died in the midst of it, or is stopped there. */
static void a_change_without_end_gives_no_answer(void **state)
{
	(void)state;
	struct queue *queue = queued(letters, 3);
	uint32_t id = 77, place = 78, ids[3];
	queue->sequence |= 1;
	assert_int_equal(queue_step(queue, 0, 1, false, &id), QUEUE_LATER);
	assert_false(queue_place(queue, 2, &place));
	assert_int_equal(queue_list(queue, 0, ids, 3), 0);
	assert_int_equal(id, 77);
	assert_int_equal(place, 78);
	queue->sequence++;
	assert_true(queue_place(queue, 2, &place));
	assert_int_equal(place, 2);
	free(queue);
}

static void *end_change(void *context)
{
	struct queue *queue = context;
	sched_yield();
	atomic_fetch_add(&queue->sequence, 1);
	return NULL;
}

/* A reader that comes in the midst of a change has its answer when that is over. */
static void a_change_is_waited_for(void **state)
{
	(void)state;
	struct queue *queue = queued(letters, 3);
	pthread_t thread;
	uint32_t place = 0;
	bool found = false;
	queue->sequence |= 1;
	assert_int_equal(pthread_create(&thread, NULL, end_change, queue), 0);
	for (int i = 0; i < 1000 && !found; i++) /* the thread may come late */
		found = queue_place(queue, 2, &place);
	pthread_join(thread, NULL);
	assert_true(found);
	assert_int_equal(place, 2);
	free(queue);
}

static void *read_always(void *context)
{
	const struct queue *queue = context;
	for (int i = 0; i < 20000; i++) {
		uint32_t id = QUEUE_NOTHING, ids[5];
		enum queue_answer answer = queue_step(queue, (uint32_t)i % 5, 1, true, &id);
		if (answer == QUEUE_FOUND && id >= 5)
			return context;
		size_t n = queue_list(queue, 0, ids, 5);
		unsigned seen = 0;
		for (size_t j = 0; j < n; j++)
			seen |= 1u << ids[j];
		if (n && seen != 31)
			return context; /* torn: one of them twice */
	}
	return NULL;
}

static void readers_see_whole_orders(void **state)
{
	(void)state;
	struct queue *queue = queued(letters, 5);
	pthread_t thread;
	void *torn;
	assert_int_equal(pthread_create(&thread, NULL, read_always, queue), 0);
	for (uint32_t i = 0; i < 20000; i++)
		queue_move(queue, i % 5, i * 7 % 5);
	pthread_join(thread, &torn);
	assert_null(torn);
	free(queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_go_forth_and_back),
		cmocka_unit_test(what_follows_a_removed_one_is_known),
		cmocka_unit_test(moves_to_a_place),
		cmocka_unit_test(what_is_read_stands_in_front),
		cmocka_unit_test(shuffling_keeps_all),
		cmocka_unit_test(a_full_queue_takes_no_more),
		cmocka_unit_test(an_entry_is_found_by_path_and_start),
		cmocka_unit_test(damage_is_not_believed),
		cmocka_unit_test(a_change_without_end_gives_no_answer),
		cmocka_unit_test(a_change_is_waited_for),
		cmocka_unit_test(readers_see_whole_orders),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

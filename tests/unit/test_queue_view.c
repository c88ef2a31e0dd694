#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "golden.h"
#include "view/queue_view.h"
#include "view_bench.h"

static struct queue *make_queue(uint32_t n)
{
	struct queue *queue = calloc(1, sizeof *queue);
	assert_non_null(queue);
	queue_init(queue, 1);
	for (uint32_t i = 0; i < n; i++) {
		char path[64];
		snprintf(path, sizeof path, "/music/an album/%02u a song.flac", i + 1);
		const struct queue_item item
			= { .path = path, .title = i == 3 ? "夜の歌 – a title" : "", .end_ns = -1 };
		assert_int_equal(queue_add(queue, &item, QUEUE_NOTHING, QUEUE_NOTHING), i);
	}
	return queue;
}

static void show(struct bench *bench, int cols, int rows)
{
	assert_true(canvas_resize(&bench->canvas, cols, rows, NULL));
	assert_true(queue_view.layout(bench->view, cols, rows, NULL));
	queue_view.draw(bench->view, &bench->canvas, (struct region){ 0, 0, cols, rows });
}

static void what_is_heard_has_what_follows_below_it(void **state)
{
	(void)state;
	struct bench *bench = bench_new(&queue_view);
	struct queue *queue = make_queue(40);
	queue_mark(queue, 22, QUEUE_BROKEN, "the file is damaged");
	queue_view.list(bench->view, queue, 20);
	show(bench, 60, 12);
	golden_check(&bench->canvas, "queue_view_60x12");
	queue_view.list(bench->view, queue, 1);
	show(bench, 20, 5);
	golden_check(&bench->canvas, "queue_view_20x5");
	show(bench, 60, 50);
	assert_int_equal(canvas_at(&bench->canvas, 1, 2)->glyph, 0x25B6);
	assert_int_equal(canvas_at(&bench->canvas, 0, 45)->glyph, ' ');
	bench_free(bench);
	free(queue);
}

static void an_empty_queue_says_so(void **state)
{
	(void)state;
	struct bench *bench = bench_new(&queue_view);
	struct queue *queue = make_queue(0);
	show(bench, 40, 4); /* before there is one */
	queue_view.list(bench->view, queue, QUEUE_NOTHING);
	show(bench, 40, 4);
	golden_check(&bench->canvas, "queue_view_empty");
	bench_free(bench);
	free(queue);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_heard_has_what_follows_below_it),
		cmocka_unit_test(an_empty_queue_says_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

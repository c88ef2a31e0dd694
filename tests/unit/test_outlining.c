/* Whose outline is wanted and whose is there already, where no process that draws can be started. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <poll.h>
#include <stdlib.h>

#include "base/clock.h"
#include "engine/outlining.h"
#include "no_programs.h"
#include "sounds.h"

enum { N_FRAMES = 5000 };

struct bench {
	struct run_state_page page;
	struct session_request request;
	struct status status;
	struct outlines outlines;
	struct outline outline;
	struct outlining outlining;
	struct queue *queue;
	uint32_t plain, missing;
};

static uint32_t add(struct bench *bench, const char *path)
{
	const struct queue_item item = { .path = path, .title = "", .end_ns = -1 };
	return queue_add(bench->queue, &item, QUEUE_NOTHING, QUEUE_NOTHING);
}

static int open_bench(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);
	bench->queue = calloc(1, sizeof *bench->queue);
	assert_true(bench && bench->queue);
	queue_init(bench->queue, 1);
	bench->plain = add(bench,
		sound_write(
			"plain.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, N_FRAMES, (struct sound_tags){ 0 }));
	bench->missing = add(bench, "/no/such/file");
	run_state_init(&bench->page);
	outlines_init(&bench->outlines);
	status_init(&bench->status, &bench->page, -1);
	outlining_init(&bench->outlining, &bench->outlines, &bench->request, bench->queue, -1, &bench->status);
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	struct bench *bench = *state;
	outlining_fini(&bench->outlining);
	status_fini(&bench->status);
	free(bench->queue);
	free(bench);
	return 0;
}

static void hear(struct bench *bench, uint32_t queue_id, enum run_source_kind kind, int64_t n_frames)
{
	const struct track track = { .queue_id = queue_id, .kind = kind, .info = { .n_frames = n_frames } };
	outlining_hear(&bench->outlining, &track);
}

static void wait_for(struct bench *bench, uint32_t queue_id, enum outline_phase phase)
{
	const int64_t give_up_ns = clock_now_ns() + 20 * NS_PER_S;
	while (!outlines_read(&bench->outlines, queue_id, &bench->outline) || bench->outline.phase != phase) {
		assert_true(clock_now_ns() < give_up_ns);
		poll(NULL, 0, 1);
	}
}

static void nothing_is_begun_that_nobody_wants(void **state)
{
	struct bench *bench = *state;
	hear(bench, bench->plain, RUN_SOURCE_FILE, N_FRAMES);
	assert_false(bench->outlining.runs);
	hear(bench, bench->plain, RUN_SOURCE_STREAM, N_FRAMES);
	outlining_want(&bench->outlining, true);
	hear(bench, bench->plain, RUN_SOURCE_FILE, -1);
	assert_false(bench->outlining.runs);
	assert_int_equal(outlines_n_changes(&bench->outlines), 0);
}

/* Nor is it tried again. */
static void what_cannot_be_drawn_is_known_as_such(void **state)
{
	struct bench *bench = *state;
	outlining_want(&bench->outlining, true);
	hear(bench, bench->missing, RUN_SOURCE_FILE, N_FRAMES);
	wait_for(bench, bench->missing, OUTLINE_FAILED);
	hear(bench, bench->plain, RUN_SOURCE_FILE, N_FRAMES);
	wait_for(bench, bench->plain, OUTLINE_FAILED);
	const uint32_t n_changes = outlines_n_changes(&bench->outlines);
	hear(bench, bench->missing, RUN_SOURCE_FILE, N_FRAMES);
	outlining_fini(&bench->outlining);
	assert_int_equal(outlines_n_changes(&bench->outlines), n_changes);
	outlining_init(&bench->outlining, &bench->outlines, &bench->request, bench->queue, -1, &bench->status);
}

/* What an engine before this one has not brought to its end is begun anew, and stays to be seen meanwhile. */
static void what_is_there_is_not_drawn_again(void **state)
{
	struct bench *bench = *state;
	struct outline left = { .queue_id = bench->plain, .phase = OUTLINE_COMPLETE, .n_parts = 8, .n_done = 8 };
	left.n_frames = N_FRAMES;
	outlines_publish(&bench->outlines, &left);
	left.queue_id = bench->missing;
	left.phase = OUTLINE_GROWING;
	left.n_done = 5;
	outlines_publish(&bench->outlines, &left);
	outlining_want(&bench->outlining, true);
	hear(bench, bench->plain, RUN_SOURCE_FILE, N_FRAMES);
	hear(bench, bench->missing, RUN_SOURCE_FILE, N_FRAMES);
	wait_for(bench, bench->missing, OUTLINE_FAILED);
	assert_int_equal(bench->outline.n_done, 5);
	wait_for(bench, bench->plain, OUTLINE_COMPLETE);
	hear(bench, bench->plain, RUN_SOURCE_FILE, 2 * N_FRAMES); /* another file in its place */
	wait_for(bench, bench->plain, OUTLINE_FAILED);
	assert_int_equal(bench->outline.n_done, 0);
}

static void it_can_end_at_any_time(void **state)
{
	struct bench *bench = *state;
	for (int i = 0; i < 20; i++) {
		outlining_want(&bench->outlining, true);
		hear(bench, bench->plain, RUN_SOURCE_FILE, N_FRAMES + i);
		if (i % 2)
			outlining_want(&bench->outlining, false);
		outlining_fini(&bench->outlining);
		outlining_init(&bench->outlining, &bench->outlines, &bench->request, bench->queue, -1, &bench->status);
	}
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_bench, close_bench)
	const struct CMUnitTest tests[] = {
		TEST(nothing_is_begun_that_nobody_wants),
		TEST(what_cannot_be_drawn_is_known_as_such),
		TEST(what_is_there_is_not_drawn_again),
		TEST(it_can_end_at_any_time),
	};
	return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}

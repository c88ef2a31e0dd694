/* Whether a process that is watched hangs: base/watch.h on one side, keeper/hangs.h on the other. */
#include "keeper/hangs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "keeper/backoff.h"

#define DEADLINE_NS (watch_kinds[WATCH_DECODE].deadline_ns)

/* A watcher and what it watches, at a time of the test's own. */
struct scene {
	struct watch watch;
	struct hangs hangs;
	struct hangs_moment moment;
	struct hang hang;
};

static void begin(struct scene *scene)
{
	memset(scene, 0, sizeof *scene);
	scene->moment.now_ns = 1000 * NS_PER_S;
	hangs_begin(&scene->hangs, scene->moment.now_ns);
}

static void call(struct scene *scene, enum watch_thread thread, enum watch_call what)
{
	scene->watch.slots[thread].begun_ns = scene->moment.now_ns;
	scene->watch.slots[thread].call = what;
}

/* Looks whenever that is due, for so long. */
static bool hangs_within(struct scene *scene, int64_t ns)
{
	const int64_t until_ns = scene->moment.now_ns + ns;
	while (scene->hangs.due_ns <= until_ns) {
		scene->moment.now_ns = scene->hangs.due_ns;
		if (hangs_look(&scene->hangs, &scene->watch, &scene->moment, &scene->hang))
			return true;
	}
	scene->moment.now_ns = until_ns;
	return false;
}

static void a_call_beyond_its_deadline_hangs(void **state)
{
	struct scene scene;
	(void)state;
	begin(&scene);
	call(&scene, WATCH_FEEDER, WATCH_DECODE);
	assert_false(hangs_within(&scene, DEADLINE_NS - 1));
	assert_true(hangs_within(&scene, 1));
	assert_int_equal(scene.hang.call, WATCH_DECODE);
	assert_int_equal(scene.hang.thread, WATCH_FEEDER);
	assert_int_equal(scene.hang.lasts_ns, DEADLINE_NS);
}

static void a_file_that_takes_long_is_told_before(void **state)
{
	struct scene scene;
	enum watch_call what;
	(void)state;
	begin(&scene);
	call(&scene, WATCH_FEEDER, WATCH_SEEK);
	call(&scene, WATCH_DECODER, WATCH_DECODE_PIPE); /* may wait */
	call(&scene, WATCH_OUTPUT, WATCH_OPEN_DEVICE);
	assert_false(hangs_within(&scene, 2 * NS_PER_S - 1));
	assert_false(hangs_is_slow(&scene.hangs, &scene.watch, scene.moment.now_ns, &what));
	assert_false(hangs_within(&scene, 1));
	assert_true(hangs_is_slow(&scene.hangs, &scene.watch, scene.moment.now_ns, &what));
	assert_int_equal(what, WATCH_SEEK);
	call(&scene, WATCH_FEEDER, WATCH_NOTHING);
	assert_false(hangs_is_slow(&scene.hangs, &scene.watch, scene.moment.now_ns, &what));
}

static void calls_that_end_do_not(void **state)
{
	struct scene scene;
	(void)state;
	begin(&scene);
	for (int i = 0; i < 100; i++) {
		call(&scene, WATCH_FEEDER, WATCH_DECODE);
		assert_false(hangs_within(&scene, DEADLINE_NS / 2));
	}
}

static void what_waits_for_bytes_and_what_bears_it_itself_may(void **state)
{
	struct scene scene;
	(void)state;
	begin(&scene);
	call(&scene, WATCH_DECODER, WATCH_DECODE_PIPE);
	call(&scene, WATCH_OUTPUT, WATCH_START_DEVICE);
	assert_false(hangs_within(&scene, 1000 * DEADLINE_NS));
}

static void a_process_that_is_stopped_does_not_hang(void **state)
{
	struct scene scene;
	(void)state;
	begin(&scene);
	call(&scene, WATCH_FEEDER, WATCH_DECODE);
	scene.moment.is_stopped = true;
	assert_false(hangs_within(&scene, 3 * DEADLINE_NS));
	scene.moment.is_stopped = false;
	assert_false(hangs_within(&scene, DEADLINE_NS - NS_PER_S));
	assert_true(hangs_within(&scene, NS_PER_S));
}

static void nor_does_it_where_the_watcher_was_late(void **state)
{
	struct scene scene;
	(void)state;
	begin(&scene);
	call(&scene, WATCH_FEEDER, WATCH_DECODE);
	scene.moment.now_ns += 3 * DEADLINE_NS;
	assert_false(hangs_look(&scene.hangs, &scene.watch, &scene.moment, &scene.hang));
	assert_false(hangs_within(&scene, DEADLINE_NS - 1));
	assert_true(hangs_within(&scene, 1));
}

static void nor_where_the_machine_slept(void **state)
{
	struct scene scene;
	(void)state;
	begin(&scene);
	call(&scene, WATCH_FEEDER, WATCH_DECODE);
	assert_false(hangs_within(&scene, DEADLINE_NS - NS_PER_S));
	scene.moment.slept_ns += 3600 * NS_PER_S;
	assert_false(hangs_within(&scene, DEADLINE_NS));
	assert_true(hangs_within(&scene, DEADLINE_NS));
}

static void one_that_reads_is_slow_but_not_for_ever(void **state)
{
	struct scene scene;
	(void)state;
	begin(&scene);
	call(&scene, WATCH_FEEDER, WATCH_OPEN_FILE);
	for (int i = 0; i < 5; i++) {
		scene.moment.n_read[WATCH_FEEDER] += 4096;
		assert_false(hangs_within(&scene, DEADLINE_NS - NS_PER_S));
	}
	scene.moment.n_read[WATCH_FEEDER] += 4096;
	assert_true(hangs_within(&scene, 2 * DEADLINE_NS));
}

static void without_calls_the_watcher_sleeps_until_there_is_one(void **state)
{
	struct scene scene;
	(void)state;
	begin(&scene);
	call(&scene, WATCH_PACER, WATCH_ANALYSE);
	call(&scene, WATCH_PACER, WATCH_NOTHING);
	assert_false(hangs_within(&scene, NS_PER_S)); /* that there was one is seen */
	assert_int_equal(scene.watch.dozes, 0);
	assert_false(hangs_within(&scene, NS_PER_S));
	assert_int_equal(scene.watch.dozes, 1);
	assert_true(scene.hangs.due_ns == INT64_MAX);
}

static bool count(void *context)
{
	++*(int *)context;
	return true;
}

static void the_next_call_is_told(void **state)
{
	static struct watch watches[2]; /* of the process from here on */
	static int n_told;
	(void)state;
	watches[0].owner = 1; /* another's */
	watch_take(watches, 2, count, &n_told);
	assert_ptr_equal(watch_find(watches, 2, getpid()), &watches[1]);
	watch_begin(WATCH_DECODE); /* of a thread that is not watched */
	assert_int_equal(watches[1].slots[WATCH_FEEDER].call, WATCH_NOTHING);
	watch_join(WATCH_FEEDER);
	watches[1].dozes = 1;
	watch_begin(WATCH_DECODE);
	assert_int_equal(n_told, 1);
	assert_int_equal(watches[1].slots[WATCH_FEEDER].call, WATCH_DECODE);
	assert_true(watch_lasts_ns(WATCH_FEEDER, INT64_MAX) > 0);
	watch_end();
	watch_begin(WATCH_SEEK);
	assert_int_equal(n_told, 1);
	watch_end();
	assert_int_equal(watches[1].slots[WATCH_FEEDER].call, WATCH_NOTHING);
	watch_release(&watches[1]);
	assert_null(watch_find(watches, 2, getpid()));
}

static void engines_that_do_nothing_are_given_up(void **state)
{
	struct backoff backoff = { .n_deaths = 0 };
	int64_t now_ns = NS_PER_S, wait_ns = 0, before_ns = 0;
	int n = 0;
	(void)state;
	while ((wait_ns = backoff_died(&backoff, now_ns)) != BACKOFF_GIVE_UP) {
		assert_true(wait_ns >= before_ns);
		assert_true(++n > 2 || wait_ns == 0);
		assert_true(n < 20);
		before_ns = wait_ns;
		now_ns += wait_ns;
		backoff_ready(&backoff, now_ns); /* and dies at once */
	}
	assert_true(before_ns >= NS_PER_S);
}

static void engines_that_play_in_between_are_not(void **state)
{
	struct backoff backoff = { .n_deaths = 0 };
	int64_t now_ns = NS_PER_S;
	(void)state;
	for (int i = 0; i < 50; i++) {
		backoff_ready(&backoff, now_ns + 100 * NS_PER_MS);
		now_ns += NS_PER_S;
		assert_int_equal(backoff_died(&backoff, now_ns), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_beyond_its_deadline_hangs),
		cmocka_unit_test(a_file_that_takes_long_is_told_before),
		cmocka_unit_test(calls_that_end_do_not),
		cmocka_unit_test(what_waits_for_bytes_and_what_bears_it_itself_may),
		cmocka_unit_test(a_process_that_is_stopped_does_not_hang),
		cmocka_unit_test(nor_does_it_where_the_watcher_was_late),
		cmocka_unit_test(nor_where_the_machine_slept),
		cmocka_unit_test(one_that_reads_is_slow_but_not_for_ever),
		cmocka_unit_test(without_calls_the_watcher_sleeps_until_there_is_one),
		cmocka_unit_test(the_next_call_is_told),
		cmocka_unit_test(engines_that_do_nothing_are_given_up),
		cmocka_unit_test(engines_that_play_in_between_are_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

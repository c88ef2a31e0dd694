#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "engine/recorder.h"

enum { RATE = 48000 };

static struct recording *ring;

static int begin(void **state)
{
	(void)state;
	ring = calloc(1, sizeof *ring);
	recording_init(ring);
	recording_begin(ring);
	return 0;
}

static int end(void **state)
{
	(void)state;
	free(ring);
	return 0;
}

static struct mark mark_at(uint32_t index, int64_t frame, bool again, uint32_t rate_hz)
{
	struct mark mark = { .again = again, .rate_hz = rate_hz, .position_frame = frame };
	mark.track.queue_id = index;
	mark.track.info.rate_hz = RATE;
	mark.track.info.seekable = true;
	return mark;
}

static void reach(struct recorder *recorder, uint32_t index, int64_t frame, bool again)
{
	const struct mark mark = mark_at(index, frame, again, RATE);
	recorder_mark(recorder, &mark);
}

/* Frames that say where in their track they are. */
static void hear(struct recorder *recorder, size_t first, size_t n)
{
	for (size_t i = first; i < first + n; i++)
		recorder_frames(recorder, (float[]){ (float)i, 0 }, 1);
}

static void expect_recorded(size_t first, size_t n)
{
	float frame[2];
	uint32_t rate_hz;
	uint64_t taken = recording_first(ring);
	for (size_t i = first; i < first + n; i++) {
		assert_int_equal(recording_take(ring, &taken, frame, 1, &rate_hz), 1);
		assert_int_equal(frame[0], i);
	}
	recording_let_go(ring, taken);
}

static void expect_no_more(void)
{
	float frame[2];
	uint32_t rate_hz;
	uint64_t taken = recording_first(ring);
	assert_int_equal(recording_take(ring, &taken, frame, 1, &rate_hz), 0);
}

static void what_is_sought_again_is_recorded_again(void **state)
{
	(void)state;
	struct recorder recorder = { .recording = ring };
	reach(&recorder, 0, 0, false);
	hear(&recorder, 0, 500);
	reach(&recorder, 0, 100, false);
	hear(&recorder, 100, 50);
	expect_recorded(0, 500);
	expect_recorded(100, 50);
	expect_no_more();
}

static void another_engine_goes_on_where_the_file_is(void **state)
{
	(void)state;
	struct recorder dead = { .recording = ring }, recorder = { .recording = ring };
	reach(&dead, 3, 1000, false);
	hear(&dead, 1000, 900);
	/* What it told of its position was older than what it recorded. */
	reach(&recorder, 3, 1600, true);
	hear(&recorder, 1600, 500);
	expect_recorded(1000, 1100);
	expect_no_more();
	/* Or it comes later: that was never heard. */
	struct recorder third = { .recording = ring };
	reach(&third, 3, 2500, true);
	hear(&third, 2500, 10);
	expect_recorded(2500, 10);
	expect_no_more();
}

/* A device that is ready has a file begin again that has just begun; it may die on the way. */
static void a_file_that_begins_again_is_recorded_once(void **state)
{
	(void)state;
	struct recorder dead = { .recording = ring }, recorder = { .recording = ring };
	reach(&dead, 0, 0, true);
	hear(&dead, 0, 5000);
	reach(&dead, 0, 0, true);
	hear(&dead, 0, 3000);
	reach(&recorder, 0, 2900, true);
	hear(&recorder, 2900, 4000);
	expect_recorded(0, 6900);
	expect_no_more();
}

static void at_another_rate_too(void **state)
{
	(void)state;
	struct recorder recorder = { .recording = ring };
	reach(&recorder, 0, 0, false);
	hear(&recorder, 0, 4800);
	const struct mark mark = mark_at(0, 2400, true, 96000);
	recorder_mark(&recorder, &mark);
	hear(&recorder, 0, 5000);
	expect_recorded(0, 4800);
	expect_recorded(4800, 200);
	expect_no_more();
	assert_int_equal(ring->track_frame, 4900);
}

static void another_track_is_another(void **state)
{
	(void)state;
	struct recorder recorder = { .recording = ring };
	reach(&recorder, 0, 0, false);
	hear(&recorder, 0, 500);
	reach(&recorder, 1, 0, true);
	hear(&recorder, 0, 10);
	expect_recorded(0, 500);
	expect_recorded(0, 10);
	/* Nor is it the same sound if it lies far back. */
	reach(&recorder, 1, 100 * RATE, false);
	hear(&recorder, 7, 10);
	reach(&recorder, 1, 0, true);
	hear(&recorder, 0, 10);
	expect_recorded(7, 10);
	expect_recorded(0, 10);
	/* Or if it passes by. */
	struct mark mark = mark_at(1, 5, true, RATE);
	mark.track.info.seekable = false;
	recorder_mark(&recorder, &mark);
	hear(&recorder, 5, 10);
	expect_recorded(5, 10);
	expect_no_more();
}

static void only_while_it_is_on(void **state)
{
	(void)state;
	struct recorder recorder = { .recording = ring }, none = { 0 };
	recording_end(ring);
	reach(&recorder, 0, 0, false);
	hear(&recorder, 0, 100);
	reach(&none, 0, 0, false);
	hear(&none, 0, 100);
	expect_no_more();
	recording_begin(ring);
	hear(&recorder, 100, 100);
	expect_recorded(100, 100);
	expect_no_more();
	assert_int_equal(ring->track_frame, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_sought_again_is_recorded_again, begin, end),
		cmocka_unit_test_setup_teardown(another_engine_goes_on_where_the_file_is, begin, end),
		cmocka_unit_test_setup_teardown(a_file_that_begins_again_is_recorded_once, begin, end),
		cmocka_unit_test_setup_teardown(at_another_rate_too, begin, end),
		cmocka_unit_test_setup_teardown(another_track_is_another, begin, end),
		cmocka_unit_test_setup_teardown(only_while_it_is_on, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

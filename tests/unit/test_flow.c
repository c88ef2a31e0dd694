#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "engine/flow.h"

enum { RATE = 48000, N_FRAMES = 1 << 16, N_KEPT = N_FRAMES / FLOW_KEPT_PART };
#define NOW_NS (100 * NS_PER_S)

static void *memory;

static int begin(void **state)
{
	(void)state;
	memory = calloc(1, FLOW_BYTES(N_FRAMES));
	return memory ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	free(memory);
	return 0;
}

static struct mark mark_of(uint32_t id, int64_t frame, uint32_t n_channels)
{
	struct mark mark = { .rate_hz = RATE, .position_frame = frame };
	mark.track.queue_id = id;
	mark.track.info = (struct source_info){ .rate_hz = RATE, .n_channels = n_channels, .n_frames = -1 };
	return mark;
}

/* Frames that say which they are, as do their channels beside them. */
static void write_frames(struct flow *flow, uint32_t n_channels, size_t n)
{
	const uint32_t n_wide = flow_n_wide(n_channels);
	float wide[FLOW_MAX_WIDE];
	for (size_t i = 0; i < n; i++) {
		const float at = (float)flow_written(flow);
		for (uint32_t c = 0; c < n_wide; c++)
			wide[c] = at;
		assert_int_equal(flow_write(flow, (float[]){ at, -at }, wide, n_wide, 1), 1);
	}
}

static void expect_frames(struct flow *flow, uint32_t n_channels, size_t first, size_t n)
{
	const uint32_t n_wide = flow_n_wide(n_channels);
	float stereo[2], wide[FLOW_MAX_WIDE];
	for (size_t i = first; i < first + n; i++) {
		assert_int_equal(flow_read(flow, stereo, wide, n_wide, 1), 1);
		assert_true(stereo[0] == (float)i && stereo[1] == -(float)i);
		assert_true(n_wide == 0 || (wide[0] == (float)i && wide[n_wide - 1] == (float)i));
	}
}

static struct mark expect_mark(struct flow *flow)
{
	struct mark mark;
	size_t n;
	assert_true(flow_next_mark(flow, &mark, &n));
	return mark;
}

/* Who read and wrote is gone; the memory is not. */
static struct flow successor(void)
{
	struct flow flow;
	flow_place(&flow, memory, N_FRAMES);
	return flow;
}

static void play(struct flow *flow, struct mark mark, size_t n_written, size_t n_read)
{
	const uint32_t n_channels = mark.track.info.n_channels;
	flow_place(flow, memory, N_FRAMES);
	assert_true(flow_write_mark(flow, &mark, 0));
	write_frames(flow, n_channels, n_written);
	expect_mark(flow);
	expect_frames(flow, n_channels, 0, n_read);
}

static void nothing_that_flowed_is_no_beginning(void **state)
{
	(void)state;
	struct flow flow = successor();
	struct mark mark;
	assert_false(flow_resume(&flow, NOW_NS, &mark));
	assert_int_equal(flow_readable(&flow), 0);
}

static void goes_on_with_what_was_to_be_heard(void **state)
{
	(void)state;
	struct flow flow;
	struct mark goes_on;
	play(&flow, mark_of(7, 1000, 2), 30000, 20000);
	/* The device said: frame 10000 is heard in 50 ms; 20 ms later all is over. */
	flow_note_heard(&flow, 10000, NOW_NS + 50 * NS_PER_MS);
	flow = successor();
	assert_true(flow_resume(&flow, NOW_NS + 20 * NS_PER_MS, &goes_on));
	const size_t heard = 10000 - RATE * 30 / 1000;
	const struct mark mark = expect_mark(&flow);
	assert_int_equal(mark.track.queue_id, 7);
	assert_int_equal(mark.position_frame, 1000 + heard);
	assert_true(mark.again && !mark.jump);
	expect_frames(&flow, 2, heard, 30000 - heard);
	/* The decoder goes on behind what is there. */
	assert_int_equal(goes_on.position_frame, 1000 + 30000);
	assert_int_equal(goes_on.track.queue_id, 7);
	assert_true(flow_write_mark(&flow, &goes_on, 0));
	write_frames(&flow, 2, 10);
	assert_int_equal(expect_mark(&flow).position_frame, 31000);
	expect_frames(&flow, 2, 30000, 10);
}

static void without_a_device_a_read_goes_back_at_most(void **state)
{
	(void)state;
	struct flow flow;
	struct mark goes_on;
	play(&flow, mark_of(0, 0, 2), 30000, 20000);
	flow = successor();
	assert_true(flow_resume(&flow, NOW_NS, &goes_on));
	expect_mark(&flow);
	expect_frames(&flow, 2, 20000 - FLOW_MAX_READ_FRAMES, 100);
}

static void stays_in_step_with_all_channels(void **state)
{
	(void)state;
	struct flow flow;
	struct mark goes_on, other = mark_of(1, 0, 2);
	play(&flow, mark_of(0, 0, 6), 20000, 20000);
	assert_true(flow_write_mark(&flow, &other, 0));
	write_frames(&flow, 2, 1000);
	expect_mark(&flow);
	expect_frames(&flow, 2, 20000, 500);
	flow_note_heard(&flow, 19000, NOW_NS);
	flow = successor();
	assert_true(flow_resume(&flow, NOW_NS, &goes_on));
	/* Back in the track before: its mark, and then that of the next one again. */
	assert_int_equal(expect_mark(&flow).position_frame, 20500 - FLOW_MAX_READ_FRAMES);
	expect_frames(&flow, 6, 20500 - FLOW_MAX_READ_FRAMES, FLOW_MAX_READ_FRAMES - 500);
	assert_int_equal(expect_mark(&flow).track.queue_id, 1);
	expect_frames(&flow, 2, 20000, 1000);
	assert_int_equal(goes_on.track.queue_id, 1);
	assert_int_equal(goes_on.position_frame, 1000);
}

static void what_a_jump_made_void_stays_void(void **state)
{
	(void)state;
	struct flow flow;
	struct mark goes_on, jump = mark_of(0, 90000, 2);
	jump.jump = true;
	play(&flow, mark_of(0, 0, 2), 20000, 10000);
	flow_note_heard(&flow, 5000, NOW_NS);
	assert_true(flow_write_mark(&flow, &jump, 0));
	write_frames(&flow, 2, 1000);
	expect_mark(&flow);
	expect_frames(&flow, 2, 20000, 300);
	flow = successor();
	assert_true(flow_resume(&flow, NOW_NS, &goes_on));
	assert_int_equal(expect_mark(&flow).position_frame, 90000);
	expect_frames(&flow, 2, 20000, 1000);
}

static void a_jump_that_was_not_reached_is_still_ahead(void **state)
{
	(void)state;
	struct flow flow;
	struct mark goes_on, jump = mark_of(0, 90000, 2);
	jump.jump = true;
	play(&flow, mark_of(0, 0, 2), 20000, 10000);
	assert_true(flow_write_mark(&flow, &jump, 0));
	write_frames(&flow, 2, 1000);
	flow = successor();
	assert_true(flow_resume(&flow, NOW_NS, &goes_on));
	assert_true(flow_jump_ahead(&flow));
	assert_int_equal(expect_mark(&flow).position_frame, 90000);
	expect_frames(&flow, 2, 20000, 1000);
	assert_int_equal(goes_on.position_frame, 91000);
}

static void marks_of_another_rate_count_in_their_tracks(void **state)
{
	(void)state;
	struct flow flow;
	struct mark goes_on, mark = mark_of(0, 0, 2);
	mark.track.info.rate_hz = RATE / 2;
	play(&flow, mark, 20000, 10000);
	flow = successor();
	assert_true(flow_resume(&flow, NOW_NS, &goes_on));
	assert_int_equal(expect_mark(&flow).position_frame, (10000 - FLOW_MAX_READ_FRAMES) / 2);
	assert_int_equal(goes_on.position_frame, 10000);
}

/* All that is read last is there still, however much was written behind it; the reader does not go further back. */
static void goes_back_no_further_than_what_is_kept(void **state)
{
	(void)state;
	struct flow flow;
	struct mark goes_on, mark = mark_of(0, 0, 2);
	flow_place(&flow, memory, N_FRAMES);
	assert_true(flow_write_mark(&flow, &mark, 0));
	expect_mark(&flow);
	for (size_t i = 0; i < 10; i++) {
		write_frames(&flow, 2, N_FRAMES / 2);
		expect_frames(&flow, 2, i * N_FRAMES / 2, N_FRAMES / 2);
	}
	assert_int_equal(flow_room(&flow), N_FRAMES - N_KEPT);
	write_frames(&flow, 2, N_FRAMES - N_KEPT);
	assert_int_equal(flow_room(&flow), 0);
	flow_note_heard(&flow, 0, NOW_NS);
	flow = successor();
	assert_true(flow_resume(&flow, NOW_NS, &goes_on));
	assert_int_equal(flow_room(&flow), 0);
	expect_mark(&flow);
	expect_frames(&flow, 2, 5 * N_FRAMES - N_KEPT, N_FRAMES);
}

/* Of several that die soon, whether they have read anything or not, the last one still knows the track. */
static void one_death_after_the_other_keeps_the_track(void **state)
{
	(void)state;
	enum { SECOND = 20000, READ = 24000, HEARD = READ - FLOW_MAX_READ_FRAMES };
	struct flow flow;
	struct mark goes_on, second = mark_of(2, 0, 6), mark = { 0 };
	play(&flow, mark_of(1, 0, 2), SECOND, SECOND);
	assert_true(flow_write_mark(&flow, &second, 0));
	write_frames(&flow, 6, 6000);
	expect_mark(&flow);
	expect_frames(&flow, 6, SECOND, READ - SECOND);
	for (size_t n_read = 0; n_read < 300; n_read += 100) {
		flow = successor();
		assert_true(flow_resume(&flow, NOW_NS, &goes_on));
		assert_int_equal(flow_position(&flow), HEARD);
		if (n_read == 0) /* it dies before it has read a mark */
			continue;
		mark = expect_mark(&flow);
		assert_int_equal(mark.track.queue_id, 2);
		assert_int_equal(mark.position_frame, HEARD - SECOND);
		expect_frames(&flow, 6, HEARD, n_read);
	}
}

static void nonsense_is_an_empty_flow(void **state)
{
	(void)state;
	const uint64_t odd[] = { 1ull << 63, 1ull << 40, 1ull << 25 };
	struct mark goes_on;
	struct flow flow;
	for (size_t i = 0; i < 3 * (sizeof odd / sizeof odd[0]); i++) {
		memset(memory, 0, sizeof(struct flow_head));
		play(&flow, mark_of(0, 0, 6), 3000, 100);
		struct ring_positions *const positions[] = { &flow.head->sound, &flow.head->wide, &flow.head->marks };
		atomic_fetch_add(&positions[i % 3]->written, odd[i / 3]);
		flow = successor();
		if (flow_resume(&flow, NOW_NS, &goes_on))
			fail_msg("%zu is believed", i);
		assert_int_equal(flow_readable(&flow), 0);
	}
	memset(memory, 0, sizeof(struct flow_head));
	play(&flow, mark_of(0, 0, 2), 3000, 100);
	((struct mark *)ring_element(&flow.marks, 0))->rate_hz = 0;
	flow = successor();
	assert_false(flow_resume(&flow, NOW_NS, &goes_on));
	/* Nor is a mark that is still to come, or one that no track is as long as. */
	for (int i = 0; i < 2; i++) {
		memset(memory, 0, sizeof(struct flow_head));
		play(&flow, mark_of(0, i ? INT64_MAX : 0, 2), 3000, 100);
		struct mark ahead = mark_of(1, 0, 2);
		memset(ahead.track.info.tags.artist, 'x', i ? 1 : sizeof ahead.track.info.tags.artist);
		assert_true(flow_write_mark(&flow, &ahead, 0));
		flow = successor();
		assert_false(flow_resume(&flow, NOW_NS, &goes_on));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_that_flowed_is_no_beginning, begin, end),
		cmocka_unit_test_setup_teardown(goes_on_with_what_was_to_be_heard, begin, end),
		cmocka_unit_test_setup_teardown(without_a_device_a_read_goes_back_at_most, begin, end),
		cmocka_unit_test_setup_teardown(stays_in_step_with_all_channels, begin, end),
		cmocka_unit_test_setup_teardown(what_a_jump_made_void_stays_void, begin, end),
		cmocka_unit_test_setup_teardown(a_jump_that_was_not_reached_is_still_ahead, begin, end),
		cmocka_unit_test_setup_teardown(marks_of_another_rate_count_in_their_tracks, begin, end),
		cmocka_unit_test_setup_teardown(goes_back_no_further_than_what_is_kept, begin, end),
		cmocka_unit_test_setup_teardown(one_death_after_the_other_keeps_the_track, begin, end),
		cmocka_unit_test_setup_teardown(nonsense_is_an_empty_flow, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

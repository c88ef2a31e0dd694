#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "link_bench.h"

enum { SLOW_BYTES_PER_S = 20000, FAST_BYTES_PER_S = 1000000, FIRST_BYTES = 12000 };

/* Nothing lies in the link's queue but one redraw, at whatever size; and the link is hardly ever idle. */
static void a_slow_link_stays_current_and_is_used(void **state)
{
	(void)state;
	for (int size = 400; size < 6000; size = size * 5 / 4) {
		struct link_bench *b = link_begin(SLOW_BYTES_PER_S, 150, size);
		link_start(b, FIRST_BYTES);
		link_run(b, 3);
		for (int i = 0; i < 4; i++) {
			link_run(b, 10);
			const int redraw_ms = size * 1000 / SLOW_BYTES_PER_S;
			assert_in_range(b->most_lag_ns / NS_PER_MS, 0, redraw_ms + 20);
			assert_in_range(b->most_queued_bytes, 0, size + SLOW_BYTES_PER_S * 20 / 1000);
			assert_in_range(b->n_redraws, 0.85 * 10 * SLOW_BYTES_PER_S / size, 600);
		}
	}
}

static void a_near_slow_link_stays_current(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(SLOW_BYTES_PER_S, 1, 1000);
	link_start(b, FIRST_BYTES);
	link_run(b, 3);
	link_run(b, 10);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 80);
	assert_in_range(b->n_redraws, 180, 200);
}

/* Asked now and then; at each redraw from when it no longer keeps up. */
static void a_near_terminal_is_asked_seldom(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(10 * FAST_BYTES_PER_S, 0, 500);
	link_start(b, 10000);
	link_run(b, 2);
	link_run(b, 10);
	assert_in_range(b->n_redraws, 599, 601);
	assert_in_range(b->n_fences, 50, 90);
	b->redraw_bytes = 5000;
	link_run(b, 10);
	assert_in_range(b->n_fences, 190, 601);
	b->redraw_bytes = 500;
	b->bytes_per_s = SLOW_BYTES_PER_S;
	link_run(b, 5);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 500);
	link_run(b, 5);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 50);
	assert_in_range(b->n_redraws, 170, 200);
	assert_in_range(b->n_fences, b->n_redraws - 2, 2 * b->n_redraws);
}

static void a_far_fast_link_is_not_held(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(FAST_BYTES_PER_S, 150, 2000);
	link_start(b, 20000);
	link_run(b, 1);
	assert_in_range(b->n_redraws, 48, 61); /* the first answers take a round trip */
	link_run(b, 5);
	assert_in_range(b->n_redraws, 299, 301);
	b->redraw_bytes = 200;
	link_run(b, 20);
	assert_in_range(b->n_redraws, 1199, 1201);
	b->redraw_bytes = 2000;
	link_run(b, 1);
	assert_in_range(b->n_redraws, 59, 61);
}

/* More than it has ever carried: it takes a few round trips to find out that it can. */
static void what_was_never_tried_is_found_out_soon(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(10 * FAST_BYTES_PER_S, 150, 500);
	link_start(b, 2000);
	link_run(b, 5);
	b->redraw_bytes = 5000;
	link_run(b, 0.5);
	assert_in_range(b->n_redraws, 18, 30);
	link_run(b, 5);
	assert_in_range(b->n_redraws, 299, 301);
}

static void a_link_that_changes_is_followed(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(FAST_BYTES_PER_S, 150, 2000);
	link_start(b, 20000);
	link_run(b, 5);
	b->bytes_per_s = SLOW_BYTES_PER_S;
	link_run(b, 2);
	/* A round trip's redraws were under way, as many go before it is known, and some slack. */
	assert_in_range(b->most_queued_bytes, 0, 60 * 2000 / 2);
	link_run(b, 5);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 160);
	assert_in_range(b->n_redraws, 43, 50);
	b->bytes_per_s = FAST_BYTES_PER_S;
	link_run(b, 2);
	link_run(b, 1);
	assert_in_range(b->n_redraws, 59, 61);
}

static void a_way_that_becomes_longer_is_measured_anew(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(FAST_BYTES_PER_S, 150, 2000);
	link_start(b, 20000);
	link_run(b, 5);
	b->round_trip_ns = 300 * NS_PER_MS;
	link_run(b, 5);
	link_run(b, 1);
	assert_in_range(b->n_redraws, 59, 61);
}

/* By less than an answer may be late and still be in time. */
static void a_way_that_becomes_a_little_longer_holds_nothing(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(10 * FAST_BYTES_PER_S, 1, 1000);
	link_start(b, 20000);
	link_run(b, 5);
	b->round_trip_ns = 20 * NS_PER_MS;
	link_run(b, 5);
	link_run(b, 5);
	assert_in_range(b->n_redraws, 299, 301);
}

/* What was taken for the shortest way was not: the first answers came late. */
static void a_way_that_becomes_shorter_is_noticed(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(SLOW_BYTES_PER_S, 500, 1000);
	link_start(b, FIRST_BYTES);
	link_run(b, 3);
	b->round_trip_ns = 20 * NS_PER_MS;
	link_run(b, 2);
	link_run(b, 10);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 80);
	assert_in_range(b->n_redraws, 180, 200);
}

/* An answer that is late now and then, by less than tells of a limit or more, does not empty the link. */
static void hiccups_cost_hardly_a_redraw(void **state)
{
	(void)state;
	for (int hiccup_ms = 10; hiccup_ms < 80; hiccup_ms += 10) {
		struct link_bench *b = link_begin(FAST_BYTES_PER_S, 600, 2000);
		b->hiccup_ns = hiccup_ms * NS_PER_MS;
		link_start(b, 20000);
		link_run(b, 5);
		link_run(b, 20);
		assert_in_range(b->n_redraws, 55 * 20, 1201);
	}
}

/* As many redraws under way as there is room for fences, and marks that are answered after the next is due. */
static void a_very_long_way_is_filled(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(FAST_BYTES_PER_S, 3000, 500);
	link_start(b, 5000);
	link_run(b, 20);
	link_run(b, 20);
	assert_in_range(b->n_redraws, 42 * 20, 1201);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 50);
	b = link_begin(SLOW_BYTES_PER_S, 1500, 1000);
	link_start(b, FIRST_BYTES);
	link_run(b, 20);
	link_run(b, 20);
	assert_in_range(b->n_redraws, 12 * 20, 20 * 20);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 2 * 1500);
}

/* An answer that is lost right behind it does not hold the picture for as long again. */
static void a_stall_of_an_hour_is_forgotten(void **state)
{
	(void)state;
	struct pacing pacing = { 0 };
	int64_t now = 1000 * NS_PER_S;
	pacing_init(&pacing, true, now);
	pacing_sent(&pacing, 1000, now);
	pacing_sent_fence(&pacing, PACING_STATUS, now);
	now += 3600 * NS_PER_S;
	pacing_on_answer(&pacing, PACING_STATUS, now);
	assert_int_equal(pacing_ask(&pacing, now), PACING_FREE);
	pacing_sent(&pacing, 1000000, now);
	pacing_sent_fence(&pacing, PACING_STATUS, now);
	assert_int_equal(pacing_ask(&pacing, now + NS_PER_S), PACING_HELD_BY_LINK);
	assert_int_equal(pacing_ask(&pacing, now + 30 * NS_PER_S), PACING_FREE);
}

static void a_stall_is_neither_flooded_nor_remembered(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(FAST_BYTES_PER_S, 150, 2000);
	link_start(b, 20000);
	link_run(b, 5);
	b->bytes_per_s = 0;
	link_run(b, 3);
	assert_in_range(b->sent_bytes, 0, 60 * 2000 / 2);
	b->bytes_per_s = FAST_BYTES_PER_S;
	link_run(b, 1);
	assert_in_range(b->n_redraws, 50, 90); /* with those that had stood */
	link_run(b, 1);
	assert_in_range(b->n_redraws, 59, 61);
}

static void answers_that_are_lost_are_got_over(void **state)
{
	(void)state;
	for (int n = 1; n < 8; n++) {
		struct link_bench *b = link_begin(FAST_BYTES_PER_S, 150, 2000);
		link_start(b, 20000);
		link_run(b, 5);
		b->n_to_lose = n;
		link_run(b, 4);
		assert_in_range(b->n_redraws, 60, 240);
		link_run(b, 1);
		assert_in_range(b->n_redraws, 59, 61);
		b->bytes_per_s = SLOW_BYTES_PER_S;
		link_run(b, 3);
		b->n_to_lose = n;
		link_run(b, 5);
		link_run(b, 2);
		assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 120);
		assert_in_range(b->n_redraws, 12, 20);
	}
}

static void answers_that_nobody_asked_for_are_got_over(void **state)
{
	(void)state;
	for (int n = 1; n < 20; n++) {
		struct link_bench *b = link_begin(SLOW_BYTES_PER_S, 150, 1000);
		link_start(b, FIRST_BYTES);
		link_run(b, 5);
		for (int i = 0; i < n; i++)
			pacing_on_answer(&b->pacing, i % 3 ? PACING_STATUS : PACING_MARK, b->now_ns);
		link_run(b, 5);
		assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 600);
		link_run(b, 5);
		assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 70);
		assert_in_range(b->n_redraws, 80, 100);
	}
}

/* It cannot be told from a link that stands still. */
static void one_that_stops_answering_gets_a_redraw_now_and_then(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(FAST_BYTES_PER_S, 150, 2000);
	link_start(b, 20000);
	link_run(b, 5);
	b->mute = true;
	link_run(b, 2);
	link_run(b, 10);
	assert_in_range(b->n_redraws, 9, 11);
	link_run(b, 300);
	assert_in_range(b->n_redraws, 299, 301);
	b->mute = false;
	link_run(b, 3);
	link_run(b, 1);
	assert_in_range(b->n_redraws, 59, 61);
}

static void one_that_never_answers_is_not_held(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(FAST_BYTES_PER_S, 150, 2000);
	b->mute = true;
	link_start(b, 5000);
	link_run(b, 1);
	assert_in_range(b->n_redraws, 30, 60);
	link_run(b, 5);
	assert_in_range(b->n_redraws, 299, 301);
	assert_in_range(b->n_fences, 4, 6);
	/* … but asked now and then, should it begin to. */
	b->mute = false;
	b->bytes_per_s = SLOW_BYTES_PER_S;
	link_run(b, 2);
	link_run(b, 20);
	link_run(b, 5);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 120);
}

static void one_that_knows_no_marks_is_paced(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(SLOW_BYTES_PER_S, 150, 1000);
	b->no_marks = true;
	link_start(b, FIRST_BYTES);
	link_run(b, 5);
	link_run(b, 10);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 120);
	assert_in_range(b->n_redraws, 150, 200);
}

/* Nothing but silence tells of an answer that was lost. */
static void one_that_knows_no_marks_may_lose_answers(void **state)
{
	(void)state;
	for (int n = 1; n < 8; n++) {
		struct link_bench *b = link_begin(n % 2 ? SLOW_BYTES_PER_S : FAST_BYTES_PER_S, 150, 1000);
		b->no_marks = true;
		link_start(b, FIRST_BYTES);
		link_run(b, 5);
		b->n_to_lose = n;
		link_run(b, 15);
		link_run(b, 5);
		assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 120);
		assert_in_range(b->n_redraws, n % 2 ? 85 : 299, 301);
	}
}

static void one_that_may_not_be_asked_is_held_by_the_limit_alone(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(FAST_BYTES_PER_S, 150, 1000);
	pacing_init(&b->pacing, false, b->now_ns);
	assert_false(pacing_wants_fence(&b->pacing, b->now_ns));
	link_run(b, 5);
	assert_in_range(b->n_redraws, 299, 301);
	pacing_set_limit(&b->pacing, 20000);
	link_run(b, 10);
	assert_in_range(b->sent_bytes, 195000, 205000);
	assert_int_equal(pacing_ask(&b->pacing, b->now_ns), PACING_HELD_BY_LIMIT);
}

/* At rest nothing is asked, and nothing is left to wait for. */
static void what_is_asked_is_answered_at_rest(void **state)
{
	(void)state;
	struct link_bench *b = link_begin(SLOW_BYTES_PER_S, 150, 1000);
	link_start(b, FIRST_BYTES);
	link_run(b, 5);
	b->next_beat_ns = b->now_ns + 100 * NS_PER_S;
	b->held = false;
	link_run(b, 1);
	assert_int_equal(pacing_outstanding(&b->pacing), 0);
	assert_true(pacing_is_empty(&b->pacing));
	link_run(b, 60);
	assert_int_equal(b->sent_bytes, 0);
	b->next_beat_ns = b->now_ns;
	link_run(b, 5);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slow_link_stays_current_and_is_used),
		cmocka_unit_test(a_near_slow_link_stays_current),
		cmocka_unit_test(a_near_terminal_is_asked_seldom),
		cmocka_unit_test(a_far_fast_link_is_not_held),
		cmocka_unit_test(what_was_never_tried_is_found_out_soon),
		cmocka_unit_test(a_link_that_changes_is_followed),
		cmocka_unit_test(a_way_that_becomes_longer_is_measured_anew),
		cmocka_unit_test(a_way_that_becomes_a_little_longer_holds_nothing),
		cmocka_unit_test(a_way_that_becomes_shorter_is_noticed),
		cmocka_unit_test(hiccups_cost_hardly_a_redraw),
		cmocka_unit_test(a_very_long_way_is_filled),
		cmocka_unit_test(a_stall_is_neither_flooded_nor_remembered),
		cmocka_unit_test(a_stall_of_an_hour_is_forgotten),
		cmocka_unit_test(answers_that_are_lost_are_got_over),
		cmocka_unit_test(answers_that_nobody_asked_for_are_got_over),
		cmocka_unit_test(one_that_stops_answering_gets_a_redraw_now_and_then),
		cmocka_unit_test(one_that_never_answers_is_not_held),
		cmocka_unit_test(one_that_knows_no_marks_is_paced),
		cmocka_unit_test(one_that_knows_no_marks_may_lose_answers),
		cmocka_unit_test(one_that_may_not_be_asked_is_held_by_the_limit_alone),
		cmocka_unit_test(what_is_asked_is_answered_at_rest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

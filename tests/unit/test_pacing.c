#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "base/clock.h"
#include "ui/pacing.h"

/* A simulated link in steps of half a millisecond: a queue without end, emptied at a rate, before a terminal whose
 * answers take a round trip to come. */
#define STEP_NS (NS_PER_MS / 2)
#define BEAT_NS (NS_PER_S / 60)
enum { MAX_PIECES = 20000, FENCE_BYTES = 4, QUESTION_BYTES = 100 };

struct piece {
	double left_bytes;
	int64_t sent_ns;
	int kind; /* enum pacing_kind */
	bool ends_redraw;
};

struct bench {
	struct pacing pacing;
	int64_t now_ns;
	/* the link and the terminal; to be changed as the simulation goes on */
	double bytes_per_s; /* 0: it stands still */
	int64_t round_trip_ns;
	bool mute;
	int n_to_lose; /* answers that another program eats */
	int redraw_bytes;
	bool no_marks; /* the terminal knows the one question only */
	/* on the way */
	struct piece pieces[MAX_PIECES];
	int first_piece, n_pieces;
	struct answer {
		int64_t ns;
		int kind;
	} answers[MAX_PIECES];
	int first_answer, n_answers;
	/* the program */
	int64_t next_beat_ns;
	bool held;
	/* since count(): */
	int n_redraws, n_fences;
	int64_t most_lag_ns; /* from sending a redraw to its last byte's arrival */
	double most_queued_bytes;
	uint64_t sent_bytes;
};

static struct bench *begin(double bytes_per_s, int round_trip_ms, int redraw_bytes)
{
	static struct bench bench;
	memset(&bench, 0, sizeof bench);
	bench.now_ns = bench.next_beat_ns = 1000 * NS_PER_S;
	bench.bytes_per_s = bytes_per_s;
	bench.round_trip_ns = round_trip_ms * NS_PER_MS;
	bench.redraw_bytes = redraw_bytes;
	pacing_init(&bench.pacing, true, bench.now_ns);
	return &bench;
}

static void send_piece(struct bench *bench, int n_bytes, int kind, bool ends)
{
	pacing_sent(&bench->pacing, (size_t)n_bytes, bench->now_ns);
	bench->sent_bytes += (uint64_t)n_bytes;
	bench->n_fences += kind >= 0;
	if (kind >= 0)
		pacing_sent_fence(&bench->pacing, (enum pacing_kind)kind, bench->now_ns);
	assert_true(bench->n_pieces < MAX_PIECES);
	bench->pieces[bench->n_pieces++] = (struct piece){ n_bytes, bench->now_ns, kind, ends };
}

static int next_kind(const struct bench *bench)
{
	return pacing_wants_fence(&bench->pacing, bench->now_ns) ? (int)pacing_next_kind(&bench->pacing, bench->now_ns)
								 : -1;
}

static void draw(struct bench *bench)
{
	const int64_t now = bench->now_ns;
	if (pacing_wants_measure(&bench->pacing, now))
		send_piece(bench, FENCE_BYTES, next_kind(bench), false);
	bench->held = pacing_ask(&bench->pacing, now) != PACING_FREE;
	if (bench->held)
		return;
	send_piece(bench, bench->redraw_bytes + FENCE_BYTES, next_kind(bench), true);
}

static void carry(struct bench *bench)
{
	double bytes = bench->bytes_per_s * STEP_NS / NS_PER_S, queued = 0;
	while (bench->first_piece < bench->n_pieces && bytes > 0) {
		struct piece *piece = &bench->pieces[bench->first_piece];
		const double carried = bytes < piece->left_bytes ? bytes : piece->left_bytes;
		piece->left_bytes -= carried;
		bytes -= carried;
		if (piece->left_bytes > 0)
			break;
		bench->first_piece++;
		const int64_t lag = bench->now_ns - piece->sent_ns;
		bench->most_lag_ns = lag > bench->most_lag_ns ? lag : bench->most_lag_ns;
		bench->n_redraws += piece->ends_redraw;
		if (piece->kind < 0 || bench->mute || (bench->no_marks && piece->kind == PACING_MARK))
			continue;
		if (bench->n_to_lose > 0)
			bench->n_to_lose--;
		else
			bench->answers[bench->n_answers++]
				= (struct answer){ bench->now_ns + bench->round_trip_ns, piece->kind };
	}
	for (int i = bench->first_piece; i < bench->n_pieces; i++)
		queued += bench->pieces[i].left_bytes;
	bench->most_queued_bytes = queued > bench->most_queued_bytes ? queued : bench->most_queued_bytes;
}

static void listen(struct bench *bench)
{
	while (bench->first_answer < bench->n_answers && bench->answers[bench->first_answer].ns <= bench->now_ns) {
		pacing_on_answer(
			&bench->pacing, (enum pacing_kind)bench->answers[bench->first_answer].kind, bench->now_ns);
		bench->first_answer++;
		if (bench->held)
			draw(bench);
	}
}

/* Runs on, and counts anew. */
static void run(struct bench *bench, double seconds)
{
	const int64_t end = bench->now_ns + (int64_t)(seconds * NS_PER_S);
	bench->n_redraws = bench->n_fences = 0;
	bench->most_lag_ns = 0;
	bench->most_queued_bytes = 0;
	bench->sent_bytes = 0;
	/* What has been carried leaves the arrays. */
	memmove(bench->pieces, bench->pieces + bench->first_piece,
		(size_t)(bench->n_pieces - bench->first_piece) * sizeof bench->pieces[0]);
	bench->n_pieces -= bench->first_piece;
	memmove(bench->answers, bench->answers + bench->first_answer,
		(size_t)(bench->n_answers - bench->first_answer) * sizeof bench->answers[0]);
	bench->n_answers -= bench->first_answer;
	bench->first_piece = bench->first_answer = 0;
	for (; bench->now_ns < end; bench->now_ns += STEP_NS) {
		const bool beat = bench->now_ns >= bench->next_beat_ns;
		carry(bench);
		listen(bench);
		if (beat) {
			draw(bench);
			bench->next_beat_ns += BEAT_NS;
		}
	}
}

static void start(struct bench *bench, int first_bytes)
{
	const int redraw_bytes = bench->redraw_bytes;
	send_piece(bench, QUESTION_BYTES, PACING_STATUS, false);
	bench->redraw_bytes = first_bytes;
	draw(bench);
	bench->next_beat_ns += BEAT_NS;
	bench->redraw_bytes = redraw_bytes;
}

/* ---- what must hold ---- */

enum { SLOW_BYTES_PER_S = 20000, FAST_BYTES_PER_S = 1000000, FIRST_BYTES = 12000 };

/* Nothing lies in the link's queue but one redraw, at whatever size; and the link is hardly ever idle. */
static void a_slow_link_stays_current_and_is_used(void **state)
{
	(void)state;
	for (int size = 400; size < 6000; size = size * 5 / 4) {
		struct bench *b = begin(SLOW_BYTES_PER_S, 150, size);
		start(b, FIRST_BYTES);
		run(b, 3);
		for (int i = 0; i < 4; i++) {
			run(b, 10);
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
	struct bench *b = begin(SLOW_BYTES_PER_S, 1, 1000);
	start(b, FIRST_BYTES);
	run(b, 3);
	run(b, 10);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 80);
	assert_in_range(b->n_redraws, 180, 200);
}

/* Asked now and then; at each redraw from when it no longer keeps up. */
static void a_near_terminal_is_asked_seldom(void **state)
{
	(void)state;
	struct bench *b = begin(10 * FAST_BYTES_PER_S, 0, 500);
	start(b, 10000);
	run(b, 2);
	run(b, 10);
	assert_in_range(b->n_redraws, 599, 601);
	assert_in_range(b->n_fences, 50, 90);
	b->bytes_per_s = SLOW_BYTES_PER_S;
	run(b, 5);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 500);
	run(b, 5);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 50);
	assert_in_range(b->n_redraws, 170, 200);
	assert_in_range(b->n_fences, b->n_redraws - 2, 2 * b->n_redraws);
}

static void a_far_fast_link_is_not_held(void **state)
{
	(void)state;
	struct bench *b = begin(FAST_BYTES_PER_S, 150, 2000);
	start(b, 20000);
	run(b, 1);
	assert_in_range(b->n_redraws, 48, 61); /* the first answers take a round trip */
	run(b, 5);
	assert_in_range(b->n_redraws, 299, 301);
	b->redraw_bytes = 200;
	run(b, 20);
	assert_in_range(b->n_redraws, 1199, 1201);
	b->redraw_bytes = 2000;
	run(b, 1);
	assert_in_range(b->n_redraws, 59, 61);
}

/* More than it has ever carried: it takes a few round trips to find out that it can. */
static void what_was_never_tried_is_found_out_soon(void **state)
{
	(void)state;
	struct bench *b = begin(10 * FAST_BYTES_PER_S, 150, 500);
	start(b, 2000);
	run(b, 5);
	b->redraw_bytes = 5000;
	run(b, 0.5);
	assert_in_range(b->n_redraws, 18, 30);
	run(b, 5);
	assert_in_range(b->n_redraws, 299, 301);
}

static void a_link_that_changes_is_followed(void **state)
{
	(void)state;
	struct bench *b = begin(FAST_BYTES_PER_S, 150, 2000);
	start(b, 20000);
	run(b, 5);
	b->bytes_per_s = SLOW_BYTES_PER_S;
	run(b, 2);
	/* A round trip's redraws were under way, as many go before it is known, and some slack. */
	assert_in_range(b->most_queued_bytes, 0, 60 * 2000 / 2);
	run(b, 5);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 160);
	assert_in_range(b->n_redraws, 43, 50);
	b->bytes_per_s = FAST_BYTES_PER_S;
	run(b, 2);
	run(b, 1);
	assert_in_range(b->n_redraws, 59, 61);
}

static void a_way_that_becomes_longer_is_measured_anew(void **state)
{
	(void)state;
	struct bench *b = begin(FAST_BYTES_PER_S, 150, 2000);
	start(b, 20000);
	run(b, 5);
	b->round_trip_ns = 300 * NS_PER_MS;
	run(b, 5);
	run(b, 1);
	assert_in_range(b->n_redraws, 59, 61);
}

static void a_stall_is_neither_flooded_nor_remembered(void **state)
{
	(void)state;
	struct bench *b = begin(FAST_BYTES_PER_S, 150, 2000);
	start(b, 20000);
	run(b, 5);
	b->bytes_per_s = 0;
	run(b, 3);
	assert_in_range(b->sent_bytes, 0, 60 * 2000 / 2);
	b->bytes_per_s = FAST_BYTES_PER_S;
	run(b, 1);
	assert_in_range(b->n_redraws, 50, 90); /* with those that had stood */
	run(b, 1);
	assert_in_range(b->n_redraws, 59, 61);
}

static void answers_that_are_lost_are_got_over(void **state)
{
	(void)state;
	for (int n = 1; n < 8; n++) {
		struct bench *b = begin(FAST_BYTES_PER_S, 150, 2000);
		start(b, 20000);
		run(b, 5);
		b->n_to_lose = n;
		run(b, 4);
		assert_in_range(b->n_redraws, 60, 240);
		run(b, 1);
		assert_in_range(b->n_redraws, 59, 61);
		b->bytes_per_s = SLOW_BYTES_PER_S;
		run(b, 3);
		b->n_to_lose = n;
		run(b, 5);
		run(b, 2);
		assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 120);
		assert_in_range(b->n_redraws, 12, 20);
	}
}

static void answers_that_nobody_asked_for_are_got_over(void **state)
{
	(void)state;
	for (int n = 1; n < 20; n++) {
		struct bench *b = begin(SLOW_BYTES_PER_S, 150, 1000);
		start(b, FIRST_BYTES);
		run(b, 5);
		for (int i = 0; i < n; i++)
			pacing_on_answer(&b->pacing, i % 3 ? PACING_STATUS : PACING_MARK, b->now_ns);
		run(b, 5);
		assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 600);
		run(b, 5);
		assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 70);
		assert_in_range(b->n_redraws, 80, 100);
	}
}

/* It cannot be told from a link that stands still. */
static void one_that_stops_answering_gets_a_redraw_now_and_then(void **state)
{
	(void)state;
	struct bench *b = begin(FAST_BYTES_PER_S, 150, 2000);
	start(b, 20000);
	run(b, 5);
	b->mute = true;
	run(b, 2);
	run(b, 10);
	assert_in_range(b->n_redraws, 9, 11);
	run(b, 300);
	assert_in_range(b->n_redraws, 299, 301);
	b->mute = false;
	run(b, 3);
	run(b, 1);
	assert_in_range(b->n_redraws, 59, 61);
}

static void one_that_never_answers_is_not_held(void **state)
{
	(void)state;
	struct bench *b = begin(FAST_BYTES_PER_S, 150, 2000);
	b->mute = true;
	start(b, 5000);
	run(b, 1);
	assert_in_range(b->n_redraws, 30, 60);
	run(b, 5);
	assert_in_range(b->n_redraws, 299, 301);
	/* … but asked now and then, should it begin to. */
	b->mute = false;
	b->bytes_per_s = SLOW_BYTES_PER_S;
	run(b, 2);
	run(b, 20);
	run(b, 5);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 120);
}

static void one_that_knows_no_marks_is_paced(void **state)
{
	(void)state;
	struct bench *b = begin(SLOW_BYTES_PER_S, 150, 1000);
	b->no_marks = true;
	start(b, FIRST_BYTES);
	run(b, 5);
	run(b, 10);
	assert_in_range(b->most_lag_ns / NS_PER_MS, 0, 120);
	assert_in_range(b->n_redraws, 150, 200);
}

static void one_that_may_not_be_asked_is_held_by_the_limit_alone(void **state)
{
	(void)state;
	struct bench *b = begin(FAST_BYTES_PER_S, 150, 1000);
	pacing_init(&b->pacing, false, b->now_ns);
	assert_false(pacing_wants_fence(&b->pacing, b->now_ns));
	run(b, 5);
	assert_in_range(b->n_redraws, 299, 301);
	pacing_set_limit(&b->pacing, 20000);
	run(b, 10);
	assert_in_range(b->sent_bytes, 195000, 205000);
	assert_int_equal(pacing_ask(&b->pacing, b->now_ns), PACING_HELD_BY_LIMIT);
}

/* At rest nothing is asked, and nothing is left to wait for. */
static void what_is_asked_is_answered_at_rest(void **state)
{
	(void)state;
	struct bench *b = begin(SLOW_BYTES_PER_S, 150, 1000);
	start(b, FIRST_BYTES);
	run(b, 5);
	b->next_beat_ns = b->now_ns + 100 * NS_PER_S;
	b->held = false;
	run(b, 1);
	assert_int_equal(pacing_outstanding(&b->pacing), 0);
	assert_true(pacing_is_empty(&b->pacing));
	run(b, 60);
	assert_int_equal(b->sent_bytes, 0);
	b->next_beat_ns = b->now_ns;
	run(b, 5);
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
		cmocka_unit_test(a_stall_is_neither_flooded_nor_remembered),
		cmocka_unit_test(answers_that_are_lost_are_got_over),
		cmocka_unit_test(answers_that_nobody_asked_for_are_got_over),
		cmocka_unit_test(one_that_stops_answering_gets_a_redraw_now_and_then),
		cmocka_unit_test(one_that_never_answers_is_not_held),
		cmocka_unit_test(one_that_knows_no_marks_is_paced),
		cmocka_unit_test(one_that_may_not_be_asked_is_held_by_the_limit_alone),
		cmocka_unit_test(what_is_asked_is_answered_at_rest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "base/clock.h"
#include "ui/delivery.h"

/* A terminal that says what it is told to, and a scene that is only counted: these stand in for the library's. */
static enum pacing_verdict verdict;
static bool is_full;
static unsigned n_drawn, n_shown;

enum pacing_verdict terminal_has_room(struct terminal *t)
{
	(void)t;
	return is_full ? PACING_HELD_BY_LINK : verdict;
}

bool terminal_pending(const struct terminal *t)
{
	(void)t;
	return is_full;
}

bool terminal_draw(struct terminal *t, struct canvas *canvas)
{
	(void)t;
	(void)canvas;
	n_shown++;
	return true;
}

struct pacing_figures terminal_figures(const struct terminal *t)
{
	(void)t;
	return (struct pacing_figures){ .sent_bytes = n_shown * 1000 };
}

static struct statistics_reader told; /* to the keeper, last */
static unsigned n_told;

void joined_tell_figures(const struct joined *joined, const struct statistics_reader *figures,
	const struct snapshot_reader *reader, bool asks)
{
	(void)joined;
	(void)reader;
	(void)asks;
	told = *figures;
	n_told++;
}

void scene_draw(struct scene *scene, int64_t now_ns)
{
	(void)scene;
	(void)now_ns;
	n_drawn++;
}

/* ---- a run of redraws, 60 a second, at times that are made up ---- */

struct bench {
	struct scene scene;
	struct joined joined;
	struct delivery delivery;
	int64_t now_ns;
};

static struct bench *begin(void)
{
	static struct bench bench;
	bench = (struct bench){ .now_ns = 1000 * NS_PER_S };
	bench.delivery = (struct delivery){ .scene = &bench.scene, .joined = &bench.joined };
	verdict = PACING_FREE;
	is_full = false;
	n_drawn = n_shown = n_told = 0;
	bench.scene.fps = 60;
	return &bench;
}

static void draw(struct bench *bench, int n_beats)
{
	for (int i = 0; i < n_beats; i++) {
		delivery_draw(&bench->delivery, bench->now_ns);
		bench->now_ns += NS_PER_S / 60;
	}
}

static void what_is_held_is_not_even_drawn(void **state)
{
	(void)state;
	struct bench *b = begin();
	draw(b, 30);
	assert_int_equal(n_drawn, 30);
	verdict = PACING_HELD_BY_LINK;
	draw(b, 30);
	assert_int_equal(n_drawn, 30);
	assert_true(b->delivery.is_due);
	assert_false(delivery_is_freed(&b->delivery, b->now_ns));
	verdict = PACING_FREE;
	assert_true(delivery_is_freed(&b->delivery, b->now_ns));
	assert_false(delivery_is_freed(&b->delivery, b->now_ns)); /* once */
	draw(b, 6);
	assert_int_equal(n_drawn, 36);
	assert_int_equal(n_shown, n_drawn);
	assert_false(b->delivery.is_due);
}

static void redraws_are_counted_and_what_holds_them_is_told(void **state)
{
	(void)state;
	struct bench *b = begin();
	draw(b, 66);
	assert_in_range(b->scene.redraws_per_s, 59, 61);
	assert_null(b->scene.held_by);
	for (int i = 0; i < 130; i++) {
		verdict = i % 2 ? PACING_HELD_BY_LIMIT : PACING_FREE;
		draw(b, 1);
	}
	assert_in_range(b->scene.redraws_per_s, 29, 31);
	assert_string_equal(b->scene.held_by, "limit");
	/* A rest does not count. */
	verdict = PACING_FREE;
	delivery_rest(&b->delivery, b->now_ns + 10 * NS_PER_S);
	b->now_ns += 10 * NS_PER_S;
	draw(b, 66);
	assert_in_range(b->scene.redraws_per_s, 59, 61);
	assert_null(b->scene.held_by);
}

static void the_keeper_is_told_each_second_what_was_counted(void **state)
{
	(void)state;
	struct bench *b = begin();
	draw(b, 66);
	assert_int_equal(n_told, 1);
	assert_in_range(told.redraws_per_s, 59, 61);
	assert_in_range(told.bytes_per_s, 59000, 61000);
	assert_int_equal(told.n_bytes, 1000 * (told.n_redraws - 1)); /* the newest is on its way */
	assert_true(isnan(told.latency_ms)); /* nothing was heard */
	verdict = PACING_HELD_BY_LINK;
	draw(b, 12);
	verdict = PACING_FREE;
	draw(b, 120);
	assert_int_equal(told.n_held, 12);
	assert_in_range(told.n_redraws, 120, 186);
	delivery_rest(&b->delivery, INT64_MAX);
	delivery_tell(&b->delivery, b->now_ns, true);
	assert_true(told.redraws_per_s == 0 && told.bytes_per_s == 0);
	assert_int_equal(told.n_redraws, 186);
}

static void beats_that_went_by_are_missed(void **state)
{
	(void)state;
	struct bench *b = begin();
	delivery_begin(&b->delivery, 0, b->now_ns);
	delivery_begin(&b->delivery, INT64_MAX, b->now_ns);
	delivery_begin(&b->delivery, b->now_ns - 16 * NS_PER_MS, b->now_ns);
	assert_int_equal(b->delivery.figures.n_missed_beats, 0);
	delivery_begin(&b->delivery, b->now_ns - 1020 * NS_PER_MS, b->now_ns);
	assert_int_equal(b->delivery.figures.n_missed_beats, 61);
}

static void who_takes_nothing_is_stuck_and_heard_of(void **state)
{
	(void)state;
	struct bench *b = begin();
	is_full = true;
	draw(b, 54);
	assert_false(b->delivery.stuck);
	draw(b, 12);
	assert_true(b->delivery.stuck);
	assert_int_equal(b->delivery.look_ns, INT64_MAX);
	is_full = false;
	assert_true(delivery_is_freed(&b->delivery, b->now_ns));
	assert_false(b->delivery.stuck);
}

/* Answers may be lost: it is looked at again. */
static void who_answers_nothing_is_stuck_later_and_looked_at(void **state)
{
	(void)state;
	struct bench *b = begin();
	verdict = PACING_HELD_BY_LINK;
	draw(b, 294);
	assert_false(b->delivery.stuck);
	draw(b, 12);
	assert_true(b->delivery.stuck);
	for (int i = 0; i < 3; i++) {
		assert_in_range(b->delivery.look_ns, b->now_ns, b->now_ns + 3 * NS_PER_S);
		b->now_ns = b->delivery.look_ns;
		assert_false(delivery_is_freed(&b->delivery, b->now_ns));
		assert_true(b->delivery.look_ns > b->now_ns);
	}
}

/* It takes bytes again; that the limit allows none yet is another thing. */
static void a_limit_keeps_nobody_stuck(void **state)
{
	(void)state;
	struct bench *b = begin();
	is_full = true;
	draw(b, 66);
	assert_true(b->delivery.stuck);
	is_full = false;
	verdict = PACING_HELD_BY_LIMIT;
	assert_true(delivery_is_freed(&b->delivery, b->now_ns));
	assert_false(b->delivery.stuck);
	draw(b, 360);
	assert_false(b->delivery.stuck);
	assert_int_equal(n_drawn, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_held_is_not_even_drawn),
		cmocka_unit_test(redraws_are_counted_and_what_holds_them_is_told),
		cmocka_unit_test(the_keeper_is_told_each_second_what_was_counted),
		cmocka_unit_test(beats_that_went_by_are_missed),
		cmocka_unit_test(who_takes_nothing_is_stuck_and_heard_of),
		cmocka_unit_test(who_answers_nothing_is_stuck_later_and_looked_at),
		cmocka_unit_test(a_limit_keeps_nobody_stuck),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

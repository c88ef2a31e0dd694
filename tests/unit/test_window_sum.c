#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "dsp/window_sum.h"
#include "near.h"

enum { RATE = 48000, WINDOW = RATE * 3 / 10 };

/* Adds `n` times the same number, in uneven portions. */
static void add(struct window_sum *sums, double x, size_t n)
{
	for (size_t done = 0, portion; done < n; done += portion) {
		portion = window_sum_room(sums);
		portion = portion < n - done ? portion : n - done;
		portion = portion < 7 ? portion : 7;
		for (size_t i = 0; i < portion; i++)
			sums->newest[0] += x;
		window_sum_advance(sums, portion);
	}
}

static void it_is_the_mean_of_300_ms(void **state)
{
	(void)state;
	struct window_sum sums;
	struct window_sum_whole whole = { 0 };
	window_sum_init(&sums, &whole, RATE, 1);
	add(&sums, 1, WINDOW);
	assert_near(window_sum_mean(&sums, 0), 1, 0);
	add(&sums, 0, WINDOW / 2);
	assert_near(window_sum_mean(&sums, 0), 0.5, 0);
	add(&sums, 3, WINDOW / 2);
	assert_near(window_sum_mean(&sums, 0), 1.5, 0);
	add(&sums, 0, WINDOW);
	assert_near(window_sum_mean(&sums, 0), 0, 0);
	assert_near(window_sum_whole_mean(&sums, 0), 2.5 / 3, 1e-12);
}

static void before_it_is_full_it_is_the_mean_of_all(void **state)
{
	(void)state;
	struct window_sum sums;
	struct window_sum_whole whole = { 0 };
	window_sum_init(&sums, &whole, RATE, 1);
	assert_near(window_sum_mean(&sums, 0), 0, 0);
	assert_near(window_sum_whole_mean(&sums, 0), 0, 0);
	add(&sums, 2, 1);
	assert_near(window_sum_mean(&sums, 0), 2, 0);
	add(&sums, 0, 999);
	assert_near(window_sum_mean(&sums, 0), 0.002, 1e-12);
}

/* After what was 160 dB louder nothing of it is left. */
static void it_does_not_drift(void **state)
{
	(void)state;
	struct window_sum sums;
	struct window_sum_whole whole = { 0 };
	window_sum_init(&sums, &whole, RATE, 1);
	for (int i = 0; i < 5; i++) {
		add(&sums, 1e8 / 3, RATE);
		add(&sums, 1e-8, WINDOW + RATE / 100);
		assert_near(window_sum_mean(&sums, 0), 1e-8, 1e-20);
	}
}

static void a_jump_forgets_the_window_alone(void **state)
{
	(void)state;
	struct window_sum sums;
	struct window_sum_whole whole = { 0 };
	window_sum_init(&sums, &whole, RATE, 1);
	add(&sums, 1, 1000);
	window_sum_jump(&sums);
	assert_near(window_sum_mean(&sums, 0), 0, 0);
	assert_near(window_sum_whole_mean(&sums, 0), 1, 0);
	add(&sums, 0, 1000);
	assert_near(window_sum_mean(&sums, 0), 0, 0);
	assert_near(window_sum_whole_mean(&sums, 0), 0.5, 0);
	window_sum_clear(&sums);
	assert_near(window_sum_whole_mean(&sums, 0), 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_the_mean_of_300_ms),
		cmocka_unit_test(before_it_is_full_it_is_the_mean_of_all),
		cmocka_unit_test(it_does_not_drift),
		cmocka_unit_test(a_jump_forgets_the_window_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "ui/pointer.h"

static void it_counts_as_there_for_a_while(void **state)
{
	(void)state;
	struct pointer pointer = { 0 };
	pointer_move(&pointer, 3, 4, NS_PER_S);
	assert_true(pointer.has_moved);
	assert_int_equal(pointer.x, 3);
	assert_int_equal(pointer.y, 4);
	assert_int_equal(pointer.until_ns, 6 * NS_PER_S);
	pointer_leave(&pointer);
	assert_int_equal(pointer.until_ns, 0);
}

static void two_clicks_are_one_double_click(void **state)
{
	(void)state;
	struct pointer pointer = { 0 };
	const int64_t soon = 100 * NS_PER_MS, late = NS_PER_S;
	int64_t now = NS_PER_S;
	assert_false(pointer_click(&pointer, 1, 1, now));
	assert_true(pointer_click(&pointer, 1, 1, now += soon));
	assert_false(pointer_click(&pointer, 1, 1, now += soon)); /* the third begins anew */
	assert_false(pointer_click(&pointer, 1, 1, now += late));
	assert_false(pointer_click(&pointer, 1, 2, now += soon));
	assert_true(pointer_click(&pointer, 1, 2, now += soon));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_counts_as_there_for_a_while),
		cmocka_unit_test(two_clicks_are_one_double_click),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

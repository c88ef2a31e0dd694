#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"

/* Always ahead, never by more than a beat, and the beats of a second are the same wherever one looks from. */
static void beats_are_ahead_and_even(void **state)
{
	(void)state;
	const int64_t start_ns = 123456789 * NS_PER_S;
	for (uint32_t per_s = 1; per_s <= 240; per_s++) {
		int64_t at_ns = start_ns;
		for (uint32_t i = 1; i <= per_s; i++) {
			int64_t next_ns = clock_next_beat_ns(at_ns, per_s);
			assert_true(next_ns > at_ns && next_ns - at_ns <= NS_PER_S / per_s + 1);
			assert_int_equal(clock_next_beat_ns(next_ns - 1, per_s), next_ns);
			at_ns = next_ns;
		}
		assert_int_equal(at_ns, start_ns + NS_PER_S);
	}
}

/* Who looks half as often does so together with the others. */
static void slow_beats_are_among_the_fast_ones(void **state)
{
	(void)state;
	int64_t at_ns = 86400 * NS_PER_S;
	for (int i = 0; i < 100; i++) {
		at_ns = clock_next_beat_ns(at_ns, 30);
		assert_int_equal(clock_next_beat_ns(at_ns - 1, 60), at_ns);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(beats_are_ahead_and_even),
		cmocka_unit_test(slow_beats_are_among_the_fast_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

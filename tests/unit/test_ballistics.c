#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "dsp/ballistics.h"
#include "near.h"

static double db(float power)
{
	return 10 * log10((double)power);
}

static void rises_at_once_and_falls_by_the_clock(void **state)
{
	(void)state;
	static const float steps_s[] = { 0.001f, 0.005f, 0.02f, 0.1f };
	for (size_t s = 0; s < 4; s++) {
		struct ballistics b;
		float loud = 1, nothing = 0;
		assert_true(ballistics_init(&b, 1, 50, 1, NULL));
		ballistics_advance(&b, &loud, steps_s[s]);
		assert_near(db(b.level[0]), 0, 1e-6);
		for (int i = 0; i < (int)lround(1.0 / (double)steps_s[s]); i++)
			ballistics_advance(&b, &nothing, steps_s[s]);
		assert_near(db(b.level[0]), -50, 0.05); /* 50 dB/s for a second, however it was cut */
		ballistics_fini(&b);
	}
}

static void a_mark_is_held_then_falls(void **state)
{
	(void)state;
	static const float steps_s[] = { 0.001f, 0.03f, 0.7f };
	for (size_t s = 0; s < 3; s++) {
		struct ballistics b;
		float loud = 1, nothing = 0;
		assert_true(ballistics_init(&b, 1, 1000, 1, NULL));
		ballistics_advance(&b, &loud, 0.001f);
		int n = (int)lround(2.1 / (double)steps_s[s]);
		for (int i = 0; i < n; i++) {
			ballistics_advance(&b, &nothing, steps_s[s]);
			if ((double)steps_s[s] * (i + 1) < 0.99)
				assert_near(db(b.peak[0]), 0, 1e-6);
		}
		assert_near(db(b.peak[0]), -20 * ((double)steps_s[s] * n - 1), 0.05);
		ballistics_fini(&b);
	}
}

static void silence_ends_at_nothing(void **state)
{
	(void)state;
	struct ballistics b;
	float loud = 1, nothing = 0;
	assert_true(ballistics_init(&b, 1, 50, 1, NULL));
	ballistics_advance(&b, &loud, 0.01f);
	for (int i = 0; i < 10000; i++)
		ballistics_advance(&b, &nothing, 0.01f);
	assert_true(b.level[0] == 0);
	assert_true(b.peak[0] == 0);
	ballistics_fini(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rises_at_once_and_falls_by_the_clock),
		cmocka_unit_test(a_mark_is_held_then_falls),
		cmocka_unit_test(silence_ends_at_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

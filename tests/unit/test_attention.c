#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "ui/attention.h"

enum { SHOWN = 1, MINIMIZED = 2 };

static void tell(struct attention *attention, enum input_kind kind, unsigned first, int64_t now_ns)
{
	attention_event(attention, &(struct input_event){ .kind = kind, .first = first }, now_ns);
}

/* How often it asks from `from_s` on for `seconds`, as something is drawn 50 times a second. */
static int n_asked(struct attention *attention, double from_s, double seconds)
{
	int n = 0;
	for (int i = 0; i < (int)(seconds * 50); i++)
		n += attention_asks(attention, (int64_t)(from_s * 1e9) + i * NS_PER_S / 50);
	return n;
}

/* A terminal that does not answer is soon left in peace, and taken for seen. */
static void silence_is_no_answer(void **state)
{
	struct attention attention = { 0 };
	(void)state;
	assert_int_equal(n_asked(&attention, 100, 4), 0);
	assert_int_equal(n_asked(&attention, 104, 1000), 3);
	assert_false(attention.hidden);
	tell(&attention, INPUT_FOCUS_OUT, 0, 1200 * NS_PER_S);
	assert_int_equal(n_asked(&attention, 1201, 100), 0);
	assert_int_equal(attention_due_ns(&attention), INT64_MAX);
}

static void it_is_asked_soon_after_the_focus_has_gone(void **state)
{
	struct attention attention = { 0 };
	(void)state;
	n_asked(&attention, 100, 1);
	tell(&attention, INPUT_FOCUS_OUT, 0, 101 * NS_PER_S);
	assert_true(attention.unfocused);
	assert_int_equal(n_asked(&attention, 101, 1), 1);
	tell(&attention, INPUT_ANSWER_WINDOW, MINIMIZED, 102 * NS_PER_S);
	assert_true(attention.hidden);
	assert_true(attention_due_ns(&attention) < 103 * NS_PER_S);
	tell(&attention, INPUT_FOCUS_IN, 0, 103 * NS_PER_S);
	assert_false(attention.hidden || attention.unfocused);
	assert_int_equal(attention_due_ns(&attention), INT64_MAX);
}

/* Shown again without the focus, as by a pager. */
static void hidden_it_is_asked_again_and_again(void **state)
{
	struct attention attention = { 0 };
	(void)state;
	tell(&attention, INPUT_ANSWER_WINDOW, MINIMIZED, 100 * NS_PER_S);
	for (int64_t now = 100 * NS_PER_S; now < 200 * NS_PER_S; now = attention_due_ns(&attention)) {
		tell(&attention, INPUT_ANSWER_WINDOW, MINIMIZED, now);
		assert_true(attention_asks(&attention, attention_due_ns(&attention)));
	}
	tell(&attention, INPUT_ANSWER_WINDOW, SHOWN, 200 * NS_PER_S);
	assert_false(attention.hidden);
	assert_int_equal(n_asked(&attention, 200, 4), 0);
}

/* One that says "minimized" and falls silent, or says so while its user types. */
static void a_window_is_not_hidden_for_ever(void **state)
{
	struct attention attention = { 0 };
	(void)state;
	tell(&attention, INPUT_ANSWER_WINDOW, MINIMIZED, 100 * NS_PER_S);
	assert_int_equal(n_asked(&attention, 100, 20), 3);
	assert_false(attention.hidden);

	attention = (struct attention){ 0 };
	tell(&attention, INPUT_ANSWER_WINDOW, MINIMIZED, 100 * NS_PER_S);
	tell(&attention, INPUT_KEY, 0, 101 * NS_PER_S);
	assert_false(attention.hidden);
	tell(&attention, INPUT_ANSWER_WINDOW, MINIMIZED, 102 * NS_PER_S);
	assert_false(attention.hidden);
	assert_int_equal(n_asked(&attention, 102, 100), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_is_no_answer),
		cmocka_unit_test(it_is_asked_soon_after_the_focus_has_gone),
		cmocka_unit_test(hidden_it_is_asked_again_and_again),
		cmocka_unit_test(a_window_is_not_hidden_for_ever),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

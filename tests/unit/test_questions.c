#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "ui/questions.h"

/* What is learnt from the bytes a terminal sends. */
static struct terminal_answers answers_of(const char *bytes)
{
	struct terminal_answers answers = { .status = ANSWER_NONE };
	struct input input = { .sequences = NULL };
	struct input_event event;
	assert_int_equal(input_feed(&input, (const unsigned char *)bytes, strlen(bytes)), strlen(bytes));
	while (input_next(&input, &event))
		assert_true(questions_take(&answers, &event));
	return answers;
}

static void test_what_terminals_answer(void **state)
{
	(void)state;
	/* xterm 379 */
	struct terminal_answers answers = answers_of("\033[2;5R\033P1$r0;48:2::1:2:3m\033\\\033[?2026;0$y"
						     "\033[>41;379;0c\033P>|XTerm(379)\033\\\033[0n");
	assert_int_equal(answers.repeats, ANSWER_YES);
	assert_int_equal(answers.truecolor, ANSWER_YES);
	assert_int_equal(answers.synchronized, ANSWER_NO);
	assert_int_equal(answers.status, ANSWER_YES);
	assert_string_equal(answers.name, "XTerm(379)");
	/* kitty 0.26.5 */
	answers = answers_of("\033[2;5R\033P1$r48:2:1:2:3m\033\\\033[?2026;2$y\033[>1;4000;26c"
			     "\033P>|kitty(0.26.5)\033\\\033[0n");
	assert_int_equal(answers.truecolor, ANSWER_YES);
	assert_int_equal(answers.synchronized, ANSWER_YES);
	/* tmux 3.3a */
	answers = answers_of("\033[2;2R\033[>84;0;0c\033P>|tmux 3.3a\033\\\033[0n");
	assert_int_equal(answers.repeats, ANSWER_NO);
	assert_int_equal(answers.truecolor, ANSWER_NONE);
	assert_int_equal(answers.synchronized, ANSWER_NONE);
	/* an xterm that has taken the palette's nearest; a terminal that does not know the question */
	assert_int_equal(answers_of("\033P1$r0;48:5:16m\033\\").truecolor, ANSWER_NO);
	assert_int_equal(answers_of("\033P0$r\033\\\033[0n").truecolor, ANSWER_NONE);
	/* Backgrounds: white, Solarized's two, black. */
	assert_int_equal(answers_of("\033]11;rgb:ffff/ffff/ffff\033\\").light, ANSWER_YES);
	assert_int_equal(answers_of("\033]11;rgb:fdfd/f6f6/e3e3\007").light, ANSWER_YES);
	assert_int_equal(answers_of("\033]11;rgb:0000/2b2b/3636\033\\").light, ANSWER_NO);
	assert_int_equal(answers_of("\033]11;rgb:0/0/0\033\\").light, ANSWER_NO);
	assert_int_equal(answers_of("\033[0n").light, ANSWER_NONE);
	/* two columns on: neither repeated nor not */
	assert_int_equal(answers_of("\033[2;3R").repeats, ANSWER_NONE);
}

static void assert_name(const char *bytes, const char *name)
{
	char told[INPUT_TEXT];
	const struct terminal_answers answers = answers_of(bytes);
	questions_name(&answers, told, sizeof told);
	assert_string_equal(told, name);
}

static void test_names(void **state)
{
	(void)state;
	assert_name("\033[>1;4000;26c\033P>|kitty(0.26.5)\033\\", "kitty(0.26.5)");
	assert_name("\033[>83;40900;0c", "screen 40900");
	assert_name("\033[>1;10;0c", "mosh 10");
	assert_name("\033[>1;95;0c", "");
	assert_name("\033[0n", "");
}

/* None too long, none that could be obeyed. */
static void test_hostile_names(void **state)
{
	(void)state;
	char bytes[4 * INPUT_TEXT] = "\033P>|";
	memset(bytes + 4, 'x', 3 * INPUT_TEXT);
	memcpy(bytes + 4 + 3 * INPUT_TEXT, "\033\\", 3);
	assert_name(bytes, "");
	assert_name("\033P>|a\007\tb\xC2\x9B\033\\", "a??b??");
}

static void assert_questions(unsigned mask, bool utf8, const char *bytes)
{
	struct bytes out = { .n = 0 };
	assert_true(questions_append(&out, mask, utf8));
	assert_int_equal(out.n, strlen(bytes));
	assert_memory_equal(out.data ? out.data : "", bytes, out.n);
	bytes_fini(&out);
}

static void test_what_is_asked(void **state)
{
	(void)state;
	assert_questions(0, true, "");
	assert_questions(QUESTION_STATUS, true, "\033[5n");
	assert_questions(QUESTION_STATUS | QUESTION_SYNC, true, "\033[?2026$p\033[5n");
	assert_questions(QUESTION_REPEAT, false, "\n\r \033[3b\033[6n\r\033[K\033[A");
	assert_questions(QUESTION_REPEAT, true, "\n\r\xC2\xA0\033[3b\033[6n\r\033[K\033[A");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_terminals_answer),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_hostile_names),
		cmocka_unit_test(test_what_is_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

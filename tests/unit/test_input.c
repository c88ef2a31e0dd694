#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ui/input.h"

enum { MAX_EVENTS = 32 };

struct result {
	struct input_event events[MAX_EVENTS];
	size_t n;
};

static void take(struct input *input, struct result *result)
{
	struct input_event event;
	while (input_next(input, &event)) {
		assert_true(result->n < MAX_EVENTS);
		result->events[result->n++] = event;
	}
}

/* Feeds pieces that end at the given places, all events taken after each; then what waits expires. */
static struct result parse_pieces(
	const struct input_sequence *own, size_t n_own, const char *bytes, size_t n, const size_t *ends, size_t n_ends)
{
	struct input input = { .sequences = own, .n_sequences = n_own };
	struct result result = { .n = 0 };
	size_t at = 0;
	for (size_t i = 0; i <= n_ends; i++) {
		const size_t end = i < n_ends ? ends[i] : n;
		assert_int_equal(input_feed(&input, (const unsigned char *)bytes + at, end - at), end - at);
		take(&input, &result);
		at = end;
	}
	input_expire(&input);
	take(&input, &result);
	return result;
}

static struct result parse(const char *bytes)
{
	return parse_pieces(NULL, 0, bytes, strlen(bytes), NULL, 0);
}

static void assert_same(const struct result *a, const struct result *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		assert_int_equal(a->events[i].kind, b->events[i].kind);
		assert_int_equal(a->events[i].key, b->events[i].key);
		assert_int_equal(a->events[i].first, b->events[i].first);
		assert_int_equal(a->events[i].second, b->events[i].second);
		assert_string_equal(a->events[i].text, b->events[i].text);
	}
}

static void assert_keys(const char *bytes, const uint32_t *keys, size_t n)
{
	const struct result result = parse(bytes);
	if (result.n != n)
		fprintf(stderr, "in \"%s\"\n", bytes[0] == '\033' ? bytes + 1 : bytes);
	assert_int_equal(result.n, n);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(result.events[i].kind, INPUT_KEY);
		assert_int_equal(result.events[i].key, keys[i]);
	}
}

#define ASSERT_KEYS(bytes, ...)                                                                                        \
	assert_keys((bytes), (const uint32_t[]){ __VA_ARGS__ },                                                        \
		sizeof((const uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t))
#define ASSERT_NOTHING(bytes) assert_keys((bytes), NULL, 0)

static void test_characters(void **state)
{
	(void)state;
	ASSERT_KEYS("q ~", 'q', ' ', '~');
	ASSERT_KEYS("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 0xE9, 0x20AC, 0x1F600);
	ASSERT_KEYS("\r\n\t\x7F\b", INPUT_ENTER, INPUT_ENTER, INPUT_TAB, INPUT_BACKSPACE, INPUT_BACKSPACE);
	ASSERT_KEYS("\x0C\x01\x1F", INPUT_CTRL('L'), INPUT_CTRL('A'), INPUT_CTRL('_'));
	const struct result nul = parse_pieces(NULL, 0, "\0", 1, NULL, 0);
	assert_int_equal(nul.n, 1);
	assert_int_equal(nul.events[0].key, INPUT_CTRL('@'));
}

static void test_malformed_utf8_is_dropped(void **state)
{
	(void)state;
	ASSERT_KEYS("a\xFF\x80\xC0\xAF\xC1\xBF"
		    "b",
		'a', 'b');
	ASSERT_KEYS("\xC3"
		    "b",
		'b');
	ASSERT_KEYS("\xE2\x82"
		    "b",
		'b');
	ASSERT_KEYS("\xE2\xC3\xA9", 0xE9);
	ASSERT_KEYS("\xE0\x80\x80\xED\xA0\x80\xF4\x90\x80\x80\xF0\x80\x80\x80"
		    "b",
		'b');
	ASSERT_KEYS("\xC2\x9B"
		    "b",
		'b'); /* a C1 control */
	ASSERT_KEYS("\xE2\033[A", INPUT_UP);
}

static void test_keys_of_sequences(void **state)
{
	(void)state;
	ASSERT_KEYS("\033[A\033[B\033[C\033[D", INPUT_UP, INPUT_DOWN, INPUT_RIGHT, INPUT_LEFT);
	ASSERT_KEYS("\033OA\033OB\033OC\033OD", INPUT_UP, INPUT_DOWN, INPUT_RIGHT, INPUT_LEFT);
	ASSERT_KEYS("\033[H\033[F\033OH\033OF", INPUT_HOME, INPUT_END, INPUT_HOME, INPUT_END);
	ASSERT_KEYS("\033[1~\033[2~\033[3~\033[4~", INPUT_HOME, INPUT_INSERT, INPUT_DELETE, INPUT_END);
	ASSERT_KEYS("\033[5~\033[6~\033[7~\033[8~", INPUT_PAGE_UP, INPUT_PAGE_DOWN, INPUT_HOME, INPUT_END);
	ASSERT_KEYS("\033OP\033OQ\033OR\033OS\033[15~\033[24~", INPUT_F1, INPUT_F1 + 1, INPUT_F1 + 2, INPUT_F1 + 3,
		INPUT_F1 + 4, INPUT_F1 + 11);
	ASSERT_KEYS("\033[[A\033[[E", INPUT_F1, INPUT_F1 + 4);
	ASSERT_KEYS("\033[Z", INPUT_TAB | INPUT_SHIFT);
	ASSERT_KEYS("\033OM\033Oj\033Op", INPUT_ENTER, '*', '0');
}

static void test_modifiers(void **state)
{
	(void)state;
	ASSERT_KEYS("\033[1;2A", INPUT_UP | INPUT_SHIFT);
	ASSERT_KEYS("\033[1;3D", INPUT_LEFT | INPUT_ALT);
	ASSERT_KEYS("\033[1;5C", INPUT_RIGHT | INPUT_WITH_CTRL);
	ASSERT_KEYS("\033[1;8H", INPUT_HOME | INPUT_SHIFT | INPUT_ALT | INPUT_WITH_CTRL);
	ASSERT_KEYS("\033[1;2R", (INPUT_F1 + 2) | INPUT_SHIFT);
	ASSERT_KEYS("\033[5;5~", INPUT_PAGE_UP | INPUT_WITH_CTRL);
	ASSERT_KEYS("\033O5P", INPUT_F1 | INPUT_WITH_CTRL);
	/* rxvt */
	ASSERT_KEYS("\033[a\033Oa\033[5$\033[5^\033[5@x", INPUT_UP | INPUT_SHIFT, INPUT_UP | INPUT_WITH_CTRL,
		INPUT_PAGE_UP | INPUT_SHIFT, INPUT_PAGE_UP | INPUT_WITH_CTRL,
		INPUT_PAGE_UP | INPUT_WITH_CTRL | INPUT_SHIFT, 'x');
	/* Alt is an ESC before it. */
	ASSERT_KEYS("\033q\033\xC3\xA9\033\r\033\x0C", 'q' | INPUT_ALT, 0xE9 | INPUT_ALT, INPUT_ENTER | INPUT_ALT,
		INPUT_CTRL('L') | INPUT_ALT);
	ASSERT_KEYS("\033\033[A\033\033OA", INPUT_UP | INPUT_ALT, INPUT_UP | INPUT_ALT);
	/* kitty's protocol and xterm's modifyOtherKeys */
	ASSERT_KEYS("\033[108;5u\033[27u\033[97:65;3u\033[27;5;108~", INPUT_CTRL('L'), INPUT_ESCAPE, 'a' | INPUT_ALT,
		INPUT_CTRL('L'));
}

static void test_escape(void **state)
{
	(void)state;
	ASSERT_KEYS("\033", INPUT_ESCAPE);
	ASSERT_KEYS("\033\033", INPUT_ESCAPE, INPUT_ESCAPE);
	ASSERT_KEYS("\033\033\033", INPUT_ESCAPE, INPUT_ESCAPE, INPUT_ESCAPE);
	ASSERT_KEYS("\033\033q", INPUT_ESCAPE, 'q' | INPUT_ALT);

	struct input input = { 0 };
	struct input_event event;
	assert_false(input_is_waiting(&input));
	input_feed(&input, (const unsigned char *)"\033", 1);
	assert_false(input_next(&input, &event));
	assert_true(input_is_waiting(&input));
	input_expire(&input);
	assert_true(input_next(&input, &event));
	assert_int_equal(event.key, INPUT_ESCAPE);
	assert_false(input_next(&input, &event));
	assert_false(input_is_waiting(&input));
	/* Nothing to expire: nothing happens. */
	input_expire(&input);
	assert_false(input_next(&input, &event));
}

/* Alt and a capital P may have been meant. */
static void test_a_string_that_does_not_end_is_dropped(void **state)
{
	(void)state;
	struct input input = { 0 };
	struct result result = { .n = 0 };
	input_feed(&input, (const unsigned char *)"\033Pqq", 4);
	take(&input, &result);
	assert_true(input_is_in_string(&input));
	assert_int_equal(result.n, 0);
	input_drop_string(&input);
	assert_false(input_is_in_string(&input));
	input_feed(&input, (const unsigned char *)"q", 1);
	take(&input, &result);
	assert_int_equal(result.n, 1);
}

/* What has begun does not time out and becomes no key. */
static void test_begun_sequences_wait(void **state)
{
	(void)state;
	static const char *const begun[] = { "\033[", "\033[0", "\033[?2026;", "\033O", "\033P1$r", "\033]11;rgb:ff/",
		"\033_G", "\033^x", "\033Xx", "\033]11;x\033", "\033[[", "\033[Mab", "\xE2\x82" };
	for (size_t i = 0; i < sizeof begun / sizeof *begun; i++) {
		struct input input = { 0 };
		struct result result = { .n = 0 };
		input_feed(&input, (const unsigned char *)begun[i], strlen(begun[i]));
		take(&input, &result);
		assert_false(input_is_waiting(&input));
		input_expire(&input);
		take(&input, &result);
		assert_int_equal(result.n, 0);
	}
	/* The answer that comes in two pieces, with all the time in the world between them. */
	struct input input = { 0 };
	struct result result = { .n = 0 };
	input_feed(&input, (const unsigned char *)"\033[", 2);
	take(&input, &result);
	input_expire(&input);
	input_feed(&input, (const unsigned char *)"0n", 2);
	take(&input, &result);
	assert_int_equal(result.n, 1);
	assert_int_equal(result.events[0].kind, INPUT_ANSWER_STATUS);
}

static void test_answers(void **state)
{
	(void)state;
	struct result result = parse("\033[?2026;2$y\033[0n\033[?62;22c\033[>41;351;0c\033[I\033[O\033[2t");
	static const enum input_kind kinds[] = { INPUT_ANSWER_MODE, INPUT_ANSWER_STATUS, INPUT_ANSWER_DA,
		INPUT_ANSWER_KIND, INPUT_FOCUS_IN, INPUT_FOCUS_OUT, INPUT_ANSWER_WINDOW };
	assert_int_equal(result.n, 7);
	for (size_t i = 0; i < 7; i++)
		assert_int_equal(result.events[i].kind, kinds[i]);
	assert_int_equal(result.events[0].first, 2026);
	assert_int_equal(result.events[0].second, 2);
	assert_int_equal(result.events[1].first, 0);
	assert_int_equal(result.events[3].first, 41);
	assert_int_equal(result.events[3].second, 351);
	assert_int_equal(result.events[6].first, 2);

	/* Of each share as many digits as it likes. */
	result = parse("\033]11;rgb:ffff/8000/0000\033\\\033]11;rgb:FF/80/00\007\033]11;rgb:f/8/0\007");
	assert_int_equal(result.n, 3);
	assert_int_equal(result.events[0].kind, INPUT_ANSWER_BACKGROUND);
	assert_int_equal(result.events[0].first, 0xff8000);
	assert_int_equal(result.events[1].first, 0xff8000);
	assert_int_equal(result.events[2].first, 0xff8800);

	result = parse("\033[12;40R\033P>|XTerm(379)\033\\\033P1$r0;1m\033\\");
	assert_int_equal(result.n, 3);
	assert_int_equal(result.events[0].kind, INPUT_ANSWER_POSITION);
	assert_int_equal(result.events[0].first, 12);
	assert_int_equal(result.events[0].second, 40);
	assert_int_equal(result.events[1].kind, INPUT_ANSWER_NAME);
	assert_string_equal(result.events[1].text, "XTerm(379)");
	assert_int_equal(result.events[2].kind, INPUT_ANSWER_SETTING);
	assert_string_equal(result.events[2].text, "0;1m");
}

static void test_mouse(void **state)
{
	(void)state;
	struct result result = parse("\033[<35;10;20M\033[<32;1;1M\033[<0;200;50M\033[<39;3;4m");
	static const struct input_event want[] = {
		{ .kind = INPUT_POINTED, .first = 9, .second = 19 },
		{ .kind = INPUT_POINTED, .first = 0, .second = 0 },
		{ .kind = INPUT_CLICKED, .first = 199, .second = 49 },
		{ .kind = INPUT_POINTED, .first = 2, .second = 3 },
	};
	assert_int_equal(result.n, 4);
	for (size_t i = 0; i < result.n; i++) {
		assert_int_equal(result.events[i].kind, want[i].kind);
		assert_int_equal(result.events[i].first, want[i].first);
		assert_int_equal(result.events[i].second, want[i].second);
	}
	ASSERT_KEYS("\033[<64;1;1M\033[<65;1;1M\033[<80;1;1M", INPUT_WHEEL_UP, INPUT_WHEEL_DOWN,
		INPUT_WHEEL_UP | INPUT_WITH_CTRL);
	ASSERT_KEYS("\033[<64;99999;1Mq", 'q');
}

static void test_unknown_sequences_are_nothing(void **state)
{
	(void)state;
	ASSERT_NOTHING("\033[?1;2;3;4;5;6;7u\033[<0;10;20m\033[<1;10;20M\033[<66;10;20M\033[<128;1;1M\033[<0;0;1M\033[<"
		       "0;1;0M\033[<0;1M\033[<0;1;2;3M\033[4;600;800t\033[99~\033[ q\033[2;2A");
	ASSERT_NOTHING("\033P0$r\033\\\033]>|x\033\\\033]4;1;x\033\\\033_Gi=1;OK\033\\\033^q\033\\\033Xn\033\\");
	ASSERT_NOTHING("\033]11;rgb:ffff/ffff\007\033]11;rgb:f//f\007\033]11;rgb:f/f/g\033\\\033]11;rgb:f/f/f/f\007"
		       "\033]11;rgb:fffff/f/f\007\033]11;?\007\033]12;rgb:f/f/f\007\033]11;rgb:\007");
	ASSERT_NOTHING("\033[M !!\033[99999999999999999999999;99999999999999999999999~");
	ASSERT_KEYS("\033[12\x18q", 'q'); /* CAN ends it */
	ASSERT_KEYS("\033[12\033[A", INPUT_UP);
	ASSERT_KEYS("\033P12\033[A", INPUT_UP);
	ASSERT_KEYS("\033]x\007q", 'q');
	ASSERT_KEYS("\033Px\007q\033\\q", 'q'); /* only an OSC ends with BEL */
	ASSERT_KEYS("\033P\033\033\\q", 'q');
	/* The ESC key pressed just before an answer comes. */
	const struct result result = parse("\033\033[0n");
	assert_int_equal(result.n, 2);
	assert_int_equal(result.events[0].key, INPUT_ESCAPE);
	assert_int_equal(result.events[1].kind, INPUT_ANSWER_STATUS);
}

/* However long, in bounded memory. */
static void test_long_sequences(void **state)
{
	(void)state;
	static const char *const begins[] = { "\033[", "\033[?", "\033O", "\033]", "\033P", "\033_", "\033[200~" };
	static const char *const ends[] = { "A", "A", "P", "\007", "\033\\", "\033\\", "\033[201~" };
	unsigned char digits[INPUT_BUFFER];
	memset(digits, '1', sizeof digits);
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++) {
		struct input input = { 0 };
		struct input_event event;
		input_feed(&input, (const unsigned char *)begins[i], strlen(begins[i]));
		while (input_next(&input, &event))
			assert_int_equal(event.kind, INPUT_PASTE_BEGIN);
		for (int k = 0; k < 100; k++) {
			assert_int_equal(input_feed(&input, digits, sizeof digits), sizeof digits);
			while (input_next(&input, &event))
				assert_int_equal(event.kind, INPUT_PASTED);
		}
		input_feed(&input, (const unsigned char *)ends[i], strlen(ends[i]));
		while (input_next(&input, &event))
			assert_true(event.kind == INPUT_PASTE_END || event.key == INPUT_F1);
		input_feed(&input, (const unsigned char *)"q", 1);
		assert_true(input_next(&input, &event));
		assert_int_equal(event.key, 'q');
	}
}

static void test_paste(void **state)
{
	(void)state;
	const struct result result = parse("a\033[200~q\033[A\033\033[201\033[201~b");
	assert_int_equal(result.n, 6);
	assert_int_equal(result.events[0].key, 'a');
	assert_int_equal(result.events[1].kind, INPUT_PASTE_BEGIN);
	assert_int_equal(result.events[2].kind, INPUT_PASTED);
	assert_int_equal(result.events[2].first, 'q');
	assert_int_equal(result.events[3].first, 'A'); /* "ESC [" may have been the end */
	assert_int_equal(result.events[4].kind, INPUT_PASTE_END);
	assert_int_equal(result.events[5].key, 'b');
	ASSERT_KEYS("\033[201~b", 'b'); /* an end without a begin */
}

static void test_feed_takes_what_fits(void **state)
{
	(void)state;
	struct input input = { 0 };
	struct input_event event;
	unsigned char bytes[INPUT_BUFFER + 10];
	memset(bytes, 'x', sizeof bytes);
	assert_int_equal(input_feed(&input, bytes, sizeof bytes), INPUT_BUFFER);
	assert_int_equal(input_feed(&input, bytes, 1), 0);
	assert_true(input_next(&input, &event));
	assert_int_equal(input_feed(&input, bytes, 10), 1);
	for (int i = 0; i < INPUT_BUFFER; i++)
		assert_true(input_next(&input, &event));
	assert_false(input_next(&input, &event));
	assert_int_equal(input_feed(&input, bytes, sizeof bytes), INPUT_BUFFER);
}

static const struct input_sequence own[] = {
	{ "\033[224z", INPUT_F1 },                              /* Sun */
	{ "\033[M", INPUT_F1 + 1 },                             /* SCO: elsewhere a mouse report */
	{ "\033p", INPUT_UP | INPUT_SHIFT },                    /* two bytes */
	{ "\033O2Q", INPUT_F1 + 13 }, { "\033[A", INPUT_DOWN }, /* what the description says goes first */
};

static void test_own_sequences(void **state)
{
	(void)state;
	const char bytes[] = "\033[224z\033[Mq\033p\033O2Q\033[A";
	static const uint32_t keys[]
		= { INPUT_F1, INPUT_F1 + 1, 'q', INPUT_UP | INPUT_SHIFT, INPUT_F1 + 13, INPUT_DOWN };
	const struct result result = parse_pieces(own, sizeof own / sizeof *own, bytes, sizeof bytes - 1, NULL, 0);
	assert_int_equal(result.n, sizeof keys / sizeof *keys);
	for (size_t i = 0; i < result.n; i++)
		assert_int_equal(result.events[i].key, keys[i]);
}

/* All that the tests above feed, cut at every place and at every two places: the same events. */
static void test_cuts_change_nothing(void **state)
{
	(void)state;
	static const char *const inputs[] = {
		"q\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\r",
		"a\xFF\xE2\x82z\xE2\xC3\xA9\xF0\x9F\033[A",
		"\033[A\033OB\033[15~\033[1;5C\033[[A\033[5$\033\033[A",
		"\033[?2026;2$y\033[0n\033[?62;22c\033[Iq",
		"\033P1$r0m\033\\\033]11;rgb:ff\007\033_G\033\\x\033[M !!y",
		"\033[200~ab\033[201\033[201~c\033[12\x18q",
		"\033O5P\033[27;5;108~\033[97:65;3u",
		"\033[224z\033pq\033[12;13R",
	};
	for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
		const size_t n = strlen(inputs[i]);
		const struct result whole = parse_pieces(own, 4, inputs[i], n, NULL, 0);
		for (size_t a = 0; a <= n; a++) {
			for (size_t b = a; b <= n; b++) {
				const size_t ends[2] = { a, b };
				const struct result cut = parse_pieces(own, 4, inputs[i], n, ends, 2);
				assert_same(&whole, &cut);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_malformed_utf8_is_dropped),
		cmocka_unit_test(test_keys_of_sequences),
		cmocka_unit_test(test_modifiers),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_a_string_that_does_not_end_is_dropped),
		cmocka_unit_test(test_begun_sequences_wait),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_unknown_sequences_are_nothing),
		cmocka_unit_test(test_mouse),
		cmocka_unit_test(test_long_sequences),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_feed_takes_what_fits),
		cmocka_unit_test(test_own_sequences),
		cmocka_unit_test(test_cuts_change_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

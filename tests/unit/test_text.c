/* Text from outside: UTF-8 by the Unicode standard's own examples, times and numbers by what they mean. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/text.h"

static void decode_takes_each_length(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length;
		uint32_t c;
	} rows[] = {
		{ "A", 1, 'A' },
		{ "\x7f", 1, 0x7f },
		{ "\xc2\x80", 2, 0x80 },
		{ "\xc3\xa4", 2, 0xe4 },
		{ "\xdf\xbf", 2, 0x7ff },
		{ "\xe0\xa0\x80", 3, 0x800 },
		{ "\xe2\x96\x88", 3, 0x2588 },
		{ "\xed\x9f\xbf", 3, 0xd7ff },
		{ "\xee\x80\x80", 3, 0xe000 },
		{ "\xef\xbf\xbf", 3, 0xffff },
		{ "\xf0\x90\x80\x80", 4, 0x10000 },
		{ "\xf0\x9f\x8e\xb5", 4, 0x1f3b5 },
		{ "\xf4\x8f\xbf\xbf", 4, 0x10ffff },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint32_t c = 0;
		assert_int_equal(text_decode(rows[i].bytes, strlen(rows[i].bytes), &c), rows[i].length);
		assert_int_equal(c, rows[i].c);
		char back[4];
		assert_int_equal(text_encode(rows[i].c, back), rows[i].length);
		assert_memory_equal(back, rows[i].bytes, rows[i].length);
	}
}

static void decode_refuses_what_is_malformed(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"\x80",
		"\xbf",
		"\xff",
		"\xfe", /* never begin a character */
		"\xc0\x80",
		"\xc1\xbf", /* overlong, 2 bytes */
		"\xe0\x80\x80",
		"\xe0\x9f\xbf", /* overlong, 3 bytes */
		"\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf", /* overlong, 4 bytes */
		"\xed\xa0\x80",
		"\xed\xbf\xbf", /* surrogates */
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80", /* beyond U+10FFFF */
		"\xc3",
		"\xe2\x96",
		"\xf0\x9f\x8e", /* cut */
		"\xc3(",
		"\xe2(\x88",
		"\xe2\x96(", /* a wrong byte within */
		"\xf0\x9f\x8e(",
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint32_t c = 0;
		assert_int_equal(text_decode(rows[i], strlen(rows[i]), &c), 1);
		assert_int_equal(c, 0xfffd);
	}
}

static void decode_stops_at_n(void **state)
{
	(void)state;
	uint32_t c = 0;
	assert_int_equal(text_decode("\xe2\x96\x88", 2, &c), 1);
	assert_int_equal(c, 0xfffd);
}

static void every_character_survives_the_way_there_and_back(void **state)
{
	(void)state;
	for (uint32_t c = 0; c <= 0x10ffff; c++) {
		char bytes[4];
		uint32_t back = 0;
		size_t n = text_encode(c, bytes);
		if (n == 0 || n > 4 || text_decode(bytes, n, &back) != n)
			fail_msg("U+%04X", (unsigned)c);
		uint32_t expected = c >= 0xd800 && c <= 0xdfff ? 0xfffd : c;
		if (back != expected)
			fail_msg("U+%04X came back as U+%04X", (unsigned)c, (unsigned)back);
	}
}

static void check_clean(const char *from, const char *expected)
{
	char to[128];
	text_clean(to, sizeof to, from);
	assert_string_equal(to, expected);
}

static void clean_takes_out_what_a_terminal_would_obey(void **state)
{
	(void)state;
	check_clean("", "");
	check_clean("plain text", "plain text");
	static const char several_lengths[] = "M\xc3\xa4rz \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x8e\xb5";
	check_clean(several_lengths, several_lengths);
	check_clean("one\ntwo\tthree", "one two three");
	check_clean("\x1b[31mred\x1b[0m\a\b\x7f", "?[31mred?[0m???");
	check_clean("\r\v\f", "???");
	check_clean("\xc2\x9b"
		    "31m\xc2\x85",
		"?31m?"); /* C1: CSI, NEL */
	check_clean("a\xe2\x80\xae"
		    "b\xe2\x81\xa6"
		    "c\xe2\x80\x8f"
		    "d\xd8\x9c",
		"a?b?c?d?");
	check_clean("a\xe2\x80\xa8"
		    "b\xe2\x80\xa9",
		"a?b?");
	check_clean("a\xff"
		    "b\xe2\x96",
		"a\xef\xbf\xbd"
		"b\xef\xbf\xbd\xef\xbf\xbd");
	check_clean("\xef\xbf\xbd", "\xef\xbf\xbd"); /* itself well-formed */
}

static void clean_works_in_place(void **state)
{
	(void)state;
	char text[] = "\xff\x1b"
		      "a\xc3\xa4\xe2\x80\xae\xc3\n\xef\xbf\xbd";
	text_clean(text, sizeof text, text);
	assert_string_equal(text, "??a\xc3\xa4?? \xef\xbf\xbd");
}

static void clean_cuts_at_a_character(void **state)
{
	(void)state;
	static const char from[] = "a\xc3\xa4\xe2\x96\x88z";
	static const char *const expected[]
		= { "", "a", "a", "a\xc3\xa4", "a\xc3\xa4", "a\xc3\xa4", "a\xc3\xa4\xe2\x96\x88" };
	for (size_t size = 1; size <= 7; size++) {
		char to[16];
		memset(to, '#', sizeof to);
		text_clean(to, size, from);
		assert_string_equal(to, expected[size - 1]);
		assert_int_equal(to[size], '#');
	}
	char untouched = '#';
	text_clean(&untouched, 0, from);
	assert_int_equal(untouched, '#');
}

/* Whatever the bytes: the result is terminated, within its size, well-formed and free of control characters, in place
 * and beside. */
static void clean_holds_for_any_bytes(void **state)
{
	(void)state;
	uint32_t random = 1;
	for (int round = 0; round < 20000; round++) {
		char from[24], to[32], within[24];
		for (size_t i = 0; i < sizeof from - 1; i++) {
			random = random * 1664525U + 1013904223U; /* Numerical Recipes' quick generator */
			from[i] = (char)(random >> 24);
		}
		from[sizeof from - 1] = '\0';
		memcpy(within, from, sizeof from);
		text_clean(to, sizeof to, from);
		text_clean(within, sizeof within, within);
		assert_true(strlen(within) <= strlen(from));
		const char *const results[] = { to, within };
		for (size_t k = 0; k < 2; k++) {
			for (const char *s = results[k]; *s;) {
				uint32_t c = 0;
				size_t n = text_decode(s, strlen(s), &c);
				assert_true(n > 1 || c < 0x7f);
				assert_true(c >= 0x20 && !(c >= 0x7f && c < 0xa0));
				s += n;
			}
		}
	}
}

static void copy_says_when_it_cuts(void **state)
{
	(void)state;
	char to[4];
	assert_true(text_copy(to, sizeof to, "abc"));
	assert_string_equal(to, "abc");
	assert_false(text_copy(to, sizeof to, "abcd"));
	assert_string_equal(to, "abc");
	assert_true(text_copy(to, sizeof to, ""));
	assert_string_equal(to, "");
	assert_false(text_copy(to, 1, "a"));
	assert_string_equal(to, "");
	to[0] = '#';
	assert_false(text_copy(to, 0, ""));
	assert_int_equal(to[0], '#');
}

static void time_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		double seconds;
	} rows[] = {
		{ "0", 0 },
		{ "5", 5 },
		{ "90", 90 },
		{ "1.5", 1.5 },
		{ "0.001", 0.001 },
		{ "12.250", 12.25 },
		{ "0:00", 0 },
		{ "1:30", 90 },
		{ "01:30", 90 },
		{ "90:00", 5400 },
		{ "3:05.5", 185.5 },
		{ "1:00:00", 3600 },
		{ "10:02:03.125", 36123.125 },
		{ "00:00:07", 7 },
		{ "100000", 100000 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		double seconds = -1;
		if (!text_parse_time(rows[i].text, &seconds))
			fail_msg("%s", rows[i].text);
		assert_true(seconds == rows[i].seconds);
	}
}

static void what_is_no_time_is_refused(void **state)
{
	(void)state;
	static const char *const rows[] = {
		"",
		" ",
		"-1",
		"+1",
		"1 ",
		" 1",
		"1s",
		"abc",
		".5",
		"5.",
		"1:",
		":30",
		"1:3",
		"1:60",
		"1:60:00",
		"1:00:60",
		"1:2:03",
		"1:00:00:00",
		"1.5:00",
		"1,5",
		"1e3",
		"inf",
		"nan",
		"0x10",
		"1:-1",
		"9999999999999999999999",
		"1.5.5",
		"1:00.",
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		double seconds = 42;
		if (text_parse_time(rows[i], &seconds))
			fail_msg("'%s' was taken for %g s", rows[i], seconds);
		assert_true(seconds == 42);
	}
}

static void time_is_written(void **state)
{
	(void)state;
	static const struct {
		double seconds;
		const char *text;
	} rows[] = {
		{ 0, "0:00" },
		{ 0.999, "0:00" },
		{ 9, "0:09" },
		{ 59.999, "0:59" },
		{ 60, "1:00" },
		{ 754, "12:34" },
		{ 3599.9, "59:59" },
		{ 3600, "1:00:00" },
		{ 36123, "10:02:03" },
		{ 360000, "100:00:00" },
		{ -0.001, "-:--" },
		{ -1, "-:--" },
		{ (double)INFINITY, "-:--" },
		{ (double)NAN, "-:--" },
	};
	char text[16];
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		text_format_time(text, sizeof text, rows[i].seconds);
		assert_string_equal(text, rows[i].text);
	}
	text_format_time(text, 4, 754);
	assert_string_equal(text, "12:");
	text_format_time(text, sizeof text, DBL_MAX); /* cut, and no undefined conversion */
	assert_int_equal(strlen(text), sizeof text - 1);
}

static void numbers_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text, *unit;
		double value;
	} rows[] = {
		{ "0", NULL, 0 },
		{ "-0", NULL, 0 },
		{ "42", NULL, 42 },
		{ "+42", NULL, 42 },
		{ "-3.5", NULL, -3.5 },
		{ ".5", NULL, 0.5 },
		{ "5.", NULL, 5 },
		{ "0.1", NULL, 0.1 },
		{ "44100", "Hz", 44100 },
		{ "44100Hz", "Hz", 44100 },
		{ "44100 hz", "Hz", 44100 },
		{ "44.1kHz", "Hz", 44100 },
		{ "16 KHZ", "Hz", 16000 },
		{ "20k", "Hz", 20000 },
		{ "-60", "dB", -60 },
		{ "-60dB", "dB", -60 },
		{ "-6.5 db", "dB", -6.5 },
		{ "250ms", "ms", 250 },
		{ "12345678901234567890", NULL, 12345678901234567890.0 },
		{ "0.30000000000000004", NULL, 0.30000000000000004 },
		{ "3.14159265358979323846264338327950288", NULL, 3.14159265358979323846 },
		{ "00000000000000000000000000000001", NULL, 1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		double value = 1e9;
		if (!text_parse_number(rows[i].text, rows[i].unit, &value))
			fail_msg("%s", rows[i].text);
		if (fabs(value - rows[i].value) > fabs(rows[i].value) * DBL_EPSILON)
			fail_msg("%s became %.17g", rows[i].text, value);
	}
}

static void what_is_no_number_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *text, *unit;
	} rows[] = {
		{ "", NULL },
		{ "-", NULL },
		{ ".", NULL },
		{ "+.", "Hz" },
		{ " 1", NULL },
		{ "1 ", NULL },
		{ "1 ", "Hz" },
		{ "1  Hz", "Hz" },
		{ "1Hz", NULL },
		{ "1Hz", "dB" },
		{ "1k", "dB" },
		{ "1kdB", "dB" },
		{ "1 kHz ", "Hz" },
		{ "Hz", "Hz" },
		{ "1,5", NULL },
		{ "1.5.5", NULL },
		{ "--1", NULL },
		{ "1e3", NULL },
		{ "inf", NULL },
		{ "nan", NULL },
		{ "0x10", NULL },
		{ "1H", "Hz" },
		{ "1Hzz", "Hz" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		double value = 42;
		if (text_parse_number(rows[i].text, rows[i].unit, &value))
			fail_msg("'%s' was taken for %g", rows[i].text, value);
		assert_true(value == 42);
	}
}

static void numbers_without_end_stay_finite(void **state)
{
	(void)state;
	char digits[2001];
	memset(digits, '9', sizeof digits - 1);
	digits[sizeof digits - 1] = '\0';
	double value = 42;
	assert_false(text_parse_number(digits, NULL, &value));
	assert_true(value == 42);
	memset(digits, '0', sizeof digits - 1);
	digits[1] = '.';
	digits[sizeof digits - 2] = '1';
	assert_true(text_parse_number(digits, NULL, &value));
	assert_true(value == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decode_takes_each_length),
		cmocka_unit_test(decode_refuses_what_is_malformed),
		cmocka_unit_test(decode_stops_at_n),
		cmocka_unit_test(every_character_survives_the_way_there_and_back),
		cmocka_unit_test(clean_takes_out_what_a_terminal_would_obey),
		cmocka_unit_test(clean_works_in_place),
		cmocka_unit_test(clean_cuts_at_a_character),
		cmocka_unit_test(clean_holds_for_any_bytes),
		cmocka_unit_test(copy_says_when_it_cuts),
		cmocka_unit_test(time_is_read),
		cmocka_unit_test(what_is_no_time_is_refused),
		cmocka_unit_test(time_is_written),
		cmocka_unit_test(numbers_are_read),
		cmocka_unit_test(what_is_no_number_is_refused),
		cmocka_unit_test(numbers_without_end_stay_finite),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/options.h"

/* Parses words up to a NULL as a command line; what went wrong is in `err`. */
static bool parse(struct settings *settings, struct err *err, ...)
{
	char *argv[16] = { (char *)(size_t) "termviz" };
	static const char *items[17];
	struct operands operands = { .items = items };
	int argc = 1;
	va_list words;
	va_start(words, err);
	for (char *word; (word = va_arg(words, char *)); argc++)
		argv[argc] = word;
	va_end(words);
	options_defaults(settings);
	memset(err, 0, sizeof *err);
	return options_parse(settings, argc, argv, &operands, err);
}

static void defaults_are_the_documented_ones(void **state)
{
	(void)state;
	struct settings s;
	struct err err;
	assert_true(parse(&s, &err, NULL));
	assert_int_equal(s.rate_hz, 44100);
	assert_int_equal(s.n_channels, 2);
	assert_int_equal(s.format, 0);
	assert_int_equal(s.pace, PACE_AUTO);
	assert_int_equal(s.fps, 60);
	assert_true(s.peaks && s.status);
	assert_false(s.demo || s.wait || s.attach || s.headless || s.keep);
	assert_string_equal(s.theme, "auto");
	assert_true(s.floor_db == -70 && s.ceiling_db == 0 && s.low_hz == 30 && s.high_hz == 16000);
}

static void each_type_is_read(void **state)
{
	(void)state;
	struct settings s;
	struct err err;
	assert_true(parse(&s, &err, "--rate", "48000Hz", "--format=f32le", "--high", "8 kHz", "--floor=-60dB",
		"--peaks=off", "--wait", "--seconds", "1:30", "--stereo", "mirror", "-tember", "--attach=studio",
		NULL));
	assert_int_equal(s.rate_hz, 48000);
	assert_int_equal(s.format, 3);
	assert_true(s.high_hz == 8000 && s.floor_db == -60 && s.seconds == 90);
	assert_false(s.peaks);
	assert_true(s.wait);
	assert_int_equal(s.stereo, STEREO_MIRROR);
	assert_string_equal(s.theme, "ember");
	assert_true(s.attach);
	assert_string_equal(s.attach_name, "studio");
	assert_true(parse(&s, &err, "--attach", NULL));
	assert_true(s.attach);
	assert_string_equal(s.attach_name, "");
}

static void operands_keep_their_order(void **state)
{
	(void)state;
	char *argv[] = { (char *)(size_t) "termviz", (char *)(size_t) "a", (char *)(size_t) "--file",
		(char *)(size_t) "b", (char *)(size_t) "-", (char *)(size_t) "-fc", (char *)(size_t) "--",
		(char *)(size_t) "--demo" };
	static const char *const expected[] = { "a", "b", "-", "c", "--demo" };
	const char *items[9];
	struct operands operands = { .items = items };
	struct settings s;
	options_defaults(&s);
	assert_true(options_parse(&s, 8, argv, &operands, NULL));
	assert_int_equal(operands.n, 5);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(items[i], expected[i]);
	assert_false(s.demo);
}

static void wrong_usage_says_what_would_be_right(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b, *says;
	} cases[] = {
		{ "--rate", "abc", "Hz from 1000 to 768000" },
		{ "--rate", "999", "from 1000" },
		{ "--rate", "44100.5", "not a number" },
		{ "--rate", NULL, "HZ is missing" },
		{ "--channels-shown", "left,up", "'up' is none of" },
		{ "--channels-shown", "", "none of" },
		{ "--channels-shown", "1,1,1,1,1,1,1,1,1", "more than 8" },
		{ "--channels", "0", "from 1 to 64" },
		{ "--format", "s8", "s16le|s24le" },
		{ "--peaks=maybe", NULL, "on nor off" },
		{ "--seconds", "soon", "1:30" },
		{ "--seconds=-1", NULL, "1:30" },
		{ "--floor", "nan", "not a number" },
		{ "--floor", "-3", "at least 6 dB" },
		{ "--low", "15000", "third of an octave" },
		{ "--secnods", "3", "did you mean --seconds" },
		{ "--zzzzzzzz", NULL, "--help" },
		{ "--s", NULL, "may be" },
		{ "-x", NULL, "no such option" },
		{ "--=x", NULL, "no such option" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct settings s;
		struct err err;
		if (parse(&s, &err, cases[i].a, cases[i].b, NULL))
			fail_msg("%s was taken", cases[i].a);
		assert_int_equal(err.code, ERR_USAGE);
		if (!strstr(err.message, cases[i].says))
			fail_msg("'%s' does not say '%s'", err.message, cases[i].says);
	}
}

static void a_beginning_that_cannot_be_mistaken_will_do(void **state)
{
	(void)state;
	struct settings s;
	struct err err;
	assert_true(parse(&s, &err, "--headl", "--vers", NULL));
	assert_true(s.headless && s.version);
}

static void one_setting_can_be_set(void **state)
{
	(void)state;
	struct settings s;
	struct err err = { 0 };
	options_defaults(&s);
	assert_true(options_set(&s, "fps", "30", &err));
	assert_int_equal(s.fps, 30);
	assert_false(options_set(&s, "fps", "0", &err));
	assert_false(options_set(&s, "file", "x", &err));
	assert_int_equal(s.fps, 30);
}

/* As keys do: to the next choice, round and round; only what goes with the rest. */
static void settings_change_by_a_key(void **state)
{
	(void)state;
	struct settings s;
	struct err err = { 0 };
	options_defaults(&s);
	assert_int_equal(s.manner, MANNER_SHOW);
	assert_true(options_change(&s, "manner=toggle", &err));
	assert_int_equal(s.manner, MANNER_MEASURE);
	assert_true(options_change(&s, "manner=toggle", &err));
	assert_int_equal(s.manner, MANNER_SHOW);
	static const int32_t round[] = { STEREO_SPLIT, STEREO_MIRROR, STEREO_MONO };
	for (size_t i = 0; i < 3; i++) {
		assert_true(options_change(&s, "stereo=toggle", &err));
		assert_int_equal(s.stereo, round[i]);
	}
	assert_true(options_change(&s, "status=toggle", &err) && !s.status);
	assert_true(options_change(&s, "status=toggle", &err) && s.status);
	assert_true(options_change(&s, "weighting=468", &err) && s.weighting == WEIGHTING_468);
	assert_false(options_change(&s, "floor=0", &err)); /* the ceiling */
	assert_true(s.floor_db == -70);
	assert_false(options_change(&s, "floor=toggle", &err));
	assert_false(options_change(&s, "manners=toggle", &err));
	assert_false(options_change(&s, "file=x", &err));
	assert_false(options_change(&s, "low=20000", &err));
	assert_non_null(strstr(err.message, "low 20000 Hz and high "));
	assert_false(options_change(&s, "b=3", &err));
	assert_null(strstr(err.message, "--"));
	assert_false(options_change(&s, "zzzzzzzz=3", &err));
	assert_non_null(strstr(err.message, "zzzzzzzz: no such option; termviz --help"));
}

static bool read_environment(struct settings *settings, const char *value, struct err *err)
{
	memset(err, 0, sizeof *err);
	options_defaults(settings);
	setenv("TEST_OPTIONS", value, 1);
	return options_read_environment(settings, "TEST_OPTIONS", err);
}

static void a_variable_holds_options_in_words_as_of_a_shell(void **state)
{
	(void)state;
	static const struct {
		const char *value, *output;
	} cases[] = {
		{ " \t\n", "" },
		{ "--output a", "a" },
		{ " --output\ta\n--demo", "a" },
		{ "-oa --", "a" },
		{ "--output 'a  \"b\\'", "a  \"b\\" },
		{ "--output \"a 'b\"", "a 'b" },
		{ "--output=a' 'b\" \"c", "a b c" },
		{ "--output a\\ \\'b\\\\", "a 'b\\" },
		{ "--output \"\\\"\\$\\`\\\\\\n\"", "\"$`\\\\n" },
		{ "--output $HOME*~", "$HOME*~" },
		{ "--output a\\", "a\\" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct settings s;
		struct err err;
		if (!read_environment(&s, cases[i].value, &err))
			fail_msg("%s: %s", cases[i].value, err.message);
		assert_string_equal(s.output, cases[i].output);
	}
	unsetenv("TEST_OPTIONS");
	assert_true(options_read_environment(NULL, "TEST_OPTIONS", NULL));
}

static void what_is_wrong_with_a_variable_names_it(void **state)
{
	(void)state;
	static const struct {
		const char *value, *says;
	} cases[] = {
		{ "--secnods 3", "TEST_OPTIONS: --secnods: no such option; did you mean --seconds" },
		{ "--output ''", "TEST_OPTIONS: --output: NAME is empty" },
		{ "--output", "TEST_OPTIONS: --output: NAME is missing" },
		{ "--output 'a", "TEST_OPTIONS: a quote is not closed" },
		{ "\"", "TEST_OPTIONS: a quote is not closed" },
		{ "--demo song.wav", "TEST_OPTIONS: 'song.wav' is not an option" },
		{ "--file song.wav", "TEST_OPTIONS: 'song.wav' is not an option" },
		{ "-", "TEST_OPTIONS: '-' is not an option" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct settings s;
		struct err err;
		assert_false(read_environment(&s, cases[i].value, &err));
		assert_int_equal(err.code, ERR_USAGE);
		if (strncmp(err.message, cases[i].says, strlen(cases[i].says)) != 0)
			fail_msg("'%s' does not begin with '%s'", err.message, cases[i].says);
	}
}

/* What the variable has alone may be nonsense that the command line puts right. */
static void the_command_line_goes_over_a_variable(void **state)
{
	(void)state;
	char *argv[] = { (char *)(size_t) "termviz", (char *)(size_t) "--high=30kHz" };
	const char *items[3];
	struct operands operands = { .items = items };
	struct settings s;
	struct err err;
	assert_true(read_environment(&s, "--low 20kHz --high 22kHz", &err));
	assert_true(options_parse(&s, 2, argv, &operands, &err));
	assert_true(s.low_hz == 20000 && s.high_hz == 30000);
}

static void every_row_is_complete(void **state)
{
	(void)state;
	struct settings s;
	for (size_t i = 0; i < n_option_rows; i++) {
		const struct option_row *row = &option_rows[i];
		struct err err = { 0 };
		assert_true(strlen(row->name) > 1 && strlen(row->help) > 5);
		assert_true(row->help[strlen(row->help) - 1] != '.');
		options_defaults(&s);
		if (row->type != OPTION_FILE && row->fallback && !options_set(&s, row->name, row->fallback, &err))
			fail_msg("the default of --%s: %s", row->name, err.message);
		if (row->type == OPTION_CHOICE)
			assert_non_null(row->choices);
		for (size_t j = 0; j < i; j++)
			assert_true(strcmp(row->name, option_rows[j].name) != 0);
	}
}

/* The manual has each option, with its argument, as the table has it. */
static void the_manual_has_every_row(void **state)
{
	(void)state;
	char path[1024], wanted[128];
	const char *srcdir = getenv("srcdir");
	static char text[65536];
	snprintf(path, sizeof path, "%s/man/termviz.1", srcdir ? srcdir : ".");
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	for (size_t i = 0; i < n_option_rows; i++) {
		const struct option_row *row = &option_rows[i];
		snprintf(wanted, sizeof wanted,
			row->flag_offset        ? "Fl -%s Ns Op = Ns Ar %s"
				: row->argument ? "Fl -%s Ar %s"
						: "Fl -%s",
			row->name, row->argument);
		if (!strstr(text, wanted))
			fail_msg("the manual lacks '%s'", wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_the_documented_ones),
		cmocka_unit_test(each_type_is_read),
		cmocka_unit_test(operands_keep_their_order),
		cmocka_unit_test(wrong_usage_says_what_would_be_right),
		cmocka_unit_test(a_beginning_that_cannot_be_mistaken_will_do),
		cmocka_unit_test(one_setting_can_be_set),
		cmocka_unit_test(settings_change_by_a_key),
		cmocka_unit_test(a_variable_holds_options_in_words_as_of_a_shell),
		cmocka_unit_test(what_is_wrong_with_a_variable_names_it),
		cmocka_unit_test(the_command_line_goes_over_a_variable),
		cmocka_unit_test(every_row_is_complete),
		cmocka_unit_test(the_manual_has_every_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

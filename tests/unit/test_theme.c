#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config/theme.h"

static const char *const good = "; a comment\n[theme]\nname = test\ndescription = it\n[colours]\n"
				"gradient = #000000 #FF8000\npeak = default\ntext = #010203\n";

static void reads_a_theme(void **state)
{
	(void)state;
	struct theme theme;
	struct err err = { 0 };
	if (!theme_parse(&theme, good, "test", &err))
		fail_msg("%s", err.message);
	assert_string_equal(theme.name, "test");
	assert_int_equal(theme.n_gradient, 2);
	assert_int_equal(theme.gradient[1], 0xff8000);
	assert_int_equal(theme.peak, COLOUR_DEFAULT);
	assert_int_equal(theme.maximum, 0xff8000); /* there is nothing between a colour and the default */
	assert_int_equal(theme.text, 0x010203);
	assert_int_equal(theme.dim, COLOUR_DEFAULT);
}

static void the_terminals_own_colours_have_numbers(void **state)
{
	(void)state;
	struct theme theme;
	assert_true(theme_parse(&theme, "[colours]\ngradient = 2 #ff0000 15\npeak = 0\n", "test", NULL));
	assert_int_equal(theme.n_gradient, 3);
	assert_int_equal(theme.gradient[0], colour_own(2));
	assert_int_equal(theme.gradient[1], 0xff0000);
	assert_int_equal(theme.gradient[2], colour_own(15));
	assert_int_equal(theme.peak, colour_own(0));
	assert_int_equal(theme.maximum, colour_own(15)); /* there is nothing between that anybody knew */
}

/* Half of white's light beside black is #bcbcbc (IEC 61966-2-1); what is given is taken. */
static void the_maximum_has_a_colour(void **state)
{
	(void)state;
	struct theme theme;
	assert_true(theme_parse(&theme, "[colours]\ngradient = #000000\npeak = #ffffff\n", "test", NULL));
	assert_int_equal(theme.maximum, 0xbcbcbc);
	assert_true(theme_parse(&theme, "[colours]\nmaximum = #123456\npeak = #ffffff\n", "test", NULL));
	assert_int_equal(theme.maximum, 0x123456);
}

static void names_the_line_that_is_wrong(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "[theme]\nname = x\n[colours]\npeak = red\n",
			"line 4: give #rrggbb, default, or 0 to 15, not 'red'" },
		{ "[colours]\n\npaek = #ffffff\n", "line 3: no such key in its section: 'paek'" },
		{ "[theme]\nthis is no key\n", "line 2" },
		{ "[colours]\ngradient =\n", "line 2" },
		{ "[colours]\npeak = #12345\n", "line 2" },
		{ "[colours]\npeak = #12345g\n", "line 2" },
		{ "[colours]\npeak = #000000 #111111\n", "line 2" },
		{ "[colours]\npeak = 16\n", "line 2: give #rrggbb, default, or 0 to 15, not '16'" },
		{ "[colours]\npeak = 007\n", "line 2" },
		{ "[colours]\ngradient = 1 -2\n", "line 2: give up to 16 colours" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct theme theme;
		struct err err = { 0 };
		assert_false(theme_parse(&theme, cases[i].text, "test", &err));
		if (!strstr(err.message, cases[i].says))
			fail_msg("'%s' does not say '%s'", err.message, cases[i].says);
	}
}

static void the_default_is_always_there(void **state)
{
	(void)state;
	struct theme theme;
	theme_default(&theme);
	assert_string_equal(theme.name, "default");
	assert_true(theme.n_gradient > 1);
}

static void one_theme_follows_the_background(void **state)
{
	(void)state;
	assert_string_equal(theme_resolve("auto", false), "default");
	assert_string_equal(theme_resolve("auto", true), "light");
	assert_string_equal(theme_resolve("ice", true), "ice");
}

static void write_theme(const char *folder, const char *name, const char *text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/themes/%s.theme", folder, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void note(const struct theme *theme, const struct err *wrong, void *context)
{
	strcat(strcat(context, theme ? theme->name : wrong->message), "\n");
}

/* The user's own among those that are installed, in place of one of the same name; a wrong one is told and passed over. */
static void themes_follow_each_other(void **state)
{
	(void)state;
	char folder[] = "/tmp/termviz-themes.XXXXXX", path[64], list[65536] = "";
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/themes", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(setenv("TERMVIZ_DATADIR", folder, 1), 0);
	assert_int_equal(setenv("XDG_CONFIG_HOME", folder, 1), 0);
	write_theme(folder, "aaa", "[theme]\nname = otherwise\n");
	write_theme(folder, "aab", "[colours]\npeak = red\n");
	write_theme(folder, "aac", "[theme]\ndescription = mine\n");

	theme_list(note, list);
	snprintf(path, sizeof path, "aaa\ntheme %s", folder);
	assert_memory_equal(list, path, strlen(path));
	assert_non_null(strstr(list, "aab.theme, line 2: "));
	assert_non_null(strstr(list, "\naac\n"));
	assert_non_null(strstr(list, "\ndefault\n"));

	struct theme theme = { .name = "" };
	struct err wrong;
	assert_true(theme_after(&theme, "aaa", 1, &wrong));
	assert_string_equal(theme.name, "aac");
	assert_non_null(strstr(wrong.message, "aab.theme, line 2"));
	assert_true(theme_after(&theme, "aac", -1, &wrong));
	assert_string_equal(theme.name, "aaa");
	/* One that is no longer there has neighbours all the same; and round it goes. */
	assert_true(theme_after(&theme, "aabb", 1, &wrong));
	assert_string_equal(theme.name, "aac");
	assert_string_equal(wrong.message, "");
	assert_true(theme_after(&theme, "aaa", -1, &wrong));
	assert_true(strcmp(theme.name, "default") >= 0);
	assert_true(theme_after(&theme, theme.name, 1, &wrong));
	assert_string_equal(theme.name, "aaa");
	char command[128];
	snprintf(command, sizeof command, "rm -r '%s'", folder);
	assert_int_equal(system(command), 0);
}

static void a_missing_theme_says_where_it_was_looked_for(void **state)
{
	(void)state;
	struct theme theme;
	struct err err = { 0 };
	assert_false(theme_load(&theme, "nonesuch", &err));
	assert_non_null(strstr(err.message, "themes"));
	assert_false(theme_load(&theme, "..", &err));
	assert_false(theme_load(&theme, "", &err));
	assert_false(theme_load(&theme, "/nonesuch/x.theme", &err));
	assert_non_null(strstr(err.message, "No such file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_theme),
		cmocka_unit_test(the_maximum_has_a_colour),
		cmocka_unit_test(names_the_line_that_is_wrong),
		cmocka_unit_test(the_default_is_always_there),
		cmocka_unit_test(the_terminals_own_colours_have_numbers),
		cmocka_unit_test(one_theme_follows_the_background),
		cmocka_unit_test(themes_follow_each_other),
		cmocka_unit_test(a_missing_theme_says_where_it_was_looked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

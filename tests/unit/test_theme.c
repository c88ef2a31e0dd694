#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

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
		{ "[theme]\nname = x\n[colours]\npeak = red\n", "line 4: give #rrggbb or default, not 'red'" },
		{ "[colours]\n\npaek = #ffffff\n", "line 3: no such key in its section: 'paek'" },
		{ "[theme]\nthis is no key\n", "line 2" },
		{ "[colours]\ngradient =\n", "line 2" },
		{ "[colours]\npeak = #12345\n", "line 2" },
		{ "[colours]\npeak = #12345g\n", "line 2" },
		{ "[colours]\npeak = #000000 #111111\n", "line 2" },
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
		cmocka_unit_test(a_missing_theme_says_where_it_was_looked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The themes that are installed: each is as good as can be told by numbers. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/theme.h"
#include "ui/stepdown.h"

/* Text, and what need only be seen beside something else: WCAG 2.1, 1.4.3 and 1.4.11. The foot of a bar is as large as
 * the bar. */
#define CONTRAST_TEXT 4.5f
#define CONTRAST_SIGN 3.0f
#define CONTRAST_BAR 2.0f

/* A theme that leaves the background to the terminal holds on the common ones: black and One Dark's, or white and
 * Solarized's. */
static const colour dark[] = { 0x000000, 0x282c34 }, light[] = { 0xffffff, 0xfdf6e3 };

static bool is_for_light(const struct theme *theme)
{
	return colour_is_rgb(theme->text) && colour_luminance(theme->text) < 0.18f;
}

/* What the terminal's own are, nobody knows. */
static void assert_contrast(const struct theme *theme, const char *what, colour c, float least)
{
	const colour *backgrounds = is_for_light(theme) ? light : dark;
	const colour own = theme->background;
	for (int i = 0; colour_is_rgb(c) && i < 2; i++) {
		const float is = colour_contrast(c, own == COLOUR_DEFAULT ? backgrounds[i] : own);
		if (is < least)
			fail_msg("%s: %s, #%06x: contrast is %.2f, not %.1f", theme->name, what, c, (double)is,
				(double)least);
	}
}

static void is_seen(const struct theme *theme)
{
	assert_contrast(theme, "text", theme->text, CONTRAST_TEXT);
	assert_contrast(theme, "alert", theme->alert, CONTRAST_TEXT);
	assert_contrast(theme, "dim", theme->dim, CONTRAST_SIGN);
	assert_contrast(theme, "peak", theme->peak, CONTRAST_SIGN);
	assert_contrast(theme, "maximum", theme->maximum, CONTRAST_SIGN);
	for (size_t i = 0; i < theme->n_gradient; i++)
		assert_contrast(theme, "gradient", theme->gradient[i], CONTRAST_BAR);
}

/* More is lighter all the way, or darker. */
static void heat_is_monotone(const struct theme *theme)
{
	float last = -1;
	for (size_t i = 0; i < theme->n_heat; i++) {
		if (!colour_is_rgb(theme->heat[i]))
			continue;
		const float is = colour_luminance(theme->heat[i]);
		if (last >= 0 && (is_for_light(theme) ? is >= last : is <= last))
			fail_msg("%s: heat's colour %zu is no step on", theme->name, i);
		last = is;
	}
}

static void assert_differ(const struct theme *theme, const char *what, colour a, colour b, bool is_fg)
{
	static const enum colour_depth depths[] = { DEPTH_16, DEPTH_256 };
	for (size_t i = 0; i < sizeof depths / sizeof *depths; i++)
		if (stepdown_colour(a, depths[i], is_fg) == stepdown_colour(b, depths[i], is_fg))
			fail_msg("%s: %s cannot be told apart in few colours", theme->name, what);
}

static void is_told_apart(const struct theme *theme)
{
	if (theme->gradient[0] == COLOUR_DEFAULT) /* without colours, on purpose */
		return;
	assert_true(theme->n_heat > theme->n_gradient);
	assert_differ(theme, "foot and ceiling", theme->gradient[0], theme->gradient[theme->n_gradient - 1], true);
	assert_differ(theme, "heat's ends", theme->heat[1], theme->heat[theme->n_heat - 1], false);
	assert_differ(theme, "peak and maximum", theme->peak, theme->maximum, true);
	assert_differ(theme, "text and dim", theme->text, theme->dim, true);
	assert_differ(theme, "text and alert", theme->text, theme->alert, true);
}

static void all_themes_are_good(void **state)
{
	(void)state;
	const char *root = getenv("srcdir");
	char path[512];
	snprintf(path, sizeof path, "%s/themes", root ? root : ".");
	DIR *folder = opendir(path);
	assert_non_null(folder);
	int n = 0;
	for (struct dirent *entry; (entry = readdir(folder));) {
		const char *dot = strrchr(entry->d_name, '.');
		struct theme theme;
		struct err err = { 0 };
		if (!dot || strcmp(dot, ".theme") != 0)
			continue;
		snprintf(path, sizeof path, "%s/themes/%s", root ? root : ".", entry->d_name);
		if (!theme_load(&theme, path, &err))
			fail_msg("%s", err.message);
		assert_int_equal(strlen(theme.name), dot - entry->d_name);
		assert_memory_equal(theme.name, entry->d_name, strlen(theme.name));
		assert_in_range(strlen(theme.description), 10, 70);
		is_seen(&theme);
		heat_is_monotone(&theme);
		is_told_apart(&theme);
		n++;
	}
	closedir(folder);
	assert_true(n >= 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_themes_are_good),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

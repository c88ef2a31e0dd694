/* Each option of the picture does something: what is drawn of the same sound is another picture with it or, for those that
 * views know nothing of, there is a test that sets it. A new option has no entry here, and fails. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "config/options.h"
#include "view/panes.h"

/* ---- what each is seen in ---- */

/* "beside" are settings that it is seen with, name and value in turn. */
static const struct seen {
	const char *option, *value;
	const char *beside[6];
} seen_in_a_picture[] = {
	{ "view", "lines", { 0 } },
	{ "manner", "measure", { 0 } },
	{ "stereo", "split", { 0 } },
	{ "channels-shown", "side", { 0 } },
	{ "direction", "down", { 0 } },
	{ "gradient", "frequency", { 0 } },
	{ "bar-width", "5", { 0 } },
	{ "bar-gap", "3", { 0 } },
	{ "peaks", "off", { 0 } },
	{ "hold", "200", { 0 } },
	{ "labels", "notes", { 0 } },
	{ "smoothing", "80", { 0 } },
	{ "auto-gain", "off", { 0 } },
	{ "span", "5", { "view", "spectrogram" } },
	{ "flow", "down", { "view", "spectrogram" } },
	{ "wave", "scope", { "view", "waveform" } },
	{ "sweep", "50", { "view", "waveform", "wave", "scope" } },
	{ "scale", "mel", { 0 } },
	{ "bands", "7", { 0 } },
	{ "detail", "high", { "view", "spectrogram" } },
	{ "window", "flat-top", { 0 } },
	{ "low", "300", { 0 } },
	{ "high", "4000", { 0 } },
	{ "floor", "-40", { "auto-gain", "off" } },
	{ "ceiling", "20", { "auto-gain", "off" } },
	{ "weighting", "a", { 0 } },
	{ "tilt", "3", { 0 } },
	{ "ballistics", "vu", { 0 } },
	{ "attack", "500", { 0 } },
	{ "release", "10", { 0 } },
	{ "meter", "vu", { "view", "meters" } },
	{ "target", "-14", { "view", "meters" } },
	{ "reduced-motion", "on", { 0 } },
};

static const struct tested {
	const char *option, *by;
} seen_elsewhere[] = {
	{ "theme", "tests/live/themes.sh" },
	{ "preset", "tests/unit/test_config.c" },
	{ "status", "tests/live/colours.sh" },
	{ "mouse", "tests/live/mouse.sh" },
	{ "color", "tests/live/picture.sh" },
	{ "glyphs", "tests/live/picture.sh" },
	{ "terminal", "tests/live/answers.sh" },
	{ "fps", "tests/live/statistics.sh" },
	{ "unfocused-fps", "tests/live/statistics.sh" },
	{ "max-kbps", "tests/live/pacing.sh" },
	{ "delay", "tests/unit/test_scene.c" },
	{ "data", "tests/cli/data.sh" },
	{ "data-type", "tests/unit/test_data.c" },
	{ "data-range", "tests/unit/test_data.c" },
};

enum { N_SEEN = sizeof seen_in_a_picture / sizeof seen_in_a_picture[0] };
enum { N_ELSEWHERE = sizeof seen_elsewhere / sizeof seen_elsewhere[0] };

/* Those of the command line's help that are about what is seen. */
static bool is_of_the_picture(const struct option_row *row)
{
	const enum option_group group = option_group(row);
	return group == OPTIONS_PICTURE || group == OPTIONS_MEASURING || group == OPTIONS_REDRAWS
		|| group == OPTIONS_DATA;
}

static void each_option_of_the_picture_has_an_entry(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_option_rows; i++) {
		int n = 0;
		for (size_t k = 0; k < N_SEEN; k++)
			n += strcmp(seen_in_a_picture[k].option, option_rows[i].name) == 0;
		for (size_t k = 0; k < N_ELSEWHERE; k++)
			n += strcmp(seen_elsewhere[k].option, option_rows[i].name) == 0;
		if (n != is_of_the_picture(&option_rows[i]))
			fail_msg("%s: %d entries: what is seen of it?", option_rows[i].name, n);
	}
}

/* ---- pictures ---- */

enum { RATE_HZ = 48000, BLOCK_FRAMES = 256, N_BLOCKS = 450, SOUNDING_BLOCKS = 280, DRAWN_EACH = 15 };
enum { COLS = 60, ROWS = 20 };

struct picture {
	struct settings settings;
	struct view_look look;
	struct panes panes;
	struct canvas canvas;
	uint64_t seen; /* what all pictures so far come to */
};

static const struct theme theme = { .gradient = { 0x0000ff, 0xff0000 },
	.n_gradient = 2,
	.heat = { COLOUR_DEFAULT, 0x0000ff, 0xff0000 },
	.n_heat = 3,
	.peak = 0xffffff,
	.maximum = 0x00ffff,
	.text = 0xcccccc,
	.dim = 0x808080,
	.alert = 0xff8800,
	.background = COLOUR_DEFAULT };

static void set(struct settings *settings, const char *option, const char *value)
{
	struct err err;
	if (!options_set(settings, option, value, &err))
		fail_msg("%s", err.message);
}

static void open_picture(struct picture *picture, const struct seen *seen, bool is_set)
{
	struct layout layout;
	options_defaults(&picture->settings);
	for (size_t i = 0; i < sizeof seen->beside / sizeof seen->beside[0] && seen->beside[i]; i += 2)
		set(&picture->settings, seen->beside[i], seen->beside[i + 1]);
	if (is_set)
		set(&picture->settings, seen->option, seen->value);
	picture->look = (struct view_look){ .settings = &picture->settings, .theme = &theme };
	assert_true(layout_parse(&layout, picture->settings.view, NULL));
	assert_true(panes_init(&picture->panes, &picture->look, &layout, NULL));
	assert_true(panes_lay_out(&picture->panes, COLS, ROWS, NULL));
	assert_true(canvas_init(&picture->canvas, COLS, ROWS, NULL));
}

static void close_picture(struct picture *picture)
{
	panes_fini(&picture->panes);
	canvas_fini(&picture->canvas);
}

/* FNV-1a, of glyphs and colours. */
static void look_at(struct picture *picture)
{
	canvas_clear(&picture->canvas);
	panes_draw(&picture->panes, &picture->canvas, (struct region){ 0, 0, COLS, ROWS }, false);
	for (int y = 0; y < ROWS; y++)
		for (int x = 0; x < COLS; x++) {
			const struct cell *cell = canvas_at(&picture->canvas, x, y);
			const uint32_t words[] = { cell->glyph, cell->fg, cell->bg };
			for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
				picture->seen = (picture->seen ^ words[i]) * 0x100000001b3;
		}
}

/* Tones from the bass up, louder and softer, of which the sides have not the same; then silence. */
static void make_sound(float *stereo, int block)
{
	for (int i = 0; i < BLOCK_FRAMES; i++) {
		const double t = (double)(block * BLOCK_FRAMES + i) / RATE_HZ;
		const double loud = block < SOUNDING_BLOCKS ? 0.15 + 0.1 * sin(2 * M_PI * 3 * t) : 0;
		const double both = sin(2 * M_PI * 58 * t) + sin(2 * M_PI * 997 * t) + 0.1 * sin(2 * M_PI * 7000 * t);
		stereo[2 * i] = (float)(loud * both);
		stereo[2 * i + 1] = (float)(loud * (both + sin(2 * M_PI * 440 * t)));
	}
}

/* All pictures of spectra with one window see the same sound. */
static void show(struct picture *pictures, size_t n, int32_t window)
{
	static struct snapshot_ring ring;
	static struct kept kept;
	static struct analysis analysis;
	static float stereo[2 * BLOCK_FRAMES];
	const struct spectrum_wish all = { .channels = SNAPSHOT_ALL_CHANNELS, .levels = SNAPSHOT_ALL_LEVELS };
	memset(&kept, 0, sizeof kept);
	kept_init(&kept);
	snapshot_ring_init(&ring);
	assert_true(analysis_init(&analysis, &ring, &kept, (enum window_id)window, NULL));
	analysis_set_measures(&analysis, SNAPSHOT_ALL_BESIDE);
	assert_true(analysis_start(&analysis, RATE_HZ, 2, NULL));
	analysis_set_wish(&analysis, &all);
	for (int block = 0; block < N_BLOCKS; block++) {
		make_sound(stereo, block);
		const struct analysis_block heard = { .stereo = stereo, .n_frames = BLOCK_FRAMES };
		assert_int_equal(analysis_process(&analysis, &heard), 1);
		for (size_t i = 0; i < n; i++) {
			if (pictures[i].settings.window != window)
				continue;
			panes_advance(&pictures[i].panes, &analysis.writer.snapshot, false);
			if (block % DRAWN_EACH == 0)
				look_at(&pictures[i]);
		}
	}
	analysis_fini(&analysis);
}

static void each_of_them_changes_a_picture(void **state)
{
	static struct picture pictures[2 * N_SEEN];
	(void)state;
	for (size_t i = 0; i < 2 * N_SEEN; i++)
		open_picture(&pictures[i], &seen_in_a_picture[i / 2], i % 2);
	show(pictures, 2 * N_SEEN, WINDOW_HANN);
	show(pictures, 2 * N_SEEN, WINDOW_FLAT_TOP);
	for (size_t i = 0; i < N_SEEN; i++)
		if (pictures[2 * i].seen == pictures[2 * i + 1].seen)
			fail_msg("--%s=%s changes no picture", seen_in_a_picture[i].option, seen_in_a_picture[i].value);
	for (size_t i = 0; i < 2 * N_SEEN; i++)
		close_picture(&pictures[i]);
}

/* ---- elsewhere ---- */

/* Whether the name stands in the text as an option (--name, "name") or as a member of the settings. */
static bool speaks_of(const char *text, const char *option)
{
	char forms[3][64];
	snprintf(forms[0], sizeof forms[0], "--%s", option);
	snprintf(forms[1], sizeof forms[1], "\"%s\"", option);
	snprintf(forms[2], sizeof forms[2], "settings.%s", option);
	for (char *p = forms[2]; *p; p++)
		*p = *p == '-' ? '_' : *p;
	return strstr(text, forms[0]) || strstr(text, forms[1]) || strstr(text, forms[2]);
}

static void the_others_have_a_test_elsewhere(void **state)
{
	static char text[1 << 17];
	const char *srcdir = getenv("srcdir");
	(void)state;
	for (size_t i = 0; i < N_ELSEWHERE; i++) {
		char path[512];
		snprintf(path, sizeof path, "%s/%s", srcdir ? srcdir : ".", seen_elsewhere[i].by);
		FILE *file = fopen(path, "r");
		assert_non_null(file);
		text[fread(text, 1, sizeof text - 1, file)] = '\0';
		fclose(file);
		if (!speaks_of(text, seen_elsewhere[i].option))
			fail_msg("%s does not set %s", seen_elsewhere[i].by, seen_elsewhere[i].option);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_option_of_the_picture_has_an_entry),
		cmocka_unit_test(each_of_them_changes_a_picture),
		cmocka_unit_test(the_others_have_a_test_elsewhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

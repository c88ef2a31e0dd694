#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/db.h"
#include "base/text.h"
#include "config/options.h"
#include "golden.h"
#include "ui/status.h"

static struct settings settings;
static const struct theme theme = { .n_gradient = 1, .text = 1, .dim = 2, .alert = 3, .background = COLOUR_DEFAULT };

static struct run_state song(void)
{
	return (struct run_state){ .phase = RUN_PLAYING,
		.source_kind = RUN_SOURCE_FILE,
		.title = "A Song With a Longish Name",
		.format = "FLAC 24",
		.rate_hz = 44100,
		.length_frames = 44100 * 225,
		.queue_length = 12,
		.queue_index = 2 };
}

/* The same line at many widths, one below the other: what goes when there is less room. */
static void the_line_fits_its_width(void **state)
{
	(void)state;
	static const int widths[] = { 100, 80, 60, 45, 30, 20, 10, 3, 1 };
	const struct view_look look = { &settings, &theme, GLYPHS_BLOCKS, false };
	struct run_state run = song();
	const struct status_line line = { .state = &run, .position_s = 83, .level_db = -12.34f, .redraws_per_s = 60 };
	struct canvas canvas = { 0 };
	assert_true(canvas_init(&canvas, 100, 9, NULL));
	for (int i = 0; i < 9; i++)
		status_draw(&canvas, (struct region){ 0, i, widths[i], 1 }, &look, &line);
	golden_check(&canvas, "status_widths");
	canvas_fini(&canvas);
}

/* Where there is room for it. */
static void the_gain_in_effect_is_told(void **state)
{
	(void)state;
	const struct view_look look = { &settings, &theme, GLYPHS_BLOCKS, false };
	struct run_state run = song();
	const struct status_line line = { .state = &run };
	struct canvas canvas = { 0 };
	run.gain_db = -7.03f;
	assert_true(canvas_init(&canvas, 100, 1, NULL));
	status_draw(&canvas, (struct region){ 0, 0, 100, 1 }, &look, &line);
	char told[101] = "";
	for (int x = 0; x < 100; x++)
		told[x] = (char)canvas_at(&canvas, x, 0)->glyph;
	assert_non_null(strstr(told, "  gain -7.0 dB  "));
	canvas_fini(&canvas);
}

/* What the line says in ASCII. */
static void read_line(char told[101], const struct status_line *line)
{
	const struct view_look look = { &settings, &theme, GLYPHS_ASCII, false };
	struct canvas canvas = { 0 };
	assert_true(canvas_init(&canvas, 100, 1, NULL));
	status_draw(&canvas, (struct region){ 0, 0, 100, 1 }, &look, line);
	for (int x = 0; x < 100; x++)
		told[x] = (char)canvas_at(&canvas, x, 0)->glyph;
	told[100] = '\0';
	canvas_fini(&canvas);
}

static void what_takes_long_is_told(void **state)
{
	(void)state;
	struct run_state run = song();
	struct status_line line = { .state = &run };
	char told[101];
	run.gain_db = -7.03f;
	run.measuring = 1;
	run.measured_percent = 42;
	read_line(told, &line);
	assert_non_null(strstr(told, "  measuring loudness 42%  "));
	run.queue_length = 7;
	line.n_unread = 2;
	read_line(told, &line);
	assert_non_null(strstr(told, " of 7..."));
}

static void what_holds_redraws_back_is_told(void **state)
{
	(void)state;
	const struct view_look look = { &settings, &theme, GLYPHS_BLOCKS, false };
	struct run_state run = song();
	const struct status_line line = { .state = &run, .redraws_per_s = 12, .held_by = "link" };
	struct canvas canvas = { 0 };
	assert_true(canvas_init(&canvas, 100, 1, NULL));
	status_draw(&canvas, (struct region){ 0, 0, 100, 1 }, &look, &line);
	static const char told[] = "12/s link ";
	int x = 0;
	while (x < 100 && canvas_at(&canvas, x, 0)->glyph != '/')
		x++;
	for (int i = 0; told[i]; i++)
		assert_int_equal(canvas_at(&canvas, x - 2 + i, 0)->glyph, told[i]);
	canvas_fini(&canvas);
}

static void a_slow_machine_is_told(void **state)
{
	(void)state;
	static const char *const told[] = { [RUN_QUALITY_HALF_RATE] = "slow machine: 30/s",
		[RUN_QUALITY_COARSE] = "slow machine: less detail",
		[RUN_QUALITY_FEWER_METERS] = "slow machine: fewer meters" };
	const struct view_look look = { &settings, &theme, GLYPHS_BLOCKS, false };
	struct run_state run = song();
	struct canvas canvas = { 0 };
	assert_true(canvas_init(&canvas, 50, 1, NULL));
	for (uint32_t quality = 0; quality < N_RUN_QUALITIES; quality++) {
		const struct status_line line = { .state = &run, .quality = quality, .fps = 30 };
		char shown[51] = "";
		canvas_clear(&canvas);
		status_draw(&canvas, (struct region){ 0, 0, 50, 1 }, &look, &line);
		for (int x = 0; x < 50; x++)
			shown[x] = (char)canvas_at(&canvas, x, 0)->glyph;
		assert_int_equal(strstr(shown, "slow") != NULL, quality != RUN_QUALITY_FULL);
		if (told[quality])
			assert_non_null(strstr(shown, told[quality]));
	}
	canvas_fini(&canvas);
}

static void a_recording_is_told(void **state)
{
	(void)state;
	static const struct view_look looks[]
		= { { &settings, &theme, GLYPHS_BLOCKS, false }, { &settings, &theme, GLYPHS_ASCII, false } };
	static const char *const told[] = { "▶ ● REC 1:02:03 A Song", "> REC 1:02:03 A Song" };
	struct run_state run = song();
	run.recording = 1;
	run.recorded_s = 3723;
	const struct status_line line = { .state = &run };
	struct canvas canvas = { 0 };
	assert_true(canvas_init(&canvas, 100, 1, NULL));
	for (int i = 0; i < 2; i++) {
		canvas_clear_region(&canvas, (struct region){ 0, 0, 100, 1 });
		status_draw(&canvas, (struct region){ 0, 0, 100, 1 }, &looks[i], &line);
		for (size_t x = 0, at = 0; told[i][at]; x++) {
			uint32_t glyph;
			at += text_decode(told[i] + at, strlen(told[i] + at), &glyph);
			assert_int_equal(canvas_at(&canvas, (int)x, 0)->glyph, glyph);
		}
	}
	canvas_fini(&canvas);
}

/* How the queue goes on is told, each in its words, beside where in it we are. */
static void the_line_says_loop_and_shuffle(void **state)
{
	(void)state;
	static const int widths[] = { 100, 80, 60 };
	const struct view_look look = { &settings, &theme, GLYPHS_BLOCKS, false };
	struct run_state run = song();
	struct canvas canvas = { 0 };
	assert_true(canvas_init(&canvas, 100, 9, NULL));
	for (int i = 0; i < 9; i++) {
		const struct status_line line = { .state = &run,
			.position_s = 83,
			.level_db = -12.34f,
			.loop = (uint32_t)(i % QUEUE_N_LOOPS),
			.shuffled = i % QUEUE_N_LOOPS != QUEUE_LOOP_TRACK };
		status_draw(&canvas, (struct region){ 0, i, widths[i / QUEUE_N_LOOPS], 1 }, &look, &line);
	}
	golden_check(&canvas, "status_order");
	canvas_fini(&canvas);
}

static void each_phase_has_its_line_and_its_word(void **state)
{
	(void)state;
	const struct view_look look = { &settings, &theme, GLYPHS_BLOCKS, false },
			       ascii = { &settings, &theme, GLYPHS_ASCII, false };
	struct run_state run = song();
	struct status_line line = { .state = &run, .position_s = 0, .level_db = DB_SILENCE };
	struct canvas canvas = { 0 };
	assert_true(canvas_init(&canvas, 72, 12, NULL));
	for (int phase = RUN_STARTING; phase <= RUN_DRAINING; phase++) {
		run.phase = (uint32_t)phase;
		status_draw(&canvas, (struct region){ 0, 2 * phase, 72, 1 }, &look, &line);
		status_draw_why_empty(&canvas, (struct region){ 0, 2 * phase + 1, 72, 1 }, &ascii, &line);
	}
	line.notice = "something worth telling";
	status_draw(&canvas, (struct region){ 0, 10, 72, 1 }, &ascii, &line);
	golden_check(&canvas, "status_phases");
	canvas_fini(&canvas);
}

/* A live stream has no clock: nothing on the line moves in silence. */
static void a_live_stream_shows_no_time(void **state)
{
	(void)state;
	const struct view_look look = { &settings, &theme, GLYPHS_BLOCKS, false };
	struct run_state run = { .phase = RUN_PLAYING,
		.title = "standard input",
		.format = "s16le",
		.rate_hz = 48000,
		.live = 1,
		.length_frames = -1 };
	struct status_line line = { .state = &run, .position_s = 1, .level_db = DB_SILENCE };
	struct canvas a = { 0 }, b = { 0 };
	assert_true(canvas_init(&a, 60, 1, NULL) && canvas_init(&b, 60, 1, NULL));
	status_draw(&a, (struct region){ 0, 0, 60, 1 }, &look, &line);
	line.position_s *= 10;
	status_draw(&b, (struct region){ 0, 0, 60, 1 }, &look, &line);
	assert_memory_equal(a.cells, b.cells, 60 * sizeof *a.cells);
	canvas_fini(&a);
	canvas_fini(&b);
}

/* Beside a player it has the player's clock, and its sign. */
static void a_live_stream_shows_the_time_of_its_player(void **state)
{
	(void)state;
	const struct view_look ascii = { &settings, &theme, GLYPHS_ASCII, false };
	struct run_state run = { .phase = RUN_PLAYING, .title = "by", .live = 1, .length_frames = -1 };
	const struct status_line line = { .state = &run, .position_s = 61, .level_db = DB_SILENCE };
	struct canvas canvas = { 0 };
	run.followed = (struct run_followed){ .phase = RUN_FOLLOWED_PAUSED, .length_ns = 125 * NS_PER_S };
	assert_true(canvas_init(&canvas, 20, 1, NULL));
	status_draw(&canvas, (struct region){ 0, 0, 20, 1 }, &ascii, &line);
	static const char told[] = "= by     1:01 / 2:05";
	for (int x = 0; x < 20; x++)
		assert_int_equal(canvas_at(&canvas, x, 0)->glyph, told[x]);
	canvas_fini(&canvas);
}

/* Titles of double width, and any bytes whatever, stay in the region. */
static void hostile_titles_stay_in_line(void **state)
{
	(void)state;
	const struct view_look look = { &settings, &theme, GLYPHS_BLOCKS, false };
	static const char *const titles[] = { "音楽の名前はとても長いですよ", "\033[2J\033]0;x\007",
		"e\314\201e\314\201\314\201", "\377\376", "\342\200\256abc", "a\nb\tc" };
	struct canvas canvas = { 0 };
	assert_true(canvas_init(&canvas, 40, 3, NULL));
	for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
		for (int cols = 1; cols <= 38; cols++) {
			struct run_state run = song();
			const struct status_line line = { .state = &run, .level_db = -3 };
			text_clean(run.title, sizeof run.title, titles[i]);
			canvas_clear(&canvas);
			status_draw(&canvas, (struct region){ 1, 1, cols, 1 }, &look, &line);
			for (int y = 0; y < 3; y++)
				for (int x = 0; x < 40; x++)
					if (y != 1 || x < 1 || x > cols)
						assert_int_equal(canvas_at(&canvas, x, y)->glyph, ' ');
		}
	canvas_fini(&canvas);
}

/* A frozen picture is said to be, before the title. */
static void the_line_says_frozen(void **state)
{
	(void)state;
	const struct view_look look = { &settings, &theme, GLYPHS_BLOCKS, false };
	struct run_state run = song();
	const struct status_line line = { .state = &run, .level_db = -3, .frozen = true };
	struct canvas canvas = { 0 };
	assert_true(canvas_init(&canvas, 60, 1, NULL));
	status_draw(&canvas, (struct region){ 0, 0, 60, 1 }, &look, &line);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(canvas_at(&canvas, 2 + i, 0)->glyph, (uint32_t) "frozen"[i]);
		assert_int_equal(canvas_at(&canvas, 2 + i, 0)->fg, theme.alert);
	}
	assert_int_equal(canvas_at(&canvas, 9, 0)->glyph, 'A');
	canvas_fini(&canvas);
}

static int set_up(void **state)
{
	(void)state;
	options_defaults(&settings);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_line_fits_its_width),
		cmocka_unit_test(the_gain_in_effect_is_told),
		cmocka_unit_test(what_takes_long_is_told),
		cmocka_unit_test(what_holds_redraws_back_is_told),
		cmocka_unit_test(a_slow_machine_is_told),
		cmocka_unit_test(a_recording_is_told),
		cmocka_unit_test(the_line_says_loop_and_shuffle),
		cmocka_unit_test(each_phase_has_its_line_and_its_word),
		cmocka_unit_test(a_live_stream_shows_no_time),
		cmocka_unit_test(a_live_stream_shows_the_time_of_its_player),
		cmocka_unit_test(hostile_titles_stay_in_line),
		cmocka_unit_test(the_line_says_frozen),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}

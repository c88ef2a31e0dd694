#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/db.h"
#include "config/options.h"
#include "ui/scene.h"

enum { RATE = 48000, FRAMES = 256 };

/* A run's memory, its writer, and a scene that looks at it. */
struct bench {
	struct settings settings;
	struct theme theme;
	struct snapshot_ring *ring;
	struct run_state_page *page;
	struct queue *queue;
	struct snapshot_writer *writer;
	struct scene scene;
	int64_t now_ns;
};

static int open_bench(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);
	options_defaults(&bench->settings);
	theme_default(&bench->theme);
	bench->ring = calloc(1, sizeof *bench->ring);
	bench->page = calloc(1, sizeof *bench->page);
	bench->queue = calloc(1, sizeof *bench->queue);
	queue_init(bench->queue, 1);
	bench->writer = calloc(1, sizeof *bench->writer);
	snapshot_ring_init(bench->ring);
	run_state_init(bench->page);
	run_state_publish(bench->page, &(struct run_state){ .phase = RUN_PLAYING, .rate_hz = RATE, .live = 1 });
	snapshot_writer_init(bench->writer, bench->ring);
	bench->now_ns = 1000 * NS_PER_S;
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	struct bench *bench = *state;
	scene_fini(&bench->scene);
	free(bench->ring);
	free(bench->page);
	free(bench->queue);
	free(bench->writer);
	free(bench);
	return 0;
}

static bool open_scene(struct bench *bench, struct err *err)
{
	const struct view_look look = { &bench->settings, &bench->theme, GLYPHS_BLOCKS, false };
	return scene_init(&bench->scene, &look, bench->ring, bench->page, bench->queue, err)
		&& scene_resize(&bench->scene, 80, 24, err);
}

static void must_open(struct bench *bench)
{
	struct err err;
	if (!open_scene(bench, &err))
		fail_msg("%s", err.message);
}

/* Publishes `n` snapshots of a sound with this peak on the left, with the meters' measures but no spectrum. */
static void publish(struct bench *bench, int n, float peak)
{
	struct snapshot *snapshot = &bench->writer->snapshot;
	for (; n > 0; n--) {
		bench->now_ns += clock_frames_to_ns(FRAMES, RATE);
		snapshot->head.rate_hz = RATE;
		snapshot->head.n_frames = FRAMES;
		snapshot->head.n_source_channels = 2;
		snapshot->head.heard_ns = bench->now_ns;
		snapshot->head.measured = SNAPSHOT_ALL_MEASURES;
		snapshot->head.side_peak[0] = peak;
		for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
			snapshot->head.levels[l] = (struct snapshot_level){ 1, 46.875f, 1024, 256 };
		snapshot->measures.meters[0].peak = peak;
		snapshot->measures.meters[0].max_peak = 1;
		snapshot->measures.loudness.momentary_lufs = peak > 0 ? -20 : SNAPSHOT_NO_LEVEL;
		snapshot->measures.loudness.short_term_lufs = peak > 0 ? -20 : SNAPSHOT_NO_LEVEL;
		snapshot_writer_publish(bench->writer);
	}
}

/* As a UI does: publishes for a while, and looks sixty times a second. */
static void sound(struct bench *bench, double seconds, float peak)
{
	for (int i = 0; i < (int)(seconds * 60); i++) {
		publish(bench, 3, peak);
		scene_advance(&bench->scene, bench->now_ns);
	}
}

/* Whether a row of the picture has some words of plain ASCII. */
static bool says(const struct canvas *canvas, int y, const char *words)
{
	char text[CANVAS_MAX_COLS + 1] = "";
	for (int x = 0; x < canvas->cols; x++) {
		uint32_t glyph = canvas_at(canvas, x, y)->glyph;
		text[x] = glyph < 128 ? (char)glyph : '?';
	}
	return strstr(text, words) != NULL;
}

static void views_are_found_by_name(void **state)
{
	struct err err = { 0 };
	(void)state;
	for (size_t i = 0; i < n_views; i++) {
		assert_ptr_equal(view_find(view_table[i]->name, &err), view_table[i]);
		assert_true(strlen(view_table[i]->help) > 3);
		assert_ptr_equal(view_after(view_table[i], (int)n_views), view_table[i]);
		assert_ptr_equal(view_after(view_after(view_table[i], 1), -1), view_table[i]);
	}
	assert_ptr_equal(view_after(view_table[0], -1), view_table[n_views - 1]);
	assert_null(view_find("nothing", &err));
	assert_int_equal(err.code, ERR_USAGE);
	for (size_t i = 0; i < n_views; i++)
		assert_non_null(strstr(err.message, view_table[i]->name));
}

static void the_setting_chooses_the_view(void **state)
{
	struct bench *bench = *state;
	struct err err;
	strcpy(bench->settings.view, "meters");
	must_open(bench);
	assert_string_equal(scene_view(&bench->scene)->name, "meters");
	assert_int_equal(scene_wants(&bench->scene).measures, SNAPSHOT_ALL_MEASURES);
	scene_fini(&bench->scene);
	strcpy(bench->settings.view, "nothing");
	assert_false(open_scene(bench, &err));
}

/* What had been read stays read, what comes is shown by the new view. */
static void switching_keeps_the_readers_place(void **state)
{
	struct bench *bench = *state;
	must_open(bench);
	assert_int_equal(scene_wants(&bench->scene).measures, 0);
	sound(bench, 0.5, 0.5f);
	uint64_t next = bench->scene.reader.next;
	for (int i = 0; i < 5; i++) {
		const struct view_ops *ops = view_after(scene_view(&bench->scene), 1);
		assert_true(scene_set_view(&bench->scene, ops, NULL));
		assert_ptr_equal(scene_view(&bench->scene), ops);
		assert_int_equal(bench->scene.reader.next, next);
		publish(bench, 3, 0.5f);
		assert_true(scene_advance(&bench->scene, bench->now_ns));
		assert_int_equal(bench->scene.reader.next, next += 3);
		scene_draw(&bench->scene, bench->now_ns);
	}
	assert_int_equal(bench->scene.reader.n_missed, 0);
}

/* Else nothing could thaw it in a view that keeps nothing, and the run would not end. */
static void a_frozen_picture_is_left_behind(void **state)
{
	struct bench *bench = *state;
	must_open(bench);
	sound(bench, 0.5, 0.5f);
	scene_keep(&bench->scene, VIEW_FROZEN);
	sound(bench, 5, 0);
	assert_false(scene_has_fallen(&bench->scene));
	assert_true(scene_set_view(&bench->scene, view_find("meters", NULL), NULL));
	sound(bench, 5, 0);
	assert_true(scene_has_fallen(&bench->scene));
}

/* A view without a spectrum has the level of both sides on the status line, and is not taken for silent. */
static void meters_have_a_level(void **state)
{
	struct bench *bench = *state;
	strcpy(bench->settings.view, "meters");
	must_open(bench);
	sound(bench, 1, db_to_amplitude(-12));
	assert_true(fabsf(bench->scene.level_db - -12) < 0.01f);
	assert_false(scene_at_rest(&bench->scene, bench->now_ns));
}

/* What is heard in 100 ms is not seen now, and at once where the picture is to be so much earlier. */
static void the_picture_is_delayed(void **state)
{
	struct bench *bench = *state;
	must_open(bench);
	publish(bench, 1, 0.25f);
	bench->writer->snapshot.head.side_peak[0] = 0;
	scene_advance(&bench->scene, bench->now_ns - 100 * (NS_PER_S / 1000));
	assert_true(bench->scene.level_db < -100);
	bench->settings.delay_ms = -200;
	scene_advance(&bench->scene, bench->now_ns - 100 * (NS_PER_S / 1000));
	assert_true(fabsf(bench->scene.level_db - -12) < 0.1f);
	bench->settings.delay_ms = 0;
}

/* And comes to rest in silence, with its figures to be read and no words over them. */
static void meters_come_to_rest(void **state)
{
	struct bench *bench = *state;
	strcpy(bench->settings.view, "meters");
	must_open(bench);
	sound(bench, 1, 0.5f);
	sound(bench, 15, 0);
	assert_true(scene_at_rest(&bench->scene, bench->now_ns));
	scene_draw(&bench->scene, bench->now_ns);
	assert_false(says(&bench->scene.canvas, bench->scene.canvas.rows / 2, "silence"));
	assert_true(says(&bench->scene.canvas, bench->scene.canvas.rows - 1, "silence"));
	sound(bench, 0.1, 0.5f);
	assert_false(scene_at_rest(&bench->scene, bench->now_ns));
}

/* What is counted is shown, and at rest stays to be read. */
static void statistics_are_shown(void **state)
{
	struct bench *bench = *state;
	struct statistics statistics = { .n_xruns = 1234 };
	strcpy(bench->settings.view, "stats");
	must_open(bench);
	sound(bench, 1, 0);
	scene_inform(&bench->scene, &statistics);
	scene_draw(&bench->scene, bench->now_ns);
	bool found = false;
	for (int y = 0; y < bench->scene.canvas.rows; y++)
		found = found || says(&bench->scene.canvas, y, "1234");
	assert_true(found);
	assert_true(scene_at_rest(&bench->scene, bench->now_ns));
	assert_true(scene_set_view(&bench->scene, view_find("bars", NULL), NULL));
	scene_inform(&bench->scene, &statistics); /* one that was asked for before: nothing to the bars */
}

static void the_next_pane_is_zoomed_as_the_one_before(void **state)
{
	struct bench *bench = *state;
	must_open(bench);
	assert_true(scene_set_layout(&bench->scene, "bars/meters", NULL));
	assert_true(scene_zoom(&bench->scene, NULL));
	assert_true(scene_choose_pane(&bench->scene, 1, bench->now_ns, NULL));
	scene_draw(&bench->scene, bench->now_ns);
	assert_true(says(&bench->scene.canvas, 0, "[meters]"));
}

static const char *told(struct bench *bench)
{
	scene_advance(&bench->scene, bench->now_ns);
	scene_draw(&bench->scene, bench->now_ns);
	return bench->scene.line.notice ? bench->scene.line.notice : "";
}

static bool tells_440_hz(const void *state, int x, int y, struct view_spot *spot)
{
	(void)state;
	snprintf(spot->text, sizeof spot->text, "440 Hz at %d, %d", x, y);
	spot->position_s = x;
	return x < 40;
}

static bool row_has(const struct bench *bench, int y, const char *text)
{
	const int cols = bench->scene.canvas.cols;
	char row[81];
	for (int x = 0; x < cols; x++) {
		const uint32_t glyph = canvas_at(&bench->scene.canvas, x, y)->glyph;
		row[x] = (char)(glyph < 0x80 ? glyph : '?');
	}
	row[cols] = '\0';
	return strstr(row, text);
}

static void what_lies_under_the_pointer_is_told_for_a_while(void **state)
{
	struct bench *bench = *state;
	struct scene *scene = &bench->scene;
	struct view_spot spot;
	must_open(bench);
	struct view_ops ops = *scene->panes.items[0].ops;
	ops.spot = tells_440_hz;
	scene->panes.items[0].ops = &ops;
	pointer_move(&scene->pointer, 3, 4, bench->now_ns);
	scene_draw(scene, bench->now_ns);
	assert_true(row_has(bench, 23, "440 Hz at 3, 4"));
	pointer_move(&scene->pointer, 50, 4, bench->now_ns);
	scene_draw(scene, bench->now_ns);
	assert_false(row_has(bench, 23, "440 Hz"));
	pointer_move(&scene->pointer, 7, 23, bench->now_ns); /* the status line has no spots */
	scene_draw(scene, bench->now_ns);
	assert_false(row_has(bench, 23, "440 Hz"));
	pointer_move(&scene->pointer, 7, 22, bench->now_ns);
	assert_true(scene_rest_until(scene, bench->now_ns) <= bench->now_ns + 5 * NS_PER_S);
	scene_draw(scene, bench->now_ns);
	assert_true(row_has(bench, 23, "440 Hz at 7, 22"));
	bench->settings.status = false;
	assert_true(scene_lay_out(scene, NULL));
	scene_draw(scene, bench->now_ns);
	assert_true(row_has(bench, 21, "440 Hz at 7, 22"));
	bench->settings.status = true;
	bench->now_ns += 5 * NS_PER_S;
	scene_advance(scene, bench->now_ns);
	scene_draw(scene, bench->now_ns);
	assert_false(row_has(bench, 23, "440 Hz") || row_has(bench, 21, "440 Hz"));
	assert_true(scene_spot(scene, 12, 3, &spot));
	assert_true(spot.position_s == 12);
	scene_open_queue(scene);
	assert_false(scene_spot(scene, 12, 3, &spot));
}

static void a_hidden_status_line_is_seen_while_it_tells_something(void **state)
{
	struct bench *bench = *state;
	must_open(bench);
	bench->settings.status = false;
	assert_true(scene_lay_out(&bench->scene, NULL));
	scene_notice(&bench->scene, "a word", bench->now_ns);
	scene_draw(&bench->scene, bench->now_ns);
	assert_true(row_has(bench, 23, "a word"));
	scene_dismiss_notice(&bench->scene);
	scene_draw(&bench->scene, bench->now_ns);
	assert_false(row_has(bench, 23, "a word"));
}

static void a_notice_takes_as_many_rows_as_it_needs(void **state)
{
	struct bench *bench = *state;
	char notice[161];
	must_open(bench);
	snprintf(notice, sizeof notice, "begin %078d between %045d the end", 0, 0);
	scene_notice(&bench->scene, notice, bench->now_ns);
	scene_draw(&bench->scene, bench->now_ns);
	assert_true(row_has(bench, 21, "begin ") && !row_has(bench, 21, "0"));
	assert_true(row_has(bench, 22, "000 "));
	assert_true(row_has(bench, 23, "between 00") && row_has(bench, 23, "the end"));
	snprintf(notice, sizeof notice, "%078d", 0);
	scene_notice(&bench->scene, notice, bench->now_ns);
	scene_draw(&bench->scene, bench->now_ns);
	assert_false(row_has(bench, 22, "000"));
	assert_true(scene_resize(&bench->scene, 7, 2, NULL));
	scene_draw(&bench->scene, bench->now_ns);
	assert_true(row_has(bench, 0, "0000000") && row_has(bench, 1, "0000000"));
}

static void a_standstill_is_told_until_it_is_over(void **state)
{
	struct bench *bench = *state;
	must_open(bench);
	scene_notice(&bench->scene, "a word", bench->now_ns);
	assert_string_equal(told(bench), "a word");
	scene_stand_still(&bench->scene, "stopped");
	assert_string_equal(told(bench), "stopped");
	scene_notice(&bench->scene, "another", bench->now_ns);
	assert_string_equal(told(bench), "another");
	bench->now_ns += 60 * NS_PER_S;
	assert_string_equal(told(bench), "stopped");
	scene_stand_still(&bench->scene, "");
	assert_string_equal(told(bench), "");
}

#define scene_test(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(views_are_found_by_name),
		scene_test(the_setting_chooses_the_view),
		scene_test(switching_keeps_the_readers_place),
		scene_test(a_frozen_picture_is_left_behind),
		scene_test(meters_have_a_level),
		scene_test(the_picture_is_delayed),
		scene_test(meters_come_to_rest),
		scene_test(statistics_are_shown),
		scene_test(a_notice_takes_as_many_rows_as_it_needs),
		scene_test(a_hidden_status_line_is_seen_while_it_tells_something),
		scene_test(the_next_pane_is_zoomed_as_the_one_before),
		scene_test(a_standstill_is_told_until_it_is_over),
		scene_test(what_lies_under_the_pointer_is_told_for_a_while),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "golden.h"
#include "queue/search.h"
#include "queued.h"
#include "ui/input.h"
#include "ui/queue_panel.h"

static const struct theme theme
	= { .n_gradient = 1, .peak = 1, .text = 1, .dim = 2, .alert = 3, .background = COLOUR_DEFAULT };
static const struct settings settings = { 0 };
static const struct view_look look = { &settings, &theme, GLYPHS_BLOCKS, false };

static const char *const paths[] = { "/music/Artist/Album/01 first.flac", "/music/Artist/Album/02 second.flac",
	"/music/Other/third.mp3", "/music/Other/bad.mp3", "https://host/stream", "/music/zz/last.ogg" };
enum { N_PATHS = sizeof paths / sizeof paths[0], PLAYING = 1, BAD = 3, URL = 4 };

/* A queue, a panel over it, and what it is drawn on. */
struct bench {
	struct queue *queue;
	struct queue_panel panel;
	struct canvas canvas;
	struct command command;
};

static int open_bench(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);
	bench->queue = queued(paths, N_PATHS);
	queue_mark(bench->queue, BAD, QUEUE_BROKEN, "no sound in it");
	assert_true(queue_panel_init(&bench->panel, &look, bench->queue, NULL));
	assert_true(canvas_init(&bench->canvas, 80, 10, NULL));
	assert_true(queue_panel_resize(&bench->panel, 80, 10, NULL));
	queue_panel_open(&bench->panel, PLAYING);
	queue_panel_draw(&bench->panel, &bench->canvas, PLAYING);
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	struct bench *bench = *state;
	queue_panel_fini(&bench->panel);
	canvas_fini(&bench->canvas);
	free(bench->queue);
	free(bench);
	return 0;
}

static enum queue_panel_answer press(struct bench *bench, uint32_t key)
{
	return queue_panel_key(&bench->panel, key, &bench->command);
}

static void type(struct bench *bench, const char *text)
{
	for (; *text; text++)
		assert_int_equal(press(bench, (unsigned char)*text), PANEL_TAKES);
}

/* As a redraw does, after which a change of the queue has been seen. */
static void draw(struct bench *bench)
{
	queue_panel_draw(&bench->panel, &bench->canvas, PLAYING);
}

static bool sends(struct bench *bench, uint32_t key, enum command_verb verb, uint32_t id)
{
	return press(bench, key) == PANEL_SENDS && bench->command.verb == verb && bench->command.item == id + 1;
}

/* --------------------------------------------------------------- the picture */

static void check_size(struct bench *bench, int cols, int rows, const char *name)
{
	assert_true(canvas_resize(&bench->canvas, cols, rows, NULL));
	assert_true(queue_panel_resize(&bench->panel, cols, rows, NULL));
	draw(bench);
	if (name)
		golden_check(&bench->canvas, name);
}

static void it_fits_its_size(void **state)
{
	struct bench *bench = *state;
	const struct queue_item titled = { .path = "/music/disc.flac", .title = "A Title", .start_ns = 5, .end_ns = 9 };
	const struct queue_item folder = { .path = "/music/more", .title = "", .end_ns = -1, .flags = QUEUE_UNREAD };
	queue_add(bench->queue, &titled, QUEUE_NOTHING, PLAYING);
	queue_add(bench->queue, &folder, QUEUE_NOTHING, PLAYING);
	atomic_store(&bench->queue->loop, QUEUE_LOOP_QUEUE);
	check_size(bench, 100, 12, "queue_100x12");
	check_size(bench, 40, 6, "queue_40x6");
	check_size(bench, 20, 3, "queue_20x3");
	press(bench, INPUT_END);
	check_size(bench, 30, 4, "queue_end");
	press(bench, '/');
	type(bench, "nowhere");
	check_size(bench, 60, 5, "queue_search");
	for (int rows = 1; rows < 5; rows++)
		for (int cols = 1; cols < 30; cols++)
			check_size(bench, cols, rows, NULL);
}

static void an_empty_queue_says_so(void **state)
{
	struct bench *bench = *state;
	queue_clear(bench->queue);
	check_size(bench, 40, 4, "queue_empty");
	for (size_t i = 0; i < n_queue_key_rows; i++) {
		const enum queue_panel_answer answer = press(bench, queue_key_rows[i].key);
		assert_true(answer != PANEL_SENDS && answer != PANEL_REFUSES);
		press(bench, INPUT_ESCAPE);
	}
}

/* What nothing has happened to is not painted again. */
static void it_is_painted_when_something_is_new(void **state)
{
	struct bench *bench = *state;
	struct cell *cell = canvas_edit(&bench->panel.picture, 79, 9);
	cell->glyph = '!';
	draw(bench);
	assert_int_equal(canvas_at(&bench->canvas, 79, 9)->glyph, '!');
	queue_remove(bench->queue, 5);
	draw(bench);
	assert_int_equal(canvas_at(&bench->canvas, 79, 9)->glyph, ' ');
}

/* --------------------------------------------------------------- the cursor */

static void the_cursor_stays_with_its_entry(void **state)
{
	struct bench *bench = *state;
	assert_int_equal(bench->panel.id, PLAYING);
	queue_move(bench->queue, PLAYING, 4);
	draw(bench);
	assert_int_equal(bench->panel.id, PLAYING);
	assert_int_equal(bench->panel.place, 4);
	queue_remove(bench->queue, PLAYING);
	draw(bench);
	assert_int_equal(bench->panel.id, 5);
	queue_remove(bench->queue, 5);
	draw(bench);
	assert_int_equal(bench->panel.id, URL);
	queue_clear(bench->queue);
	draw(bench);
	assert_true(bench->panel.id == QUEUE_NOTHING);
	const struct queue_item item = { .path = "/new", .title = "", .end_ns = -1 };
	const uint32_t id = queue_add(bench->queue, &item, QUEUE_NOTHING, QUEUE_NOTHING);
	draw(bench);
	assert_int_equal(bench->panel.id, id);
}

/* A writer that is at work all the time: what is known stays, until it is through. */
static void a_queue_that_is_being_changed_is_not_believed(void **state)
{
	struct bench *bench = *state;
	press(bench, 'G');
	draw(bench);
	atomic_fetch_add(&bench->queue->sequence, 1);
	draw(bench);
	assert_int_equal(bench->panel.id, 5);
	assert_int_equal(bench->panel.place, 5);
	assert_true(sends(bench, 'd', COMMAND_REMOVE, 5));
	assert_int_equal(bench->panel.id, 5);
	atomic_fetch_add(&bench->queue->sequence, 1);
	queue_remove(bench->queue, 5);
	draw(bench);
	assert_int_equal(bench->panel.id, URL);
}

static void keys_move_it_within_the_queue(void **state)
{
	struct bench *bench = *state;
	static const struct {
		uint32_t key, place;
	} presses[] = { { 'j', 2 }, { 'k', 1 }, { INPUT_UP, 0 }, { INPUT_UP, 0 }, { 'G', 5 }, { INPUT_DOWN, 5 },
		{ INPUT_PAGE_UP, 0 }, { INPUT_PAGE_DOWN, 5 }, { INPUT_HOME, 0 }, { INPUT_END, 5 }, { 'g', 0 } };
	for (size_t i = 0; i < sizeof presses / sizeof presses[0]; i++) {
		assert_int_equal(press(bench, presses[i].key), PANEL_TAKES);
		assert_int_equal(bench->panel.place, presses[i].place);
	}
}

/* --------------------------------------------------------------- commands */

/* Near an edge the first click scrolls: the second is meant for what was chosen. */
static void two_clicks_are_for_one_entry(void **state)
{
	struct bench *bench = *state;
	assert_true(queue_panel_resize(&bench->panel, 80, 5, NULL));
	press(bench, INPUT_HOME);
	draw(bench);
	assert_true(queue_panel_click(&bench->panel, 4, false));
	const uint32_t chosen = bench->panel.id, top = bench->panel.top;
	draw(bench);
	assert_true(bench->panel.top > top);
	assert_true(queue_panel_click(&bench->panel, 4, true));
	assert_int_equal(bench->panel.id, chosen);
	assert_false(queue_panel_click(&bench->panel, 0, false));
	assert_false(queue_panel_click(&bench->panel, 5, true));
}

static void keys_become_commands(void **state)
{
	struct bench *bench = *state;
	assert_true(sends(bench, INPUT_ENTER, COMMAND_JUMP, PLAYING));
	assert_true(sends(bench, 'J', COMMAND_MOVE, PLAYING));
	assert_int_equal((int)bench->command.value, 3);
	assert_true(sends(bench, INPUT_DOWN | INPUT_ALT, COMMAND_MOVE, PLAYING)); /* before the run has obeyed */
	assert_int_equal((int)bench->command.value, 4);
	assert_true(sends(bench, 'K', COMMAND_MOVE, PLAYING));
	assert_int_equal((int)bench->command.value, 3);
	assert_true(sends(bench, 'd', COMMAND_REMOVE, PLAYING));
	assert_true(sends(bench, INPUT_DELETE, COMMAND_REMOVE, 2));
	assert_int_equal(press(bench, ' '), PANEL_PASSES);
	assert_int_equal(press(bench, 'n'), PANEL_PASSES);
	press(bench, 'g');
	assert_int_equal(press(bench, 'K'), PANEL_TAKES);
	assert_int_equal(press(bench, 'Q'), PANEL_TAKES);
	assert_false(bench->panel.open);
}

static void names_are_asked_for(void **state)
{
	struct bench *bench = *state;
	char cwd[512], wanted[600];
	assert_non_null(getcwd(cwd, sizeof cwd));
	snprintf(wanted, sizeof wanted, "%s/a list", cwd);
	press(bench, 's');
	type(bench, "a list");
	assert_int_equal(press(bench, INPUT_ENTER), PANEL_SENDS);
	assert_int_equal(bench->command.verb, COMMAND_SAVE);
	assert_string_equal(bench->command.text, wanted);
	press(bench, 'a');
	type(bench, "/nonexistent/file");
	assert_int_equal(press(bench, INPUT_ENTER), PANEL_REFUSES);
	assert_non_null(strstr(bench->panel.notice, "no such file"));
	press(bench, 'a');
	for (const char *byte = "http://host/\n"; *byte; byte++)
		queue_panel_paste(&bench->panel, (unsigned char)*byte);
	assert_int_equal(press(bench, INPUT_ENTER), PANEL_SENDS);
	assert_string_equal(bench->command.text, "http://host/");
	press(bench, 'a');
	assert_int_equal(press(bench, INPUT_ENTER), PANEL_TAKES);
	setenv("HOME", "/", 1);
	press(bench, 'w');
	type(bench, "~/list");
	assert_int_equal(press(bench, INPUT_ENTER), PANEL_SENDS);
	assert_string_equal(bench->command.text, "//list");
}

/* As far as it is clear, a folder with its slash. */
static void names_are_completed(void **state)
{
	struct bench *bench = *state;
	static const char *const files[] = { "song one.wav", "song two.wav", ".hidden" };
	static const struct {
		const char *typed, *completed;
	} names[] = { { "~/s", "~/song " }, { "~/song o", "~/song one.wav" }, { "~/mu", "~/music/" }, { "~/x", "~/x" },
		{ "~/.", "~/.hidden" }, { "~/music/", "~/music/" }, { "~/none/a", "~/none/a" } };
	char dir[] = "/tmp/termviz-names.XXXXXX", path[256];
	assert_non_null(mkdtemp(dir));
	setenv("HOME", dir, 1);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, files[i]);
		fclose(fopen(path, "w"));
	}
	snprintf(path, sizeof path, "%s/music", dir);
	assert_int_equal(mkdir(path, 0700), 0);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		press(bench, 'a');
		type(bench, names[i].typed);
		assert_int_equal(press(bench, INPUT_TAB), PANEL_TAKES);
		assert_string_equal(bench->panel.prompt.text, names[i].completed);
		press(bench, INPUT_ESCAPE);
	}
	assert_int_equal(rmdir(path), 0);
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		snprintf(path, sizeof path, "%s/%s", dir, files[i]);
		assert_int_equal(unlink(path), 0);
	}
	assert_int_equal(rmdir(dir), 0);
}

static void all_are_removed_after_asking(void **state)
{
	struct bench *bench = *state;
	press(bench, 'c');
	assert_int_equal(press(bench, 'n'), PANEL_TAKES);
	press(bench, 'c');
	assert_int_equal(press(bench, INPUT_ENTER), PANEL_TAKES);
	press(bench, 'c');
	assert_int_equal(press(bench, 'y'), PANEL_SENDS);
	assert_int_equal(bench->command.verb, COMMAND_CLEAR);
}

/* --------------------------------------------------------------- searching */

static void a_search_goes_as_it_is_typed(void **state)
{
	struct bench *bench = *state;
	press(bench, '/');
	type(bench, "oth");
	assert_int_equal(bench->panel.id, 2);
	assert_int_equal(press(bench, INPUT_DOWN), PANEL_TAKES);
	assert_int_equal(bench->panel.id, 3);
	assert_int_equal(press(bench, INPUT_DOWN), PANEL_TAKES); /* round the end */
	assert_int_equal(bench->panel.id, 2);
	assert_int_equal(press(bench, INPUT_UP), PANEL_TAKES);
	assert_int_equal(bench->panel.id, 3);
	assert_true(sends(bench, INPUT_ENTER, COMMAND_JUMP, 3));
	assert_int_equal(press(bench, 'n'), PANEL_TAKES);
	assert_int_equal(bench->panel.id, 2);
	press(bench, '/');
	type(bench, "nowhere");
	assert_int_equal(bench->panel.id, 2);
	assert_int_equal(press(bench, INPUT_ENTER), PANEL_TAKES);
	assert_int_equal(press(bench, 'N'), PANEL_REFUSES);
	press(bench, '/');
	type(bench, "01");
	press(bench, INPUT_ESCAPE);
	assert_true(bench->panel.open);
	assert_int_equal(bench->panel.id, 0);
}

static void letters_are_large_or_small(void **state)
{
	struct bench *bench = *state;
	uint32_t place = 99;
	assert_true(queue_search(bench->queue, "ARTIST/ALBUM/02", 0, false, &place));
	assert_int_equal(place, 1);
	assert_true(queue_search(bench->queue, "artist", 5, true, &place));
	assert_int_equal(place, 1);
	assert_true(queue_search(bench->queue, "HOST", 1000, false, &place));
	assert_int_equal(place, URL);
	assert_false(queue_search(bench->queue, "firstsecond", 0, false, &place));
	assert_true(queue_search(bench->queue, "\xFF", 0, false, &place) == false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_fits_its_size, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(an_empty_queue_says_so, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(it_is_painted_when_something_is_new, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(the_cursor_stays_with_its_entry, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(a_queue_that_is_being_changed_is_not_believed, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(keys_move_it_within_the_queue, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(two_clicks_are_for_one_entry, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(keys_become_commands, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(names_are_asked_for, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(names_are_completed, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(all_are_removed_after_asking, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(a_search_goes_as_it_is_typed, open_bench, close_bench),
		cmocka_unit_test_setup_teardown(letters_are_large_or_small, open_bench, close_bench),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "golden.h"
#include "view_bench.h"
#include "view/overview.h"

enum { RATE_HZ = 48000, LENGTH_S = 200 };

static struct run_state playing;
static struct outline outline;

/* Louder and louder, twice, the right side at half of it; peaks are three times the RMS. */
static void make_outline(void)
{
	outline = (struct outline){ .phase = OUTLINE_COMPLETE,
		.n_parts = OUTLINE_PARTS,
		.n_done = OUTLINE_PARTS,
		.n_frames = (int64_t)RATE_HZ * LENGTH_S };
	for (int p = 0; p < OUTLINE_PARTS; p++)
		for (int s = 0; s < OUTLINE_SIDES; s++) {
			const int peak = p % (OUTLINE_PARTS / 2) * 31 / (s ? 2 : 1);
			outline.parts[p][s]
				= (struct outline_side){ (int16_t)-peak, (int16_t)peak, (uint16_t)(peak / 3) };
		}
}

static int open_bench(void **state)
{
	struct bench *bench = bench_new(&overview_view);
	playing = (struct run_state){ .phase = RUN_PLAYING,
		.source_kind = RUN_SOURCE_FILE,
		.rate_hz = RATE_HZ,
		.length_frames = (int64_t)RATE_HZ * LENGTH_S };
	make_outline();
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	bench_free(*state);
	return 0;
}

/* Settings of the look are taken at the beginning. */
static void renew(struct bench *bench)
{
	overview_view.fini(bench->view);
	memset(bench->view, 0, overview_view.state_bytes);
	overview_view.init(bench->view, &bench->look);
}

static void hear(struct bench *bench, double position_s)
{
	bench->snapshot->head.rate_hz = RATE_HZ;
	bench->snapshot->head.n_frames = SNAPSHOT_FRAMES;
	bench->snapshot->head.position_frame = llround(position_s * RATE_HZ);
	overview_view.advance(bench->view, bench->snapshot);
}

static void draw(struct bench *bench, int cols, int rows)
{
	assert_true(overview_view.layout(bench->view, cols, rows, NULL));
	assert_true(canvas_resize(&bench->canvas, cols, rows, NULL));
	overview_view.draw(bench->view, &bench->canvas, (struct region){ 0, 0, cols, rows });
}

static void show(struct bench *bench, int cols, int rows, const char *name)
{
	overview_view.learn(bench->view, &playing, &outline);
	hear(bench, 65);
	draw(bench, cols, rows);
	golden_check(&bench->canvas, name);
}

static void the_whole_file_is_shown(void **state)
{
	show(*state, 80, 18, "overview_mono");
}

static void each_side_has_its_own(void **state)
{
	struct bench *bench = *state;
	bench->settings.stereo = STEREO_SPLIT;
	show(bench, 60, 14, "overview_split");
}

static void one_side_goes_up_and_one_down(void **state)
{
	struct bench *bench = *state;
	bench->settings.stereo = STEREO_MIRROR;
	show(bench, 60, 14, "overview_mirror");
}

static void other_glyphs_are_for_other_terminals(void **state)
{
	struct bench *bench = *state;
	bench->look.glyphs = GLYPHS_ASCII;
	bench->look.is_mono = true;
	renew(bench);
	show(bench, 60, 12, "overview_ascii");
	bench->look.glyphs = GLYPHS_HALF;
	renew(bench);
	show(bench, 60, 12, "overview_half");
}

static void what_is_small_has_less_around_it(void **state)
{
	show(*state, 20, 5, "overview_20x5");
	show(*state, 12, 2, "overview_12x2");
	show(*state, 1, 1, "overview_1x1");
}

static void it_tells_how_far_it_has_come(void **state)
{
	outline.phase = OUTLINE_GROWING;
	outline.n_done = OUTLINE_PARTS * 3 / 4;
	show(*state, 50, 10, "overview_growing");
	outline.phase = OUTLINE_FAILED;
	show(*state, 50, 6, "overview_failed");
}

static void what_has_no_length_says_so(void **state)
{
	struct bench *bench = *state;
	playing.source_kind = RUN_SOURCE_STREAM;
	playing.length_frames = -1;
	overview_view.learn(bench->view, &playing, NULL);
	assert_true(overview_view.at_rest(bench->view));
	draw(bench, 50, 5);
	golden_check(&bench->canvas, "overview_stream");
}

static void a_click_goes_to_where_it_points(void **state)
{
	struct bench *bench = *state;
	struct view_spot spot;
	assert_true(overview_view.layout(bench->view, 100, 20, NULL));
	assert_false(overview_view.spot(bench->view, 10, 5, &spot));
	overview_view.learn(bench->view, &playing, NULL);
	assert_true(overview_view.spot(bench->view, 10, 5, &spot));
	assert_string_equal(spot.text, "0:21");
	overview_view.learn(bench->view, &playing, &outline);
	assert_true(overview_view.spot(bench->view, 49, 5, &spot));
	assert_string_equal(spot.text, "1:39  peak -0.3 dB  RMS -9.8 dB");
	assert_true(spot.position_s > 98.9 && spot.position_s < 99.1);
	assert_false(overview_view.spot(bench->view, 100, 5, &spot));
}

static void the_playhead_moves_in_silence_but_not_in_a_pause(void **state)
{
	struct bench *bench = *state;
	overview_view.learn(bench->view, &playing, &outline);
	assert_false(overview_view.at_rest(bench->view));
	playing.phase = RUN_PAUSED;
	overview_view.learn(bench->view, &playing, &outline);
	assert_true(overview_view.at_rest(bench->view));
	assert_true(overview_view.has_fallen(bench->view));
}

/* As a still has it: there is no engine that looks ahead, but all is heard. */
static void it_is_made_of_what_is_heard(void **state)
{
	struct bench *bench = *state;
	struct snapshot_head *head = &bench->snapshot->head;
	overview_view.cover(bench->view, 10, 30);
	assert_int_equal(overview_view.measures(bench->view), SNAPSHOT_BIT(SNAPSHOT_LEVELS));
	assert_true(overview_view.layout(bench->view, 40, 9, NULL));
	head->n_source_channels = 1;
	head->measured = SNAPSHOT_BIT(SNAPSHOT_LEVELS);
	for (double s = 10; s < 30; s += (double)SNAPSHOT_FRAMES / RATE_HZ) {
		head->side_peak[0] = head->side_peak[1] = s < 20 ? 0.9f : 0.3f;
		bench->snapshot->measures.meters[0].mean_square = s < 20 ? 0.1f : 0.01f;
		hear(bench, s);
	}
	draw(bench, 40, 9);
	golden_check(&bench->canvas, "overview_still");
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_bench, close_bench)
	const struct CMUnitTest tests[] = {
		TEST(the_whole_file_is_shown),
		TEST(each_side_has_its_own),
		TEST(one_side_goes_up_and_one_down),
		TEST(other_glyphs_are_for_other_terminals),
		TEST(what_is_small_has_less_around_it),
		TEST(it_tells_how_far_it_has_come),
		TEST(what_has_no_length_says_so),
		TEST(a_click_goes_to_where_it_points),
		TEST(the_playhead_moves_in_silence_but_not_in_a_pause),
		TEST(it_is_made_of_what_is_heard),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "golden.h"
#include "view_bench.h"
#include "view/beat.h"

/* 100 snapshots a second. */
enum { RATE_HZ = 48000, FRAMES = 480, PER_S = RATE_HZ / FRAMES };

static int open_bench(void **state)
{
	struct bench *bench = bench_new(&beat_view);
	bench->snapshot->head.rate_hz = RATE_HZ;
	bench->snapshot->head.n_frames = FRAMES;
	bench->snapshot->head.measured = SNAPSHOT_BIT(SNAPSHOT_RHYTHM);
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	bench_free(*state);
	return 0;
}

/* Settings of the look are taken at the beginning. */
static void renew(struct bench *bench, enum glyph_set glyphs)
{
	bench->look.glyphs = glyphs;
	beat_view.fini(bench->view);
	memset(bench->view, 0, beat_view.state_bytes);
	beat_view.init(bench->view, &bench->look);
}

/* A strong onset on each beat, a weak one between two. */
static void play(struct bench *bench, double bpm, double seconds)
{
	for (int i = 0; i < (int)lround(seconds * PER_S); i++) {
		const double beats = i * bpm / 60 / PER_S, phase = beats - floor(beats), each = bpm / 60 / PER_S;
		bench->snapshot->measures.rhythm = (struct snapshot_rhythm){
			.onset = phase < each                  ? 0.9f
				: fabs(phase - 0.5) < each / 2 ? 0.3f
							       : 0,
			.tempo_bpm = (float)bpm,
			.tempo_confidence = 0.82f,
			.beat_phase = (float)phase,
			.n_beats = (uint32_t)beats,
		};
		beat_view.advance(bench->view, bench->snapshot);
	}
}

static void fall_silent(struct bench *bench, double seconds)
{
	snapshot_measures_fall_silent(&bench->snapshot->measures);
	for (int i = 0; i < (int)lround(seconds * PER_S); i++)
		beat_view.advance(bench->view, bench->snapshot);
}

static void show(struct bench *bench, int cols, int rows, const char *name)
{
	assert_true(beat_view.layout(bench->view, cols, rows, NULL));
	assert_true(canvas_resize(&bench->canvas, cols, rows, NULL));
	beat_view.draw(bench->view, &bench->canvas, (struct region){ 0, 0, cols, rows });
	golden_check(&bench->canvas, name);
}

static void a_usual_window(void **state)
{
	play(*state, 128, 6.0);
	show(*state, 80, 23, "beat_80x23");
}

static void smaller_ones(void **state)
{
	play(*state, 97.5, 10.0);
	show(*state, 30, 8, "beat_30x8");
	show(*state, 20, 5, "beat_20x5");
	show(*state, 12, 2, "beat_12x2");
	show(*state, 7, 2, "beat_7x2");
	show(*state, 1, 1, "beat_1x1");
}

static void in_ascii(void **state)
{
	struct bench *bench = *state;
	renew(bench, GLYPHS_ASCII);
	play(bench, 120, 5.2);
	show(bench, 60, 16, "beat_ascii");
}

static void nothing_flashes_where_it_must_not(void **state)
{
	struct bench *bench = *state;
	bench->settings.reduced_motion = true;
	play(bench, 128, 6.0);
	show(bench, 60, 16, "beat_calm");
}

/* With the beat itself it is as wide as the picture, and no wider. */
static void the_pulse_stays_within_an_odd_width(void **state)
{
	struct bench *bench = *state;
	assert_true(beat_view.layout(bench->view, 41, 8, NULL));
	assert_true(canvas_resize(&bench->canvas, 43, 8, NULL));
	play(bench, 120, 0.51);
	bench->snapshot->measures.rhythm.beat_phase = 0;
	beat_view.advance(bench->view, bench->snapshot);
	beat_view.draw(bench->view, &bench->canvas, (struct region){ 1, 0, 41, 8 });
	for (int x = 0; x < 43; x++)
		assert_int_equal(canvas_at(&bench->canvas, x, 1)->glyph, x == 0 || x == 42 ? ' ' : 0x2588);
}

static void a_tempo_that_is_not_known(void **state)
{
	show(*state, 60, 16, "beat_unknown");
}

/* Onsets that have just been are still to be seen; then nothing is. */
static void it_rests_when_the_strip_has_gone_by(void **state)
{
	struct bench *bench = *state;
	assert_true(beat_view.layout(bench->view, 40, 10, NULL));
	assert_true(beat_view.at_rest(bench->view));
	play(bench, 120, 3);
	assert_false(beat_view.at_rest(bench->view));
	fall_silent(bench, 0.5);
	assert_false(beat_view.at_rest(bench->view));
	assert_true(beat_view.has_fallen(bench->view));
	fall_silent(bench, 2);
	assert_true(beat_view.at_rest(bench->view));
}

static void what_was_when_can_be_asked(void **state)
{
	struct bench *bench = *state;
	struct view_spot spot;
	assert_true(beat_view.layout(bench->view, 40, 10, NULL));
	play(bench, 120, 3.05);
	assert_true(beat_view.spot(bench->view, 39, 5, &spot));
	assert_string_equal(spot.text, "0.00 s ago  onset 90%  beat");
	assert_true(beat_view.spot(bench->view, 34, 5, &spot));
	assert_string_equal(spot.text, "0.25 s ago  onset 30%");
	assert_true(spot.position_s < 0);
	assert_false(beat_view.spot(bench->view, 39, 0, &spot));
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, open_bench, close_bench)
	const struct CMUnitTest tests[] = {
		TEST(a_usual_window),
		TEST(smaller_ones),
		TEST(in_ascii),
		TEST(nothing_flashes_where_it_must_not),
		TEST(the_pulse_stays_within_an_odd_width),
		TEST(a_tempo_that_is_not_known),
		TEST(it_rests_when_the_strip_has_gone_by),
		TEST(what_was_when_can_be_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

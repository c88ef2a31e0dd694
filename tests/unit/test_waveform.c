#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "wave_bench.h"
#include "view/waveform.h"

static int open_bench(void **state)
{
	struct bench *bench = bench_new(&waveform_view);
	bench->settings.span_s = 4;
	n_heard = 0;
	*state = bench;
	return 0;
}

static void measure(struct bench *bench, int wave)
{
	bench->settings.manner = MANNER_MEASURE;
	bench->settings.wave = wave;
	bench->look.is_mono = true;
	renew(bench);
}

/* Loud, silent, soft, clipped. */
static void hear_some(struct bench *bench)
{
	hear(bench, (struct heard){ 400, 0.8, 0.8, 0 }, 1);
	hear_silence(bench, 1);
	hear(bench, (struct heard){ 400, 0.25, 0.25, 0 }, 1);
	hear(bench, (struct heard){ 400, 3, 3, 0 }, 1);
}

static bool is_lit(const struct bench *bench, int x, int y)
{
	return glyph_at(bench, x, y) != ' ';
}

static bool is_lit_above(const struct bench *bench, int x, int rows)
{
	for (int y = 0; y < rows; y++)
		if (is_lit(bench, x, y))
			return true;
	return false;
}

/* --------------------------------------------------------------- scrolling */

static void peaks_and_rms_scroll(void **state)
{
	struct bench *bench = *state;
	measure(bench, WAVE_SCROLL);
	lay_out(bench, 60, 16);
	hear_some(bench);
	draw(bench, 60, 16);
	golden_check(&bench->canvas, "waveform_scroll");
}

/* Where the colours are the terminal's own, it has none that tell anything. */
static void a_theme_without_colours_is_told_by_shapes(void **state)
{
	struct bench *bench = *state;
	measure(bench, WAVE_SCROLL);
	bench->look.is_mono = false;
	for (size_t i = 0; i < bench->theme.n_heat; i++)
		bench->theme.heat[i] = COLOUR_DEFAULT;
	renew(bench);
	lay_out(bench, 60, 16);
	hear_some(bench);
	draw(bench, 60, 16);
	golden_check(&bench->canvas, "waveform_scroll");
}

static void both_sides_in_half_blocks(void **state)
{
	struct bench *bench = *state;
	bench->settings.stereo = STEREO_SPLIT;
	bench->look.glyphs = GLYPHS_HALF;
	measure(bench, WAVE_SCROLL);
	lay_out(bench, 40, 16);
	hear(bench, (struct heard){ 50, 0.9, 0.3, 0 }, 4);
	draw(bench, 40, 16);
	golden_check(&bench->canvas, "waveform_split_half");
}

static void in_ascii(void **state)
{
	struct bench *bench = *state;
	bench->look.glyphs = GLYPHS_ASCII;
	measure(bench, WAVE_SCROLL);
	lay_out(bench, 40, 10);
	hear_some(bench);
	draw(bench, 40, 10);
	golden_check(&bench->canvas, "waveform_ascii");
}

/* A single sample is seen in the column that it lies in. */
static void no_peak_is_lost(void **state)
{
	struct bench *bench = *state;
	lay_out(bench, 40, 8);
	hear_silence(bench, 2);
	bench->snapshot->wave.points[HOP_FRAMES - 1][0] = bench->snapshot->wave.points[HOP_FRAMES - 1][1] = 0.99f;
	waveform_view.advance(bench->view, bench->snapshot);
	hear_silence(bench, 2);
	draw(bench, 40, 8);
	int n = 0;
	for (int x = 0; x < 40; x++)
		n += is_lit(bench, x, 0);
	assert_int_equal(n, 1);
	assert_true(is_lit(bench, 19, 0) || is_lit(bench, 20, 0));
}

/* Columns are of sound, however it was cut into snapshots; time stays where it was when the size changes. */
static void a_resize_keeps_what_was_heard(void **state)
{
	struct bench *bench = *state;
	lay_out(bench, 20, 8);
	hear(bench, (struct heard){ 400, 0.8, 0.8, 0 }, 1);
	hear_silence(bench, 2);
	static const int cols[] = { 20, 40, 10 };
	for (size_t i = 0; i < 3; i++) {
		lay_out(bench, cols[i], 8);
		draw(bench, cols[i], 8);
		for (int x = 0; x < cols[i]; x++)
			if (x % (cols[i] / 4) > 0 && x % (cols[i] / 4) < cols[i] / 4 - 1)
				assert_int_equal(is_lit_above(bench, x, 3), x / (cols[i] / 4) == 1);
	}
}

static void without_room_for_all_lanes_there_are_fewer(void **state)
{
	struct bench *bench = *state;
	bench->settings.stereo = STEREO_SPLIT;
	bench->look.glyphs = GLYPHS_ASCII;
	renew(bench);
	lay_out(bench, 4, 1);
	hear(bench, (struct heard){ 400, 1, 0, 0 }, 4);
	draw(bench, 4, 1);
	assert_int_equal(glyph_at(bench, 1, 0), ':');
}

static void clipped_is_marked_without_colour(void **state)
{
	struct bench *bench = *state;
	bench->settings.stereo = STEREO_SPLIT;
	lay_out(bench, 20, 8);
	hear(bench, (struct heard){ 400, 0.99, 2, 0 }, 4);
	draw(bench, 20, 8);
	assert_int_equal(glyph_at(bench, 10, 4), '!');
	assert_true(glyph_at(bench, 10, 0) != '!');
	assert_int_equal(canvas_at(&bench->canvas, 10, 4)->fg, bench->theme.alert);
}

static void it_rests_when_all_has_gone_by(void **state)
{
	struct bench *bench = *state;
	lay_out(bench, 20, 8);
	assert_true(waveform_view.at_rest(bench->view));
	hear(bench, (struct heard){ 400, 0.8, 0.8, 0 }, 1);
	assert_false(waveform_view.at_rest(bench->view));
	assert_false(waveform_view.has_fallen(bench->view));
	hear_silence(bench, 1);
	assert_true(waveform_view.has_fallen(bench->view));
	assert_false(waveform_view.at_rest(bench->view));
	hear_silence(bench, 5);
	assert_true(waveform_view.at_rest(bench->view));
	draw(bench, 20, 8);
	for (int x = 0; x < 20; x++)
		assert_false(is_lit_above(bench, x, 4));
}

static void frozen_it_stands_still(void **state)
{
	struct bench *bench = *state;
	for (int wave = WAVE_SCROLL; wave <= WAVE_SCOPE; wave++) {
		bench->settings.wave = wave;
		renew(bench);
		lay_out(bench, 20, 8);
		hear(bench, (struct heard){ 400, 0.8, 0.8, 0 }, 4);
		waveform_view.keep(bench->view, VIEW_FROZEN);
		hear_silence(bench, 6);
		draw(bench, 20, 8);
		assert_true(is_lit_above(bench, 5, 3) || is_lit_above(bench, 6, 3));
		waveform_view.keep(bench->view, 0);
		hear_silence(bench, 1);
		draw(bench, 20, 8);
		assert_false(is_lit_above(bench, 19, 4));
	}
}

/* From the first moment at the left to the last at the right, and no farther. */
static void a_whole_sound_is_covered(void **state)
{
	struct bench *bench = *state;
	bench->look.is_mono = true;
	renew(bench);
	waveform_view.cover(bench->view, 0, 8);
	lay_out(bench, 60, 14);
	hear_some(bench);
	hear(bench, (struct heard){ 5, 0.5, 0.5, 0 }, 9); /* more than there was said to be */
	draw(bench, 60, 14);
	golden_check(&bench->canvas, "waveform_whole");
}

/* --------------------------------------------------------------- the oscilloscope */

static void a_trace_is_drawn(void **state)
{
	struct bench *bench = *state;
	bench->settings.stereo = STEREO_SPLIT;
	bench->settings.sweep_ms = 5;
	measure(bench, WAVE_SCOPE);
	lay_out(bench, 60, 20);
	hear(bench, (struct heard){ 440, 0.9, 0.5, 0.25 }, 1);
	draw(bench, 60, 20);
	golden_check(&bench->canvas, "waveform_scope");
}

static float overtones_of(const void *what, double t_s, int side)
{
	const double phase = 2 * M_PI * *(const double *)what * t_s;
	(void)side;
	return (float)(0.4 * sin(phase) + 0.3 * sin(2 * phase + 1) + 0.2 * sin(5 * phase + 2));
}

/* Whatever is heard meanwhile, and however many times its wave crosses zero, a steady tone stands still. */
static void a_steady_tone_stands_still(void **state)
{
	struct bench *bench = *state;
	static const double tones_hz[] = { 31.7, 97, 443.3, 1234.5 };
	struct canvas first = { 0 };
	assert_true(canvas_init(&first, 60, 16, NULL));
	bench->settings.wave = WAVE_SCOPE;
	for (size_t i = 0; i < sizeof tones_hz / sizeof tones_hz[0]; i++) {
		bench->settings.sweep_ms = 3000 / tones_hz[i];
		renew(bench);
		lay_out(bench, 60, 16);
		take(bench, overtones_of, &tones_hz[i], 0.5);
		draw(bench, 60, 16);
		canvas_swap(&first, &bench->canvas);
		for (int n = 0; n < 20; n++) {
			size_t n_other = 0;
			take(bench, overtones_of, &tones_hz[i], 0.017);
			draw(bench, 60, 16);
			for (int y = 0; y < 16; y++)
				for (int x = 0; x < 60; x++)
					n_other += glyph_at(bench, x, y) != canvas_at(&first, x, y)->glyph;
			assert_true(n_other < 60); /* a dot here and there, where a line just touches it */
		}
	}
	canvas_fini(&first);
}

/* What does not cross its middle is shown as it comes: here it is always above it. */
static void without_a_trigger_it_runs_free(void **state)
{
	struct bench *bench = *state;
	bench->settings.wave = WAVE_SCOPE;
	renew(bench);
	lay_out(bench, 20, 8);
	const double hz = 0.1; /* rising all the while */
	hear(bench, (struct heard){ hz, 0.9, 0.9, 0 }, 1.5);
	draw(bench, 20, 8);
	for (int x = 0; x < 20; x++)
		assert_true(is_lit_above(bench, x, 2));
}

/* Else all cells of a column were drawn anew with each of its peaks. */
static void a_trace_has_the_colours_of_its_levels(void **state)
{
	struct bench *bench = *state;
	bench->settings.wave = WAVE_SCOPE;
	renew(bench);
	lay_out(bench, 20, 8);
	hear(bench, (struct heard){ 3000, 0.9, 0.9, 0 }, 0.5);
	draw(bench, 20, 8);
	for (int y = 1; y < 7; y++)
		for (int x = 1; x < 20; x++)
			assert_int_equal(canvas_at(&bench->canvas, x, y)->fg, canvas_at(&bench->canvas, 0, y)->fg);
	assert_int_not_equal(canvas_at(&bench->canvas, 0, 1)->fg, canvas_at(&bench->canvas, 0, 3)->fg);
	assert_int_equal(canvas_at(&bench->canvas, 0, 1)->fg, canvas_at(&bench->canvas, 0, 6)->fg);
}

static void the_oscilloscope_rests_in_silence(void **state)
{
	struct bench *bench = *state;
	bench->settings.wave = WAVE_SCOPE;
	renew(bench);
	lay_out(bench, 20, 8);
	assert_true(waveform_view.at_rest(bench->view));
	hear(bench, (struct heard){ 100, 0.9, 0.9, 0 }, 0.5);
	assert_false(waveform_view.at_rest(bench->view));
	hear_silence(bench, 0.2);
	assert_true(waveform_view.at_rest(bench->view));
	draw(bench, 20, 8);
	for (int x = 0; x < 20; x++)
		assert_false(is_lit_above(bench, x, 4));
}

static bool looks_as(struct bench *bench, struct canvas *before)
{
	bool is_same = true;
	draw(bench, 20, 8);
	for (int y = 0; y < 8; y++)
		for (int x = 0; x < 20; x++)
			is_same &= glyph_at(bench, x, y) == canvas_at(before, x, y)->glyph;
	canvas_swap(before, &bench->canvas);
	return is_same;
}

static void with_reduced_motion_a_trace_stands_for_a_while(void **state)
{
	struct bench *bench = *state;
	struct canvas before = { 0 };
	int n_changes = 0;
	assert_true(canvas_init(&before, 20, 8, NULL));
	bench->settings.wave = WAVE_SCOPE;
	bench->settings.reduced_motion = true;
	renew(bench);
	lay_out(bench, 20, 8);
	for (int i = 0; i < 20; i++) { /* something else each tenth of a second */
		hear(bench, (struct heard){ 100 + 40 * i, 0.9, 0.9, 0 }, 0.1);
		n_changes += !looks_as(bench, &before);
	}
	assert_in_range(n_changes, 3, 5);
	hear_silence(bench, 0.2);
	assert_false(waveform_view.at_rest(bench->view));
	hear_silence(bench, 0.5);
	assert_true(waveform_view.at_rest(bench->view));
	looks_as(bench, &before);
	for (int x = 0; x < 20; x++)
		assert_int_equal(canvas_at(&before, x, 1)->glyph, ' ');
	canvas_fini(&before);
}

/* --------------------------------------------------------------- what is pointed at */

static void a_cell_can_be_told(void **state)
{
	struct bench *bench = *state;
	struct view_spot spot;
	lay_out(bench, 20, 8);
	hear(bench, (struct heard){ 400, 0.5, 0.5, 0 }, 4);
	assert_true(waveform_view.spot(bench->view, 10, 1, &spot));
	assert_string_equal(spot.text, "-1.8 s  peak -6.0 dB  RMS -9.0 dB");
	assert_true(fabs(spot.position_s - 2.2) < 0.01);
	bench->snapshot->head.segment++; /* what was before lies elsewhere in the track */
	hear(bench, (struct heard){ 400, 0.5, 0.5, 0 }, 1);
	assert_true(waveform_view.spot(bench->view, 10, 1, &spot) && spot.position_s < 0);
	assert_true(waveform_view.spot(bench->view, 17, 1, &spot) && spot.position_s > 4);
	assert_false(waveform_view.spot(bench->view, 20, 1, &spot));
	bench->settings.wave = WAVE_SCOPE;
	lay_out(bench, 20, 8);
	assert_true(waveform_view.spot(bench->view, 10, 1, &spot));
	assert_string_equal(spot.text, "10.50 ms  +0.62  -4.1 dB");
}

static void of_several_lanes_it_is_told_which(void **state)
{
	struct bench *bench = *state;
	struct view_spot spot;
	bench->settings.stereo = STEREO_SPLIT;
	lay_out(bench, 20, 8);
	hear(bench, (struct heard){ 400, 0.5, 0, 0 }, 4);
	assert_true(waveform_view.spot(bench->view, 10, 1, &spot));
	assert_string_equal(spot.text, "L  -1.8 s  peak -6.0 dB  RMS -9.0 dB");
	assert_true(waveform_view.spot(bench->view, 10, 5, &spot));
	assert_string_equal(spot.text, "R  -1.8 s  peak silent  RMS silent");
}

#define waveform_test(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		waveform_test(peaks_and_rms_scroll),
		waveform_test(a_theme_without_colours_is_told_by_shapes),
		waveform_test(both_sides_in_half_blocks),
		waveform_test(in_ascii),
		waveform_test(no_peak_is_lost),
		waveform_test(a_resize_keeps_what_was_heard),
		waveform_test(without_room_for_all_lanes_there_are_fewer),
		waveform_test(clipped_is_marked_without_colour),
		waveform_test(it_rests_when_all_has_gone_by),
		waveform_test(frozen_it_stands_still),
		waveform_test(a_whole_sound_is_covered),
		waveform_test(a_trace_is_drawn),
		waveform_test(a_steady_tone_stands_still),
		waveform_test(without_a_trigger_it_runs_free),
		waveform_test(a_trace_has_the_colours_of_its_levels),
		waveform_test(with_reduced_motion_a_trace_stands_for_a_while),
		waveform_test(the_oscilloscope_rests_in_silence),
		waveform_test(a_cell_can_be_told),
		waveform_test(of_several_lanes_it_is_told_which),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

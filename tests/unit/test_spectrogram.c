#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "dsp/window.h"
#include "golden.h"
#include "view_bench.h"
#include "view/spectrogram.h"

enum { RATE_HZ = 48000, HOP_FRAMES = 256 };

static int open_bench(void **state)
{
	struct bench *bench = bench_new(&spectrogram_view);
	bench->settings.span_s = 10;
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	bench_free(*state);
	return 0;
}

/* A sine of 0 Hz: none. */
static void tune(struct bench *bench, double hz, double db)
{
	struct snapshot_head *head = &bench->snapshot->head;
	static const uint32_t sizes[SNAPSHOT_N_LEVELS]
		= { 512, 1024, 1024, 2048, 2048, 4096, 4096, 8192, 16384, 32768, 65536 };
	head->rate_hz = RATE_HZ;
	head->n_frames = HOP_FRAMES;
	head->channels = SNAPSHOT_BIT(SNAPSHOT_MONO);
	head->published = head->renewed = SNAPSHOT_ALL_LEVELS;
	head->silent = hz == 0;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		uint32_t room = snapshot_level_room(l), n_bins = sizes[l] / 2 + 1 < room ? sizes[l] / 2 + 1 : room;
		float *bins = bench->snapshot->bins[SNAPSHOT_MONO] + snapshot_level_first[l];
		head->levels[l] = (struct snapshot_level){ n_bins, (float)RATE_HZ / (float)sizes[l], sizes[l], 256 };
		for (uint32_t k = 0; k < n_bins; k++)
			bins[k] = (float)(pow(10, db / 10) * window_power(WINDOW_HANN, k - hz * sizes[l] / RATE_HZ));
	}
}

static void hear(struct bench *bench, double hz, double db, double seconds)
{
	tune(bench, hz, db);
	for (int i = 0; i < (int)lround(seconds * RATE_HZ / HOP_FRAMES); i++)
		spectrogram_view.advance(bench->view, bench->snapshot);
}

static void lay_out(struct bench *bench, int cols, int rows)
{
	assert_true(spectrogram_view.layout(bench->view, cols, rows, NULL));
}

static void draw(struct bench *bench, int cols, int rows)
{
	assert_true(canvas_resize(&bench->canvas, cols, rows, NULL));
	spectrogram_view.draw(bench->view, &bench->canvas, (struct region){ 0, 0, cols, rows });
}

/* Settings of the look are taken at the beginning. */
static void renew(struct bench *bench)
{
	spectrogram_view.fini(bench->view);
	memset(bench->view, 0, spectrogram_view.state_bytes);
	spectrogram_view.init(bench->view, &bench->look);
}

/* A tone, a pause, and a lower, softer one. */
static void hear_two_tones(struct bench *bench)
{
	hear(bench, 8000, 0, 4);
	hear(bench, 0, 0, 2);
	hear(bench, 100, -40, 3);
}

static bool is_lit(const struct bench *bench, int x, int y)
{
	const struct cell *cell = canvas_at(&bench->canvas, x, y);
	return cell->glyph != ' ' || cell->bg != COLOUR_DEFAULT;
}

/* --------------------------------------------------------------- what is where */

static void the_newest_is_at_the_right(void **state)
{
	struct bench *bench = *state;
	bench->look.is_mono = true;
	renew(bench);
	lay_out(bench, 40, 10);
	hear_two_tones(bench);
	draw(bench, 40, 10);
	golden_check(&bench->canvas, "spectrogram_two_tones");
}

static void with_labels_in_ascii(void **state)
{
	struct bench *bench = *state;
	bench->look.glyphs = GLYPHS_ASCII;
	bench->settings.manner = MANNER_MEASURE;
	renew(bench);
	lay_out(bench, 60, 20);
	hear_two_tones(bench);
	draw(bench, 60, 20);
	golden_check(&bench->canvas, "spectrogram_labels_ascii");
}

static void notes_for_labels(void **state)
{
	struct bench *bench = *state;
	bench->look.is_mono = true;
	bench->settings.scale = SCALE_SEMITONE;
	bench->settings.labels = LABELS_AUTO;
	bench->settings.manner = MANNER_MEASURE;
	renew(bench);
	lay_out(bench, 40, 24);
	hear_two_tones(bench);
	draw(bench, 40, 24);
	golden_check(&bench->canvas, "spectrogram_notes");
}

/* Each tone is lit in the one row whose frequencies it has, with half blocks in its half of it. */
static void the_row_is_the_frequency(void **state)
{
	struct bench *bench = *state;
	enum { ROWS = 20 };
	for (double hz = 40; hz < 15000; hz *= 1.37) {
		/* as many bands as half rows, evenly on a logarithmic scale from 30 Hz to 16 kHz */
		int half = (int)(log(hz / 30) / log(16000.0 / 30) * 2 * ROWS);
		renew(bench);
		lay_out(bench, 4, ROWS);
		hear(bench, hz, 0, 10);
		draw(bench, 4, ROWS);
		const struct cell *cell = canvas_at(&bench->canvas, 3, ROWS - 1 - half / 2);
		assert_int_equal(cell->glyph, half % 2 ? 0x2580 : 0x2584);
		assert_int_equal(cell->fg, half % 2 ? cell->fg : 0xff0000);
		if (half % 2 == 1)
			assert_true(cell->fg >> 16 > 0xf0);
	}
}

/* --------------------------------------------------------------- time */

/* Columns are of sound, however it was cut into snapshots. */
static void time_is_that_of_the_sound(void **state)
{
	struct bench *bench = *state;
	lay_out(bench, 20, 4);
	hear(bench, 1000, 0, 2.5);
	hear(bench, 0, 0, 5);
	draw(bench, 20, 4);
	for (int x = 0; x < 20; x++)
		assert_int_equal(is_lit(bench, x, 1) || is_lit(bench, x, 2), x >= 5 && x < 10);
	bench->snapshot->head.n_frames = RATE_HZ / 2; /* a column each */
	spectrogram_view.advance(bench->view, bench->snapshot);
	draw(bench, 20, 4);
	assert_true(is_lit(bench, 4, 1) || is_lit(bench, 4, 2));
}

/* What was loud for one snapshot is seen in its column. */
static void a_column_shows_the_loudest(void **state)
{
	struct bench *bench = *state;
	lay_out(bench, 10, 4);
	hear(bench, 0, 0, 0.4);
	hear(bench, 1000, 0, 1.0 * HOP_FRAMES / RATE_HZ);
	hear(bench, 0, 0, 1);
	draw(bench, 10, 4);
	assert_true(is_lit(bench, 9, 1) || is_lit(bench, 9, 2));
}

/* Bass comes from long windows, which tell of sound half their length ago: it stands where that was heard, and until
 * later sound is known, in the newest columns, too. Not beyond where the sound began. */
static void bass_is_where_it_was_heard(void **state)
{
	struct bench *bench = *state;
	enum { COLS = 200, BEGIN = 100 }; /* columns of 50 ms */
	static const struct {
		double hz;
		bool jumps;
		int earliest, latest;
	} cases[] = { { 8000, false, BEGIN, BEGIN }, { 50, false, BEGIN - 8, BEGIN - 1 }, { 50, true, BEGIN, BEGIN } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int first = 0;
		renew(bench);
		bench->settings.bands = 40;
		lay_out(bench, COLS, 20);
		hear(bench, 0, 0, 5);
		bench->snapshot->head.segment += cases[i].jumps;
		hear(bench, cases[i].hz, 0, 5);
		draw(bench, COLS, 20);
		int row = cases[i].hz > 1000 ? 2 : 18;
		while (first < COLS && !is_lit(bench, first, row))
			first++;
		assert_in_range(first, cases[i].earliest, cases[i].latest);
		for (int x = first; x < COLS; x++)
			assert_true(is_lit(bench, x, row));
	}
}

/* A picture of another size shows the same as before, as far as there is room. */
static void a_resize_keeps_what_was_heard(void **state)
{
	struct bench *bench = *state;
	lay_out(bench, 20, 4);
	hear(bench, 1000, 0, 2.5);
	hear(bench, 0, 0, 5);
	lay_out(bench, 40, 8);
	draw(bench, 40, 8);
	for (int x = 0; x < 40; x++)
		assert_int_equal(is_lit(bench, x, 3) || is_lit(bench, x, 4), x >= 10 && x < 20);
	bench->settings.span_s = 5; /* of what was heard since half the picture, nothing is lit */
	lay_out(bench, 40, 8);
	draw(bench, 40, 8);
	for (int x = 0; x < 40; x++)
		assert_false(is_lit(bench, x, 3) || is_lit(bench, x, 4));
	bench->settings.scale = SCALE_LINEAR; /* something else */
	bench->settings.span_s = 10;
	lay_out(bench, 40, 8);
	assert_true(spectrogram_view.at_rest(bench->view));
}

static void it_rests_when_all_has_gone_by(void **state)
{
	struct bench *bench = *state;
	lay_out(bench, 20, 4);
	assert_true(spectrogram_view.at_rest(bench->view));
	hear(bench, 1000, 0, 0.1);
	assert_false(spectrogram_view.at_rest(bench->view));
	assert_false(spectrogram_view.has_fallen(bench->view));
	hear(bench, 0, 0, 1.1);
	assert_true(spectrogram_view.has_fallen(bench->view));
	assert_false(spectrogram_view.at_rest(bench->view));
	hear(bench, 0, 0, 10);
	assert_true(spectrogram_view.at_rest(bench->view));
}

static void frozen_it_stands_still(void **state)
{
	struct bench *bench = *state;
	lay_out(bench, 20, 4);
	hear(bench, 1000, 0, 5);
	spectrogram_view.keep(bench->view, VIEW_FROZEN);
	hear(bench, 0, 0, 10);
	draw(bench, 20, 4);
	for (int x = 0; x < 20; x++)
		assert_int_equal(is_lit(bench, x, 1) || is_lit(bench, x, 2), x >= 10);
	spectrogram_view.keep(bench->view, 0);
	draw(bench, 20, 4);
	assert_false(is_lit(bench, 19, 1) || is_lit(bench, 19, 2));
}

/* From the first moment at the left to the last at the right, and no farther. */
static void a_whole_sound_is_covered(void **state)
{
	struct bench *bench = *state;
	bench->look.is_mono = true;
	renew(bench);
	spectrogram_view.cover(bench->view, 0, 100);
	lay_out(bench, 60, 14);
	hear(bench, 200, 0, 20);
	hear(bench, 0, 0, 30);
	hear(bench, 2000, 0, 60); /* more than there was said to be */
	draw(bench, 60, 14);
	golden_check(&bench->canvas, "spectrogram_whole");
}

/* What ends early ends where it did. */
static void a_cut_sound_keeps_its_times(void **state)
{
	struct bench *bench = *state;
	spectrogram_view.cover(bench->view, 0, 20);
	lay_out(bench, 20, 4);
	hear(bench, 1000, 0, 5);
	draw(bench, 20, 4);
	for (int x = 0; x < 20; x++)
		assert_int_equal(is_lit(bench, x, 1) || is_lit(bench, x, 2), x < 5);
}

/* --------------------------------------------------------------- other ways */

static void choose(struct bench *bench, const char *name, const char *value)
{
	assert_true(options_set(&bench->settings, name, value, NULL));
}

/* The newest on top, low frequencies at the left. */
static void it_may_fall(void **state)
{
	struct bench *bench = *state;
	bench->look.glyphs = GLYPHS_ASCII;
	bench->settings.manner = MANNER_MEASURE;
	choose(bench, "flow", "down");
	renew(bench);
	lay_out(bench, 60, 20);
	hear_two_tones(bench);
	draw(bench, 60, 20);
	golden_check(&bench->canvas, "spectrogram_down");
}

/* A whole sound reads from the top down; its times need more room than levels do. */
static void a_whole_sound_is_covered_down_the_picture(void **state)
{
	struct bench *bench = *state;
	bench->look.is_mono = true;
	choose(bench, "flow", "down");
	renew(bench);
	spectrogram_view.cover(bench->view, 0, 1200);
	lay_out(bench, 60, 14);
	hear(bench, 200, 0, 300);
	hear(bench, 0, 0, 300);
	hear(bench, 2000, 0, 300);
	draw(bench, 60, 14);
	golden_check(&bench->canvas, "spectrogram_whole_down");
}

/* Both channels, the left one above or at the left; mirrored, bass is in the middle. */
static void the_sides_apart(void **state)
{
	struct bench *bench = *state;
	static const struct {
		const char *flow, *stereo, *golden;
	} cases[] = { { "left", "split", "spectrogram_split" }, { "left", "mirror", "spectrogram_mirror" },
		{ "down", "split", "spectrogram_split_down" }, { "down", "mirror", "spectrogram_mirror_down" } };
	float(*bins)[SNAPSHOT_CHANNEL_BINS] = bench->snapshot->bins;
	bench->look.is_mono = true;
	bench->settings.manner = MANNER_MEASURE;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		choose(bench, "flow", cases[i].flow);
		choose(bench, "stereo", cases[i].stereo);
		renew(bench);
		lay_out(bench, 60, 20);
		assert_int_equal(spectrogram_view.channels(bench->view),
			SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_RIGHT));
		hear(bench, 1000, 0, 2); /* of another channel alone: it is not theirs */
		tune(bench, 100, -20);
		memcpy(bins[SNAPSHOT_LEFT], bins[SNAPSHOT_MONO], sizeof bins[0]);
		tune(bench, 4000, -20);
		memcpy(bins[SNAPSHOT_RIGHT], bins[SNAPSHOT_MONO], sizeof bins[0]);
		bench->snapshot->head.channels = SNAPSHOT_ALL_CHANNELS;
		for (int s = 0; s < 5 * RATE_HZ / HOP_FRAMES; s++)
			spectrogram_view.advance(bench->view, bench->snapshot);
		draw(bench, 60, 20);
		golden_check(&bench->canvas, cases[i].golden);
	}
}

/* Two columns a row, which move by whole rows: half of the topmost one is empty meanwhile. */
static void a_falling_row_is_filled_from_below(void **state)
{
	struct bench *bench = *state;
	choose(bench, "flow", "down");
	bench->settings.bands = 1;
	lay_out(bench, 1, 10); /* columns of half a second */
	for (int step = 1; step <= 6; step++) {
		hear(bench, sqrt(30.0 * 16000), 0, 0.5);
		draw(bench, 1, 10);
		int rows = step / 2;
		const struct cell *top = canvas_at(&bench->canvas, 0, 0);
		if (step % 2) {
			assert_int_equal(top->glyph, 0x2584);
			assert_int_equal(top->fg, 0xff0000);
		}
		for (int y = step % 2; y < 10; y++)
			assert_int_equal(canvas_at(&bench->canvas, 0, y)->bg == 0xff0000, y < rows + step % 2);
	}
}

/* Frequency, level and time of a cell; a click goes back to what was heard then, but not to before a jump. */
static void a_spot_tells_its_cell(void **state)
{
	struct bench *bench = *state;
	static const char *const flows[] = { "left", "down" };
	struct view_spot told;
	assert_false(spectrogram_view.spot(bench->view, 0, 0, &told));
	bench->settings.scale = SCALE_SEMITONE;
	bench->settings.low_hz = 220;
	bench->settings.high_hz = 880;
	for (size_t f = 0; f < 2; f++) {
		int seconds_ago[10] = { 0 }, found = 0;
		choose(bench, "flow", flows[f]);
		bench->look.is_mono = true;
		renew(bench);
		lay_out(bench, f ? 100 : 10, f ? 10 : 100);
		bench->snapshot->head.segment = 1;
		hear(bench, 440, -12, 5);
		bench->snapshot->head.segment = 2;
		bench->snapshot->head.position_frame = 100 * RATE_HZ;
		hear(bench, 440, -12, 5);
		for (int i = 0; i < 1000; i++) {
			int ago;
			assert_true(
				spectrogram_view.spot(bench->view, f ? i % 100 : i % 10, f ? i / 100 : i / 10, &told));
			if (sscanf(told.text, "440 Hz  A4  -12.0 dB  %d.5 s", &ago) != 1)
				continue;
			assert_true(ago <= 0 && ago > -10);
			seconds_ago[-ago]++;
			found++;
			assert_true(ago > -5 ? told.position_s > 99.4 + ago && told.position_s < 99.6 + ago
					     : told.position_s < 0);
		}
		for (int s = 0; s < 10; s++)
			assert_int_equal(seconds_ago[s], found / 10);
		assert_true(found >= 10);
	}
}

/* --------------------------------------------------------------- looks */

static void levels_are_colours(void **state)
{
	struct bench *bench = *state;
	static const struct {
		double db;
		colour shown;
	} cases[] = { { 0, 0xff0000 }, { 6, 0xff0000 }, { -80, COLOUR_DEFAULT } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		renew(bench);
		bench->settings.bands = 1; /* both halves of its only row: one colour */
		lay_out(bench, 1, 1);
		hear(bench, sqrt(30.0 * 16000), cases[i].db, 10);
		draw(bench, 1, 1);
		assert_int_equal(canvas_at(&bench->canvas, 0, 0)->glyph, ' ');
		assert_int_equal(canvas_at(&bench->canvas, 0, 0)->bg, cases[i].shown);
	}
}

/* A theme without any colour is drawn with shades. */
static void without_colours_there_are_shades(void **state)
{
	struct bench *bench = *state;
	bench->theme.heat[2] = COLOUR_DEFAULT;
	renew(bench);
	bench->settings.bands = 1;
	lay_out(bench, 1, 1);
	hear(bench, sqrt(30.0 * 16000), -35, 10);
	draw(bench, 1, 1);
	assert_int_equal(canvas_at(&bench->canvas, 0, 0)->glyph, 0x2593);
}

/* Nothing is drawn outside the region, wherever on the canvas that lies, at any size. */
static void stays_in_its_region(void **state)
{
	struct bench *bench = *state;
	static const int cols[] = { 1, 2, 5, 23, 24, 25, 80 }, rows[] = { 1, 3, 4, 5, 6, 11, 12, 30 };
	bench->theme.background = 0x101010;
	bench->settings.manner = MANNER_MEASURE;
	for (size_t i = 0; i < sizeof cols / sizeof cols[0]; i++)
		for (size_t j = 0; j < sizeof rows / sizeof rows[0]; j++)
			for (int at = -12; at <= 12; at += 6) {
				bench->settings.flow = (int32_t)(i + j) % 2;
				bench->settings.stereo = (int32_t)j % 3;
				lay_out(bench, cols[i], rows[j]);
				hear(bench, 1000, 0, 1);
				assert_true(canvas_resize(&bench->canvas, 20, 10, NULL));
				spectrogram_view.draw(
					bench->view, &bench->canvas, (struct region){ at, at, cols[i], rows[j] });
				for (int y = 0; y < 10; y++)
					for (int x = 0; x < 20; x++) {
						bool inside
							= x >= at && x < at + cols[i] && y >= at && y < at + rows[j];
						assert_true(inside || !is_lit(bench, x, y));
					}
			}
}

#define spectrogram_test(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		spectrogram_test(the_newest_is_at_the_right),
		spectrogram_test(with_labels_in_ascii),
		spectrogram_test(notes_for_labels),
		spectrogram_test(the_row_is_the_frequency),
		spectrogram_test(time_is_that_of_the_sound),
		spectrogram_test(a_column_shows_the_loudest),
		spectrogram_test(a_resize_keeps_what_was_heard),
		spectrogram_test(it_rests_when_all_has_gone_by),
		spectrogram_test(frozen_it_stands_still),
		spectrogram_test(a_whole_sound_is_covered),
		spectrogram_test(a_cut_sound_keeps_its_times),
		spectrogram_test(bass_is_where_it_was_heard),
		spectrogram_test(it_may_fall),
		spectrogram_test(a_whole_sound_is_covered_down_the_picture),
		spectrogram_test(the_sides_apart),
		spectrogram_test(a_falling_row_is_filled_from_below),
		spectrogram_test(a_spot_tells_its_cell),
		spectrogram_test(levels_are_colours),
		spectrogram_test(without_colours_there_are_shades),
		spectrogram_test(stays_in_its_region),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

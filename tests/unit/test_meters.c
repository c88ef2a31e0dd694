#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "base/text.h"
#include "config/options.h"
#include "golden.h"
#include "view_bench.h"
#include "view/meters.h"
#include "view/readings.h"

/* 100 snapshots a second. */
enum { RATE = 48000, FRAMES = 480 };

static int open_bench(void **state)
{
	struct bench *bench = bench_new(&meters_view);
	bench->snapshot->head.rate_hz = RATE;
	bench->snapshot->head.n_frames = FRAMES;
	bench->snapshot->head.n_source_channels = 2;
	*state = bench;
	return 0;
}

static int close_bench(void **state)
{
	bench_free(*state);
	return 0;
}

/* A meter of a sound with a peak of so many dB; its RMS lies 12 dB lower (AES17), its maxima 3 dB higher. */
static struct snapshot_meter meter_of(float peak_db)
{
	float rms = db_to_amplitude(peak_db - 12);
	return (struct snapshot_meter){ .peak = db_to_amplitude(peak_db),
		.mean_square = rms * rms / 2,
		.max_peak = db_to_amplitude(peak_db + 3),
		.dc = 0.0002f,
		.whole_square = rms * rms / 2,
		.true_peak = db_to_amplitude(peak_db + 0.4f),
		.max_true_peak = db_to_amplitude(peak_db + 3.4f),
		.ppm1 = db_to_amplitude(peak_db - 3),
		.ppm2 = db_to_amplitude(peak_db - 4),
		.vu = rms };
}

/* Music on so many channels, each quieter than the one before. */
static void play(struct bench *bench, uint32_t n_channels)
{
	struct snapshot_measures *measures = &bench->snapshot->measures;
	bench->snapshot->head.n_source_channels = n_channels;
	bench->snapshot->head.measured = SNAPSHOT_ALL_MEASURES;
	bench->snapshot->head.side_peak[0] = 0.5f;
	for (uint32_t c = 0; c < n_channels; c++)
		measures->meters[c] = meter_of(-5 - 2 * (float)c);
	measures->loudness = (struct snapshot_loudness){ -21.4f, -22.6f, -23.1f, -17.2f, -19.8f, -28.5f, -21.3f, 0 };
	measures->stereo = (struct snapshot_stereo){ 0.62f, -1.3f, 0.71f, -0.4f };
	measures->rhythm = (struct snapshot_rhythm){ .tempo_bpm = 120, .tempo_confidence = 0.87f, .beat_phase = 0.1f };
	measures->dynamic_range_db = 9.3f;
}

static void fall_silent(struct bench *bench)
{
	bench->snapshot->head.side_peak[0] = 0;
	snapshot_measures_fall_silent(&bench->snapshot->measures);
}

static void advance(struct bench *bench, int n)
{
	for (; n > 0; n--)
		meters_view.advance(bench->view, bench->snapshot);
}

static void draw(struct bench *bench, int cols, int rows)
{
	assert_true(canvas_resize(&bench->canvas, cols, rows, NULL));
	meters_view.draw(bench->view, &bench->canvas, (struct region){ 0, 0, cols, rows });
}

static void show(struct bench *bench, int cols, int rows)
{
	assert_true(meters_view.layout(bench->view, cols, rows, NULL));
	advance(bench, 1);
	draw(bench, cols, rows);
}

/* --------------------------------------------------------------- pictures */

static void stereo_in_a_usual_window(void **state)
{
	play(*state, 2);
	show(*state, 80, 24);
	golden_check(&((struct bench *)*state)->canvas, "meters_80x24");
}

static void stereo_in_a_large_window(void **state)
{
	play(*state, 2);
	show(*state, 120, 40);
	golden_check(&((struct bench *)*state)->canvas, "meters_120x40");
}

/* Loudness that goes up and down around the target, for two minutes. */
static void the_loudness_of_late(void **state)
{
	struct bench *bench = *state;
	play(bench, 2);
	assert_true(meters_view.layout(bench->view, 120, 50, NULL));
	for (int s = 0; s < 130; s++) {
		struct snapshot_loudness *loudness = &bench->snapshot->measures.loudness;
		loudness->short_term_lufs = -23 + 8 * sinf((float)s / 12);
		loudness->momentary_lufs = loudness->short_term_lufs + 2 + (float)(s % 3);
		advance(bench, RATE / FRAMES);
	}
	draw(bench, 120, 50);
	golden_check(&bench->canvas, "meters_history");
	fall_silent(bench);
	advance(bench, 10 * RATE / FRAMES);
	assert_true(meters_view.at_rest(bench->view));
}

static void stereo_in_a_small_window(void **state)
{
	play(*state, 2);
	show(*state, 40, 10);
	golden_check(&((struct bench *)*state)->canvas, "meters_40x10");
}

static void a_single_channel(void **state)
{
	play(*state, 1);
	show(*state, 80, 24);
	golden_check(&((struct bench *)*state)->canvas, "meters_mono");
}

static void six_channels(void **state)
{
	play(*state, 6);
	show(*state, 80, 24);
	golden_check(&((struct bench *)*state)->canvas, "meters_six");
}

static void nothing_known(void **state)
{
	show(*state, 80, 24);
	golden_check(&((struct bench *)*state)->canvas, "meters_unknown");
}

static void in_ascii(void **state)
{
	struct bench *bench = *state;
	bench->look.glyphs = GLYPHS_ASCII;
	bench->settings.meter = METER_VU;
	meters_view.init(bench->view, &bench->look);
	play(bench, 2);
	show(bench, 80, 24);
	for (int i = 0; i < 80 * 24; i++)
		assert_in_range(bench->canvas.cells[i].glyph, ' ', '~');
	golden_check(&bench->canvas, "meters_ascii");
}

/* One below the other, each in as many rows as it has, a line of its size above. */
static void tiny_windows(void **state)
{
	static const struct {
		int cols, rows;
	} sizes[] = { { 30, 6 }, { 20, 3 }, { 20, 1 }, { 12, 4 }, { 10, 2 }, { 5, 3 }, { 1, 2 }, { 1, 1 } };
	struct bench *bench = *state;
	struct canvas all;
	int y = 0;
	assert_true(canvas_init(&all, 30, 30, NULL));
	play(bench, 2);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		char size[32];
		snprintf(size, sizeof size, "%d x %d:", sizes[i].cols, sizes[i].rows);
		y += canvas_text(&all, 0, y, 30, size, COLOUR_DEFAULT, COLOUR_DEFAULT) > 0;
		show(bench, sizes[i].cols, sizes[i].rows);
		meters_view.draw(bench->view, &all, (struct region){ 0, y, sizes[i].cols, sizes[i].rows });
		y += sizes[i].rows;
	}
	golden_check(&all, "meters_tiny");
	canvas_fini(&all);
}

/* --------------------------------------------------------------- sizes */

/* Absurd, but finite: what a snapshot that passes for sane may hold at worst. */
static void play_absurdities(struct bench *bench, float value)
{
	struct snapshot_measures *measures = &bench->snapshot->measures;
	for (uint32_t c = 0; c < SNAPSHOT_N_SOURCE_CHANNELS; c++)
		measures->meters[c] = (struct snapshot_meter){ value, value, value, value, value, UINT32_MAX, value,
			value, value, value, value, 0 };
	measures->loudness = (struct snapshot_loudness){ value, value, value, value, value, -value, value, 0 };
	measures->stereo = (struct snapshot_stereo){ value, value, value, value };
	measures->rhythm = (struct snapshot_rhythm){ value, value, value, value, UINT32_MAX, value, value, 0 };
	measures->dynamic_range_db = value;
	bench->snapshot->head.measured = SNAPSHOT_ALL_MEASURES;
}

/* Cells outside of a region that are not as they were. */
static size_t count_spilt(const struct canvas *canvas, struct region region)
{
	size_t n = 0;
	for (int y = 0; y < canvas->rows; y++)
		for (int x = 0; x < canvas->cols; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			bool inside = x >= region.x && x < region.x + region.cols && y >= region.y
				&& y < region.y + region.rows;
			n += !inside && (cell->glyph != ' ' || cell->bg != COLOUR_DEFAULT);
		}
	return n;
}

static size_t count_lit(const struct canvas *canvas)
{
	size_t n = 0;
	for (int i = 0; i < canvas->cols * canvas->rows; i++)
		n += canvas->cells[i].glyph != ' ';
	return n;
}

static void check_size(struct bench *bench, int cols, int rows)
{
	const struct region region = { 2, 1, cols, rows };
	assert_true(canvas_resize(&bench->canvas, cols + 4, rows + 2, NULL));
	assert_true(meters_view.layout(bench->view, cols, rows, NULL));
	meters_view.draw(bench->view, &bench->canvas, region);
	if (count_spilt(&bench->canvas, region) || !count_lit(&bench->canvas))
		fail_msg("%d x %d: outside %zu, inside %zu", cols, rows, count_spilt(&bench->canvas, region),
			count_lit(&bench->canvas));
}

/* Something is shown at any size, and nothing beyond it. */
static void any_size_is_kept_to(void **state)
{
	static const uint32_t channels[] = { 1, 2, 6, 8 };
	struct bench *bench = *state;
	bench->theme.background = 0x102030;
	for (size_t i = 0; i < sizeof channels / sizeof channels[0]; i++) {
		play(bench, channels[i]);
		bench->snapshot->measures.meters[0].max_true_peak = 1;
		assert_true(meters_view.layout(bench->view, 1, 1, NULL));
		advance(bench, 30);
		for (int cols = 1; cols <= 130; cols += cols < 40 ? 1 : 9)
			for (int rows = 1; rows <= 70; rows += rows < 30 ? 1 : 8)
				check_size(bench, cols, rows);
		check_size(bench, 500, 200);
	}
}

static void a_region_may_reach_out_of_the_canvas(void **state)
{
	struct bench *bench = *state;
	play(bench, 2);
	show(bench, 80, 24);
	assert_true(canvas_resize(&bench->canvas, 20, 10, NULL));
	for (int y = -30; y <= 12; y += 7)
		for (int x = -90; x <= 22; x += 7)
			meters_view.draw(bench->view, &bench->canvas, (struct region){ x, y, 80, 24 });
}

static void absurd_values_do_no_harm(void **state)
{
	static const float values[] = { 3.4e38f, -3.4e38f, 1e-45f, -1, 0 };
	struct bench *bench = *state;
	play(bench, 8);
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		play_absurdities(bench, values[i]);
		show(bench, 120, 60);
		advance(bench, 30);
		draw(bench, 120, 60);
	}
	/* and leave nothing behind */
	play(bench, 8);
	fall_silent(bench);
	advance(bench, 2000);
	assert_true(meters_view.at_rest(bench->view));
}

/* --------------------------------------------------------------- figures */

/* A row of the picture as text. */
static void read_row(const struct canvas *canvas, int y, char *text)
{
	for (int x = 0; x < canvas->cols; x++)
		text += text_encode(canvas_at(canvas, x, y)->glyph, text);
	*text = '\0';
}

/* The row of a 80x24 picture that begins with some words. */
static int find_row(const struct bench *bench, const char *words, char *text)
{
	for (int y = 0; y < bench->canvas.rows; y++) {
		read_row(&bench->canvas, y, text);
		if (strstr(text, words))
			return y;
	}
	fail_msg("no row has '%s'", words);
	return -1;
}

/* Numbers in the same columns, whatever they say. */
static void figures_do_not_jump(void **state)
{
	static const struct {
		float peak_db;
		const char *said;
	} cases[] = { { -3, "  -3.0" }, { -103.4f, "-103.4" }, { 7.2f, "   7.2" }, { -0.01f, "   0.0" } };
	struct bench *bench = *state;
	char text[1024];
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		play(bench, 2);
		bench->snapshot->measures.meters[0].peak = db_to_amplitude(cases[i].peak_db);
		show(bench, 80, 24);
		advance(bench, 50); /* the first refresh has the peaks of the one before as well */
		draw(bench, 80, 24);
		int y = find_row(bench, " L   peak/RMS", text);
		for (int x = 0; x < 6; x++)
			assert_int_equal(canvas_at(&bench->canvas, 60 + x, y)->glyph, cases[i].said[x]);
	}
}

/* Four times a second of the sound's time, each with the largest peak since the last time. */
static void figures_change_seldom(void **state)
{
	struct bench *bench = *state;
	char text[1024], before[1024] = "";
	int n_changes = 0;
	play(bench, 2);
	show(bench, 80, 24);
	for (int i = 0; i < 400; i++) {
		bench->snapshot->measures.meters[0].peak
			= db_to_amplitude(-10 - (float)(i % 25) * 0.3f - (float)i / 50);
		advance(bench, 1);
		draw(bench, 80, 24);
		find_row(bench, " L   peak/RMS", text);
		n_changes += strcmp(before, strrchr(text, '-') - 10) != 0;
		strcpy(before, strrchr(text, '-') - 10);
	}
	assert_in_range(n_changes, 15, 17);
}

static void what_has_just_become_known_is_told_at_once(void **state)
{
	struct bench *bench = *state;
	char text[1024];
	show(bench, 80, 24);
	advance(bench, 3);
	play(bench, 2);
	advance(bench, 1);
	draw(bench, 80, 24);
	find_row(bench, "Integrated", text);
	assert_non_null(strstr(text, "-23.1"));
}

/* Above -1 dBTP: in another colour, and with a sign for those who see none. */
static void a_true_peak_too_high_is_warned_of(void **state)
{
	static const struct {
		float max_dbtp;
		bool warned;
	} cases[] = { { -1.05f, false }, { -0.95f, true }, { 0.3f, true } };
	struct bench *bench = *state;
	char text[1024];
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		play(bench, 2);
		bench->snapshot->measures.meters[0].max_true_peak = db_to_amplitude(cases[i].max_dbtp);
		show(bench, 80, 24);
		advance(bench, 30);
		draw(bench, 80, 24);
		int y = find_row(bench, "true peak", text);
		assert_true(canvas_at(&bench->canvas, 73, y)->fg
			== (cases[i].warned ? bench->theme.alert : bench->theme.text));
		assert_int_equal(canvas_at(&bench->canvas, 74, y)->glyph, cases[i].warned ? '!' : ' ');
	}
}

/* 10 lg of the square over the mean square: 3.01 dB for a sine, whose RMS level is 0 dB by AES17. */
static void a_sine_has_its_crest_factor(void **state)
{
	struct bench *bench = *state;
	char text[1024];
	play(bench, 1);
	bench->snapshot->measures.meters[0] = (struct snapshot_meter){ .peak = 1,
		.max_peak = 1,
		.mean_square = 0.5f,
		.whole_square = 0.5f,
		.max_true_peak = 1,
		.n_clipped = 12345 };
	show(bench, 80, 24);
	read_row(&bench->canvas, find_row(bench, "RMS dBFS", text) + 1, text);
	assert_non_null(strstr(text, "   0.0         3.0         0.0       12345!"));
}

static void the_target_is_zero_lu(void **state)
{
	struct bench *bench = *state;
	char text[1024];
	bench->settings.target_lufs = -14;
	play(bench, 2);
	bench->snapshot->measures.loudness.integrated_lufs = -14;
	show(bench, 80, 24);
	int head = find_row(bench, "Loudness", text), y = find_row(bench, "Integrated", text), x = 15;
	while (canvas_at(&bench->canvas, x, head)->glyph != '0')
		x++;
	assert_int_equal(canvas_at(&bench->canvas, x, y)->glyph, 0x2503);
	assert_int_equal(canvas_at(&bench->canvas, x - 1, y)->glyph, 0x2587);
	assert_int_equal(canvas_at(&bench->canvas, x + 1, y)->glyph, ' ');
	find_row(bench, "Target  -14.0 LUFS", text);
}

/* --------------------------------------------------------------- time */

static struct readings *listen(struct bench *bench, struct readings *readings)
{
	assert_true(readings_init(readings, &bench->settings, GLYPHS_BLOCKS, NULL));
	return readings;
}

/* IEC 60268-18: 20 dB in 1.7 s; RMS and programme meters fall as they are measured. */
static void peaks_fall_at_their_rate(void **state)
{
	struct bench *bench = *state;
	struct readings readings;
	listen(bench, &readings);
	play(bench, 2);
	readings_advance(&readings, bench->snapshot);
	fall_silent(bench);
	for (int i = 0; i < 170; i++)
		readings_advance(&readings, bench->snapshot);
	assert_true(fabsf(readings_bar_db(&readings, BAR_PEAK, 0) - -25) < 0.05f);
	assert_true(fabsf(readings_bar_db(&readings, BAR_TRUE_PEAK, 1) - -26.6f) < 0.05f);
	assert_true(fabsf(readings_bar_db(&readings, BAR_PEAK, READINGS_ALL) - -25) < 0.05f);
	assert_true(readings_bar_db(&readings, BAR_RMS, 0) <= DB_SILENCE);
	assert_true(readings_bar_db(&readings, BAR_PROGRAMME, 0) <= DB_SILENCE);
	assert_true(fabsf(readings_mark_db(&readings, BAR_PROGRAMME, 0) - -8) < 0.05f);
	readings_fini(&readings);
}

/* The programme's maximum is kept here, as long as the meters go on. */
static void a_new_beginning_forgets_maxima(void **state)
{
	struct bench *bench = *state;
	struct readings readings;
	listen(bench, &readings);
	play(bench, 2);
	readings_advance(&readings, bench->snapshot);
	for (uint32_t c = 0; c < 2; c++)
		bench->snapshot->measures.meters[c].ppm1 = db_to_amplitude(-30);
	readings_advance(&readings, bench->snapshot);
	assert_true(fabsf(db_from_amplitude(readings.channels[0].max_programme) - -8) < 0.05f);
	bench->snapshot->measures.meters[0].max_peak = db_to_amplitude(-25);
	readings_advance(&readings, bench->snapshot);
	assert_true(fabsf(db_from_amplitude(readings.channels[0].max_programme) - -30) < 0.05f);
	/* What was not measured all the time is no maximum of the whole. */
	bench->snapshot->head.measured &= ~SNAPSHOT_BIT(SNAPSHOT_PROGRAMME);
	readings_advance(&readings, bench->snapshot);
	assert_true(readings.channels[0].max_programme <= 0);
	readings_fini(&readings);
}

static void silence_comes_to_rest_and_leaves_what_adds_up(void **state)
{
	struct bench *bench = *state;
	char text[1024];
	play(bench, 2);
	show(bench, 80, 24);
	advance(bench, 100);
	assert_false(meters_view.at_rest(bench->view));
	assert_false(meters_view.has_fallen(bench->view));
	fall_silent(bench);
	bench->snapshot->measures.loudness.short_term_lufs = -30;
	advance(bench, 1500);
	assert_true(meters_view.has_fallen(bench->view));
	assert_false(meters_view.at_rest(bench->view)); /* the short-term loudness is yet to fall */
	bench->snapshot->measures.loudness.short_term_lufs = SNAPSHOT_NO_LEVEL;
	advance(bench, 1);
	assert_false(meters_view.at_rest(bench->view));
	advance(bench, 100);
	assert_true(meters_view.at_rest(bench->view));
	draw(bench, 80, 24);
	find_row(bench, "Integrated", text);
	assert_non_null(strstr(text, "-23.1"));
	find_row(bench, "true peak", text);
	assert_non_null(strstr(text, "—    -1.6  dBTP"));
}

/* Nothing measured, nothing to wait for. */
static void the_unknown_is_at_rest(void **state)
{
	struct bench *bench = *state;
	show(bench, 80, 24);
	assert_true(meters_view.at_rest(bench->view) && meters_view.has_fallen(bench->view));
}

static void no_beat_flashes_where_motion_is_reduced(void **state)
{
	struct bench *bench = *state;
	char calm[1024], text[1024];
	play(bench, 2);
	show(bench, 80, 24);
	advance(bench, 2);
	draw(bench, 80, 24);
	find_row(bench, "Tempo", text);
	assert_non_null(strstr(text, "87%"));
	assert_non_null(strstr(text, "●"));
	bench->settings.reduced_motion = true;
	draw(bench, 80, 24);
	find_row(bench, "Tempo", calm);
	assert_non_null(strstr(calm, "87%"));
	assert_null(strstr(calm, "●"));
}

static void a_beat_is_seen_for_a_tenth_of_a_second(void **state)
{
	struct bench *bench = *state;
	struct readings readings;
	listen(bench, &readings);
	play(bench, 2);
	bench->snapshot->measures.rhythm.tempo_bpm = 60;
	for (int i = 0; i < 100; i++) {
		bench->snapshot->measures.rhythm.beat_phase = ((float)i + 0.5f) / 100;
		readings_advance(&readings, bench->snapshot);
		assert_int_equal(readings_beat(&readings), i < 10);
	}
	readings_fini(&readings);
}

#define meters_test(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		meters_test(stereo_in_a_usual_window),
		meters_test(stereo_in_a_large_window),
		meters_test(the_loudness_of_late),
		meters_test(stereo_in_a_small_window),
		meters_test(a_single_channel),
		meters_test(six_channels),
		meters_test(nothing_known),
		meters_test(in_ascii),
		meters_test(tiny_windows),
		meters_test(any_size_is_kept_to),
		meters_test(a_region_may_reach_out_of_the_canvas),
		meters_test(absurd_values_do_no_harm),
		meters_test(figures_do_not_jump),
		meters_test(figures_change_seldom),
		meters_test(what_has_just_become_known_is_told_at_once),
		meters_test(a_true_peak_too_high_is_warned_of),
		meters_test(a_sine_has_its_crest_factor),
		meters_test(the_target_is_zero_lu),
		meters_test(peaks_fall_at_their_rate),
		meters_test(a_new_beginning_forgets_maxima),
		meters_test(silence_comes_to_rest_and_leaves_what_adds_up),
		meters_test(the_unknown_is_at_rest),
		meters_test(no_beat_flashes_where_motion_is_reduced),
		meters_test(a_beat_is_seen_for_a_tenth_of_a_second),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "config/options.h"
#include "dsp/window.h"
#include "golden.h"
#include "view_bench.h"
#include "view/bars_settings.h"
#include "view/bars.h"

static int open_bench(void **state)
{
	*state = bench_new(&bars_view);
	return 0;
}

static int close_bench(void **state)
{
	bench_free(*state);
	return 0;
}

/* Forgets what it has heard and shown. */
static void renew(struct bench *bench)
{
	bars_view.fini(bench->view);
	memset(bench->view, 0, bars_view.state_bytes);
	bars_view.init(bench->view, &bench->look);
}

/* Sines of the given level on some frequencies, the other bins at `noise_db` each, by the window's closed form. */
static void sound(struct bench *bench, const double *hz, size_t n, double db, double noise_db, uint32_t channels)
{
	struct snapshot_head *head = &bench->snapshot->head;
	static const uint32_t sizes[SNAPSHOT_N_LEVELS]
		= { 512, 1024, 1024, 2048, 2048, 4096, 4096, 8192, 16384, 32768, 65536 };
	head->rate_hz = 48000;
	head->n_frames = 256;
	head->channels = channels;
	head->published = head->renewed = SNAPSHOT_ALL_LEVELS;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		uint32_t room = snapshot_level_room(l), n_bins = sizes[l] / 2 + 1 < room ? sizes[l] / 2 + 1 : room;
		head->levels[l] = (struct snapshot_level){ n_bins, 48000.0f / (float)sizes[l], sizes[l], 256 };
		for (int c = SNAPSHOT_LEFT; c <= SNAPSHOT_MONO; c++)
			for (uint32_t k = 0; k < n_bins; k++) {
				double power = pow(10, noise_db / 10);
				for (size_t i = 0; i < n; i++)
					power += pow(10, db / 10)
						* window_power(WINDOW_HANN, k - hz[i] / (double)head->levels[l].bin_hz);
				bench->snapshot->bins[c][snapshot_level_first[l] + k] = (float)power;
			}
	}
}

static void draw(struct bench *bench, int cols, int rows)
{
	assert_true(canvas_resize(&bench->canvas, cols, rows, NULL));
	canvas_clear(&bench->canvas);
	bars_view.draw(bench->view, &bench->canvas, (struct region){ 0, 0, cols, rows });
}

static void show(struct bench *bench, int cols, int rows)
{
	assert_true(bars_view.layout(bench->view, cols, rows, NULL));
	bars_view.advance(bench->view, bench->snapshot);
	draw(bench, cols, rows);
}

/* So much more of the same sound. */
static void hear(struct bench *bench, double seconds)
{
	const struct snapshot_head *head = &bench->snapshot->head;
	for (int i = 0; i < (int)lround(seconds * head->rate_hz / head->n_frames); i++)
		bars_view.advance(bench->view, bench->snapshot);
}

static const double tones[] = { 100, 1000, 8000 };

static void three_tones_on_a_log_scale(void **state)
{
	struct bench *bench = *state;
	sound(bench, tones, 3, -10, -160, SNAPSHOT_ALL_CHANNELS);
	show(bench, 60, 12);
	golden_check(&bench->canvas, "bars_three_tones");
}

/* The only bar has all the columns there are; where there is not even one for each field, nothing is drawn there. */
static void a_single_band(void **state)
{
	struct bench *bench = *state;
	sound(bench, tones, 3, 0, -160, SNAPSHOT_ALL_CHANNELS);
	assert_true(options_set(&bench->settings, "bands", "1", NULL));
	show(bench, 20, 2);
	hear(bench, 1);
	draw(bench, 20, 2);
	for (int x = 0; x < 20; x++)
		assert_int_equal(canvas_at(&bench->canvas, x, 1)->glyph, blocks_lower(GLYPHS_BLOCKS, BLOCKS_PER_CELL));
	assert_true(options_set(&bench->settings, "stereo", "split", NULL));
	assert_true(options_set(&bench->settings, "scale", "octave/3", NULL));
	for (int cols = 1; cols < 8; cols++)
		show(bench, cols, 2);
}

/* More than two channels stand one above the other; one that the source has not is empty. */
static void channels_of_ones_choice(void **state)
{
	struct bench *bench = *state;
	assert_true(options_set(&bench->settings, "channels-shown", "left,mid,6", NULL));
	sound(bench, tones, 3, -10, -160, SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_MONO));
	bench->snapshot->head.n_source_channels = 2;
	show(bench, 40, 13);
	assert_int_equal(bars_view.channels(bench->view),
		SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_MONO) | SNAPSHOT_BIT(SNAPSHOT_SOURCE + 5));
	golden_check(&bench->canvas, "bars_channels");
	show(bench, 40, 2); /* the third does not fit */
}

static void the_same_linear_without_gaps(void **state)
{
	struct bench *bench = *state;
	bench->settings.scale = SCALE_LINEAR;
	bench->settings.bar_width = 1;
	bench->settings.bar_gap = 0;
	sound(bench, tones, 3, -10, -160, SNAPSHOT_ALL_CHANNELS);
	show(bench, 60, 8);
	golden_check(&bench->canvas, "bars_linear");
}

static void noise_in_ascii(void **state)
{
	struct bench *bench = *state;
	bench->look.glyphs = GLYPHS_ASCII;
	renew(bench);
	sound(bench, NULL, 0, 0, -60, SNAPSHOT_ALL_CHANNELS);
	show(bench, 40, 10);
	golden_check(&bench->canvas, "bars_noise_ascii");
}

static void the_sides_apart(void **state)
{
	struct bench *bench = *state;
	static const struct {
		int32_t stereo;
		const char *golden;
	} cases[] = { { STEREO_SPLIT, "bars_split" }, { STEREO_MIRROR, "bars_mirror" } };
	for (size_t i = 0; i < 2; i++) {
		bench->settings.stereo = cases[i].stereo;
		renew(bench);
		/* 1 kHz at the right, 100 Hz at the left */
		float(*bins)[SNAPSHOT_CHANNEL_BINS] = bench->snapshot->bins;
		sound(bench, tones + 1, 1, -10, -160, SNAPSHOT_ALL_CHANNELS);
		memcpy(bins[SNAPSHOT_SIDE], bins[SNAPSHOT_RIGHT], sizeof bins[0]);
		sound(bench, tones, 1, -20, -160, SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_RIGHT));
		memcpy(bins[SNAPSHOT_RIGHT], bins[SNAPSHOT_SIDE], sizeof bins[0]);
		show(bench, 41, 8);
		assert_int_equal(
			bars_view.channels(bench->view), SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_RIGHT));
		golden_check(&bench->canvas, cases[i].golden);
	}
}

/* Each way bars can grow, with peak marks above them and labels: the left channel at 100 Hz, the right at 1 kHz. */
static void any_direction(void **state)
{
	struct bench *bench = *state;
	static const struct {
		const char *direction, *stereo;
		int32_t manner;
		enum glyph_set glyphs;
		const char *golden;
	} cases[] = {
		{ "down", "mono", MANNER_SHOW, GLYPHS_BLOCKS, "bars_down" },
		{ "left", "mono", MANNER_SHOW, GLYPHS_BLOCKS, "bars_left" },
		{ "right", "mono", MANNER_SHOW, GLYPHS_BLOCKS, "bars_right" },
		{ "centre", "mono", MANNER_SHOW, GLYPHS_BLOCKS, "bars_centre" },
		{ "centre", "split", MANNER_SHOW, GLYPHS_BLOCKS, "bars_centre_split" },
		{ "right", "split", MANNER_SHOW, GLYPHS_BLOCKS, "bars_right_split" },
		{ "right", "mirror", MANNER_SHOW, GLYPHS_BLOCKS, "bars_right_mirror" },
		{ "down", "mono", MANNER_SHOW, GLYPHS_BRAILLE, "bars_down_braille" },
		{ "left", "mono", MANNER_SHOW, GLYPHS_HALF, "bars_left_half" },
		{ "centre", "mono", MANNER_SHOW, GLYPHS_ASCII, "bars_centre_ascii" },
		{ "down", "mono", MANNER_MEASURE, GLYPHS_BLOCKS, "bars_down_measure" },
		{ "left", "mono", MANNER_MEASURE, GLYPHS_BLOCKS, "bars_left_measure" },
		{ "right", "mirror", MANNER_MEASURE, GLYPHS_ASCII, "bars_right_measure" },
		{ "centre", "split", MANNER_MEASURE, GLYPHS_BLOCKS, "bars_centre_measure" },
	};
	bench->settings.auto_gain = false;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		float(*bins)[SNAPSHOT_CHANNEL_BINS] = bench->snapshot->bins;
		assert_true(options_set(&bench->settings, "direction", cases[i].direction, NULL));
		assert_true(options_set(&bench->settings, "stereo", cases[i].stereo, NULL));
		bench->settings.manner = cases[i].manner;
		bench->look.glyphs = cases[i].glyphs;
		renew(bench);
		sound(bench, tones + 1, 1, -10, -60, SNAPSHOT_ALL_CHANNELS);
		memcpy(bins[SNAPSHOT_SIDE], bins[SNAPSHOT_RIGHT], sizeof bins[0]);
		sound(bench, tones, 2, -20, -60, SNAPSHOT_ALL_CHANNELS);
		memcpy(bins[SNAPSHOT_RIGHT], bins[SNAPSHOT_SIDE], sizeof bins[0]);
		show(bench, 60, 17);
		hear(bench, 0.5);
		bench->snapshot->head.silent = 1;
		hear(bench, 0.15);
		bench->snapshot->head.silent = 0;
		draw(bench, 60, 17);
		golden_check(&bench->canvas, cases[i].golden);
	}
}

/* Half a second later, at 50 dB/s: the bars are 25 dB lower, the marks where they were. */
static void marks_stay_where_bars_fall(void **state)
{
	struct bench *bench = *state;
	sound(bench, tones, 3, -10, -160, SNAPSHOT_ALL_CHANNELS);
	show(bench, 60, 12);
	sound(bench, NULL, 0, 0, -400, SNAPSHOT_ALL_CHANNELS);
	for (int i = 0; i < 94; i++)
		bars_view.advance(bench->view, bench->snapshot);
	draw(bench, 60, 12);
	golden_check(&bench->canvas, "bars_falling");
	assert_false(bars_view.at_rest(bench->view));
	for (int i = 0; i < 2000; i++)
		bars_view.advance(bench->view, bench->snapshot);
	assert_true(bars_view.at_rest(bench->view));
}

/* The height of a bar is its level: 0 dB fills the column, the floor leaves it empty, half way is half. */
static void height_is_level(void **state)
{
	struct bench *bench = *state;
	static const struct {
		double db;
		int eighths;
	} cases[] = { { 0, 80 }, { 6, 80 }, { -35, 40 }, { -7, 72 }, { -69, 1 }, { -70.5, 0 }, { -120, 0 } };
	bench->settings.peaks = false;
	bench->settings.bar_width = 3;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		double centre = sqrt(30.0 * 16000);
		int lit = 0;
		renew(bench);
		sound(bench, &centre, 1, cases[i].db, -400, SNAPSHOT_ALL_CHANNELS);
		show(bench, 3, 10); /* one bar over all: the sine lies in its centre */
		for (int y = 0; y < 10; y++) {
			uint32_t glyph = canvas_at(&bench->canvas, 1, y)->glyph;
			lit += glyph >= 0x2581 && glyph <= 0x2588 ? (int)(glyph - 0x2580) : 0;
		}
		assert_int_equal(lit, cases[i].eighths);
	}
}

/* How many eighths of a cell are lit, seen from the side that a glyph is of. */
static int eighths_lit(const struct cell *cell)
{
	const uint32_t glyph = cell->glyph;
	int n = glyph == ' '                         ? 0
		: glyph == 0x2594 || glyph == 0x2595 ? 1
		: glyph == 0x2580 || glyph == 0x2590 ? 4
		: glyph <= 0x2588                    ? (int)(glyph - 0x2580)
						     : (int)(0x2590 - glyph);
	return cell->fg == COLOUR_CUT_OUT ? BLOCKS_PER_CELL - n : n;
}

/* To the eighth of a cell, whichever way they grow. */
static void length_is_level_in_any_direction(void **state)
{
	struct bench *bench = *state;
	static const char *const directions[] = { "down", "left", "right", "centre" };
	bench->settings.peaks = false;
	for (size_t d = 0; d < sizeof directions / sizeof directions[0]; d++)
		for (int eighths = 0; eighths <= 80; eighths++) {
			bool lies = d == 1 || d == 2, has_two = d == 3;
			int cols = lies ? 10 : 1, rows = lies ? 1 : has_two ? 20 : 10, lit = 0;
			const double db = -70 + eighths * 70 / 80.0, centre = sqrt(30.0 * 16000);
			assert_true(options_set(&bench->settings, "direction", directions[d], NULL));
			renew(bench);
			sound(bench, &centre, 1, db, -400, SNAPSHOT_ALL_CHANNELS);
			show(bench, cols, rows);
			for (int i = 0; i < cols * rows; i++)
				lit += eighths_lit(canvas_at(&bench->canvas, i % cols, i / cols));
			assert_int_equal(lit, has_two ? 2 * eighths : eighths);
		}
}

/* By frequency, each bar has its own; by level, that of its top. */
static void gradients_go_by_what_is_asked(void **state)
{
	struct bench *bench = *state;
	sound(bench, NULL, 0, 0, 20, SNAPSHOT_ALL_CHANNELS);
	assert_true(options_set(&bench->settings, "gradient", "frequency", NULL));
	show(bench, 11, 10);
	for (int y = 0; y < 10; y++) {
		assert_int_equal(canvas_at(&bench->canvas, 0, y)->fg, 0x0000ff);
		assert_int_equal(canvas_at(&bench->canvas, 9, y)->fg, 0xff0000);
	}
	const double centre = sqrt(30.0 * 16000);
	assert_true(options_set(&bench->settings, "gradient", "level", NULL));
	for (int step = 0; step < 2; step++) {
		renew(bench);
		sound(bench, &centre, 1, step ? 0 : -65, -400, SNAPSHOT_ALL_CHANNELS);
		show(bench, 2, 10);
		assert_int_equal(canvas_at(&bench->canvas, 0, 9)->fg, step ? 0xff0000 : 0x0000ff);
	}
}

/* Frequency and level of the bar under a cell; nothing beside the picture. */
static void a_spot_tells_its_bar(void **state)
{
	struct bench *bench = *state;
	static const char *const directions[] = { "up", "right", "centre" };
	struct view_spot told;
	bench->settings.scale = SCALE_SEMITONE;
	bench->settings.low_hz = 220;
	bench->settings.high_hz = 880;
	bench->settings.labels = LABELS_HZ;
	assert_false(bars_view.spot(bench->view, 0, 0, &told));
	for (size_t d = 0; d < sizeof directions / sizeof directions[0]; d++) {
		const double a4_hz = 440;
		int found = 0;
		assert_true(options_set(&bench->settings, "direction", directions[d], NULL));
		renew(bench);
		sound(bench, &a4_hz, 1, -12, -400, SNAPSHOT_ALL_CHANNELS);
		show(bench, 100, 40);
		for (int i = 0; i < 100 * 40; i++) {
			bool is_told = bars_view.spot(bench->view, i % 100, i / 100, &told);
			if (is_told && strcmp(told.text, "440 Hz  A4  -12.0 dB") == 0)
				found++;
			assert_false(is_told && (i % 100 < 4 || i / 100 > 38));
		}
		assert_true(found >= 38);
	}
}

static void colours_go_from_foot_to_top(void **state)
{
	struct bench *bench = *state;
	sound(bench, NULL, 0, 0, 0, SNAPSHOT_ALL_CHANNELS);
	show(bench, 10, 10);
	assert_int_equal(canvas_at(&bench->canvas, 1, 9)->fg, 0x0000ff);
	assert_int_equal(canvas_at(&bench->canvas, 1, 0)->fg, 0xff0000);
	assert_int_equal(canvas_at(&bench->canvas, 1, 5)->bg, COLOUR_DEFAULT);
}

/* The cells of the region that are not blank; there must be none around it. */
static int draw_inside(struct bench *bench, int cols, int rows)
{
	int inside = 0;
	assert_true(canvas_resize(&bench->canvas, cols + 2, rows + 2, NULL));
	bars_view.draw(bench->view, &bench->canvas, (struct region){ 1, 1, cols, rows });
	for (int y = 0; y < rows + 2; y++)
		for (int x = 0; x < cols + 2; x++) {
			bool edge = x == 0 || y == 0 || x == cols + 1 || y == rows + 1;
			bool blank = canvas_at(&bench->canvas, x, y)->glyph == ' ';
			assert_true(!edge || blank);
			inside += !blank;
		}
	return inside;
}

/* Nothing is drawn outside the region, at any size, in either manner. */
static void stays_in_its_region(void **state)
{
	struct bench *bench = *state;
	static const int cols[] = { 1, 2, 3, 5, 17, 23, 24, 25, 31, 80, 300 };
	static const int rows[] = { 1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 24, 80 };
	static const size_t n_cols = sizeof cols / sizeof cols[0], n_sizes = n_cols * sizeof rows / sizeof rows[0];
	sound(bench, NULL, 0, 0, 0, SNAPSHOT_ALL_CHANNELS);
	bars_view.keep(bench->view, VIEW_MAXIMUM);
	for (int32_t manner = MANNER_MEASURE; manner <= MANNER_SHOW; manner++)
		for (int32_t labels = LABELS_AUTO; labels <= LABELS_OFF; labels++)
			for (int32_t stereo = STEREO_MONO; stereo <= STEREO_MIRROR; stereo++)
				for (size_t i = 0; i < n_sizes; i++) {
					bench->settings.direction = (int32_t)(i + (size_t)stereo) % 5;
					bench->settings.manner = manner;
					bench->settings.labels = labels;
					bench->settings.stereo = stereo;
					show(bench, cols[i % n_cols], rows[i / n_cols]);
					hear(bench, 0.3);
					assert_true(draw_inside(bench, cols[i % n_cols], rows[i / n_cols]) > 0);
				}
}

/* The runs of lit columns in the lowest row, at full level. */
static size_t runs(const struct bench *bench, int cols, int *begin, int *end)
{
	size_t n = 0;
	for (int x = 0; x < cols; x++) {
		bool lit = canvas_at(&bench->canvas, x, 0)->glyph != ' ';
		bool before = x > 0 && canvas_at(&bench->canvas, x - 1, 0)->glyph != ' ';
		if (lit && !before)
			begin[n++] = x;
		if (lit)
			end[n - 1] = x + 1;
	}
	return n;
}

/* As many bars as fit, in the middle, each of its width and after its gap; the two of a split stand a little apart. */
static void bars_fill_the_width_evenly(void **state)
{
	struct bench *bench = *state;
	int begin[80], end[80];
	sound(bench, NULL, 0, 0, 20, SNAPSHOT_ALL_CHANNELS);
	for (int cols = 11; cols <= 80; cols++)
		for (int32_t stereo = STEREO_MONO; stereo <= STEREO_MIRROR; stereo++)
			for (int32_t width = 1; width <= 3; width++) {
				bench->settings.stereo = stereo;
				bench->settings.bar_width = width;
				bench->settings.bar_gap = 2;
				show(bench, cols, 1);
				size_t n = runs(bench, cols, begin, end), n_fields = stereo == STEREO_MONO ? 1 : 2;
				int split = stereo == STEREO_SPLIT;
				assert_int_equal(n % n_fields, 0);
				size_t pitch = n_fields * (size_t)(width + 2);
				assert_int_equal(n, n_fields * ((size_t)(cols + 2 - split) / pitch));
				int right = cols - end[n - 1];
				assert_true(right == begin[0] || right == begin[0] + 1);
				for (size_t i = 0; i < n; i++) {
					assert_int_equal(end[i] - begin[i], width);
					if (i)
						assert_int_equal(begin[i] - end[i - 1], 2 + (split && i == n / 2));
				}
			}
}

/* What is not there, is left as it was; digital silence falls without a look at the bins. */
static void channels_may_be_missing(void **state)
{
	struct bench *bench = *state;
	bench->settings.peaks = false;
	sound(bench, NULL, 0, 0, 20, SNAPSHOT_ALL_CHANNELS);
	show(bench, 10, 4);
	bench->snapshot->head.channels = SNAPSHOT_BIT(SNAPSHOT_LEFT);
	for (int i = 0; i < 400; i++)
		bars_view.advance(bench->view, bench->snapshot);
	draw(bench, 10, 4);
	assert_int_equal(canvas_at(&bench->canvas, 1, 0)->glyph, 0x2588);
	bench->snapshot->head.channels = SNAPSHOT_ALL_CHANNELS;
	bench->snapshot->head.silent = 1;
	for (int i = 0; i < 1000; i++)
		bars_view.advance(bench->view, bench->snapshot);
	draw(bench, 10, 4);
	assert_int_equal(canvas_at(&bench->canvas, 1, 0)->glyph, ' ');
	assert_true(bars_view.at_rest(bench->view));
}

/* Partly or wholly outside the canvas, at odd places: nothing breaks, what lies inside is drawn. */
static void a_region_may_reach_out_of_the_canvas(void **state)
{
	struct bench *bench = *state;
	bench->theme.background = 0x101010;
	sound(bench, NULL, 0, 0, 20, SNAPSHOT_ALL_CHANNELS);
	assert_true(bars_view.layout(bench->view, 20, 10, NULL));
	bars_view.advance(bench->view, bench->snapshot);
	for (int x = -25; x <= 25; x += 5)
		for (int y = -15; y <= 15; y += 5) {
			assert_true(canvas_resize(&bench->canvas, 10, 5, NULL));
			bars_view.draw(bench->view, &bench->canvas, (struct region){ x, y, 20, 10 });
			for (int cy = 0; cy < 5; cy++)
				for (int cx = 0; cx < 10; cx++) {
					bool inside = cx >= x && cx < x + 20 && cy >= y && cy < y + 10;
					assert_int_equal(canvas_at(&bench->canvas, cx, cy)->bg,
						inside ? bench->theme.background : COLOUR_DEFAULT);
				}
		}
}

/* Another rate comes: the bands are found anew, and 0 dB stays 0 dB. */
static void a_change_of_rate_is_followed(void **state)
{
	struct bench *bench = *state;
	double centre = sqrt(30.0 * 16000);
	bench->settings.peaks = false;
	sound(bench, &centre, 1, 0, -400, SNAPSHOT_ALL_CHANNELS);
	show(bench, 2, 4);
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		bench->snapshot->head.levels[l].bin_hz /= 2;
		bench->snapshot->head.rate_hz = 24000;
		float *bins = bench->snapshot->bins[SNAPSHOT_MONO] + snapshot_level_first[l];
		for (uint32_t k = 0; k < bench->snapshot->head.levels[l].n_bins; k++)
			bins[k] = (float)window_power(
				WINDOW_HANN, k - 8000 / (double)bench->snapshot->head.levels[l].bin_hz);
	}
	bars_view.advance(bench->view, bench->snapshot);
	draw(bench, 2, 4);
	assert_int_equal(canvas_at(&bench->canvas, 0, 0)->glyph, 0x2588);
}

static uint32_t glyph_at(const struct bench *bench, int x, int y)
{
	return canvas_at(&bench->canvas, x, y)->glyph;
}

/* The first row of a column that is of a colour; -1: none. */
static int find_row(const struct bench *bench, int x, colour fg)
{
	for (int y = 0; y < bench->canvas.rows; y++)
		if (canvas_at(&bench->canvas, x, y)->fg == fg)
			return y;
	return -1;
}

static void measure_has_a_grid_and_labels(void **state)
{
	struct bench *bench = *state;
	static const struct {
		int cols, rows;
		int32_t stereo, labels;
		const char *golden;
	} cases[] = {
		{ 80, 24, STEREO_MONO, LABELS_AUTO, "bars_measure" },
		{ 80, 24, STEREO_MIRROR, LABELS_AUTO, "bars_measure_mirror" },
		{ 40, 10, STEREO_MONO, LABELS_NOTES, "bars_measure_notes" },
		{ 24, 6, STEREO_MONO, LABELS_AUTO, "bars_measure_small" },
		{ 12, 4, STEREO_MONO, LABELS_AUTO, "bars_measure_tiny" },
	};
	bench->settings.manner = MANNER_MEASURE;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bench->settings.stereo = cases[i].stereo;
		bench->settings.labels = cases[i].labels;
		renew(bench);
		sound(bench, tones, 3, -20, -160, SNAPSHOT_ALL_CHANNELS);
		show(bench, cases[i].cols, cases[i].rows);
		hear(bench, 2);
		draw(bench, cases[i].cols, cases[i].rows);
		golden_check(&bench->canvas, cases[i].golden);
	}
	bench->settings.labels = LABELS_OFF;
	renew(bench);
	show(bench, 80, 24);
	for (int y = 0; y < 23; y++)
		assert_int_equal(glyph_at(bench, 0, y), ' ');
}

/* In ASCII, levels and frequencies stay readable; and the tick of 1 kHz stands below the bar that 1 kHz lights, or
 * in the gap beside it where 1 kHz is the bars' border. */
static void a_tone_stands_above_its_frequency(void **state)
{
	struct bench *bench = *state;
	bench->look.glyphs = GLYPHS_ASCII;
	bench->settings.manner = MANNER_MEASURE;
	bench->settings.peaks = false;
	for (int32_t stereo = STEREO_MONO; stereo <= STEREO_MIRROR; stereo++)
		for (int cols = 60; cols <= 200; cols += 7) {
			bench->settings.stereo = stereo;
			renew(bench);
			sound(bench, tones + 1, 1, -6, -160, SNAPSHOT_ALL_CHANNELS);
			show(bench, cols, 20);
			hear(bench, 2);
			draw(bench, cols, 20);
			int found = 0;
			for (int x = 5; x < cols - 1; x++) {
				bool is_label = glyph_at(bench, x, 19) == '1' && glyph_at(bench, x + 1, 19) == 'k';
				if (!is_label || (x > 5 && glyph_at(bench, x - 1, 19) != ' '))
					continue;
				assert_int_equal(glyph_at(bench, x, 18), '+');
				found += glyph_at(bench, x, 10) == '#' || glyph_at(bench, x - 1, 10) == '#'
					|| glyph_at(bench, x + 1, 10) == '#';
			}
			assert_int_equal(found, stereo == STEREO_MONO ? 1 : 2);
		}
}

/* A reading of -20 dB fills two thirds of the height from -60 to 0, whatever the manner was before. */
static void manners_are_one_key_apart(void **state)
{
	struct bench *bench = *state;
	double centre = sqrt(30.0 * 16000);
	bench->settings.floor_db = -60;
	bench->settings.bar_width = 4;
	sound(bench, &centre, 1, -20, -400, SNAPSHOT_ALL_CHANNELS);
	show(bench, 4, 3);
	assert_int_equal(glyph_at(bench, 1, 1), 0x2588);
	assert_int_equal(glyph_at(bench, 1, 0), ' ');
	bench->settings.manner = MANNER_MEASURE;
	assert_true(bars_view.layout(bench->view, 4, 3, NULL));
	draw(bench, 4, 3); /* before anything more is heard */
	assert_int_equal(glyph_at(bench, 1, 1), 0x2588);
	assert_int_equal(glyph_at(bench, 1, 0), ' ');
}

/* Where nothing is heard any more there is no further snapshot to make the labels from. */
static void labels_come_without_a_sound(void **state)
{
	struct bench *bench = *state;
	sound(bench, NULL, 0, 0, -400, SNAPSHOT_ALL_CHANNELS);
	show(bench, 80, 24);
	bench->settings.manner = MANNER_MEASURE;
	assert_true(bars_view.layout(bench->view, 80, 24, NULL));
	draw(bench, 80, 24);
	golden_check(&bench->canvas, "bars_measure_silence");
	assert_true(bars_view.at_rest(bench->view));
}

/* What was loud stays marked, in its own colour, however long it is silent, until it is switched off. */
static void the_maximum_is_held(void **state)
{
	struct bench *bench = *state;
	sound(bench, tones, 3, -10, -160, SNAPSHOT_ALL_CHANNELS);
	show(bench, 60, 12);
	bars_view.keep(bench->view, VIEW_MAXIMUM);
	hear(bench, 0.1);
	sound(bench, tones + 1, 1, -40, -160, SNAPSHOT_ALL_CHANNELS);
	hear(bench, 10);
	draw(bench, 60, 12);
	golden_check(&bench->canvas, "bars_maximum");
	assert_int_equal(find_row(bench, 33, 0x00ffff), find_row(bench, 9, 0x00ffff));
	sound(bench, NULL, 0, 0, -400, SNAPSHOT_ALL_CHANNELS);
	hear(bench, 20);
	assert_true(bars_view.at_rest(bench->view));
	assert_true(bars_view.layout(bench->view, 60, 12, NULL));
	bars_view.advance(bench->view, bench->snapshot);
	draw(bench, 60, 12);
	assert_true(find_row(bench, 33, 0x00ffff) >= 0);
	bars_view.keep(bench->view, 0);
	draw(bench, 60, 12);
	assert_int_equal(find_row(bench, 33, 0x00ffff), -1);
}

static bool is_mark(uint32_t glyph, enum glyph_set set)
{
	for (int eighth = 0; eighth < BLOCKS_PER_CELL; eighth++)
		for (int side = 0; side < N_BLOCKS_SIDES; side++)
			if (glyph == blocks_mark(set, (enum blocks_side)side, eighth))
				return true;
	return false;
}

/* Marks of the maximum; none of them looks as one of a peak. */
static int count_other_marks(const struct bench *bench)
{
	int n = 0;
	for (int y = 0; y < bench->canvas.rows; y++)
		for (int x = 0; x < bench->canvas.cols; x++) {
			const struct cell *cell = canvas_at(&bench->canvas, x, y);
			n += cell->fg == bench->theme.maximum;
			assert_false(cell->fg == bench->theme.maximum && is_mark(cell->glyph, bench->look.glyphs));
		}
	return n;
}

/* Where colours tell nothing, by its shape. */
static void without_colours_the_maximum_is_no_peak(void **state)
{
	struct bench *bench = *state;
	bench->look.is_mono = true;
	for (int32_t direction = DIRECTION_UP; direction <= DIRECTION_RIGHT; direction++)
		for (int set = GLYPHS_BLOCKS; set <= GLYPHS_ASCII; set++) {
			bench->settings.direction = direction;
			bench->look.glyphs = (enum glyph_set)set;
			renew(bench);
			sound(bench, tones, 3, -10, -160, SNAPSHOT_ALL_CHANNELS);
			show(bench, 60, 24);
			bars_view.keep(bench->view, VIEW_MAXIMUM);
			hear(bench, 0.1);
			sound(bench, tones, 3, -25, -160, SNAPSHOT_ALL_CHANNELS);
			hear(bench, 1.5);
			draw(bench, 60, 24);
			assert_true(count_other_marks(bench) > 0);
			bars_view.keep(bench->view, 0);
		}
}

static bool is_same_picture(const struct bench *bench, const struct cell *cells)
{
	size_t n = (size_t)bench->canvas.cols * (size_t)bench->canvas.rows;
	return memcmp(bench->canvas.cells, cells, n * sizeof *cells) == 0;
}

/* Frozen, it stands still whatever is heard; then it shows what there is now. */
static void a_frozen_picture_stands_still(void **state)
{
	struct bench *bench = *state;
	struct cell before[60 * 12], present[60 * 12];
	sound(bench, tones, 3, -10, -160, SNAPSHOT_ALL_CHANNELS);
	show(bench, 60, 12);
	memcpy(before, bench->canvas.cells, sizeof before);
	bars_view.keep(bench->view, VIEW_FROZEN);
	sound(bench, tones + 1, 1, -30, -160, SNAPSHOT_ALL_CHANNELS);
	hear(bench, 20);
	draw(bench, 60, 12);
	assert_true(is_same_picture(bench, before));
	assert_true(bars_view.layout(bench->view, 60, 12, NULL));
	draw(bench, 60, 12);
	assert_true(is_same_picture(bench, before));
	bars_view.keep(bench->view, 0);
	draw(bench, 60, 12);
	memcpy(present, bench->canvas.cells, sizeof present);
	renew(bench);
	show(bench, 60, 12);
	hear(bench, 20);
	draw(bench, 60, 12);
	assert_true(is_same_picture(bench, present));
}

/* A quiet tone at -30 dB comes up to -6, slowly; the picture says by how much, and does not depend on how often it is
 * drawn. Silence does not move it, and is not lifted. */
static void the_gain_is_automatic_and_said(void **state)
{
	struct bench *bench = *state;
	struct cell often[60 * 12];
	sound(bench, tones, 3, -30, -160, SNAPSHOT_ALL_CHANNELS);
	for (int every = 1; every <= 7; every += 6) {
		renew(bench);
		show(bench, 60, 12);
		for (int i = 0; i < 5600; i++) {
			bars_view.advance(bench->view, bench->snapshot);
			if (i % every == 0)
				draw(bench, 60, 12);
		}
		draw(bench, 60, 12);
		if (every == 1)
			memcpy(often, bench->canvas.cells, sizeof often);
	}
	assert_true(is_same_picture(bench, often));
	golden_check(&bench->canvas, "bars_auto_gain");
	assert_true(bars_view.floor_db(bench->view) < -93 && bars_view.floor_db(bench->view) > -95);
	double floor_db = bars_view.floor_db(bench->view);
	sound(bench, NULL, 0, 0, -125, SNAPSHOT_ALL_CHANNELS); /* noise of 24 bits */
	hear(bench, 30);
	assert_true(bars_view.floor_db(bench->view) == floor_db);
	assert_true(bars_view.at_rest(bench->view));
	draw(bench, 60, 12);
	assert_int_equal(glyph_at(bench, 54, 0), '+');
	bench->settings.labels = LABELS_OFF;
	draw(bench, 60, 12);
	assert_int_equal(glyph_at(bench, 54, 0), ' ');
	bench->settings.labels = LABELS_AUTO;
	bench->settings.auto_gain = false;
	draw(bench, 60, 12);
	assert_int_equal(glyph_at(bench, 54, 0), ' ');
}

/* Each neighbour is pulled up to half the height, and nothing out of silence. */
static void smoothing_pulls_neighbours_up(void **state)
{
	struct bench *bench = *state;
	bench->settings.smoothing = 50;
	bench->settings.peaks = false;
	sound(bench, tones + 1, 1, 0, -400, SNAPSHOT_ALL_CHANNELS);
	show(bench, 60, 16);
	golden_check(&bench->canvas, "bars_smooth");
	sound(bench, NULL, 0, 0, -400, SNAPSHOT_ALL_CHANNELS);
	hear(bench, 3);
	assert_true(bars_view.at_rest(bench->view));
}

/* A full-scale tone at 1 kHz · 2^3, tilted by -3 dB for each octave and then A-weighted: -9 dB, then -1.1 more. */
static void tilt_and_weighting_are_of_the_centre(void **state)
{
	struct bench *bench = *state;
	static const struct {
		double tilt_db;
		int32_t weighting;
		int eighths; /* of 80 for 40 dB: two for each dB */
	} cases[] = { { 0, WEIGHTING_Z, 80 }, { -3, WEIGHTING_Z, 62 }, { -3, WEIGHTING_A, 60 } };
	double tone = 8000;
	bench->settings.floor_db = -40;
	bench->settings.low_hz = 4000;
	bench->settings.high_hz = 16000; /* the only bar's centre is the tone */
	bench->settings.peaks = false;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int lit = 0;
		bench->settings.tilt_db = cases[i].tilt_db;
		bench->settings.weighting = cases[i].weighting;
		renew(bench);
		sound(bench, &tone, 1, 0, -400, SNAPSHOT_ALL_CHANNELS);
		show(bench, 2, 10);
		for (int y = 0; y < 10; y++)
			lit += glyph_at(bench, 0, y) == ' ' ? 0 : (int)(glyph_at(bench, 0, y) - 0x2580);
		assert_int_equal(lit, cases[i].eighths);
	}
}

/* The release given is steady, in either manner and whatever the ballistics; the attack is a time constant. */
/* In either manner, unless ballistics are asked for. */
static void reduced_motion_is_slow(void **state)
{
	struct bench *bench = *state;
	static const char *const manners[] = { "show", "measure" };
	bench->settings.reduced_motion = true;
	for (size_t i = 0; i < 2; i++) {
		assert_true(options_set(&bench->settings, "manner", manners[i], NULL));
		const struct ballistics_motion motion = bars_motion(&bench->settings);
		assert_true(motion.attack_s > ballistics_rows[BALLISTICS_AVERAGE].motion.attack_s);
		assert_true(motion.gravity_db_per_s2 <= 0 && motion.release_db_per_s <= 0);
	}
	assert_true(options_set(&bench->settings, "ballistics", "peak", NULL));
	assert_true(bars_motion(&bench->settings).release_db_per_s > 0);
}

static void attack_and_release_can_be_set(void **state)
{
	struct bench *bench = *state;
	double centre = sqrt(30.0 * 16000);
	bench->settings.peaks = false;
	bench->settings.auto_gain = false;
	bench->settings.release_db_per_s = 35;
	bench->settings.attack_ms = 1;
	for (int32_t manner = MANNER_MEASURE; manner <= MANNER_SHOW; manner++)
		for (int32_t ballistics = BALLISTICS_SETTING_AUTO; ballistics <= 5; ballistics++) {
			bench->settings.manner = manner;
			bench->settings.ballistics = ballistics;
			renew(bench);
			sound(bench, &centre, 1, 0, -400, SNAPSHOT_ALL_CHANNELS);
			show(bench, 2, 2);
			hear(bench, 0.1);
			sound(bench, NULL, 0, 0, -400, SNAPSHOT_ALL_CHANNELS);
			hear(bench, 0.9); /* 31.5 of 70 dB */
			draw(bench, 2, 2);
			assert_true(glyph_at(bench, 0, 0) != ' ');
			hear(bench, 0.2); /* 38.5 */
			draw(bench, 2, 2);
			assert_int_equal(glyph_at(bench, 0, 0), ' ');
			assert_int_equal(glyph_at(bench, 0, 1), 0x2587);
		}
}

/* Under a cell lie a frequency, its note and its level; beside the bars nothing. */
static void a_bar_is_told_under_the_pointer(void **state)
{
	struct bench *bench = *state;
	double tone = 440;
	struct view_spot spot;
	bench->settings.manner = MANNER_MEASURE;
	bench->settings.scale = SCALE_SEMITONE;
	bench->settings.low_hz = 220;
	bench->settings.high_hz = 880;
	bench->settings.stereo = STEREO_MIRROR;
	sound(bench, &tone, 1, -20, -400, SNAPSHOT_ALL_CHANNELS);
	show(bench, 105, 10); /* twice 25 bars of one column and a gap of one */
	hear(bench, 5);
	assert_true(bars_view.spot(bench->view, 5 + 24, 3, &spot)); /* the 13th from the middle */
	assert_string_equal(spot.text, "left  440 Hz  A4  -20.0 dB");
	assert_true(spot.position_s < 0);
	assert_true(bars_view.spot(bench->view, 5 + 50 + 25, 3, &spot));
	assert_string_equal(spot.text, "right  440 Hz  A4  -20.0 dB");
	assert_true(bars_view.spot(bench->view, 5, 3, &spot));
	assert_non_null(strstr(spot.text, "880 Hz  A5"));
	assert_false(bars_view.spot(bench->view, 2, 3, &spot));
	assert_false(bars_view.spot(bench->view, 20, 9, &spot));
}

#define bars_test(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		bars_test(three_tones_on_a_log_scale),
		bars_test(a_single_band),
		bars_test(channels_of_ones_choice),
		bars_test(the_same_linear_without_gaps),
		bars_test(noise_in_ascii),
		bars_test(the_sides_apart),
		bars_test(any_direction),
		bars_test(length_is_level_in_any_direction),
		bars_test(gradients_go_by_what_is_asked),
		bars_test(a_spot_tells_its_bar),
		bars_test(marks_stay_where_bars_fall),
		bars_test(height_is_level),
		bars_test(colours_go_from_foot_to_top),
		bars_test(stays_in_its_region),
		bars_test(bars_fill_the_width_evenly),
		bars_test(channels_may_be_missing),
		bars_test(a_region_may_reach_out_of_the_canvas),
		bars_test(a_change_of_rate_is_followed),
		bars_test(measure_has_a_grid_and_labels),
		bars_test(a_tone_stands_above_its_frequency),
		bars_test(manners_are_one_key_apart),
		bars_test(labels_come_without_a_sound),
		bars_test(the_maximum_is_held),
		bars_test(without_colours_the_maximum_is_no_peak),
		bars_test(a_frozen_picture_stands_still),
		bars_test(the_gain_is_automatic_and_said),
		bars_test(smoothing_pulls_neighbours_up),
		bars_test(tilt_and_weighting_are_of_the_centre),
		bars_test(reduced_motion_is_slow),
		bars_test(attack_and_release_can_be_set),
		bars_test(a_bar_is_told_under_the_pointer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

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
#include "view/bars.h"

/* A view with its settings, and a snapshot to feed it with. */
struct bench {
	struct settings settings;
	struct theme theme;
	struct view_look look;
	void *view;
	struct snapshot *snapshot;
	struct canvas canvas;
};

static int open_bench(void **state)
{
	struct bench *bench = calloc(1, sizeof *bench);
	options_defaults(&bench->settings);
	bench->theme = (struct theme){
		.gradient = { 0x0000ff, 0xff0000 }, .n_gradient = 2, .peak = 0xffffff, .background = COLOUR_DEFAULT
	};
	bench->look = (struct view_look){ &bench->settings, &bench->theme, GLYPHS_BLOCKS };
	bench->view = calloc(1, bars_view.state_bytes);
	bench->snapshot = calloc(1, sizeof *bench->snapshot);
	bars_view.init(bench->view, &bench->look);
	*state = bench;
	return canvas_init(&bench->canvas, 1, 1, NULL) ? 0 : -1;
}

static int close_bench(void **state)
{
	struct bench *bench = *state;
	bars_view.fini(bench->view);
	canvas_fini(&bench->canvas);
	free(bench->view);
	free(bench->snapshot);
	free(bench);
	return 0;
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

static const double tones[] = { 100, 1000, 8000 };

static void three_tones_on_a_log_scale(void **state)
{
	struct bench *bench = *state;
	sound(bench, tones, 3, -10, -160, SNAPSHOT_ALL_CHANNELS);
	show(bench, 60, 12);
	golden_check(&bench->canvas, "bars_three_tones");
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
	bars_view.init(bench->view, &bench->look);
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
		/* 1 kHz at the right, 100 Hz at the left */
		float(*bins)[SNAPSHOT_CHANNEL_BINS] = bench->snapshot->bins;
		sound(bench, tones + 1, 1, -10, -160, SNAPSHOT_ALL_CHANNELS);
		memcpy(bins[SNAPSHOT_SIDE], bins[SNAPSHOT_RIGHT], sizeof bins[0]);
		sound(bench, tones, 1, -20, -160, SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_RIGHT));
		memcpy(bins[SNAPSHOT_RIGHT], bins[SNAPSHOT_SIDE], sizeof bins[0]);
		assert_int_equal(
			bars_view.channels(bench->view), SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_RIGHT));
		show(bench, 41, 8);
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
		sound(bench, &centre, 1, cases[i].db, -400, SNAPSHOT_ALL_CHANNELS);
		show(bench, 3, 10); /* one bar over all: the sine lies in its centre */
		for (int y = 0; y < 10; y++) {
			uint32_t glyph = canvas_at(&bench->canvas, 1, y)->glyph;
			lit += glyph >= 0x2581 && glyph <= 0x2588 ? (int)(glyph - 0x2580) : 0;
		}
		assert_int_equal(lit, cases[i].eighths);
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

/* Nothing is drawn outside the region, at any size and place. */
static void stays_in_its_region(void **state)
{
	struct bench *bench = *state;
	static const int sizes[][2] = { { 1, 1 }, { 2, 1 }, { 1, 9 }, { 3, 2 }, { 17, 5 }, { 80, 24 }, { 500, 200 } };
	sound(bench, NULL, 0, 0, 0, SNAPSHOT_ALL_CHANNELS);
	for (int32_t stereo = STEREO_MONO; stereo <= STEREO_MIRROR; stereo++)
		for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
			int cols = sizes[i][0], rows = sizes[i][1], inside = 0;
			bench->settings.stereo = stereo;
			assert_true(bars_view.layout(bench->view, cols, rows, NULL));
			bars_view.advance(bench->view, bench->snapshot);
			assert_true(canvas_resize(&bench->canvas, cols + 2, rows + 2, NULL));
			canvas_clear(&bench->canvas);
			bars_view.draw(bench->view, &bench->canvas, (struct region){ 1, 1, cols, rows });
			for (int y = 0; y < rows + 2; y++)
				for (int x = 0; x < cols + 2; x++) {
					bool edge = x == 0 || y == 0 || x == cols + 1 || y == rows + 1;
					bool blank = canvas_at(&bench->canvas, x, y)->glyph == ' ';
					assert_true(!edge || blank);
					inside += !blank;
				}
			assert_true(inside > 0);
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

#define bars_test(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
	const struct CMUnitTest tests[] = {
		bars_test(three_tones_on_a_log_scale),
		bars_test(the_same_linear_without_gaps),
		bars_test(noise_in_ascii),
		bars_test(the_sides_apart),
		bars_test(marks_stay_where_bars_fall),
		bars_test(height_is_level),
		bars_test(colours_go_from_foot_to_top),
		bars_test(stays_in_its_region),
		bars_test(bars_fill_the_width_evenly),
		bars_test(channels_may_be_missing),
		bars_test(a_region_may_reach_out_of_the_canvas),
		bars_test(a_change_of_rate_is_followed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

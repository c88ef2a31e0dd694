/* What holds for every view, whatever it shows: it draws within its region, at any size, and nothing that a terminal could
 * not show. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "view_bench.h"

enum { COLS = 520, ROWS = 210, LEFT = 10, TOP = 5, SENTINEL = 'X', RATE = 48000, FRAMES = 256, N_SNAPSHOTS = 10 };

static const struct {
	int cols, rows;
} sizes[] = { { 1, 1 }, { 2, 1 }, { 1, 2 }, { 3, 2 }, { 500, 1 }, { 1, 200 }, { 5, 3 }, { 9, 4 }, { 16, 5 }, { 20, 5 },
	{ 24, 6 }, { 33, 7 }, { 40, 10 }, { 41, 11 }, { 64, 13 }, { 80, 24 }, { 81, 25 }, { 100, 12 }, { 132, 43 },
	{ 200, 50 }, { 300, 20 }, { 500, 200 } };

/* Settings that change what is drawn where; "" is none. */
static const char *const changes[] = { "", "manner=measure", "stereo=split", "stereo=mirror", "labels=notes" };

/* Some sound on both sides, with all there is to know of it. */
static void hear(struct bench *bench, int n)
{
	struct snapshot *snapshot = bench->snapshot;
	snapshot->head = (struct snapshot_head){ .rate_hz = RATE,
		.n_frames = FRAMES,
		.n_source_channels = 2,
		.channels = SNAPSHOT_ALL_CHANNELS,
		.published = SNAPSHOT_ALL_LEVELS,
		.renewed = SNAPSHOT_ALL_LEVELS,
		.measured = SNAPSHOT_ALL_MEASURES,
		.position_frame = (int64_t)n * FRAMES,
		.side_peak = { 0.5f, 0.4f } };
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		snapshot->head.levels[l] = (struct snapshot_level){ .n_bins = snapshot_level_room(l) - 3,
			.bin_hz = 24000.0f / (float)snapshot_level_room(l),
			.window_frames = 512u << l,
			.hop_frames = FRAMES };
	bench->ops->advance(bench->view, snapshot);
}

static void fill_bins(struct snapshot *snapshot)
{
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
		for (int k = 0; k < SNAPSHOT_CHANNEL_BINS; k++)
			snapshot->bins[c][k] = (float)((k * 7 + c * 13) % 31) * 1e-4f;
}

static void fill_with_sentinels(struct canvas *canvas)
{
	for (int y = 0; y < canvas->rows; y++)
		for (int x = 0; x < canvas->cols; x++)
			*canvas_edit(canvas, x, y) = (struct cell){ .glyph = SENTINEL, .fg = 1, .bg = 2 };
}

static bool is_within(struct region region, int x, int y)
{
	return x >= region.x && x < region.x + region.cols && y >= region.y && y < region.y + region.rows;
}

static void must_be_drawn(const struct canvas *canvas, struct region region, const char *view)
{
	static const struct cell sentinel = { .glyph = SENTINEL, .fg = 1, .bg = 2 };
	for (int y = 0; y < canvas->rows; y++)
		for (int x = 0; x < canvas->cols; x++) {
			const struct cell *cell = canvas_at(canvas, x, y);
			if (!is_within(region, x, y) && memcmp(cell, &sentinel, sizeof sentinel) != 0)
				fail_msg("%s %dx%d: draws at %d, %d, outside", view, region.cols, region.rows,
					x - region.x, y - region.y);
			if (cell->glyph && !canvas_glyph_is_printable(cell->glyph))
				fail_msg("%s %dx%d: no character at %d, %d", view, region.cols, region.rows,
					x - region.x, y - region.y);
		}
}

static void draw_at(struct bench *bench, struct region region)
{
	fill_with_sentinels(&bench->canvas);
	canvas_clear_region(&bench->canvas, region);
	bench->ops->draw(bench->view, &bench->canvas, region);
	must_be_drawn(&bench->canvas, region, bench->ops->name);
}

static void look(struct bench *bench)
{
	struct err err;
	assert_true(canvas_resize(&bench->canvas, COLS, ROWS, &err));
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		const struct region region = { LEFT, TOP, sizes[i].cols, sizes[i].rows };
		struct view_spot spot;
		assert_true(bench->ops->layout(bench->view, region.cols, region.rows, &err));
		for (int n = 0; n < N_SNAPSHOTS; n++)
			hear(bench, n);
		draw_at(bench, region);
		if (bench->ops->spot)
			bench->ops->spot(bench->view, region.cols - 1, region.rows - 1, &spot);
	}
	/* Partly outside the canvas it is cut off. */
	assert_true(bench->ops->layout(bench->view, 80, 24, &err));
	draw_at(bench, (struct region){ COLS - 40, ROWS - 12, 80, 24 });
	draw_at(bench, (struct region){ -40, -12, 80, 24 });
}

static void every_view_keeps_within_its_region(void **state)
{
	(void)state;
	for (size_t v = 0; v < n_views; v++)
		for (unsigned how = 0; how < sizeof changes / sizeof *changes * 2; how++) {
			struct bench *bench = bench_new(view_table[v]);
			const char *change = changes[how / 2];
			bench->look.glyphs = how % 2 ? GLYPHS_ASCII : (enum glyph_set)(how / 2 % 3);
			bench->look.is_mono = how % 2;
			assert_true(!*change || options_change(&bench->settings, change, NULL));
			bench->ops->fini(bench->view);
			memset(bench->view, 0, bench->ops->state_bytes);
			bench->ops->init(bench->view, &bench->look);
			fill_bins(bench->snapshot);
			look(bench);
			bench_free(bench);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_view_keeps_within_its_region) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}

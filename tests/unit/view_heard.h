/* What a view's bench hears and shows: sines by the window's closed form, in any channels. */
#ifndef TERMVIZ_TESTS_VIEW_HEARD_H
#define TERMVIZ_TESTS_VIEW_HEARD_H

#include <math.h>
#include <string.h>

#include "dsp/window.h"
#include "view_bench.h"

/* Forgets what it has heard and shown. */
static inline void bench_renew(struct bench *bench)
{
	bench->ops->fini(bench->view);
	memset(bench->view, 0, bench->ops->state_bytes);
	bench->ops->init(bench->view, &bench->look);
}

/* A snapshot of 48 kHz, two source channels, the bins all 0. */
static inline void bench_hush(struct bench *bench, uint32_t channels)
{
	static const uint32_t sizes[SNAPSHOT_N_LEVELS]
		= { 512, 1024, 1024, 2048, 2048, 4096, 4096, 8192, 16384, 32768, 65536 };
	struct snapshot_head *head = &bench->snapshot->head;
	memset(bench->snapshot, 0, sizeof *bench->snapshot);
	head->rate_hz = 48000;
	head->n_frames = 256;
	head->n_source_channels = 2;
	head->channels = channels;
	head->published = head->renewed = SNAPSHOT_ALL_LEVELS;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		uint32_t room = snapshot_level_room(l), n_bins = sizes[l] / 2 + 1 < room ? sizes[l] / 2 + 1 : room;
		head->levels[l] = (struct snapshot_level){ n_bins, 48000.0f / (float)sizes[l], sizes[l], 256 };
	}
}

/* Adds a sine's power to a channel's bins, times a factor, which may be negative for cross spectra. */
static inline void bench_add_sine(
	struct bench *bench, enum snapshot_channel_id channel, double hz, double db, double factor)
{
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		const struct snapshot_level *level = &bench->snapshot->head.levels[l];
		float *bins = bench->snapshot->bins[channel] + snapshot_level_first[l];
		for (uint32_t k = 0; k < level->n_bins; k++)
			bins[k] += (float)(factor * pow(10, db / 10)
				* window_power(WINDOW_HANN, k - hz / (double)level->bin_hz));
	}
}

/* The same to every bin. */
static inline void bench_add_noise(struct bench *bench, enum snapshot_channel_id channel, double db, double factor)
{
	for (int i = 0; i < SNAPSHOT_CHANNEL_BINS; i++)
		bench->snapshot->bins[channel][i] += (float)(factor * pow(10, db / 10));
}

static inline void bench_draw(struct bench *bench, int cols, int rows)
{
	assert_true(canvas_resize(&bench->canvas, cols, rows, NULL));
	canvas_clear(&bench->canvas);
	bench->ops->draw(bench->view, &bench->canvas, (struct region){ 0, 0, cols, rows });
}

/* So much of the sound. */
static inline void bench_hear(struct bench *bench, double seconds)
{
	const struct snapshot_head *head = &bench->snapshot->head;
	for (int i = 0; i < (int)lround(seconds * head->rate_hz / head->n_frames); i++)
		bench->ops->advance(bench->view, bench->snapshot);
}

/* Lays out anew, hears a second and draws. */
static inline void bench_show(struct bench *bench, int cols, int rows)
{
	assert_true(bench->ops->layout(bench->view, cols, rows, NULL));
	bench_hear(bench, 1);
	bench_draw(bench, cols, rows);
}

#endif

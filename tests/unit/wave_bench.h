/* A view that is shown waves. */
#ifndef TERMVIZ_TESTS_WAVE_BENCH_H
#define TERMVIZ_TESTS_WAVE_BENCH_H

#include <math.h>
#include <string.h>

#include "golden.h"
#include "view_bench.h"

enum { RATE_HZ = 48000, HOP_FRAMES = 256 };

/* A sine on each side. */
struct heard {
	double hz, left, right;
	double phase; /* of the right side, as a share of a period */
};

static uint64_t n_heard; /* frames */

static inline void take(
	struct bench *bench, float (*of)(const void *what, double t_s, int side), const void *what, double seconds)
{
	struct snapshot *snapshot = bench->snapshot;
	snapshot->head.rate_hz = RATE_HZ;
	snapshot->head.n_frames = HOP_FRAMES;
	snapshot->head.n_source_channels = 2;
	snapshot->head.measured = bench->ops->measures(bench->view);
	snapshot->wave.n_points = HOP_FRAMES;
	for (int n = (int)lround(seconds * RATE_HZ / HOP_FRAMES); n > 0; n--) {
		snapshot->head.side_peak[0] = snapshot->head.side_peak[1] = 0;
		for (int i = 0; i < HOP_FRAMES; i++, n_heard++)
			for (int side = 0; side < 2; side++) {
				const float value = of(what, (double)n_heard / RATE_HZ, side);
				snapshot->wave.points[i][side] = value;
				snapshot->head.side_peak[side] = fmaxf(snapshot->head.side_peak[side], fabsf(value));
			}
		snapshot->head.position_frame = (int64_t)n_heard;
		bench->ops->advance(bench->view, snapshot);
	}
}

static inline float sine_of(const void *what, double t_s, int side)
{
	const struct heard *heard = what;
	const double amplitude = side ? heard->right : heard->left;
	return (float)fmax(-1, fmin(1, amplitude * sin(2 * M_PI * (heard->hz * t_s + (side ? heard->phase : 0)))));
}

static inline void hear(struct bench *bench, struct heard heard, double seconds)
{
	take(bench, sine_of, &heard, seconds);
}

static inline void hear_silence(struct bench *bench, double seconds)
{
	hear(bench, (struct heard){ 0 }, seconds);
}

static inline void lay_out(struct bench *bench, int cols, int rows)
{
	assert_true(bench->ops->layout(bench->view, cols, rows, NULL));
}

static inline void draw(struct bench *bench, int cols, int rows)
{
	assert_true(canvas_resize(&bench->canvas, cols, rows, NULL));
	bench->ops->draw(bench->view, &bench->canvas, (struct region){ 0, 0, cols, rows });
}

/* Settings of the look are taken at the beginning. */
static inline void renew(struct bench *bench)
{
	n_heard = 0;
	bench->ops->fini(bench->view);
	memset(bench->view, 0, bench->ops->state_bytes);
	bench->ops->init(bench->view, &bench->look);
}

static inline int close_bench(void **state)
{
	bench_free(*state);
	return 0;
}

static inline uint32_t glyph_at(const struct bench *bench, int x, int y)
{
	return canvas_at(&bench->canvas, x, y)->glyph;
}

#endif

/* A view with its settings, and a snapshot to feed it with. */
#ifndef TERMVIZ_TESTS_VIEW_BENCH_H
#define TERMVIZ_TESTS_VIEW_BENCH_H

#include <stdlib.h>

#include "config/options.h"
#include "view/view.h"

struct bench {
	struct settings settings;
	struct theme theme;
	struct view_look look;
	const struct view_ops *ops;
	void *view;
	struct snapshot *snapshot;
	struct canvas canvas;
};

static inline struct bench *bench_new(const struct view_ops *ops)
{
	struct bench *bench = calloc(1, sizeof *bench);
	options_defaults(&bench->settings);
	bench->theme = (struct theme){ .gradient = { 0x0000ff, 0xff0000 },
		.n_gradient = 2,
		.heat = { COLOUR_DEFAULT, 0x0000ff, 0xff0000 },
		.n_heat = 3,
		.peak = 0xffffff,
		.maximum = 0x00ffff,
		.text = 0xcccccc,
		.dim = 0x808080,
		.alert = 0xff8800,
		.background = COLOUR_DEFAULT };
	bench->look
		= (struct view_look){ .settings = &bench->settings, .theme = &bench->theme, .glyphs = GLYPHS_BLOCKS };
	bench->ops = ops;
	bench->view = calloc(1, ops->state_bytes);
	bench->snapshot = calloc(1, sizeof *bench->snapshot);
	ops->init(bench->view, &bench->look);
	assert_true(canvas_init(&bench->canvas, 1, 1, NULL));
	return bench;
}

static inline void bench_free(struct bench *bench)
{
	bench->ops->fini(bench->view);
	canvas_fini(&bench->canvas);
	free(bench->view);
	free(bench->snapshot);
	free(bench);
}

#endif

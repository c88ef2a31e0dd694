/* Views of any settings and size, with snapshots that are sane and no more: what they draw can be sent to a terminal. */
#include "drawn.h"
#include "snapshots.h"

enum { MOST_SNAPSHOTS = 24, MOST_COLS = 100, MOST_ROWS = 30 };

static struct snapshot snapshot;

struct looked {
	const struct view_ops *ops;
	void *state;
	struct canvas canvas;
};

static void fit(struct looked *looked, struct taken *from)
{
	const int cols = 1 + (int)take_byte(from) % MOST_COLS, rows = 1 + (int)take_byte(from) % MOST_ROWS;
	require(canvas_resize(&looked->canvas, cols, rows, NULL));
	require(looked->ops->layout(looked->state, cols, rows, NULL));
}

static void hear(struct looked *looked, struct taken *from)
{
	if (take_snapshot(from, &snapshot, looked->ops, looked->state))
		looked->ops->advance(looked->state, &snapshot);
}

static void inform(struct looked *looked, struct taken *from)
{
	struct statistics statistics;
	const struct run_state run = { .phase = RUN_PLAYING,
		.source_kind = RUN_SOURCE_FILE,
		.rate_hz = 48000,
		.length_frames = 480000,
		.title = "a title" };
	if (looked->ops->learn)
		looked->ops->learn(looked->state, &run, NULL);
	if (looked->ops->inform && take_statistics(from, &statistics))
		looked->ops->inform(looked->state, &statistics, &run);
}

/* What is told of a cell, or of one beside the picture, is a text. */
static void point_at(const struct looked *looked, int x, int y)
{
	struct view_spot spot = { .text = "" };
	if (looked->ops->spot && looked->ops->spot(looked->state, x, y, &spot))
		require(memchr(spot.text, '\0', sizeof spot.text));
}

static void draw(struct looked *looked)
{
	canvas_clear(&looked->canvas);
	looked->ops->draw(
		looked->state, &looked->canvas, (struct region){ 0, 0, looked->canvas.cols, looked->canvas.rows });
	require_drawn(&looked->canvas);
	for (int i = -1; i <= looked->canvas.cols; i++)
		point_at(looked, i, i % (looked->canvas.rows + 1));
	looked->ops->at_rest(looked->state);
	looked->ops->has_fallen(looked->state);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct theme theme;
	static struct settings settings;
	struct taken from = { data, n };
	const unsigned how = take_byte(&from);
	const struct view_look look = { .settings = &settings,
		.theme = &theme,
		.glyphs = how & 64 ? GLYPHS_ASCII : GLYPHS_BLOCKS,
		.is_mono = how & 128 };
	struct looked looked = { .ops = view_table[how % n_views] };
	theme_default(&theme);
	take_settings(&from, &settings);
	memset(&snapshot, 0, sizeof snapshot);
	looked.state = calloc(1, looked.ops->state_bytes);
	require(looked.state && canvas_init(&looked.canvas, 1, 1, NULL));
	looked.ops->init(looked.state, &look);
	fit(&looked, &from);
	for (int i = 0; i < MOST_SNAPSHOTS && from.n > 0; i++) {
		const unsigned step = take_byte(&from);
		if (step < 8)
			fit(&looked, &from);
		else if (step < 16 && looked.ops->keep)
			looked.ops->keep(looked.state, step % 4);
		else if (step < 64)
			inform(&looked, &from);
		hear(&looked, &from);
		if (step % 4 == 0)
			draw(&looked);
	}
	draw(&looked);
	looked.ops->fini(looked.state);
	canvas_fini(&looked.canvas);
	free(looked.state);
	return 0;
}

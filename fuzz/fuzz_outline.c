/* Outlines of any content: what is read of them is within its bounds, and can be drawn and pointed at. */
#include "config/options.h"
#include "drawn.h"
#include "snapshot/outline.h"
#include "view/overview.h"

enum { MOST_CHANGES = 64, QUEUE_ID = 5, MOST_COLS = 120, MOST_ROWS = 40 };

static struct outlines outlines;
static struct outline outline;

static void fill(struct taken *from)
{
	struct outline *held = &outlines.slots[0].outline;
	memset(&outlines, 0, sizeof outlines);
	outlines_init(&outlines);
	held->queue_id = QUEUE_ID;
	held->phase = take_byte(from) % 8;
	held->n_parts = take_u32(from) % (2 * OUTLINE_PARTS);
	held->n_done = take_u32(from) % (2 * OUTLINE_PARTS);
	take_bytes(from, &held->n_frames, sizeof held->n_frames);
	for (int i = 0; i < MOST_CHANGES && from->n > 0; i++) {
		const uint32_t p = take_u32(from) % OUTLINE_PARTS;
		take_bytes(from, held->parts[p], sizeof held->parts[p]);
	}
	outlines.slots[0].sequence = take_byte(from);
}

static void check(void)
{
	require(outline.n_parts >= 1 && outline.n_parts <= OUTLINE_PARTS && outline.n_done <= outline.n_parts);
	require(outline_part_frame(&outline, outline.n_parts) == outline.n_frames);
	for (uint32_t p = 0; p < outline.n_done; p++)
		for (int s = 0; s < OUTLINE_SIDES; s++)
			require(outline.parts[p][s].low <= outline.parts[p][s].high
				&& outline.parts[p][s].rms <= OUTLINE_FULL_SCALE);
}

static void draw(struct taken *from)
{
	static struct theme theme;
	static struct settings settings;
	const struct view_look look = { .settings = &settings, .theme = &theme, .glyphs = take_byte(from) % 4 };
	const int cols = 1 + (int)take_byte(from) % MOST_COLS, rows = 1 + (int)take_byte(from) % MOST_ROWS;
	const struct run_state run = { .phase = RUN_PLAYING,
		.source_kind = RUN_SOURCE_FILE,
		.rate_hz = take_u32(from),
		.length_frames = outline.n_frames };
	struct canvas canvas = { 0 };
	struct view_spot spot = { .position_s = 0 };
	void *view = calloc(1, overview_view.state_bytes);
	theme_default(&theme);
	options_defaults(&settings);
	settings.stereo = (int)take_byte(from) % 3;
	require(view && canvas_init(&canvas, cols, rows, NULL));
	overview_view.init(view, &look);
	require(overview_view.layout(view, cols, rows, NULL));
	overview_view.learn(view, &run, &outline);
	overview_view.draw(view, &canvas, (struct region){ 0, 0, cols, rows });
	require_drawn(&canvas);
	if (overview_view.spot(view, cols / 2, 0, &spot))
		require_printable(spot.text, sizeof spot.text);
	overview_view.fini(view);
	canvas_fini(&canvas);
	free(view);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	fill(&from);
	outlines_check(&outlines, n, NULL);
	if (!outlines_read(&outlines, QUEUE_ID, &outline))
		return 0;
	check();
	draw(&from);
	return 0;
}

/* A run state of any content: what is read of it is in range and can be shown. */
#include <math.h>

#include "config/options.h"
#include "data/data.h"
#include "drawn.h"
#include "ui/status.h"

enum { COLS = 90 };

static void check(const struct run_state *state)
{
	require(state->phase <= RUN_DRAINING && state->source_kind <= RUN_SOURCE_CAPTURE
		&& state->output <= RUN_OUTPUT_LOST);
	require_printable(state->title, sizeof state->title);
	require_printable(state->artist, sizeof state->artist);
	require_printable(state->album, sizeof state->album);
	require_printable(state->track_title, sizeof state->track_title);
	require_printable(state->format, sizeof state->format);
	require_printable(state->output_name, sizeof state->output_name);
	require_printable(state->notice, sizeof state->notice);
	require(isfinite(state->volume_db) && isfinite(state->gain_db) && run_followed_is_sane(&state->followed));
	require(state->measured_percent <= 100);
	const double length_s = data_length_s(state);
	require(isnan(length_s) || length_s * 1e6 < (double)INT64_MAX); /* some count it in microseconds */
	for (int64_t now_ns = INT64_MAX / 4; now_ns > 0; now_ns /= 1000)
		require(run_followed_position_ns(&state->followed, now_ns) >= -1);
}

static void draw(const struct run_state *state)
{
	static struct theme theme;
	static struct settings settings;
	const struct view_look look = { .settings = &settings, .theme = &theme };
	const struct status_line line
		= { .state = state, .position_s = (double)state->length_frames, .redraws_per_s = 60 };
	struct canvas canvas = { 0 };
	require(canvas_init(&canvas, COLS, 3, NULL));
	status_draw(&canvas, (struct region){ 0, 0, COLS, 1 }, &look, &line);
	status_draw_why_empty(&canvas, (struct region){ 0, 1, COLS, 2 }, &look, &line);
	require_drawn(&canvas);
	canvas_fini(&canvas);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct taken from = { data, n };
	struct run_state_page page;
	struct run_state state;
	uint32_t sequence;
	take_bytes(&from, &page.state, sizeof page.state);
	page.sequence = take_u32(&from) & ~1u;
	require(run_state_read(&page, &state, &sequence) && sequence == page.sequence);
	run_state_check(&page, n, NULL);
	check(&state);
	draw(&state);
	return 0;
}

#include "view/waveform.h"

#include <math.h>

#include "base/db.h"
#include "view/spot.h"
#include "view/waveform_state.h"

/* How long an oscilloscope's trace stands with reduced motion: what flashes up to three times a second is taken for safe
 * (W3C, WCAG 2.2, 2.3.1). */
#define CALM_TRACE_S 0.5

static void init(void *state, const struct view_look *look)
{
	struct waveform *waveform = state;
	waveform->look = *look;
}

static void fini(void *state)
{
	waveform_forget_layout(state);
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	return waveform_lay_out(state, cols, rows, err);
}

static void cover(void *state, double from_s, double to_s)
{
	struct waveform *waveform = state;
	waveform->covers = true;
	waveform->from_s = from_s;
	waveform->to_s = to_s;
}

static uint32_t measures(const void *state)
{
	(void)state;
	return SNAPSHOT_BIT(SNAPSHOT_WAVE);
}

/* --------------------------------------------------------------- sound */

/* The next redraw has another trace, unless the last one is to stand for a while. */
static void renew_trace(struct waveform *waveform, double seconds)
{
	waveform->stood_s += seconds;
	if (waveform->look.settings->reduced_motion && waveform->stood_s < CALM_TRACE_S)
		return;
	waveform->stood_s = 0;
	waveform->shows_still = waveform->n_still >= scope_memory(&waveform->scope);
	waveform->n_changes++;
}

/* A picture that is frozen is of what the memory holds: nothing is taken in. */
static void take_into_scope(struct waveform *waveform, const struct snapshot *snapshot)
{
	const struct snapshot_wave *wave = &snapshot->wave;
	if (waveform->kept & VIEW_FROZEN)
		return;
	scope_push(&waveform->scope, snapshot);
	for (uint32_t i = 0; i < wave->n_points; i++) {
		bool is_still = fabsf(wave->points[i][0]) < waveform->flat_below
			&& fabsf(wave->points[i][1]) < waveform->flat_below;
		waveform->n_still = is_still ? waveform->n_still + 1 : 0;
	}
	renew_trace(waveform, (double)snapshot->head.n_frames / (double)snapshot->head.rate_hz);
}

static void advance(void *state, const struct snapshot *snapshot)
{
	struct waveform *waveform = state;
	if (!waveform->picture || !(snapshot->head.measured & SNAPSHOT_BIT(SNAPSHOT_WAVE)))
		return;
	if (waveform->is_scope)
		take_into_scope(waveform, snapshot);
	else
		waveform_scroll(waveform, snapshot);
}

/* --------------------------------------------------------------- picture */

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	waveform_draw(state, canvas, region);
}

/* What has been heard since the newest column is told with the next one. */
static bool is_flat(const struct waveform *waveform)
{
	return waveform->n_points == 0 || waveform_is_flat(waveform, waveform->filling);
}

static bool at_rest(const void *state)
{
	const struct waveform *waveform = state;
	if (!waveform->picture)
		return true;
	if (waveform->is_scope)
		return waveform->scope.n_whole == 0
			|| (waveform->shows_still && waveform->n_still >= scope_memory(&waveform->scope));
	return waveform->n_flat == waveform->now.n_columns && is_flat(waveform);
}

static bool has_fallen(const void *state)
{
	const struct waveform *waveform = state;
	if (!waveform->picture || waveform->is_scope)
		return at_rest(state);
	return waveform->n_flat > 0 && is_flat(waveform);
}

static void keep(void *state, uint32_t kept)
{
	struct waveform *waveform = state;
	const bool freezes = kept & ~waveform->kept & VIEW_FROZEN, thaws = waveform->kept & ~kept & VIEW_FROZEN;
	if (freezes && waveform->picture && !waveform->is_scope) {
		wave_history_take_over(&waveform->frozen, &waveform->now, 1);
		waveform->frozen_at = waveform->at;
	}
	if (thaws)
		waveform->scope.n_whole = 0;
	waveform->kept = kept;
	waveform->n_changes++;
}

/* --------------------------------------------------------------- what lies under a cell */

/* The lane of a row of the picture, which is told if there are others, and the value that the row stands for. */
static int tell_lane(const struct waveform *waveform, int y, float *value, struct view_spot *spot)
{
	int lane = waveform->n_lanes - 1;
	while (lane > 0 && y < waveform_rows_of(waveform, lane).y)
		lane--;
	const struct waveform_rows rows = waveform_rows_of(waveform, lane);
	*value = 1 - (float)(2 * (y - rows.y) + 1) / (float)rows.n;
	if (waveform->n_lanes > 1)
		spot_add(spot, "%s  ", waveform->lanes[lane]->name);
	return lane;
}

static bool spot_scope(const struct waveform *waveform, int x, int y, struct view_spot *spot)
{
	const double ms = waveform->look.settings->sweep_ms * (x + 0.5) / waveform->plot.cols;
	float value;
	tell_lane(waveform, y, &value, spot);
	spot_add(spot, "%.2f ms  %+.2f", ms, (double)value);
	spot_add_db(spot, "", (double)db_from_amplitude(value));
	return true;
}

/* The loudest of a cell's columns. */
static bool spot_scroll(const struct waveform *waveform, int x, int y, struct view_spot *spot)
{
	const struct waveform_moment *at = waveform_shown_at(waveform);
	const int across = waveform->picture->plot.width / waveform->plot.cols;
	float value, peak = 0, rms = 0;
	int64_t age, newest = -1;
	const int lane = tell_lane(waveform, y, &value, spot);
	for (int i = x * across; i < (x + 1) * across; i++) {
		const struct wave_column *columns = waveform_column_at(waveform, i, &age);
		if (!columns)
			continue;
		newest = age;
		peak = fmaxf(peak, fmaxf(columns[lane].high, -columns[lane].low));
		rms = fmaxf(rms, columns[lane].rms);
	}
	if (newest < 0)
		return false;
	const double before_s = (double)newest * waveform->column_s;
	spot_add(spot, "%+.1f s", waveform->covers ? waveform->from_s + x * across * waveform->column_s : -before_s);
	spot_add_db(spot, "peak", (double)db_from_amplitude(peak));
	spot_add_db(spot, "RMS", (double)db_from_amplitude(rms));
	if ((uint64_t)newest < at->n_since_jump)
		spot->position_s = at->position_s - before_s;
	return true;
}

static bool spot(const void *state, int x, int y, struct view_spot *spot)
{
	const struct waveform *waveform = state;
	const int col = x - waveform->plot.x, row = y - waveform->plot.y;
	spot_begin(spot);
	if (!waveform->picture || col < 0 || col >= waveform->plot.cols || row < 0 || row >= waveform->plot.rows)
		return false;
	return waveform->is_scope ? spot_scope(waveform, col, row, spot) : spot_scroll(waveform, col, row, spot);
}

const struct view_ops waveform_view = {
	.name = "waveform",
	.help = "the wave itself: peaks and RMS over time, or with --wave scope an oscilloscope",
	.state_bytes = sizeof(struct waveform),
	.init = init,
	.fini = fini,
	.layout = layout,
	.measures = measures,
	.advance = advance,
	.draw = draw,
	.at_rest = at_rest,
	.has_fallen = has_fallen,
	.cover = cover,
	.keep = keep,
	.spot = spot,
	.stands = true,
};

/* A wave that scrolls: columns of what was heard. */
#include <math.h>
#include <string.h>

#include "view/waveform_state.h"

/* Times of columns are sums of many points': so much of one is no time. */
#define COLUMN_TOLERANCE 1e-6

/* --------------------------------------------------------------- taking in */

bool waveform_is_flat(const struct waveform *waveform, const struct wave_column *lanes)
{
	for (int lane = 0; lane < waveform->n_lanes; lane++)
		if (!(lanes[lane].high < waveform->flat_below && lanes[lane].low > -waveform->flat_below))
			return false;
	return true;
}

static bool is_full(const struct waveform *waveform)
{
	return waveform->covers && waveform->at.n_pushed == waveform->now.n_columns;
}

static void take_point(struct waveform *waveform, const float point[2])
{
	wave_count_full(waveform->n_full, point);
	for (int i = 0; i < waveform->n_lanes; i++) {
		const float value = wave_lane_value(waveform->lanes[i], point);
		wave_column_take(&waveform->filling[i], value);
		waveform->filling[i].is_clipped |= wave_lane_is_clipped(waveform->lanes[i], waveform->n_full);
		waveform->squares[i] += (double)value * (double)value;
		waveform->last[i] = value;
	}
	waveform->n_points++;
}

/* The next column begins where this one ended, so that the picture has no gaps. */
static void begin_column(struct waveform *waveform)
{
	for (int i = 0; i < waveform->n_lanes; i++)
		waveform->filling[i] = (struct wave_column){ .low = waveform->last[i], .high = waveform->last[i] };
	memset(waveform->squares, 0, sizeof waveform->squares);
	waveform->n_points = 0;
}

static void push(struct waveform *waveform, double position_s)
{
	struct wave_column *to = wave_history_push(&waveform->now);
	for (int i = 0; i < waveform->n_lanes; i++) {
		to[i] = waveform->filling[i];
		to[i].rms = (float)sqrt(waveform->squares[i] / waveform->n_points);
	}
	waveform->n_flat = !waveform_is_flat(waveform, to)   ? 0
		: waveform->n_flat < waveform->now.n_columns ? waveform->n_flat + 1
							     : waveform->n_flat;
	waveform->at.n_pushed++;
	waveform->at.n_since_jump++;
	waveform->at.position_s = position_s;
	waveform->n_changes++;
}

void waveform_scroll(struct waveform *waveform, const struct snapshot *snapshot)
{
	const struct snapshot_wave *wave = &snapshot->wave;
	const double rate_hz = (double)snapshot->head.rate_hz, end_s = (double)snapshot->head.position_frame / rate_hz;
	const double point_s = snapshot->head.n_frames / rate_hz / wave->n_points;
	const double least_s = waveform->column_s * (1 - COLUMN_TOLERANCE);
	if (snapshot->head.segment != waveform->segment)
		waveform->at.n_since_jump = 0;
	waveform->segment = snapshot->head.segment;
	for (uint32_t i = 0; i < wave->n_points && !is_full(waveform); i++) {
		take_point(waveform, wave->points[i]);
		waveform->heard_s += point_s;
		if (waveform->heard_s < least_s)
			continue;
		for (; waveform->heard_s >= least_s && !is_full(waveform); waveform->heard_s -= waveform->column_s)
			push(waveform, end_s - (wave->n_points - 1 - i) * point_s);
		begin_column(waveform);
	}
}

/* --------------------------------------------------------------- what is where */

const struct waveform_moment *waveform_shown_at(const struct waveform *waveform)
{
	return waveform->kept & VIEW_FROZEN ? &waveform->frozen_at : &waveform->at;
}

/* The newest is at the right, in whole cells, so that a terminal can be told to move the rest. A picture that covers a sound
 * is filled from the left, so that times are right should that end early. */
const struct wave_column *waveform_column_at(const struct waveform *waveform, int x, int64_t *age)
{
	const struct wave_history *shown = waveform->kept & VIEW_FROZEN ? &waveform->frozen : &waveform->now;
	const int64_t n = (int64_t)waveform_shown_at(waveform)->n_pushed, width = (int64_t)shown->n_columns;
	const int64_t across = width / waveform->plot.cols, lead = (across - n % across) % across;
	*age = waveform->covers ? n - 1 - x : width - 1 - lead - x;
	return *age >= 0 && *age < width ? wave_history_column(shown, (size_t)*age) : NULL;
}

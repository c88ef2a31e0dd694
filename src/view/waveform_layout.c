/* Where the lanes stand, and what is written beside them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "view/waveform_state.h"

/* --------------------------------------------------------------- lanes */

/* By --channels-shown. A source's further channels are in the mix, not in the wave. */
static const struct wave_lane lanes[] = {
	[CHANNEL_LEFT] = { "L", { 1, 0 } },
	[CHANNEL_RIGHT] = { "R", { 0, 1 } },
	[CHANNEL_MONO] = { "Mono", { 0.5f, 0.5f } },
	[CHANNEL_MID] = { "Mid", { 0.5f, 0.5f } },
	[CHANNEL_SIDE] = { "Side", { 0.5f, -0.5f } },
	[CHANNEL_1] = { "1", { 1, 0 } },
	[CHANNEL_1 + 1] = { "2", { 0, 1 } },
};

static void add_lane(struct waveform *waveform, int channel)
{
	if (channel < (int)(sizeof lanes / sizeof lanes[0]) && waveform->n_lanes < waveform->plot.rows)
		waveform->lanes[waveform->n_lanes++] = &lanes[channel];
}

static void choose_lanes(struct waveform *waveform)
{
	const struct settings *settings = waveform->look.settings;
	waveform->n_lanes = 0;
	memset(waveform->lanes, 0, sizeof waveform->lanes);
	for (int i = 0; i < settings->channels_shown.n; i++)
		add_lane(waveform, settings->channels_shown.items[i]);
	if (waveform->n_lanes == 0 && settings->stereo != STEREO_MONO) {
		add_lane(waveform, CHANNEL_LEFT);
		add_lane(waveform, CHANNEL_RIGHT);
	}
	if (waveform->n_lanes == 0)
		add_lane(waveform, CHANNEL_MONO);
}

struct waveform_rows waveform_rows_of(const struct waveform *waveform, int lane)
{
	const int rows = waveform->plot.rows, y = rows * lane / waveform->n_lanes;
	return (struct waveform_rows){ y, rows * (lane + 1) / waveform->n_lanes - y };
}

int waveform_dot_of(float value, int height)
{
	const int dot = height / 2 - (int)lroundf(fmaxf(-1, fminf(1, value)) * (float)(height / 2));
	return dot < height ? dot : height - 1;
}

/* --------------------------------------------------------------- places */

/* Full scale and its middle, and halves where there is room. */
static void label_levels(struct waveform *waveform)
{
	static const struct {
		float value;
		const char *text;
		int least_rows;
	} marks[] = { { 0, "0", 1 }, { 1, "1", 3 }, { -1, "-1", 3 }, { 0.5f, "0.5", 9 }, { -0.5f, "-0.5", 9 } };
	const int down = waveform->picture->plot.height / waveform->plot.rows;
	waveform->levels.n = 0;
	for (int lane = 0; lane < waveform->n_lanes; lane++) {
		const struct waveform_rows rows = waveform_rows_of(waveform, lane);
		for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
			struct axis_label *label = &waveform->levels.labels[waveform->levels.n];
			if (rows.n < marks[i].least_rows || waveform->levels.n == AXIS_MAX_LABELS)
				continue;
			label->at = rows.y + waveform_dot_of(marks[i].value, rows.n * down) / down;
			text_copy(label->text, sizeof label->text, marks[i].text);
			waveform->levels.n++;
		}
	}
}

static void label(struct waveform *waveform)
{
	const double sweep_ms = waveform->look.settings->sweep_ms;
	const bool in_ms = sweep_ms < 60; /* beyond, an axis of times has minutes and seconds */
	label_levels(waveform);
	if (waveform->is_scope) {
		axis_fit_times(&waveform->times, waveform->plot.cols, 0, in_ms ? sweep_ms : sweep_ms / 1000);
		waveform->times_unit = in_ms ? "ms" : "s";
		return;
	}
	axis_fit_times(&waveform->times, waveform->plot.cols, waveform->from_s, waveform->to_s);
	waveform->times_unit = axis_times_unit(waveform->to_s);
}

/* --------------------------------------------------------------- all of it */

static void release_picture(struct waveform *waveform)
{
	if (waveform->picture) {
		plot_fini(&waveform->picture->plot);
		free(waveform->picture->columns);
		free(waveform->picture->row_inks);
	}
	free(waveform->picture);
	waveform->picture = NULL;
}

void waveform_forget_layout(struct waveform *waveform)
{
	release_picture(waveform);
	wave_history_fini(&waveform->now);
	wave_history_fini(&waveform->frozen);
	scope_fini(&waveform->scope);
}

static bool make_picture(struct waveform *waveform, struct err *err)
{
	struct waveform_picture *picture = waveform->picture = calloc(1, sizeof *picture);
	if (!picture)
		return err_set(err, ERR_SYSTEM, "out of memory for the picture");
	if (!plot_resize(&picture->plot, waveform->look.glyphs, waveform->plot.cols, waveform->plot.rows, err))
		return false;
	picture->columns = calloc((size_t)picture->plot.width * (size_t)waveform->n_lanes, sizeof *picture->columns);
	picture->row_inks = calloc((size_t)waveform->plot.rows, sizeof *picture->row_inks);
	picture->drawn_of = UINT64_MAX;
	return (picture->columns && picture->row_inks) || err_set(err, ERR_SYSTEM, "out of memory for the picture");
}

/* The picture as it was, columns of `old_s`, in new ones. */
static bool renew_history(struct waveform *waveform, struct wave_history *history, double old_s, struct err *err)
{
	struct wave_history old = *history;
	const size_t n_lanes = (size_t)waveform->n_lanes;
	bool good = wave_history_init(history, (size_t)waveform->picture->plot.width, n_lanes, err);
	if (good && old.columns && old_s > 0)
		wave_history_take_over(history, &old, waveform->column_s / old_s);
	wave_history_fini(&old);
	return good;
}

static size_t count_flat(const struct waveform *waveform)
{
	size_t n = 0;
	while (n < waveform->now.n_columns && waveform_is_flat(waveform, wave_history_column(&waveform->now, n)))
		n++;
	return n;
}

/* A column was so many of the new ones; 0: none of them is left. */
static void begin_moment(struct waveform_moment *moment, double ratio)
{
	moment->n_pushed = 0;
	moment->n_since_jump = (uint64_t)((double)moment->n_since_jump * ratio);
}

static void begin_again(struct waveform *waveform, double old_s)
{
	memset(waveform->filling, 0, sizeof waveform->filling);
	memset(waveform->squares, 0, sizeof waveform->squares);
	memset(waveform->last, 0, sizeof waveform->last);
	waveform->n_points = 0;
	waveform->heard_s = 0;
	begin_moment(&waveform->at, old_s / waveform->column_s);
	begin_moment(&waveform->frozen_at, old_s / waveform->column_s);
}

static bool fit_scroll(struct waveform *waveform, double old_s, struct err *err)
{
	if (!waveform->covers) {
		waveform->from_s = -waveform->look.settings->span_s;
		waveform->to_s = 0;
	}
	waveform->column_s = (waveform->to_s - waveform->from_s) / waveform->picture->plot.width;
	begin_again(waveform, old_s);
	if (!renew_history(waveform, &waveform->now, old_s, err)
		|| !renew_history(waveform, &waveform->frozen, old_s, err))
		return false;
	waveform->n_flat = count_flat(waveform);
	return true;
}

/* Of the other manner nothing stays. */
static bool fit(struct waveform *waveform, double old_s, struct err *err)
{
	const struct settings *settings = waveform->look.settings;
	waveform->is_scope = settings->wave == WAVE_SCOPE;
	if (!waveform->is_scope) {
		scope_fini(&waveform->scope);
		return fit_scroll(waveform, old_s, err);
	}
	wave_history_fini(&waveform->now);
	wave_history_fini(&waveform->frozen);
	return scope_fit(&waveform->scope, settings->sweep_ms / 1000, err);
}

static void choose_row_inks(struct waveform *waveform, int lane)
{
	const struct waveform_rows rows = waveform_rows_of(waveform, lane);
	for (int y = 0; y < rows.n; y++) {
		const float level = fabsf(1 - (float)(2 * y + 1) / (float)rows.n);
		waveform->picture->row_inks[rows.y + y] = waveform->inks[(int)(level * (WAVEFORM_INKS - 1) + 0.5f)];
	}
}

static void choose_looks(struct waveform *waveform)
{
	const struct theme *theme = waveform->look.theme;
	const struct plot *plot = &waveform->picture->plot;
	const int least_rows = (waveform->plot.rows + waveform->n_lanes - 1) / waveform->n_lanes;
	for (int i = 0; i < WAVEFORM_INKS; i++)
		waveform->inks[i] = colour_gradient(theme->gradient, theme->n_gradient, (float)i / (WAVEFORM_INKS - 1));
	for (int lane = 0; lane < waveform->n_lanes; lane++)
		choose_row_inks(waveform, lane);
	waveform->flat_below = 0.5f / (float)(least_rows * (plot->height / plot->rows) / 2);
}

bool waveform_lay_out(struct waveform *waveform, int cols, int rows, struct err *err)
{
	const struct wave_lane *old_lanes[WAVEFORM_MAX_LANES];
	memcpy(old_lanes, waveform->lanes, sizeof old_lanes);
	release_picture(waveform);
	waveform->plot = axis_place(waveform->look.settings, waveform->covers, cols, rows, &waveform->room);
	choose_lanes(waveform);
	const bool keeps = memcmp(old_lanes, waveform->lanes, sizeof old_lanes) == 0;
	if (!make_picture(waveform, err)) {
		release_picture(waveform);
		return false;
	}
	choose_looks(waveform);
	if (!fit(waveform, keeps ? waveform->column_s : 0, err)) {
		release_picture(waveform);
		return false;
	}
	label(waveform);
	return true;
}

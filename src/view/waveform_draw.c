/* From columns to cells. */
#include <math.h>
#include <string.h>

#include "view/waveform_state.h"

/* --------------------------------------------------------------- columns */

static struct wave_column *columns_of(const struct waveform *waveform, int lane)
{
	return waveform->picture->columns + (size_t)lane * (size_t)waveform->picture->plot.width;
}

static void read_scroll(const struct waveform *waveform)
{
	for (int x = 0; x < waveform->picture->plot.width; x++) {
		int64_t age;
		const struct wave_column *shown = waveform_column_at(waveform, x, &age);
		for (int lane = 0; lane < waveform->n_lanes; lane++)
			columns_of(waveform, lane)[x] = shown ? shown[lane] : (struct wave_column){ 0 };
	}
}

/* All lanes go by the first one's trigger. */
static void read_scope(const struct waveform *waveform)
{
	const size_t n = (size_t)waveform->picture->plot.width;
	double start;
	const bool is_heard = scope_trigger(&waveform->scope, waveform->lanes[0], &start);
	for (int lane = 0; lane < waveform->n_lanes; lane++) {
		struct wave_column *to = columns_of(waveform, lane);
		if (is_heard)
			scope_trace(&waveform->scope, waveform->lanes[lane], start, to, n);
		else
			memset(to, 0, n * sizeof *to);
	}
}

/* --------------------------------------------------------------- dots */

/* Between peaks and RMS: another colour or, where there are none, every other dot. */
static void draw_peaks(const struct waveform *waveform, int x, int top, int bottom)
{
	struct plot *plot = &waveform->picture->plot;
	const colour ink = waveform->look.theme->dim;
	if (!view_is_mono(&waveform->look)) {
		plot_column(plot, x, top, bottom, ink);
		return;
	}
	for (int y = top; y <= bottom; y++)
		if ((x + y) % 2 == 0 || y == top || y == bottom)
			plot_dot(plot, x, y, ink);
}

/* A trace has the colour of the level that it is at, as a bar has: were it that of the column's peak, all of a column's
 * cells would change with it. */
static void draw_trace(const struct waveform *waveform, int x, int y, int height, const struct wave_column *column)
{
	plot_shaded_column(&waveform->picture->plot, x, y + waveform_dot_of(column->high, height),
		y + waveform_dot_of(column->low, height), waveform->picture->row_inks);
}

static void draw_column(const struct waveform *waveform, int x, int y, int height, const struct wave_column *column)
{
	const float most = fminf(1, fmaxf(column->high, -column->low));
	const float high = fminf(column->high, column->rms), low = fmaxf(column->low, -column->rms);
	const colour ink = waveform->inks[(int)(most * (WAVEFORM_INKS - 1) + 0.5f)];
	draw_peaks(waveform, x, y + waveform_dot_of(column->high, height), y + waveform_dot_of(column->low, height));
	if (low <= high)
		plot_column(&waveform->picture->plot, x, y + waveform_dot_of(high, height),
			y + waveform_dot_of(low, height), ink);
}

/* The middle is a line, on which silence cannot be seen. */
static void draw_lane(const struct waveform *waveform, int lane, const struct wave_column *columns)
{
	struct plot *plot = &waveform->picture->plot;
	const struct waveform_rows rows = waveform_rows_of(waveform, lane);
	const int down = plot->height / plot->rows, y = rows.y * down, height = rows.n * down;
	const bool has_trace = waveform->is_scope && waveform->scope.n_whole > 0;
	for (int x = 0; x < plot->width; x++) {
		plot_dot(plot, x, y + waveform_dot_of(0, height), waveform->look.theme->dim);
		if (has_trace)
			draw_trace(waveform, x, y, height, &columns[x]);
		else if (columns[x].high >= waveform->flat_below || columns[x].low <= -waveform->flat_below)
			draw_column(waveform, x, y, height, &columns[x]);
	}
}

static void refresh(const struct waveform *waveform)
{
	struct waveform_picture *picture = waveform->picture;
	if (picture->drawn_of == waveform->n_changes)
		return;
	picture->drawn_of = waveform->n_changes;
	plot_clear(&picture->plot);
	(waveform->is_scope ? read_scope : read_scroll)(waveform);
	for (int lane = 0; lane < waveform->n_lanes; lane++)
		draw_lane(waveform, lane, columns_of(waveform, lane));
}

/* --------------------------------------------------------------- cells */

/* In the uppermost row, where a wave that is clipped leaves nothing out that is not clear. */
static void mark_clipped(const struct waveform *waveform, int lane, struct canvas *canvas, const struct region *plot)
{
	const struct view_look *look = &waveform->look;
	const struct wave_column *columns = columns_of(waveform, lane);
	const int across = waveform->picture->plot.width / plot->cols;
	const int y = plot->y + waveform_rows_of(waveform, lane).y;
	for (int x = 0; x < across * plot->cols; x++)
		if (columns[x].is_clipped)
			canvas_put(canvas, plot->x + x / across, y, '!', look->theme->alert, look->theme->background);
}

static void write_name(const struct waveform *waveform, int lane, struct canvas *canvas, const struct region *plot)
{
	const struct view_look *look = &waveform->look;
	const struct waveform_rows rows = waveform_rows_of(waveform, lane);
	if (waveform->n_lanes > 1 && rows.n > 1)
		canvas_text(canvas, plot->x, plot->y + rows.y, plot->cols, waveform->lanes[lane]->name,
			look->theme->text, look->theme->background);
}

void waveform_draw(const struct waveform *waveform, struct canvas *canvas, struct region region)
{
	const struct view_look *look = &waveform->look;
	const struct axis_room room = waveform->room;
	const struct region plot = region_within(region, waveform->plot);
	if (look->theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, look->theme->background);
	if (!waveform->picture)
		return;
	refresh(waveform);
	plot_draw(&waveform->picture->plot, canvas, plot.x, plot.y, look->theme->background);
	for (int lane = 0; lane < waveform->n_lanes; lane++) {
		mark_clipped(waveform, lane, canvas, &plot);
		write_name(waveform, lane, canvas, &plot);
	}
	axis_draw_beside(&waveform->levels, look, canvas, plot, room);
	axis_draw_foot("", waveform->times_unit, look, canvas, plot, room);
	axis_draw_below(&waveform->times, look, canvas, plot, room);
}

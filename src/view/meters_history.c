#include "view/meters_history.h"

#include <math.h>
#include <stdio.h>

/* In LU from the target, as the gauges have it. */
#define LEAST_LU -18.0f
#define MOST_LU 9.0f

/* BS.1770's absolute gate: what is below is no loudness. */
#define LEAST_LUFS -70.0f

static const struct meters_second no_second = { SNAPSHOT_NO_LEVEL, SNAPSHOT_NO_LEVEL };

void meters_history_init(struct meters_history *history)
{
	*history = (struct meters_history){ .filling = no_second };
}

void meters_history_fini(struct meters_history *history)
{
	plot_fini(&history->plot);
}

/* --------------------------------------------------------------- the plot */

static int dot_of(const struct plot *plot, float lu)
{
	const float share = (MOST_LU - lu) / (MOST_LU - LEAST_LU);
	return (int)lroundf(fminf(fmaxf(share, 0), 1) * (float)(plot->height - 1));
}

/* The target is a line of dots and, through what is above it, one that lacks them. */
static void paint_second(
	struct plot *plot, const struct view_look *look, int x, const struct meters_second *second, int target)
{
	const struct theme *theme = look->theme;
	const float target_lufs = (float)look->settings->target_lufs;
	const float short_term = second->short_term_lufs - target_lufs,
		    momentary = second->momentary_lufs - target_lufs;
	const float share = (short_term - LEAST_LU) / (MOST_LU - LEAST_LU);
	const colour ink = colour_gradient(theme->gradient, theme->n_gradient, share);
	const int top = short_term > LEAST_LU ? dot_of(plot, short_term) : plot->height;
	if (top < target)
		plot_column(plot, x, top, target - 1, ink);
	else if (x % 2 == 0)
		plot_dot(plot, x, target, theme->dim);
	if (top < plot->height)
		plot_column(plot, x, top > target ? top : target + 1, plot->height - 1, ink);
	if (momentary > LEAST_LU && dot_of(plot, momentary) < top)
		plot_dot(plot, x, dot_of(plot, momentary), theme->peak);
}

static void paint(struct meters_history *history, const struct view_look *look)
{
	struct plot *plot = &history->plot;
	const int target = dot_of(plot, 0);
	plot_clear(plot);
	for (int age = 0; age < plot->width; age++) {
		const bool is_kept = (size_t)age < history->n && age < METERS_HISTORY_S;
		const struct meters_second *second
			= is_kept ? &history->seconds[(history->n - 1 - (size_t)age) % METERS_HISTORY_S] : &no_second;
		paint_second(plot, look, plot->width - 1 - age, second, target);
	}
}

bool meters_history_lay_out(
	struct meters_history *history, const struct view_look *look, int cols, int rows, struct err *err)
{
	history->times.n = 0;
	if (!plot_resize(&history->plot, look->glyphs, cols, rows, err)) {
		plot_fini(&history->plot);
		return false;
	}
	if (history->plot.width > 0)
		axis_fit_times(&history->times, cols, -history->plot.width, 0);
	paint(history, look);
	return true;
}

/* --------------------------------------------------------------- sound */

void meters_history_advance(struct meters_history *history, const struct view_look *look,
	const struct snapshot_loudness *loudness, float seconds)
{
	struct meters_second *filling = &history->filling;
	if (loudness->momentary_lufs < LEAST_LUFS && loudness->short_term_lufs < LEAST_LUFS)
		return;
	filling->momentary_lufs = fmaxf(filling->momentary_lufs, loudness->momentary_lufs);
	filling->short_term_lufs = loudness->short_term_lufs;
	history->filled_s += seconds;
	if (history->filled_s < 1)
		return;
	history->seconds[history->n++ % METERS_HISTORY_S] = *filling;
	history->filled_s -= 1;
	*filling = no_second;
	paint(history, look);
}

/* --------------------------------------------------------------- picture */

static void draw_level(const struct meters_history *history, const struct view_look *look, struct canvas *canvas,
	struct region levels, float lu)
{
	const struct plot *plot = &history->plot;
	const int row = dot_of(plot, lu) * plot->rows / plot->height;
	char text[8];
	snprintf(text, sizeof text, lu != 0 ? "%+.0f" : "%.0f", (double)lu);
	const int cols = canvas_text_width(text);
	if (cols < levels.cols)
		canvas_text(canvas, levels.x + levels.cols - 1 - cols, levels.y + row, cols, text, look->theme->dim,
			look->theme->background);
}

void meters_history_draw(const struct meters_history *history, const struct view_look *look, struct canvas *canvas,
	struct region box, struct region levels)
{
	static const float scale[] = { MOST_LU, 0, LEAST_LU };
	if (history->plot.height < 1)
		return;
	plot_draw(&history->plot, canvas, box.x, box.y, look->theme->background);
	for (size_t i = 0; i < sizeof scale / sizeof scale[0]; i++)
		draw_level(history, look, canvas, levels, scale[i]);
}

void meters_history_draw_times(
	const struct meters_history *history, const struct view_look *look, struct canvas *canvas, struct region times)
{
	for (size_t i = 0; i < history->times.n; i++) {
		const struct axis_label *label = &history->times.labels[i];
		canvas_text(canvas, times.x + label->from, times.y, times.cols - label->from, label->text,
			look->theme->dim, look->theme->background);
	}
}

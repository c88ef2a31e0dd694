/* From readings to dots. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "view/phase_state.h"

/* Mono keeps (1 + share) / 2 of a band's power, share being 2 re / (left + right), which is the correlation where both are
 * as loud: of a band with this share, or less, a quarter at most, -6 dB. */
#define LOST_SHARE -0.5f

enum { LEAST_ROWS_HALVES = 12 /* with a line at a half, too */ };

/* --------------------------------------------------------------- places */

/* The row of dots of a correlation. */
static int row_of_dots(const struct phase *phase, float correlation)
{
	return (int)lroundf((1 - correlation) / 2 * (float)(phase->dots.height - 1));
}

/* Lines at what is to be read at the side; of none but the middle where nothing is. */
static void fit_lines(const struct phase *phase, struct axis *lines)
{
	static const struct {
		float correlation;
		const char *text;
		int least_rows;
		bool is_always;
	} rows[] = { { 0, "0", 2, true }, { 1, "+1", 2, false }, { -1, "-1", 2, false },
		{ 0.5f, "+0.5", LEAST_ROWS_HALVES, false }, { -0.5f, "-0.5", LEAST_ROWS_HALVES, false } };
	lines->n = 0;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct axis_label *label = &lines->labels[lines->n];
		if (phase->plot.rows < rows[i].least_rows || !(phase->room.left || rows[i].is_always))
			continue;
		label->at = row_of_dots(phase, rows[i].correlation) * phase->plot.rows / phase->dots.height;
		snprintf(label->text, sizeof label->text, "%s", rows[i].text);
		lines->n++;
	}
}

/* --------------------------------------------------------------- dots */

static float bounded(float value, float least, float most)
{
	return value > least ? value < most ? value : most : least;
}

/* What the columns of dots show. */
static void trace(const struct phase *phase, float *const *values)
{
	const struct curve *curve = &phase->curve;
	for (size_t k = 0; k < curve->n_knots; k++)
		curve->values[k] = phase_correlation(values, curve->bands[k]);
	curve_trace(curve, 0, phase->correlation);
	for (size_t k = 0; k < curve->n_knots; k++)
		curve->values[k] = bounded(phase_db(values, curve->bands[k]), -200, 200);
	curve_trace(curve, 0, phase->db);
}

/* From the middle to the correlation; what is quiet is a line of dots with gaps. */
static void draw_bands(const struct phase *phase, struct plot *dots)
{
	const float floor_db = (float)phase->look.settings->floor_db;
	const int middle = row_of_dots(phase, 0);
	for (int x = 0; x < dots->width; x++) {
		const int y = row_of_dots(phase, phase->correlation[x]);
		if (phase->db[x] >= floor_db)
			plot_shaded_column(dots, x, middle, y, phase->row_colour);
		else if (phase->db[x] >= floor_db - PHASE_FAINT_DB && x % 2 == 0)
			plot_dot(dots, x, y, phase->look.theme->dim);
	}
}

/* Dots where each was lowest: what is shown now reaches from the middle, these stand alone. */
static void draw_worst(const struct phase *phase, float *const *values, struct plot *dots)
{
	for (int x = 0; x < dots->width; x++) {
		const size_t b = (size_t)x * phase->n_bands / (size_t)dots->width;
		if (values[PHASE_WORST][b] <= 1)
			plot_dot(dots, x, row_of_dots(phase, values[PHASE_WORST][b]), phase->look.theme->maximum);
	}
}

static bool is_lost(const struct phase *phase, float *const *values, size_t b)
{
	const float both = values[PHASE_LEFT][b] + values[PHASE_RIGHT][b];
	return 2 * values[PHASE_RE][b] <= LOST_SHARE * both
		&& phase_db(values, b) >= (float)phase->look.settings->floor_db;
}

static void draw_losses(const struct phase *phase, float *const *values, struct canvas *canvas, struct region plot)
{
	const size_t n = phase->n_bands;
	for (int x = 0; x < plot.cols; x++) {
		const size_t first = (size_t)x * n / (size_t)plot.cols, end = ((size_t)x + 1) * n / (size_t)plot.cols;
		bool any = is_lost(phase, values, first);
		for (size_t b = first + 1; b < end; b++)
			any = any || is_lost(phase, values, b);
		if (any)
			canvas_put(canvas, plot.x + x, plot.y + plot.rows - 1, '!', phase->look.theme->alert,
				phase->look.theme->background);
	}
}

/* --------------------------------------------------------------- the picture */

static void draw_words(const struct phase *phase, struct canvas *canvas, struct region plot, const char *words)
{
	const int cols = (int)strlen(words), x = cols < plot.cols ? (plot.cols - cols) / 2 : 0;
	canvas_text(canvas, plot.x + x, plot.y + (plot.rows - 1) / 2, plot.cols, words, phase->look.theme->dim,
		phase->look.theme->background);
}

static void draw_readings(const struct phase *phase, struct canvas *canvas, struct region plot)
{
	struct plot dots = phase->dots; /* what is drawn on is scratch */
	float *const *values = phase_shown(phase);
	plot_clear(&dots);
	trace(phase, values);
	draw_bands(phase, &dots);
	if (phase->kept & VIEW_MAXIMUM)
		draw_worst(phase, values, &dots);
	plot_draw(&dots, canvas, plot.x, plot.y, phase->look.theme->background);
	draw_losses(phase, values, canvas, plot);
}

void phase_draw(const struct phase *phase, struct canvas *canvas, struct region region)
{
	const struct view_look *look = &phase->look;
	const struct region plot = region_within(region, phase->plot);
	struct axis lines;
	if (look->theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, look->theme->background);
	fit_lines(phase, &lines);
	axis_draw_grid(&lines, look, canvas, plot);
	axis_draw_beside(&lines, look, canvas, plot, phase->room);
	axis_draw_foot("", axis_unit(axis_names_of(look->settings)), look, canvas, plot, phase->room);
	axis_draw_below(&phase->frequencies, look, canvas, plot, phase->room);
	if (phase->has_one_channel)
		draw_words(phase, canvas, plot, " one channel ");
	else if (phase->curve.n_knots > 0)
		draw_readings(phase, canvas, plot);
}

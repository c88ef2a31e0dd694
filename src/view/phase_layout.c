/* Where the picture stands, and what is written beside it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/phase_state.h"

static double column_of(const void *context, double hz)
{
	const struct phase *phase = context;
	const double column = curve_dot_of_band(&phase->feed, phase->plot.cols, band_feed_band(&phase->feed, hz));
	return column < -0.5 || column > phase->plot.cols - 0.5 ? NAN : column;
}

/* --------------------------------------------------------------- readings */

static bool init_values(float **values, size_t n_values, size_t n_bands)
{
	bool good = true;
	for (size_t i = 0; i < n_values; i++) {
		values[i] = calloc(n_bands, sizeof *values[i]);
		good = good && values[i];
	}
	return good;
}

static void release_values(float **values, size_t n_values)
{
	for (size_t i = 0; i < n_values; i++) {
		free(values[i]);
		values[i] = NULL;
	}
}

/* The nearest there was. */
static void take_over(float *const *values, size_t n_bands, float *const *old, size_t n_old)
{
	for (size_t i = 0; i < N_PHASE_VALUES; i++)
		for (size_t b = 0; b < n_bands; b++)
			values[i][b] = old[i][b * n_old / n_bands];
}

static bool renew_values(struct phase *phase, float **values, size_t n_old, bool keeps, struct err *err)
{
	float *old[N_PHASE_VALUES];
	memcpy(old, values, sizeof old);
	bool good = init_values(values, N_PHASE_VALUES, phase->n_bands);
	if (good && keeps && n_old > 0)
		take_over(values, phase->n_bands, old, n_old);
	release_values(old, N_PHASE_VALUES);
	return good || err_set(err, ERR_SYSTEM, "out of memory for %zu bands", phase->n_bands);
}

/* --------------------------------------------------------------- all of it */

static void release_scratch(struct phase *phase)
{
	band_feed_fini(&phase->feed);
	curve_fini(&phase->curve);
	plot_fini(&phase->dots);
	release_values(phase->read, N_PHASE_MEANS);
	free(phase->correlation);
	free(phase->db);
	free(phase->row_colour);
	phase->correlation = NULL;
	phase->db = NULL;
	phase->row_colour = NULL;
	phase->n_bands = 0;
}

void phase_forget_layout(struct phase *phase)
{
	release_scratch(phase);
	release_values(phase->now, N_PHASE_VALUES);
	release_values(phase->frozen, N_PHASE_VALUES);
}

static bool init_scratch(struct phase *phase, struct err *err)
{
	const struct theme *theme = phase->look.theme;
	const int rows = phase->plot.rows;
	if (!plot_resize(&phase->dots, phase->look.glyphs, phase->plot.cols, rows, err))
		return false;
	band_feed_init(&phase->feed, phase->look.settings, (size_t)phase->dots.width);
	phase->n_bands = phase->feed.grid.n_bands;
	phase->correlation = calloc((size_t)phase->dots.width, sizeof *phase->correlation);
	phase->db = calloc((size_t)phase->dots.width, sizeof *phase->db);
	phase->row_colour = calloc((size_t)rows, sizeof *phase->row_colour);
	if (!init_values(phase->read, N_PHASE_MEANS, phase->n_bands) || !phase->correlation || !phase->db
		|| !phase->row_colour)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bands", phase->n_bands);
	for (int row = 0; row < rows; row++)
		phase->row_colour[row] = colour_gradient(
			theme->gradient, theme->n_gradient, rows > 1 ? (float)row / (float)(rows - 1) : 0);
	return true;
}

bool phase_lay_out(struct phase *phase, int cols, int rows, struct err *err)
{
	const struct band_measure measure = band_measure_of(phase->look.settings);
	const bool keeps = band_measure_is_same(&measure, &phase->measure);
	const size_t n_old = phase->n_bands;
	release_scratch(phase);
	phase->plot = axis_place(phase->look.settings, false, cols, rows, &phase->room);
	if (!init_scratch(phase, err) || !renew_values(phase, phase->now, n_old, keeps, err)
		|| !renew_values(phase, phase->frozen, n_old, keeps, err)) {
		phase_forget_layout(phase);
		return false;
	}
	phase->measure = measure;
	axis_fit_frequencies(
		&phase->frequencies, phase->plot.cols, axis_names_of(phase->look.settings), column_of, phase);
	return true;
}

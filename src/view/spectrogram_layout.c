/* Where the picture stands, what each of its cells is for, and what is written beside it. */
#include <math.h>
#include <stdlib.h>

#include "view/bars_settings.h"
#include "view/spectrogram_state.h"

/* --------------------------------------------------------------- places */

/* One that stands is looked at for long: its axes are told unless they are not wanted. */
static bool is_labelled(const struct spectrogram *spectrogram)
{
	const struct settings *settings = spectrogram->look.settings;
	return axis_is_wanted(settings) || (spectrogram->covers && settings->labels == LABELS_AUTO);
}

/* Where there are colours, a half block has two of them. */
static int count_cells_high(const struct view_look *look)
{
	return !view_is_mono(look) && look->glyphs != GLYPHS_ASCII ? 2 : 1;
}

static void place_plot(struct spectrogram *spectrogram, int cols, int rows)
{
	cols = cols > 0 ? cols : 1;
	rows = rows > 0 ? rows : 1;
	struct axis_room room = is_labelled(spectrogram) ? axis_room(cols, rows) : (struct axis_room){ 0 };
	spectrogram->room = room;
	spectrogram->plot = (struct region){ room.left, 0, cols - room.left, rows - room.below };
	spectrogram->cells_high = count_cells_high(&spectrogram->look);
	if (!spectrogram->covers) {
		spectrogram->from_s = -spectrogram->look.settings->span_s;
		spectrogram->to_s = 0;
	}
	spectrogram->column_s = (spectrogram->to_s - spectrogram->from_s) / spectrogram->plot.cols;
}

/* --------------------------------------------------------------- labels */

/* The row of a frequency, from the lowest one up: bands share the rows evenly. */
static double row_of(const void *context, double hz)
{
	const struct spectrogram *spectrogram = context;
	const struct scale_grid *grid = &spectrogram->feed.grid;
	double bands = (scale_place(grid->scale, hz) - grid->first) / grid->step;
	if (bands < 0 || bands > (double)grid->n_bands)
		return NAN;
	return bands * spectrogram->plot.rows / (double)grid->n_bands - 0.5;
}

static void label(struct spectrogram *spectrogram)
{
	axis_fit_frequencies_upwards(&spectrogram->frequencies, spectrogram->plot.rows,
		axis_names_of(spectrogram->look.settings), row_of, spectrogram);
	axis_fit_times(&spectrogram->times, spectrogram->plot.cols, spectrogram->from_s, spectrogram->to_s);
}

static void choose_colours(struct spectrogram *spectrogram)
{
	const struct theme *theme = spectrogram->look.theme;
	for (int i = 0; i < SPECTROGRAM_COLOURS; i++)
		spectrogram->colours[i]
			= colour_gradient(theme->heat, theme->n_heat, (float)i / (SPECTROGRAM_COLOURS - 1));
}

/* --------------------------------------------------------------- all of it */

static void release_bands(struct spectrogram *spectrogram)
{
	band_feed_fini(&spectrogram->feed);
	free(spectrogram->weight);
	free(spectrogram->power);
	free(spectrogram->most);
	spectrogram->weight = NULL;
	spectrogram->power = NULL;
	spectrogram->most = NULL;
}

void spectrogram_forget_layout(struct spectrogram *spectrogram)
{
	release_bands(spectrogram);
	history_fini(&spectrogram->now);
	history_fini(&spectrogram->frozen);
}

static bool init_bands(struct spectrogram *spectrogram, struct err *err)
{
	const struct settings *settings = spectrogram->look.settings;
	band_feed_init(&spectrogram->feed, settings, (size_t)(spectrogram->plot.rows * spectrogram->cells_high));
	size_t n_bands = spectrogram->feed.grid.n_bands;
	spectrogram->weight = calloc(n_bands, sizeof *spectrogram->weight);
	spectrogram->power = calloc(n_bands, sizeof *spectrogram->power);
	spectrogram->most = calloc(n_bands, sizeof *spectrogram->most);
	if (!spectrogram->weight || !spectrogram->power || !spectrogram->most)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bands", n_bands);
	spectrogram->most_db = bars_weigh(settings, &spectrogram->feed.grid, spectrogram->weight);
	return true;
}

/* The picture as it was, columns of `old_s`, in new ones. */
static bool renew_history(const struct spectrogram *spectrogram, struct history *history, double old_s, struct err *err)
{
	struct history old = *history;
	bool good = history_init(history, (size_t)spectrogram->plot.cols, spectrogram->feed.grid.n_bands, err);
	if (good && old.db && old_s > 0)
		history_take_over(history, &old, spectrogram->column_s / old_s);
	history_fini(&old);
	return good;
}

static size_t count_blank(const struct spectrogram *spectrogram)
{
	size_t n = 0;
	while (n < spectrogram->now.n_columns
		&& spectrogram_is_blank(spectrogram, history_column(&spectrogram->now, n)))
		n++;
	return n;
}

bool spectrogram_lay_out(struct spectrogram *spectrogram, int cols, int rows, struct err *err)
{
	const struct band_measure measure = band_measure_of(spectrogram->look.settings);
	bool keeps = band_measure_is_same(&measure, &spectrogram->measure);
	double old_s = keeps ? spectrogram->column_s : 0;
	release_bands(spectrogram);
	place_plot(spectrogram, cols, rows);
	choose_colours(spectrogram);
	spectrogram->measure = measure;
	spectrogram->heard_s = 0;
	spectrogram->n_pushed = 0;
	if (!init_bands(spectrogram, err) || !renew_history(spectrogram, &spectrogram->now, old_s, err)
		|| !renew_history(spectrogram, &spectrogram->frozen, old_s, err)) {
		spectrogram_forget_layout(spectrogram);
		return false;
	}
	spectrogram->n_blank = count_blank(spectrogram);
	label(spectrogram);
	return true;
}

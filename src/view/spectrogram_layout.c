/* Where the picture stands, what each of its cells is for, and what is written beside it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "view/spectrogram_state.h"

/* --------------------------------------------------------------- places */

/* Where there are colours, a half block has two of them. */
static int count_cells_high(const struct view_look *look)
{
	return !view_is_mono(look) && look->glyphs != GLYPHS_ASCII ? 2 : 1;
}

/* Fields share the picture along the frequencies: one above the other, or, where it falls, side by side. */
static void place_fields(struct spectrogram *spectrogram)
{
	const struct bars_arrangement arrangement = bars_arrange(spectrogram->look.settings);
	const struct region *plot = &spectrogram->plot;
	int n = arrangement.n_fields, all = spectrogram->falls ? plot->cols : plot->rows;
	n = n < all ? n : all; /* the others do not fit */
	int apart = all >= 2 * n - 1 + n * arrangement.apart ? arrangement.apart : 0;
	int each = (all - (n - 1) * apart) / n;
	int start = spectrogram->falls ? 0 : all - n * each - (n - 1) * apart; /* rows left over lie above them all */
	spectrogram->n_fields = (size_t)n;
	for (int f = 0; f < n; f++) {
		struct spectrogram_field *field = &spectrogram->fields[f];
		int at = start + f * (each + apart);
		field->channel = arrangement.fields[f].channel;
		field->name = arrangement.fields[f].name;
		field->told = bars_name(&arrangement, f);
		/* Where bass is to be in the middle, it is at the foot of the upper one. */
		field->reversed = arrangement.fields[spectrogram->falls ? f : arrangement.n_fields - 1 - f].reversed;
		field->at = spectrogram->falls ? (struct region){ at, 0, each, plot->rows }
					       : (struct region){ 0, at, plot->cols, each };
	}
}

/* Times beside the picture may be longer than other labels: the room is theirs. */
static void place_times(struct spectrogram *spectrogram, int cols)
{
	const struct region *plot = &spectrogram->plot;
	double top_s = spectrogram->covers ? spectrogram->from_s : spectrogram->to_s;
	double bottom_s = spectrogram->covers ? spectrogram->to_s : spectrogram->from_s;
	if (!spectrogram->falls) {
		axis_fit_times(&spectrogram->times, plot->cols, spectrogram->from_s, spectrogram->to_s);
		return;
	}
	axis_fit_times_down(&spectrogram->times, plot->rows, top_s, bottom_s);
	int left = axis_text_cols(&spectrogram->times) + 1;
	if (spectrogram->room.left > 0 && left > spectrogram->room.left) {
		spectrogram->room.left = left;
		spectrogram->plot.x = left;
		spectrogram->plot.cols = cols - left;
	}
}

static void place_plot(struct spectrogram *spectrogram, int cols, int rows)
{
	spectrogram->plot = axis_place(spectrogram->look.settings, spectrogram->covers, cols, rows, &spectrogram->room);
	spectrogram->cells_high = count_cells_high(&spectrogram->look);
	spectrogram->falls = spectrogram->look.settings->flow == FLOW_DOWN;
	if (!spectrogram->covers) {
		spectrogram->from_s = -spectrogram->look.settings->span_s;
		spectrogram->to_s = 0;
	}
	place_times(spectrogram, cols);
	spectrogram->column_s
		= (spectrogram->to_s - spectrogram->from_s) / (double)spectrogram_count_columns(spectrogram);
	place_fields(spectrogram);
}

/* --------------------------------------------------------------- labels */

struct place {
	const struct spectrogram *spectrogram;
	const struct spectrogram_field *field;
};

/* The row of a frequency, from the lowest one up, or its column: bands share them evenly. */
static double place_of(const void *context, double hz)
{
	const struct place *place = context;
	const struct scale_grid *grid = &place->spectrogram->feed.grid;
	const struct region *at = &place->field->at;
	double bands = (scale_place(grid->scale, hz) - grid->first) / grid->step;
	if (bands < 0 || bands > (double)grid->n_bands)
		return NAN;
	if (place->field->reversed)
		bands = (double)grid->n_bands - bands;
	return bands * (place->spectrogram->falls ? at->cols : at->rows) / (double)grid->n_bands - 0.5;
}

static void label(const struct spectrogram *spectrogram, struct spectrogram_field *field)
{
	const struct place place = { spectrogram, field };
	enum axis_names names = axis_names_of(spectrogram->look.settings);
	if (spectrogram->falls)
		axis_fit_frequencies(&field->frequencies, field->at.cols, names, place_of, &place);
	else
		axis_fit_frequencies_upwards(&field->frequencies, field->at.rows, names, place_of, &place);
}

static void choose_colours(struct spectrogram *spectrogram)
{
	const struct settings *settings = spectrogram->look.settings;
	const struct theme *theme = spectrogram->look.theme;
	spectrogram->steps_per_db = (float)((SPECTROGRAM_COLOURS - 1) / (settings->ceiling_db - settings->floor_db));
	for (int i = 0; i < SPECTROGRAM_COLOURS; i++)
		spectrogram->colours[i]
			= colour_gradient(theme->heat, theme->n_heat, (float)i / (SPECTROGRAM_COLOURS - 1));
}

/* --------------------------------------------------------------- all of it */

static void release_fields(struct spectrogram_field *fields)
{
	for (size_t f = 0; f < BARS_MAX_FIELDS; f++) {
		free(fields[f].power);
		free(fields[f].most);
		free(fields[f].band_of);
		history_fini(&fields[f].now);
		history_fini(&fields[f].frozen);
	}
	memset(fields, 0, BARS_MAX_FIELDS * sizeof *fields);
}

static void release_bands(struct spectrogram *spectrogram)
{
	band_feed_fini(&spectrogram->feed);
	free(spectrogram->weight);
	free(spectrogram->lag);
	spectrogram->weight = NULL;
	spectrogram->lag = NULL;
}

void spectrogram_forget_layout(struct spectrogram *spectrogram)
{
	release_bands(spectrogram);
	release_fields(spectrogram->fields);
	spectrogram->n_fields = 0;
}

size_t spectrogram_count_columns(const struct spectrogram *spectrogram)
{
	return (size_t)(spectrogram->falls ? spectrogram->plot.rows * spectrogram->cells_high : spectrogram->plot.cols);
}

/* How many places for a band there are along a field's frequencies. */
static size_t count_places(const struct spectrogram *spectrogram, const struct spectrogram_field *field)
{
	return (size_t)(spectrogram->falls ? field->at.cols : field->at.rows * spectrogram->cells_high);
}

static bool init_bands(struct spectrogram *spectrogram, struct err *err)
{
	const struct settings *settings = spectrogram->look.settings;
	band_feed_init(&spectrogram->feed, settings, count_places(spectrogram, &spectrogram->fields[0]));
	size_t n_bands = spectrogram->feed.grid.n_bands;
	spectrogram->weight = calloc(n_bands, sizeof *spectrogram->weight);
	spectrogram->lag = calloc(n_bands, sizeof *spectrogram->lag);
	if (!spectrogram->weight || !spectrogram->lag)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bands", n_bands);
	spectrogram->most_db = bars_weigh(settings, &spectrogram->feed.grid, spectrogram->weight);
	return true;
}

static bool init_field(const struct spectrogram *spectrogram, struct spectrogram_field *field, struct err *err)
{
	size_t n_bands = spectrogram->feed.grid.n_bands, n_columns = spectrogram_count_columns(spectrogram);
	size_t n_places = count_places(spectrogram, field);
	field->power = calloc(n_bands, sizeof *field->power);
	field->most = calloc(n_bands, sizeof *field->most);
	field->band_of = calloc(n_places, sizeof *field->band_of);
	if (!field->power || !field->most || !field->band_of)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bands", n_bands);
	for (size_t i = 0; i < n_places; i++)
		field->band_of[field->reversed ? n_places - 1 - i : i] = (uint16_t)(i * n_bands / n_places);
	label(spectrogram, field);
	return history_init(&field->now, n_columns, n_bands, err)
		&& history_init(&field->frozen, n_columns, n_bands, err);
}

/* The same channel's picture as it was, each of its columns so many of ours long. */
static void take_over(struct spectrogram_field *field, const struct spectrogram_field *old, double ratio)
{
	for (size_t f = 0; f < BARS_MAX_FIELDS; f++)
		if (old[f].now.db && old[f].channel == field->channel) {
			history_take_over(&field->now, &old[f].now, ratio);
			history_take_over(&field->frozen, &old[f].frozen, ratio);
		}
}

static size_t count_blank(const struct spectrogram *spectrogram)
{
	size_t n = 0;
	while (n < spectrogram_count_columns(spectrogram) && spectrogram_is_blank(spectrogram, n))
		n++;
	return n;
}

bool spectrogram_lay_out(struct spectrogram *spectrogram, int cols, int rows, struct err *err)
{
	const struct band_measure measure = band_measure_of(spectrogram->look.settings);
	bool keeps = band_measure_is_same(&measure, &spectrogram->measure);
	double old_s = keeps ? spectrogram->column_s : 0;
	struct spectrogram_field old[BARS_MAX_FIELDS];
	memcpy(old, spectrogram->fields, sizeof old);
	memset(spectrogram->fields, 0, sizeof spectrogram->fields);
	release_bands(spectrogram);
	place_plot(spectrogram, cols, rows);
	choose_colours(spectrogram);
	spectrogram->measure = measure;
	spectrogram->heard_s = 0;
	if (spectrogram->column_s != old_s || spectrogram->covers) /* else the same columns share a row of cells */
		spectrogram->now.n_pushed = spectrogram->frozen.n_pushed = 0;
	bool good = init_bands(spectrogram, err);
	for (size_t f = 0; good && f < spectrogram->n_fields; f++) {
		good = init_field(spectrogram, &spectrogram->fields[f], err);
		if (good && old_s > 0)
			take_over(&spectrogram->fields[f], old, spectrogram->column_s / old_s);
	}
	release_fields(old);
	if (good)
		spectrogram->n_blank = count_blank(spectrogram);
	else
		spectrogram_forget_layout(spectrogram);
	return good;
}

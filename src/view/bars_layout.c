/* Where the bars stand, what each shows, and what is written beside them. */
#include <math.h>
#include <stdlib.h>

#include "base/db.h"
#include "view/bars_state.h"
#include "view/spot.h"

int bars_pitch(const struct bars *bars)
{
	return bars->bar_cols + bars->look.settings->bar_gap;
}

/* --------------------------------------------------------------- places */

/* How many bars of each field fit, if each has so many columns, the last one without a gap. */
static size_t count_bars(const struct bars *bars, int bar_cols)
{
	const struct bars_arrangement *arrangement = &bars->arrangement;
	int gap = bars->look.settings->bar_gap;
	int n = (bars->plot.cols + gap - (arrangement->n_across - 1) * arrangement->apart)
		/ (arrangement->n_across * (bar_cols + gap));
	return n > 0 ? (size_t)n : 0;
}

/* As many bars of the wished width as fit or, where their number is given (by the user, or by a scale that has bands of
 * its own), bars as wide as fit. */
static bool choose_bands(struct bars *bars, struct err *err)
{
	const struct settings *settings = bars->look.settings;
	bool given = settings->bands || scale_has_bands((enum scale_id)settings->scale);
	bars->bar_cols = given ? 1 : settings->bar_width;
	size_t most = count_bars(bars, bars->bar_cols);
	if (!band_readings_fit(&bars->readings, &bars->arrangement, bars->n_fields, most > 0 ? most : 1, err))
		return false;
	bars->n_bars = bars->readings.n_bands;
	while (given && count_bars(bars, bars->bar_cols + 1) >= bars->n_bars)
		bars->bar_cols++;
	return true;
}

/* The fields stand side by side in the middle, if not even a bar of each fits each in its share of the columns; or one
 * above the other. */
static void place_field(const struct bars *bars, struct bars_field *field, int f)
{
	const struct bars_arrangement *arrangement = &bars->arrangement;
	int n_across = arrangement->n_across, gap = bars->look.settings->bar_gap;
	int each = (int)bars->n_bars * bars_pitch(bars), step = each + arrangement->apart;
	int spare = bars->plot.cols - ((n_across - 1) * step + each - gap), across = f % n_across;
	/* Rows that are left over lie above them all. */
	int n_down = (int)bars->n_fields / n_across;
	field->y = bars->plot.rows - (n_down - f / n_across) * bars->field_rows;
	if (spare >= 0) {
		field->x = spare / 2 + across * step;
		field->cols = each - gap;
	} else {
		field->x = bars->plot.cols * across / n_across;
		field->cols = bars->plot.cols * (across + 1) / n_across - field->x;
	}
}

static void place_plot(struct bars *bars, int cols, int rows)
{
	cols = cols > 0 ? cols : 1;
	rows = rows > 0 ? rows : 1;
	bars->room = axis_is_wanted(bars->look.settings) ? axis_room(cols, rows) : (struct axis_room){ 0 };
	bars->plot = (struct region){ bars->room.left, 0, cols - bars->room.left, rows - bars->room.below };
	bars->arrangement = bars_arrange(bars->look.settings);
	int n_down = bars->arrangement.n_fields / bars->arrangement.n_across;
	if (n_down > bars->plot.rows)
		n_down = bars->plot.rows; /* the others do not fit */
	bars->n_fields = (size_t)(n_down * bars->arrangement.n_across);
	bars->field_rows = bars->plot.rows / n_down;
}

/* --------------------------------------------------------------- what is where on the scale */

struct place {
	const struct bars *bars;
	const struct bars_field *field;
};

/* The column of a frequency: where its bar stands, and between two bars, between their middles. */
static double column_of(const void *context, double hz)
{
	const struct place *place = context;
	const struct band_feed *feed = &place->bars->readings.feed;
	double last = (double)feed->grid.n_bands - 1, bar = band_feed_band(feed, hz);
	if (bar < -0.5 || bar > last + 0.5)
		return NAN;
	if (place->field->reversed)
		bar = last - bar;
	return bar * bars_pitch(place->bars) + (place->bars->bar_cols - 1) / 2.0;
}

/* The field and the bar in a cell; the gap beside a bar is the bar's. */
static bool find_bar(const struct bars *bars, int x, int y, size_t *field, size_t *bar)
{
	for (size_t f = 0; f < bars->n_fields; f++) {
		const struct bars_field *at = &bars->fields[f];
		int across = x - bars->plot.x - at->x, down = y - bars->plot.y - at->y;
		if (across < 0 || across >= at->cols || down < 0 || down >= bars->field_rows)
			continue;
		size_t place = (size_t)(across / bars_pitch(bars));
		*field = f;
		*bar = at->reversed ? bars->n_bars - 1 - place : place;
		return place < bars->n_bars;
	}
	return false;
}

bool bars_spot(const struct bars *bars, int x, int y, struct view_spot *spot)
{
	size_t field, bar;
	if (!find_bar(bars, x, y, &field, &bar))
		return false;
	spot_tell_hz(spot, bars->fields[field].name, band_feed_hz(&bars->readings.feed, (double)bar));
	spot_add_db(spot, (double)db_from_power(band_readings_shown(&bars->readings, field)->level[bar]));
	return true;
}

static void label(const struct bars *bars, struct bars_field *field)
{
	const struct place place = { bars, field };
	axis_fit_frequencies(&field->frequencies, field->cols, axis_names_of(bars->look.settings), column_of, &place);
}

static void init_field(struct bars *bars, int f)
{
	struct bars_field *field = &bars->fields[f];
	field->reversed = bars->arrangement.fields[f].reversed;
	field->name = bars->arrangement.fields[f].name;
	place_field(bars, field, f);
	label(bars, field);
}

/* --------------------------------------------------------------- all of it */

static void release_scratch(struct bars *bars)
{
	free(bars->heights);
	free(bars->row_colour);
	bars->heights = NULL;
	bars->row_colour = NULL;
	bars->n_bars = 0;
	bars->n_fields = 0;
}

void bars_forget_layout(struct bars *bars)
{
	band_readings_fini(&bars->readings);
	release_scratch(bars);
}

static bool init_scratch(struct bars *bars, struct err *err)
{
	const struct theme *theme = bars->look.theme;
	bars->heights = calloc(bars->n_bars, N_BARS_HEIGHTS * sizeof *bars->heights);
	bars->row_colour = calloc((size_t)bars->field_rows, sizeof *bars->row_colour);
	if (!bars->heights || !bars->row_colour)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bars", bars->n_bars);
	for (int row = 0; row < bars->field_rows; row++) {
		float t = bars->field_rows > 1 ? (float)row / (float)(bars->field_rows - 1) : 0;
		bars->row_colour[row] = colour_gradient(theme->gradient, theme->n_gradient, t);
	}
	return true;
}

bool bars_lay_out(struct bars *bars, int cols, int rows, struct err *err)
{
	release_scratch(bars);
	place_plot(bars, cols, rows);
	if (!choose_bands(bars, err) || !init_scratch(bars, err)) {
		bars_forget_layout(bars);
		return false;
	}
	for (size_t f = 0; f < bars->n_fields; f++)
		init_field(bars, (int)f);
	return true;
}

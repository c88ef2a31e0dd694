/* Where the bars stand, what each shows, and what is written beside them. */
#include <math.h>
#include <stdlib.h>

#include "base/db.h"
#include "view/bars_state.h"
#include "view/paint.h"
#include "view/spot.h"

/* Where the feet are that bars stand on: two where they stand back to back. */
static const struct direction {
	bool lie;
	int n_feet;
	enum blocks_side feet[2];
} directions[] = {
	[DIRECTION_UP] = { false, 1, { BLOCKS_BELOW } },
	[DIRECTION_DOWN] = { false, 1, { BLOCKS_ABOVE } },
	[DIRECTION_LEFT] = { true, 1, { BLOCKS_RIGHT } },
	[DIRECTION_RIGHT] = { true, 1, { BLOCKS_LEFT } },
	[DIRECTION_CENTRE] = { false, 2, { BLOCKS_BELOW, BLOCKS_ABOVE } },
};

int bars_pitch(const struct bars *bars)
{
	return bars->thickness + bars->gap;
}

/* --------------------------------------------------------------- places */

/* How much of the plot there is along the frequencies. */
static int extent(const struct bars *bars)
{
	return bars->lie ? bars->plot.rows : bars->plot.cols;
}

/* How many bars of each field fit, if each is so thick, the last one without a gap. */
static size_t count_bars(const struct bars *bars, int thickness)
{
	int n = (extent(bars) + bars->gap - (bars->n_across - 1) * bars->arrangement.apart)
		/ (bars->n_across * (thickness + bars->gap));
	return n > 0 ? (size_t)n : 0;
}

/* As many bars of the wished width as fit or, where their number is given (by the user, or by a scale that has bands of
 * its own), bars as wide as fit. Rows are about twice as high as columns are wide. */
static bool choose_bands(struct bars *bars, struct err *err)
{
	const struct settings *settings = bars->look.settings;
	bool given = settings->bands || scale_has_bands((enum scale_id)settings->scale);
	bars->thickness = given ? 1 : bars->lie ? (settings->bar_width + 1) / 2 : settings->bar_width;
	bars->gap = bars->lie ? settings->bar_gap / 2 : settings->bar_gap;
	size_t most = count_bars(bars, bars->thickness);
	if (!band_readings_fit(&bars->readings, &bars->arrangement, bars->n_fields, most > 0 ? most : 1, err))
		return false;
	bars->n_bars = bars->readings.n_bands;
	while (given && count_bars(bars, bars->thickness + 1) >= bars->n_bars)
		bars->thickness++;
	return true;
}

/* A stretch of so many cells from a place on. */
struct stretch {
	int from, n;
};

/* Fields beside each other stand in the middle, if not even a bar of each fits each in its share. */
static struct stretch place_across(const struct bars *bars, int across)
{
	int n_across = bars->n_across, each = (int)bars->n_bars * bars_pitch(bars);
	int step = each + bars->arrangement.apart;
	int spare = extent(bars) - ((n_across - 1) * step + each - bars->gap);
	if (spare >= 0)
		return (struct stretch){ spare / 2 + across * step, each - bars->gap };
	int from = extent(bars) * across / n_across;
	return (struct stretch){ from, extent(bars) * (across + 1) / n_across - from };
}

/* Frequencies rise to the right, or upwards. */
static struct region region_of(const struct bars *bars, struct stretch across, struct stretch along)
{
	if (bars->lie)
		return (struct region){ along.from, bars->plot.rows - across.from - across.n, along.n, across.n };
	return (struct region){ across.from, along.from, across.n, along.n };
}

/* Which of the fields beside each other it is, from the lowest frequencies on: the first is at the left or on top. */
static int across_of(const struct bars *bars, int f)
{
	return bars->lie ? bars->n_across - 1 - f % bars->n_across : f % bars->n_across;
}

/* A field's stands lie behind each other; where two fields stand back to back, each has one of the two. What cells are
 * left over lie where bars do not reach. */
static void place_field(struct bars *bars, const struct direction *direction, int f)
{
	bool shares = bars->n_across < bars->arrangement.n_across;
	int n = shares ? 1 : direction->n_feet, first = f / bars->n_across * n;
	int n_behind = (int)bars->n_fields / bars->n_across * n, all = bars->lie ? bars->plot.cols : bars->plot.rows;
	bool from_start = direction->feet[0] == BLOCKS_ABOVE || direction->feet[0] == BLOCKS_LEFT;
	int start = from_start ? 0 : all - n_behind * bars->length;
	struct stretch across = place_across(bars, across_of(bars, f));
	for (int i = first; i < first + n; i++)
		bars->stands[bars->n_stands++] = (struct bars_stand){ .field = (size_t)f,
			.foot = direction->feet[i % direction->n_feet],
			.at = region_of(bars, across, (struct stretch){ start + i * bars->length, bars->length }) };
	bars->fields[f].at
		= region_of(bars, across, (struct stretch){ start + first * bars->length, n * bars->length });
}

/* How many fields stand behind each other, of those there are, and how long a bar is. */
static void arrange(struct bars *bars, const struct direction *direction)
{
	const struct bars_arrangement *arrangement = &bars->arrangement;
	int all = direction->lie ? bars->plot.cols : bars->plot.rows;
	bool shares = direction->n_feet == 2 && arrangement->n_across == 2;
	int n_behind = arrangement->n_fields / arrangement->n_across * direction->n_feet;
	bars->lie = direction->lie;
	bars->n_across = shares ? 1 : arrangement->n_across;
	n_behind = n_behind < all ? n_behind : all / direction->n_feet * direction->n_feet; /* the others do not fit */
	bars->length = all / n_behind;
	bars->n_fields = (size_t)(shares ? 2 : n_behind / direction->n_feet * bars->n_across);
}

static bool place_plot(struct bars *bars, int cols, int rows, struct err *err)
{
	const struct settings *settings = bars->look.settings;
	const struct direction *direction = &directions[settings->direction];
	bars->plot = axis_place(settings, false, cols, rows, &bars->room);
	if (bars->plot.rows < direction->n_feet)
		direction = &directions[DIRECTION_UP];
	bars->arrangement = bars_arrange(settings);
	arrange(bars, direction);
	if (!choose_bands(bars, err))
		return false;
	for (int f = 0; f < (int)bars->n_fields; f++)
		place_field(bars, direction, f);
	return true;
}

/* --------------------------------------------------------------- what is where on the scale */

struct place {
	const struct bars *bars;
	const struct bars_field *field;
};

/* The column of a frequency, or the row from the lowest one up: where its bar stands, and between two bars, between their
 * middles. */
static double place_of(const void *context, double hz)
{
	const struct place *place = context;
	const struct band_feed *feed = &place->bars->readings.feed;
	double last = (double)feed->grid.n_bands - 1, bar = band_feed_band(feed, hz);
	if (bar < -0.5 || bar > last + 0.5)
		return NAN;
	if (place->field->reversed)
		bar = last - bar;
	return bar * bars_pitch(place->bars) + (place->bars->thickness - 1) / 2.0;
}

static void label(const struct bars *bars, struct bars_field *field)
{
	const struct place place = { bars, field };
	enum axis_names names = axis_names_of(bars->look.settings);
	if (bars->lie)
		axis_fit_frequencies_upwards(&field->frequencies, field->at.rows, names, place_of, &place);
	else
		axis_fit_frequencies(&field->frequencies, field->at.cols, names, place_of, &place);
}

static void init_field(struct bars *bars, int f)
{
	struct bars_field *field = &bars->fields[f];
	field->reversed = bars->n_across > 1 && bars->arrangement.fields[across_of(bars, f)].reversed;
	field->name = bars_name(&bars->arrangement, f);
	label(bars, field);
}

/* --------------------------------------------------------------- what lies under a cell */

/* The bar of a stand that a cell, or the gap behind the bar, belongs to. */
static size_t bar_at(const struct bars *bars, const struct bars_stand *stand, int x, int y)
{
	const struct region *at = &stand->at;
	size_t place = (size_t)((bars->lie ? at->y + at->rows - 1 - y : x - at->x) / bars_pitch(bars));
	place = place < bars->n_bars ? place : bars->n_bars - 1;
	return bars->fields[stand->field].reversed ? bars->n_bars - 1 - place : place;
}

bool bars_spot(const struct bars *bars, int x, int y, struct view_spot *spot)
{
	x -= bars->plot.x;
	y -= bars->plot.y;
	for (size_t s = 0; s < bars->n_stands; s++) {
		const struct bars_stand *stand = &bars->stands[s];
		const struct region *at = &stand->at;
		if (x < at->x || x >= at->x + at->cols || y < at->y || y >= at->y + at->rows)
			continue;
		const size_t bar = bar_at(bars, stand, x, y), field = stand->field;
		spot_tell_hz(
			spot, bars->readings.channels[field].name, band_feed_hz(&bars->readings.feed, (double)bar));
		spot_add_db(spot, "", (double)db_from_power(band_readings_shown(&bars->readings, field)->level[bar]));
		return true;
	}
	return false;
}

/* --------------------------------------------------------------- all of it */

static void release_scratch(struct bars *bars)
{
	free(bars->heights);
	free(bars->colours);
	bars->heights = NULL;
	bars->colours = NULL;
	bars->n_bars = 0;
	bars->n_fields = 0;
	bars->n_stands = 0;
}

void bars_forget_layout(struct bars *bars)
{
	band_readings_fini(&bars->readings);
	release_scratch(bars);
}

/* By frequency, of the bar in the middle of its band; else those of a bar from the foot up. */
static bool choose_colours(struct bars *bars)
{
	bool by_frequency = bars->look.settings->gradient == GRADIENT_FREQUENCY;
	size_t n = by_frequency ? bars->n_bars : (size_t)bars->length;
	bars->colours = calloc(n, sizeof *bars->colours);
	for (size_t i = 0; bars->colours && i < n; i++) {
		float share = n > 1 ? (float)i / (float)(n - 1) : 0;
		bars->colours[i] = paint_at(&bars->look, (struct paint_place){ share, share, share });
	}
	return bars->colours;
}

static bool init_scratch(struct bars *bars, struct err *err)
{
	bars->heights = calloc(bars->n_bars, N_BARS_HEIGHTS * sizeof *bars->heights);
	return (bars->heights && choose_colours(bars))
		|| err_set(err, ERR_SYSTEM, "out of memory for %zu bars", bars->n_bars);
}

bool bars_lay_out(struct bars *bars, int cols, int rows, struct err *err)
{
	release_scratch(bars);
	if (!place_plot(bars, cols, rows, err) || !init_scratch(bars, err)) {
		bars_forget_layout(bars);
		return false;
	}
	for (size_t f = 0; f < bars->n_fields; f++)
		init_field(bars, (int)f);
	return true;
}

/* From readings to dots. */
#include <math.h>

#include "view/axis.h"
#include "view/circular_state.h"

/* Marks are as thick as this to either side: nowhere is there a hole in them. */
#define MARK 0.7f

size_t circular_channel(const struct circular *circular, size_t half)
{
	return half < circular->readings.n_channels ? half : 0;
}

float circular_moved(const struct circular *circular, float breath)
{
	return breath * (circular->most_foot - circular->least_foot);
}

/* A bar, and what is marked of it: in dots from its foot; negative: not at all. */
struct bar {
	float height, peak, maximum;
};

static struct bar bar_of(const struct circular *circular, const struct ballistics *shown, size_t band, float gain_db)
{
	const struct band_readings *readings = &circular->readings;
	const int steps = (int)(circular->radius - circular->most_foot);
	const bool with_maximum = readings->kept & VIEW_MAXIMUM;
	struct bar bar = { .height = 1, .peak = -1, .maximum = -1 };
	bar.height += (float)band_readings_height(readings, shown->level[band], gain_db, steps);
	if (circular->look.settings->peaks)
		bar.peak = (float)band_readings_height(readings, shown->peak[band], gain_db, steps);
	if (with_maximum)
		bar.maximum = (float)band_readings_height(readings, shown->maximum[band], gain_db, steps);
	return bar;
}

static void draw_bar(const struct circular *circular, struct plot *plot, size_t number, struct bar bar, float foot)
{
	const struct theme *theme = circular->look.theme;
	const struct circular_dot *dot = circular->dots + circular->first[number];
	const struct circular_dot *end = circular->dots + circular->first[number + 1];
	const float top = fmaxf(bar.height, fmaxf(bar.peak, bar.maximum) + MARK);
	for (; dot < end && dot->radius < foot + top; dot++) {
		const float at = dot->radius - foot;
		if (at >= 0 && at < bar.height)
			plot_dot(plot, dot->x, dot->y, dot->ink);
		else if (at > 1 && fabsf(at - bar.peak) <= MARK)
			plot_dot(plot, dot->x, dot->y, theme->peak);
		else if (at > 1 && fabsf(at - bar.maximum) <= MARK)
			plot_dot(plot, dot->x, dot->y, theme->maximum);
	}
}

void circular_draw(const struct circular *circular, struct canvas *canvas, struct region region)
{
	const struct band_readings *readings = &circular->readings;
	const float breath = readings->kept & VIEW_FROZEN ? circular->frozen_breath : circular->breath;
	const float foot = circular->least_foot + circular_moved(circular, breath);
	const float gain_db = band_readings_gain_db(readings);
	struct plot plot = circular->dots_drawn; /* what is drawn on is scratch */
	if (circular->look.theme->background != COLOUR_DEFAULT)
		canvas_fill_region(canvas, region, circular->look.theme->background);
	plot_clear(&plot);
	for (size_t bar = 0; bar < circular->n_bars; bar++) {
		const size_t half = bar / readings->n_bands, band = bar % readings->n_bands;
		const struct ballistics *shown = band_readings_shown(readings, circular_channel(circular, half));
		draw_bar(circular, &plot, bar, bar_of(circular, shown, band, gain_db), foot);
	}
	plot_draw(&plot, canvas, region.x, region.y, circular->look.theme->background);
	axis_draw_gain(gain_db, BLOCKS_BELOW, &circular->look, canvas, region);
}

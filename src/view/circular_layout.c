/* Which dot is whose: the bars around the circle. */
#include <math.h>
#include <stdlib.h>

#include "view/circular_state.h"

/* Shares of the radius: where bars begin at rest, and where when the circle has breathed in. */
#define LEAST_FOOT 0.3f
#define MOST_FOOT 0.42f

/* No screen is larger; more would be much memory. */
#define MOST_RADIUS 500.0f

/* --------------------------------------------------------------- places */

static void place_circle(struct circular *circular, int cols, int rows)
{
	const int width = circular->dots_drawn.width, height = circular->dots_drawn.height;
	circular->cols = cols;
	circular->rows = rows;
	circular->radius = fminf((float)(width < height ? width : height) / 2, MOST_RADIUS);
	circular->least_foot = circular->radius * LEAST_FOOT;
	circular->most_foot = circular->radius * MOST_FOOT;
}

/* As many bars of the wished width, in dots, as have room in half a circle where they begin. */
static size_t count_bands(const struct circular *circular)
{
	const struct settings *settings = circular->look.settings;
	const float pitch = (float)(settings->bar_width + settings->bar_gap);
	const int n = (int)((float)M_PI * circular->most_foot / pitch);
	return n > 1 ? (size_t)n : 1;
}

/* Where a place of the plot lies: how far from the middle, in which half, and at which band with how much of it gone by. */
struct polar {
	float radius;
	size_t half;
	float band;
};

static struct polar polar_of(const struct circular *circular, float x, float y)
{
	const float across = x - (float)(circular->dots_drawn.width - 1) / 2;
	const float down = y - (float)(circular->dots_drawn.height - 1) / 2;
	const float turn = atan2f(fabsf(across), down) / (float)M_PI; /* 0 at the bottom, 1 at the top */
	const float last = (float)circular->readings.n_bands * 0.9999f;
	return (struct polar){ .radius = hypotf(across, down),
		.half = across < 0 ? CIRCULAR_LEFT : CIRCULAR_RIGHT,
		.band = fminf(turn * (float)circular->readings.n_bands, last) };
}

bool circular_find(const struct circular *circular, int x, int y, size_t *half, size_t *band)
{
	if (circular->n_bars == 0 || x < 0 || y < 0 || x >= circular->cols || y >= circular->rows)
		return false;
	const float dots_across = (float)circular->dots_drawn.width / (float)circular->cols;
	const float dots_down = (float)circular->dots_drawn.height / (float)circular->rows;
	const struct polar at
		= polar_of(circular, ((float)x + 0.5f) * dots_across - 0.5f, ((float)y + 0.5f) * dots_down - 0.5f);
	*half = at.half;
	*band = (size_t)at.band;
	return at.radius >= circular->least_foot && at.radius <= circular->radius;
}

/* --------------------------------------------------------------- dots */

/* By the middle of its cell, so that all of a cell has one colour. */
static colour ink_of(const struct circular *circular, int x, int y)
{
	const struct theme *theme = circular->look.theme;
	const int across = circular->dots_drawn.width / circular->cols;
	const int down = circular->look.glyphs == GLYPHS_HALF ? 1 : circular->dots_drawn.height / circular->rows;
	const struct polar at = polar_of(circular, (float)(x / across * across) + (float)(across - 1) / 2,
		(float)(y / down * down) + (float)(down - 1) / 2);
	const float least = circular->least_foot;
	return colour_gradient(theme->gradient, theme->n_gradient, (at.radius - least) / (circular->radius - least));
}

/* Whether a dot is of a bar, and of which one. */
static bool take_dot(const struct circular *circular, int x, int y, struct circular_dot *dot)
{
	const struct settings *settings = circular->look.settings;
	const struct polar at = polar_of(circular, (float)x, (float)y);
	const float width = (float)settings->bar_width / (float)(settings->bar_width + settings->bar_gap);
	if (at.radius < circular->least_foot || at.radius > circular->radius
		|| fabsf(at.band - floorf(at.band) - 0.5f) > width / 2)
		return false;
	*dot = (struct circular_dot){ .x = (uint16_t)x,
		.y = (uint16_t)y,
		.bar = (uint32_t)(at.half * circular->readings.n_bands + (size_t)at.band),
		.radius = at.radius,
		.ink = ink_of(circular, x, y) };
	return true;
}

static int compare(const void *a, const void *b)
{
	const struct circular_dot *one = a, *other = b;
	if (one->bar != other->bar)
		return one->bar < other->bar ? -1 : 1;
	return one->radius < other->radius ? -1 : one->radius > other->radius;
}

static size_t take_dots(struct circular *circular)
{
	const int width = circular->dots_drawn.width, height = circular->dots_drawn.height;
	const int reach = (int)circular->radius + 1;
	size_t n = 0;
	for (int y = height / 2 - reach; y <= height / 2 + reach; y++)
		for (int x = width / 2 - reach; x <= width / 2 + reach; x++)
			if (x >= 0 && x < width && y >= 0 && y < height && take_dot(circular, x, y, &circular->dots[n]))
				n++;
	return n;
}

static bool sort_dots(struct circular *circular, struct err *err)
{
	const size_t across = 2 * ((size_t)circular->radius + 1) + 1;
	circular->n_bars = N_CIRCULAR_HALVES * circular->readings.n_bands;
	circular->first = calloc(circular->n_bars + 1, sizeof *circular->first);
	circular->dots = calloc(across * across, sizeof *circular->dots);
	if (!circular->first || !circular->dots)
		return err_set(err, ERR_SYSTEM, "out of memory for a circle");
	const size_t n = take_dots(circular);
	qsort(circular->dots, n, sizeof *circular->dots, compare);
	for (size_t i = 0; i < n; i++)
		circular->first[circular->dots[i].bar + 1] = i + 1;
	for (size_t bar = 1; bar <= circular->n_bars; bar++) /* some bars have no dots */
		if (circular->first[bar] < circular->first[bar - 1])
			circular->first[bar] = circular->first[bar - 1];
	return true;
}

/* --------------------------------------------------------------- all of it */

static void release_dots(struct circular *circular)
{
	plot_fini(&circular->dots_drawn);
	free(circular->dots);
	free(circular->first);
	circular->dots = NULL;
	circular->first = NULL;
	circular->n_bars = 0;
}

void circular_forget_layout(struct circular *circular)
{
	band_readings_fini(&circular->readings);
	release_dots(circular);
}

/* Of more than two channels there is room for the first two. */
bool circular_lay_out(struct circular *circular, int cols, int rows, struct err *err)
{
	const struct bars_arrangement arrangement = bars_arrange(circular->look.settings);
	const size_t n_channels = arrangement.n_fields < 2 ? 1 : 2;
	cols = cols > 0 ? cols : 1;
	rows = rows > 0 ? rows : 1;
	release_dots(circular);
	if (plot_resize(&circular->dots_drawn, circular->look.glyphs, cols, rows, err)) {
		place_circle(circular, cols, rows);
		if (band_readings_fit(&circular->readings, &arrangement, n_channels, count_bands(circular), err)
			&& sort_dots(circular, err))
			return true;
	}
	circular_forget_layout(circular);
	return false;
}

#include "view/curve.h"

#include <math.h>
#include <stdlib.h>

void curve_fini(struct curve *curve)
{
	free(curve->dots);
	free(curve->bands);
	free(curve->padded);
	*curve = (struct curve){ 0 };
}

double curve_dot_of_band(const struct band_feed *feed, int width, double band)
{
	return (band + 0.5) * width / (double)feed->grid.n_bands - 0.5;
}

double curve_band_of_dot(const struct band_feed *feed, int width, double dot)
{
	return (dot + 0.5) * (double)feed->grid.n_bands / width - 0.5;
}

/* Whether a band says something that its neighbours do not. */
static bool is_knot(const struct band_feed *feed, size_t b)
{
	const struct band *band = &feed->map.bands[b];
	const float bin_hz = feed->levels[band->level].bin_hz;
	if (band->n_bins == 0 || band->high_hz - band->low_hz >= bin_hz)
		return true;
	const float nearest_hz = roundf(band->centre_hz / bin_hz) * bin_hz;
	return nearest_hz >= band->low_hz && nearest_hz < band->high_hz;
}

/* A range so narrow that no bin lies in it still has a middle. */
static void choose_knots(struct curve *curve, const struct band_feed *feed)
{
	for (size_t b = 0; b < feed->map.n_bands; b++)
		if (is_knot(feed, b))
			curve->bands[curve->n_knots++] = (uint32_t)b;
	if (curve->n_knots == 0)
		curve->bands[curve->n_knots++] = (uint32_t)feed->map.n_bands / 2;
}

/* Hermite's cubic from the knot x[1] to the next, x[2], whose slopes there are those from the knot before to the knot
 * behind. */
static void bend(const double x[4], double at, float shares[4])
{
	const double span = x[2] - x[1], t = (at - x[1]) / span, u = 1 - t;
	const double leave = t * u * u * span / (x[2] - x[0]), arrive = -t * t * u * span / (x[3] - x[1]);
	shares[0] = (float)-leave;
	shares[1] = (float)(u * u * (1 + 2 * t) - arrive);
	shares[2] = (float)(t * t * (3 - 2 * t) + leave);
	shares[3] = (float)arrive;
}

/* Knots are counted from the one that is there once more. */
static double place_of_knot(const struct curve *curve, const struct band_feed *feed, size_t padded)
{
	const size_t last = curve->n_knots - 1, knot = padded == 0 ? 0 : padded - 1 < last ? padded - 1 : last;
	return curve_dot_of_band(feed, curve->width, curve->bands[knot]);
}

static void place_dots(struct curve *curve, const struct band_feed *feed)
{
	size_t first = 0; /* of the four; the dot lies behind the second */
	for (int dot = 0; dot < curve->width; dot++) {
		struct curve_dot *at = &curve->dots[dot];
		while (first + 2 < curve->n_knots && place_of_knot(curve, feed, first + 2) <= dot)
			first++;
		double x[4];
		for (size_t i = 0; i < 4; i++)
			x[i] = place_of_knot(curve, feed, first + i);
		at->first = (uint32_t)first;
		if (dot <= x[1] || x[2] <= x[1])
			at->shares[1] = 1;
		else if (dot >= x[2])
			at->shares[2] = 1;
		else
			bend(x, dot, at->shares);
	}
}

bool curve_fit(struct curve *curve, const struct band_feed *feed, int width)
{
	curve_fini(curve);
	curve->dots = calloc((size_t)width, sizeof *curve->dots);
	curve->bands = calloc(feed->map.n_bands, sizeof *curve->bands);
	curve->padded = calloc(feed->map.n_bands + 3, sizeof *curve->padded);
	if (!curve->dots || !curve->bands || !curve->padded) {
		curve_fini(curve);
		return false;
	}
	curve->values = curve->padded + 1;
	curve->width = width;
	choose_knots(curve, feed);
	place_dots(curve, feed);
	return true;
}

void curve_trace(const struct curve *curve, float over, float *to)
{
	curve->padded[0] = curve->values[0];
	curve->values[curve->n_knots] = curve->values[curve->n_knots + 1] = curve->values[curve->n_knots - 1];
	for (int dot = 0; dot < curve->width; dot++) {
		const struct curve_dot *at = &curve->dots[dot];
		const float *v = &curve->padded[at->first];
		const float value
			= at->shares[0] * v[0] + at->shares[1] * v[1] + at->shares[2] * v[2] + at->shares[3] * v[3];
		const float low = v[1] < v[2] ? v[1] : v[2], high = (v[1] < v[2] ? v[2] : v[1]) + over;
		to[dot] = value < low ? low : value > high ? high : value;
	}
}

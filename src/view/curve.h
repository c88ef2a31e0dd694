/* A smooth curve through the readings of bands: a value for each column of dots.
 *
 * Where a band is narrower than the distance of two bins of its spectrum, its neighbours read the same bins over again, in
 * steps. There the curve goes through the bands in which a bin lies, and is bent between them as the spectrum of a window
 * is: through four points by a cubic. */
#ifndef TERMVIZ_VIEW_CURVE_H
#define TERMVIZ_VIEW_CURVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "view/band_feed.h"

/* Four neighbouring knots and their shares in a dot's value. */
struct curve_dot {
	uint32_t first;
	float shares[4];
};

struct curve {
	int width; /* dots */
	struct curve_dot *dots;
	size_t n_knots;  /* 0: not fitted yet */
	uint32_t *bands; /* the band of each knot */
	float *values;   /* n_knots, to be filled in before curve_trace() */
	float *padded;   /* the same, with the first and the last once more */
};

/* Chooses the knots among the bands of a feed that has been fitted. The curve was zeroed or used before; false: out of
 * memory, there are no knots. curve_fini() is right after a zeroed struct, too. */
bool curve_fit(struct curve *curve, const struct band_feed *feed, int width);
void curve_fini(struct curve *curve);

/* The values of all dots, to[0 … width-1]. Between two knots the curve stays above the lower one, and no more than `over`
 * above the higher one. */
void curve_trace(const struct curve *curve, float over, float *to);

/* The place of a dot across bands (band_feed_hz()), with a fraction, and of a band across dots. */
double curve_band_of_dot(const struct band_feed *feed, int width, double dot);
double curve_dot_of_band(const struct band_feed *feed, int width, double band);

#endif

/* From power bins to bands: the reader's side of the spectrum.
 *
 * A band's power is the sum of its bins, those at its edges in part, times a factor that makes a sine at the band's
 * centre read its exact level. Each band is taken from the level that follows time best among those that can tell it
 * from its neighbours.
 */
#ifndef TERMVIZ_DSP_BANDS_H
#define TERMVIZ_DSP_BANDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "dsp/scale.h"

enum { BANDS_MAX_LEVELS = 8 };

/* One resolution of the spectrum, as published; finest in time first. */
struct band_level {
	uint32_t n_bins;
	float bin_hz;
};

struct band {
	uint32_t level;
	uint32_t first_bin;
	uint32_t n_bins;    /* 0: beyond what is published; reads 0 */
	float first_weight; /* share of the first bin, normalised; of the last; of those between */
	float last_weight;
	float weight;
	float centre_hz, low_hz, high_hz;
};

struct band_map {
	struct band *bands; /* owned */
	size_t n_bands;
};

/* Divides low_hz … high_hz into `n_bands` of equal width on a scale. The map is for spectra of exactly these levels.
 * band_map_fini() is right after a zeroed struct, too. */
bool band_map_init(struct band_map *map, size_t n_bands, enum scale_id scale, double low_hz, double high_hz,
	const struct band_level *levels, size_t n_levels, struct err *err);
void band_map_fini(struct band_map *map);

/* Sums: bins[l] are the power bins of level l; power[b] becomes the power of band b. Real time safe. */
void band_map_apply(const struct band_map *map, const float *const *bins, float *power);

#endif

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
#include "dsp/window.h"

enum { BANDS_MAX_LEVELS = 32 };

/* How long a window may be, for the sake of telling bass notes apart. In the order of the option's choices. */
enum detail_id { DETAIL_LOW, DETAIL_NORMAL, DETAIL_HIGH, N_DETAILS };

/* One resolution of the spectrum, as published: in the order of their windows' lengths; of two of the same length, the
 * cheaper one first. */
struct band_level {
	uint32_t n_bins;
	float bin_hz;
};

/* The spectra that a map is for. */
struct band_source {
	enum window_id window;
	struct band_level levels[BANDS_MAX_LEVELS];
	size_t n_levels;
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
	uint32_t levels; /* mask of those that are used */
};

/* The bands of a grid, of spectra of exactly these levels. band_map_fini() is right after a zeroed struct, too. */
bool band_map_init(struct band_map *map, const struct scale_grid *grid, enum detail_id detail,
	const struct band_source *source, struct err *err);
void band_map_fini(struct band_map *map);

/* Sums: bins[l] are the power bins of level l; power[b] becomes the power of band b, if its level is one of `levels` (a
 * mask), or 0, if none reaches the band, and stays as it is otherwise. Real time safe. */
void band_map_apply(const struct band_map *map, const float *const *bins, uint32_t levels, float *power);

#endif

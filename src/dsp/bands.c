#include "dsp/bands.h"

#include <math.h>
#include <stdlib.h>

#include "dsp/window.h"

/* A level can tell a band from its neighbours if the window's equivalent noise bandwidth (Hann: 1.5 bins) is no more
 * than this share of the band's width: then a neighbour's centre reads at least 10 dB lower. */
#define MAX_NOISE_BANDWIDTH 0.45
#define HANN_NOISE_BANDWIDTH_BINS 1.5

static bool reaches(const struct band_level *level, double high_hz)
{
	return high_hz <= ((double)level->n_bins - 0.5) * (double)level->bin_hz;
}

/* The first level that resolves the band and reaches it; else the last one that reaches it; else n_levels. */
static size_t choose_level(const struct band_level *levels, size_t n_levels, double low_hz, double high_hz)
{
	size_t chosen = n_levels;
	for (size_t l = 0; l < n_levels; l++) {
		if (!reaches(&levels[l], high_hz))
			continue;
		chosen = l;
		if (HANN_NOISE_BANDWIDTH_BINS * (double)levels[l].bin_hz <= MAX_NOISE_BANDWIDTH * (high_hz - low_hz))
			break;
	}
	return chosen;
}

/* How much of bin k lies in the band from `low` to `high`, in bins: bin k reaches from k - 0.5 to k + 0.5. */
static double share(double k, double low, double high)
{
	double from = fmax(low, k - 0.5), to = fmin(high, k + 0.5);
	return to > from ? to - from : 0;
}

static void weigh(struct band *band, const struct band_level *level)
{
	double bin_hz = (double)level->bin_hz;
	double low = (double)band->low_hz / bin_hz, high = (double)band->high_hz / bin_hz;
	double centre = (double)band->centre_hz / bin_hz;
	if (high - low < 1) { /* narrower than a bin: take one bin's width around the centre */
		low = centre - 0.5;
		high = centre + 0.5;
	}
	if (low < -0.5)
		low = -0.5;
	double first = floor(low + 0.5), last = ceil(high - 0.5);
	if (last < first)
		last = first;
	if (last > level->n_bins - 1)
		last = level->n_bins - 1;
	double response = 0;
	for (double k = first; k <= last; k++)
		response += share(k, low, high) * window_hann_power(k - centre);
	band->first_bin = (uint32_t)first;
	band->n_bins = (uint32_t)(last - first) + 1;
	band->weight = (float)(1 / response);
	band->first_weight = (float)(share(first, low, high) / response);
	band->last_weight = (float)(share(last, low, high) / response);
}

bool band_map_init(struct band_map *map, size_t n_bands, enum scale_id scale, double low_hz, double high_hz,
	const struct band_level *levels, size_t n_levels, struct err *err)
{
	*map = (struct band_map){ .bands = calloc(n_bands ? n_bands : 1, sizeof *map->bands), .n_bands = n_bands };
	if (!map->bands)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bands", n_bands);
	double from = scale_place(scale, low_hz), width = (scale_place(scale, high_hz) - from) / (double)n_bands;
	for (size_t b = 0; b < n_bands; b++) {
		struct band *band = &map->bands[b];
		band->low_hz = (float)scale_hz(scale, from + (double)b * width);
		band->centre_hz = (float)scale_hz(scale, from + ((double)b + 0.5) * width);
		band->high_hz = (float)scale_hz(scale, from + ((double)b + 1) * width);
		size_t level = choose_level(levels, n_levels, (double)band->low_hz, (double)band->high_hz);
		if (level == n_levels)
			continue;
		band->level = (uint32_t)level;
		weigh(band, &levels[level]);
	}
	return true;
}

void band_map_fini(struct band_map *map)
{
	free(map->bands);
	*map = (struct band_map){ 0 };
}

void band_map_apply(const struct band_map *map, const float *const *bins, float *power)
{
	for (size_t b = 0; b < map->n_bands; b++) {
		const struct band *band = &map->bands[b];
		const float *bin = bins[band->level] + band->first_bin;
		float sum = 0;
		for (uint32_t k = 1; k + 1 < band->n_bins; k++)
			sum += bin[k];
		sum *= band->weight;
		if (band->n_bins > 0)
			sum += bin[0] * band->first_weight;
		if (band->n_bins > 1)
			sum += bin[band->n_bins - 1] * band->last_weight;
		power[b] = sum;
	}
}

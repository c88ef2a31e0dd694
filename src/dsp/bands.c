#include "dsp/bands.h"

#include <math.h>
#include <stdlib.h>

#include "dsp/window.h"

/* A level can tell a band from its neighbours if the window's equivalent noise bandwidth is no more than this share of
 * the band's width: then a neighbour's centre reads at least 10 dB lower. The bands of IEC 61260-1 ask for more: with
 * less than a third they stay inside its class 1 from 25 Hz up. */
#define MAX_NOISE_BANDWIDTH 0.45
#define MAX_NOISE_BANDWIDTH_IEC 0.33

/* The longest windows: of 8192 frames at 44.1 and 48 kHz, 32768 and 65536. Semitones are told apart from A2 (110 Hz) up;
 * below its neighbour windows are half as long, so that a kick drum is quick, unless the user wants all the detail there
 * is. */
#define BASS_HZ 100.0f
static const struct {
	double longest_s, longest_bass_s;
} details[N_DETAILS] = {
	[DETAIL_LOW] = { 0.2, 0.2 },
	[DETAIL_NORMAL] = { 0.8, 0.4 },
	[DETAIL_HIGH] = { 2.1, 2.1 },
};

static bool reaches(const struct band_level *level, double high_hz)
{
	return high_hz <= ((double)level->n_bins - 0.5) * (double)level->bin_hz;
}

static double longest_s(enum detail_id detail, const struct band *band)
{
	return band->centre_hz < BASS_HZ ? details[detail].longest_bass_s : details[detail].longest_s;
}

/* The first level that resolves the band and reaches it; else the finest one that reaches it; else, where the end of all
 * there is cuts the band, the first; else n_levels. */
static size_t choose_level(
	const struct band_source *source, enum detail_id detail, double max_noise_hz, const struct band *band)
{
	double noise_bins = window_noise_bandwidth(source->window);
	size_t chosen = source->n_levels;
	for (size_t l = 0; l < source->n_levels; l++) {
		const struct band_level *level = &source->levels[l];
		bool finer = chosen == source->n_levels || level->bin_hz < source->levels[chosen].bin_hz;
		bool short_enough = l == 0 || 1 / (double)level->bin_hz <= longest_s(detail, band);
		if (!reaches(level, (double)band->high_hz) || !finer || !short_enough)
			continue;
		chosen = l;
		if (noise_bins * (double)level->bin_hz <= max_noise_hz)
			break;
	}
	bool is_cut = chosen == source->n_levels && reaches(&source->levels[0], (double)band->centre_hz);
	return is_cut ? 0 : chosen;
}

/* How much of bin k lies in the band from `low` to `high`, in bins: bin k reaches from k - 0.5 to k + 0.5. */
static double share(double k, double low, double high)
{
	double from = fmax(low, k - 0.5), to = fmin(high, k + 0.5);
	return to > from ? to - from : 0;
}

static void weigh(struct band *band, const struct band_level *level, enum window_id window)
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
		response += share(k, low, high) * window_power(window, k - centre);
	band->first_bin = (uint32_t)first;
	band->n_bins = (uint32_t)(last - first) + 1;
	band->weight = (float)(1 / response);
	band->first_weight = (float)(share(first, low, high) / response);
	band->last_weight = (float)(share(last, low, high) / response);
}

static void place(struct band *band, const struct scale_grid *grid, size_t b)
{
	double from = grid->first + (double)b * grid->step;
	band->low_hz = (float)scale_hz(grid->scale, from);
	band->centre_hz = (float)scale_hz(grid->scale, from + 0.5 * grid->step);
	band->high_hz = (float)scale_hz(grid->scale, from + grid->step);
}

bool band_map_init(struct band_map *map, const struct scale_grid *grid, enum detail_id detail,
	const struct band_source *source, struct err *err)
{
	size_t n_bands = grid->n_bands;
	*map = (struct band_map){ .bands = calloc(n_bands ? n_bands : 1, sizeof *map->bands), .n_bands = n_bands };
	if (!map->bands)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bands", n_bands);
	double share = grid->is_iec ? MAX_NOISE_BANDWIDTH_IEC : MAX_NOISE_BANDWIDTH;
	for (size_t b = 0; b < n_bands; b++) {
		struct band *band = &map->bands[b];
		place(band, grid, b);
		double max_noise_hz = share * (double)(band->high_hz - band->low_hz);
		size_t level = choose_level(source, detail, max_noise_hz, band);
		if (level == source->n_levels)
			continue;
		band->level = (uint32_t)level;
		map->levels |= 1u << level;
		weigh(band, &source->levels[level], source->window);
	}
	return true;
}

void band_map_fini(struct band_map *map)
{
	free(map->bands);
	*map = (struct band_map){ 0 };
}

void band_map_apply(const struct band_map *map, const float *const *bins, uint32_t levels, float *power)
{
	for (size_t b = 0; b < map->n_bands; b++) {
		const struct band *band = &map->bands[b];
		if (band->n_bins > 0 && !(levels & 1u << band->level))
			continue;
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

#include "view/band_feed.h"

#include <string.h>

/* The options' choices are those of dsp. */
_Static_assert((int)SCALE_LOG == SCALE_ID_LOG && (int)SCALE_SEMITONE == SCALE_ID_SEMITONE
		&& (int)SCALE_OCTAVE_24 == SCALE_ID_OCTAVE_24 && (int)SCALE_BARK == SCALE_ID_BARK
		&& (int)N_SCALE_SETTINGS == N_SCALES,
	"scales");
_Static_assert((int)DETAIL_SETTING_LOW == DETAIL_LOW && (int)DETAIL_SETTING_HIGH == DETAIL_HIGH, "details");
_Static_assert((int)SNAPSHOT_N_LEVELS <= (int)BANDS_MAX_LEVELS, "there is room for all levels");

struct band_measure band_measure_of(const struct settings *settings)
{
	return (struct band_measure){ .scale = settings->scale,
		.weighting = settings->weighting,
		.low_hz = settings->low_hz,
		.high_hz = settings->high_hz,
		.tilt_db = settings->tilt_db };
}

bool band_measure_is_same(const struct band_measure *a, const struct band_measure *b)
{
	return a->scale == b->scale && a->weighting == b->weighting && a->low_hz == b->low_hz
		&& a->high_hz == b->high_hz && a->tilt_db == b->tilt_db;
}

void band_feed_init(struct band_feed *feed, const struct settings *settings, size_t most_bands)
{
	size_t n_bands = settings->bands && (size_t)settings->bands < most_bands ? (size_t)settings->bands : most_bands;
	band_feed_fini(feed);
	feed->detail = (enum detail_id)settings->detail;
	scale_grid_init(&feed->grid, (enum scale_id)settings->scale, settings->low_hz, settings->high_hz, n_bands);
}

void band_feed_fini(struct band_feed *feed)
{
	band_map_fini(&feed->map);
	*feed = (struct band_feed){ .window = 0 };
}

bool band_feed_fit(struct band_feed *feed, const struct snapshot_head *head)
{
	if (feed->map.bands && feed->window == head->window
		&& memcmp(feed->levels, head->levels, sizeof feed->levels) == 0)
		return true;
	struct band_source source
		= { .window = (enum window_id)(head->window % N_WINDOWS), .n_levels = SNAPSHOT_N_LEVELS };
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		source.levels[l] = (struct band_level){ head->levels[l].n_bins, head->levels[l].bin_hz };
	memcpy(feed->levels, head->levels, sizeof feed->levels);
	feed->window = head->window;
	feed->is_new = true;
	band_map_fini(&feed->map);
	return band_map_init(&feed->map, &feed->grid, feed->detail, &source, NULL);
}

bool band_feed_is_of_sound(const struct snapshot_head *head, enum snapshot_channel_id channel)
{
	return channel < SNAPSHOT_SOURCE + head->n_source_channels;
}

void band_feed_read(
	const struct band_feed *feed, const struct snapshot *snapshot, enum snapshot_channel_id channel, float *power)
{
	const struct snapshot_head *head = &snapshot->head;
	const float *bins[SNAPSHOT_N_LEVELS];
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		bins[l] = snapshot->bins[channel] + snapshot_level_first[l];
	if (head->silent)
		memset(power, 0, feed->map.n_bands * sizeof *power);
	else
		band_map_apply(&feed->map, bins, feed->is_new ? head->published : head->renewed, power);
}

void band_feed_done(struct band_feed *feed)
{
	feed->is_new = false;
}

double band_feed_hz(const struct band_feed *feed, double band)
{
	return scale_hz(feed->grid.scale, feed->grid.first + (band + 0.5) * feed->grid.step);
}

double band_feed_band(const struct band_feed *feed, double hz)
{
	return (scale_place(feed->grid.scale, hz) - feed->grid.first) / feed->grid.step - 0.5;
}

uint32_t band_feed_levels(const struct band_feed *feed)
{
	return feed->map.bands ? feed->map.levels : SNAPSHOT_ALL_LEVELS;
}

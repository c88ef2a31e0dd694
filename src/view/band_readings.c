#include "view/band_readings.h"

#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "view/view.h"

void band_readings_init(struct band_readings *readings, const struct settings *settings, float average_s)
{
	readings->settings = settings;
	readings->average_s = average_s;
	auto_gain_init(&readings->gain, 0);
}

/* --------------------------------------------------------------- bands of a layout */

static void release_channels(struct band_channel *channels)
{
	for (size_t c = 0; c < BARS_MAX_FIELDS; c++) {
		ballistics_fini(&channels[c].now);
		ballistics_fini(&channels[c].average);
		ballistics_fini(&channels[c].frozen);
		ballistics_fini(&channels[c].frozen_average);
		free(channels[c].power);
	}
	memset(channels, 0, BARS_MAX_FIELDS * sizeof *channels);
}

static void release_bands(struct band_readings *readings)
{
	band_feed_fini(&readings->feed);
	free(readings->weight);
	free(readings->weighted);
	readings->weight = NULL;
	readings->weighted = NULL;
	readings->n_bands = 0;
	readings->n_channels = 0;
}

void band_readings_fini(struct band_readings *readings)
{
	release_channels(readings->channels);
	release_bands(readings);
}

static bool init_bands(struct band_readings *readings, size_t most_bands, struct err *err)
{
	const struct settings *settings = readings->settings;
	band_feed_init(&readings->feed, settings, most_bands);
	readings->n_bands = readings->feed.grid.n_bands;
	readings->weight = calloc(readings->n_bands, sizeof *readings->weight);
	readings->weighted = calloc(readings->n_bands, sizeof *readings->weighted);
	if (!readings->weight || !readings->weighted)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bands", readings->n_bands);
	readings->most_db = bars_weigh(settings, &readings->feed.grid, readings->weight);
	return true;
}

static bool init_channel(struct band_readings *readings, struct band_channel *channel, struct err *err)
{
	const struct settings *settings = readings->settings;
	const struct ballistics_motion motion = bars_motion(settings), slow = { .attack_s = readings->average_s };
	const size_t n = readings->n_bands, n_averages = readings->average_s > 0 ? n : 0;
	float hold_s = (float)(settings->hold_ms / 1000);
	channel->power = calloc(n, sizeof *channel->power);
	if (!channel->power)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu bands", n);
	if (!ballistics_init(&channel->now, n, &motion, hold_s, err)
		|| !ballistics_init(&channel->frozen, n, &motion, hold_s, err)
		|| !ballistics_init(&channel->average, n_averages, &slow, 0, err)
		|| !ballistics_init(&channel->frozen_average, n_averages, &slow, 0, err))
		return false;
	ballistics_keep_maximum(&channel->now, readings->kept & VIEW_MAXIMUM);
	return true;
}

static void take_over(struct band_channel *channel, const struct band_channel *old)
{
	for (size_t c = 0; c < BARS_MAX_FIELDS; c++)
		if (old[c].now.n && old[c].channel == channel->channel) {
			ballistics_take_over(&channel->now, &old[c].now);
			ballistics_take_over(&channel->average, &old[c].average);
			ballistics_take_over(&channel->frozen, &old[c].frozen);
			ballistics_take_over(&channel->frozen_average, &old[c].frozen_average);
		}
}

bool band_readings_fit(struct band_readings *readings, const struct bars_arrangement *arrangement, size_t n_channels,
	size_t most_bands, struct err *err)
{
	const struct band_measure measure = band_measure_of(readings->settings);
	bool keeps = band_measure_is_same(&measure, &readings->measure);
	struct band_channel old[BARS_MAX_FIELDS];
	memcpy(old, readings->channels, sizeof old);
	memset(readings->channels, 0, sizeof readings->channels);
	release_bands(readings);
	bool good = init_bands(readings, most_bands, err);
	for (size_t c = 0; good && c < n_channels; c++) {
		struct band_channel *channel = &readings->channels[c];
		channel->channel = arrangement->fields[c].channel;
		channel->name = bars_name(arrangement, (int)c);
		good = init_channel(readings, channel, err);
		if (good && keeps)
			take_over(channel, old);
	}
	readings->n_channels = n_channels;
	readings->measure = measure;
	auto_gain_aim(&readings->gain, (float)readings->settings->ceiling_db - BARS_HEADROOM_DB);
	release_channels(old);
	if (!good)
		band_readings_fini(readings);
	return good;
}

uint32_t band_readings_channels(const struct band_readings *readings)
{
	uint32_t channels = 0;
	for (size_t c = 0; c < readings->n_channels; c++)
		channels |= SNAPSHOT_BIT(readings->channels[c].channel);
	return channels;
}

/* --------------------------------------------------------------- sound */

static float loudest(const struct band_readings *readings)
{
	float most = 0;
	for (size_t c = 0; c < readings->n_channels; c++)
		for (size_t b = 0; b < readings->n_bands; b++) {
			float level = readings->channels[c].now.level[b];
			most = level > most ? level : most;
		}
	return most;
}

static bool has_gain(const struct band_readings *readings)
{
	return readings->settings->auto_gain && bars_manner_of(readings->settings)->gain;
}

void band_readings_advance(struct band_readings *readings, const struct snapshot *snapshot)
{
	float seconds = (float)snapshot->head.n_frames / (float)snapshot->head.rate_hz;
	if (readings->n_channels == 0 || !band_feed_fit(&readings->feed, &snapshot->head))
		return;
	for (size_t c = 0; c < readings->n_channels; c++) {
		struct band_channel *channel = &readings->channels[c];
		bool is_there = snapshot->head.channels & SNAPSHOT_BIT(channel->channel);
		if (!is_there && band_feed_is_of_sound(&snapshot->head, channel->channel))
			continue; /* not yet */
		if (is_there)
			band_feed_read(&readings->feed, snapshot, channel->channel, channel->power);
		else
			memset(channel->power, 0, readings->n_bands * sizeof *channel->power);
		for (size_t b = 0; b < readings->n_bands; b++)
			readings->weighted[b] = channel->power[b] * readings->weight[b];
		ballistics_advance(&channel->now, readings->weighted, seconds);
		if (channel->average.n && !snapshot->head.silent)
			ballistics_advance(&channel->average, readings->weighted, seconds);
	}
	band_feed_done(&readings->feed);
	if (has_gain(readings))
		auto_gain_advance(&readings->gain, loudest(readings), seconds);
}

void band_readings_keep(struct band_readings *readings, uint32_t kept)
{
	uint32_t changed = readings->kept ^ kept;
	for (size_t c = 0; c < readings->n_channels; c++) {
		struct band_channel *channel = &readings->channels[c];
		if (changed & VIEW_MAXIMUM) {
			ballistics_keep_maximum(&channel->now, kept & VIEW_MAXIMUM);
			ballistics_keep_maximum(&channel->frozen, kept & VIEW_MAXIMUM);
		}
		if (changed & kept & VIEW_FROZEN) {
			ballistics_take_over(&channel->frozen, &channel->now);
			ballistics_take_over(&channel->frozen_average, &channel->average);
		}
	}
	if (changed & kept & VIEW_FROZEN)
		readings->frozen_gain_db = readings->gain.gain_db;
	readings->kept = kept;
}

/* --------------------------------------------------------------- what is shown */

const struct ballistics *band_readings_shown(const struct band_readings *readings, size_t channel)
{
	const struct band_channel *from = &readings->channels[channel];
	return readings->kept & VIEW_FROZEN ? &from->frozen : &from->now;
}

const struct ballistics *band_readings_average(const struct band_readings *readings, size_t channel)
{
	const struct band_channel *from = &readings->channels[channel];
	return readings->kept & VIEW_FROZEN ? &from->frozen_average : &from->average;
}

float band_readings_gain_db(const struct band_readings *readings)
{
	if (!has_gain(readings))
		return 0;
	return readings->kept & VIEW_FROZEN ? readings->frozen_gain_db : readings->gain.gain_db;
}

static float gain_now_db(const struct band_readings *readings)
{
	return has_gain(readings) ? readings->gain.gain_db : 0;
}

/* What is weighted most, or lifted by the gain, shows first. */
double band_readings_floor_db(const struct band_readings *readings)
{
	return readings->settings->floor_db - (double)gain_now_db(readings) - readings->most_db;
}

int band_readings_height(const struct band_readings *readings, float power, float gain_db, int steps)
{
	const struct settings *settings = readings->settings;
	float floor_db = (float)settings->floor_db, ceiling_db = (float)settings->ceiling_db;
	float t = (db_from_power(power) + gain_db - floor_db) / (ceiling_db - floor_db);
	if (t <= 0)
		return 0;
	return (int)((t < 1 ? t : 1) * (float)steps + 0.5f);
}

bool band_readings_are_flat(const struct band_readings *readings, int steps, bool with_peaks)
{
	float gain_db = gain_now_db(readings);
	for (size_t c = 0; c < readings->n_channels; c++)
		for (size_t b = 0; b < readings->n_bands; b++) {
			const struct ballistics *now = &readings->channels[c].now;
			if (band_readings_height(readings, now->level[b], gain_db, steps)
				|| (with_peaks && band_readings_height(readings, now->peak[b], gain_db, steps)))
				return false;
		}
	return true;
}

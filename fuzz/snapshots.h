/* Snapshots as a hostile ring may hold them, that is whatever snapshot_is_sane() lets pass; statistics as they may be told;
 * and settings to look at them with. */
#ifndef TERMVIZ_FUZZ_SNAPSHOTS_H
#define TERMVIZ_FUZZ_SNAPSHOTS_H

#include <stdio.h>

#include "config/options.h"
#include "fuzz.h"
#include "view/view.h"

/* A value for any option: a choice, or a number from its range. */
static inline void take_setting(struct taken *from, struct settings *settings)
{
	const struct option_row *row = &option_rows[take_byte(from) % n_option_rows];
	char change[128] = "";
	const unsigned byte = take_byte(from);
	const double number = row->min + (row->max - row->min) * (double)byte / 255;
	if (row->type == OPTION_INT)
		snprintf(change, sizeof change, "%s=%.0f", row->name, number);
	else if (row->type == OPTION_NUMBER)
		snprintf(change, sizeof change, "%s=%.6f", row->name, number);
	else if (row->type == OPTION_CHOICE || row->type == OPTION_FLAG)
		snprintf(change, sizeof change, "%s=toggle", row->name);
	for (unsigned i = 0; change[0] && i <= byte % 12; i++)
		options_change(settings, change, NULL);
}

static inline void take_settings(struct taken *from, struct settings *settings)
{
	options_defaults(settings);
	for (unsigned n = take_byte(from) % 16; n > 0; n--)
		take_setting(from, settings);
}

static inline float take_float(struct taken *from)
{
	static const float extremes[] = { 0, 1, -1, 1e-38f, 3e38f, -3e38f, 1e-3f, 1e9f };
	const unsigned which = take_byte(from) % 16;
	const uint32_t word = which < 8 ? 0 : take_u32(from);
	float value;
	memcpy(&value, &word, sizeof value);
	return which < 8 ? extremes[which] : value;
}

/* What a run publishes of stereo at 48 kHz; the bins and the wave's points stay. */
static inline void usual_snapshot(struct snapshot *snapshot)
{
	memset(&snapshot->measures, 0, sizeof snapshot->measures);
	snapshot->head = (struct snapshot_head){ .rate_hz = 48000,
		.n_frames = 256,
		.n_source_channels = 2,
		.channels = SNAPSHOT_ALL_CHANNELS,
		.published = SNAPSHOT_ALL_LEVELS,
		.renewed = SNAPSHOT_ALL_LEVELS,
		.measured = SNAPSHOT_ALL_BESIDE };
	snapshot->wave.n_points = 256;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		snapshot->head.levels[l] = (struct snapshot_level){ .n_bins = snapshot_level_room(l) - 3,
			.bin_hz = 24000.0f / (float)snapshot_level_room(l),
			.window_frames = 512u << l,
			.hop_frames = 256 };
}

static inline void spoil_bins(struct taken *from, struct snapshot *snapshot)
{
	const unsigned channel = take_byte(from) % SNAPSHOT_N_CHANNELS, level = take_byte(from) % SNAPSHOT_N_LEVELS;
	const float value = take_float(from);
	const uint32_t bins = snapshot->head.levels[level].n_bins, n = 1 + take_byte(from) * 8u;
	for (uint32_t k = 0; k < n && k < bins && k < snapshot_level_room((int)level); k++)
		snapshot->bins[channel][snapshot_level_first[level] + k] = value;
}

static inline void spoil_wave(struct taken *from, struct snapshot *snapshot)
{
	const unsigned first = take_byte(from) * 4u, side = take_byte(from) % 2;
	const float value = take_float(from);
	snapshot->wave.n_points = 1u << take_byte(from) % 11;
	for (unsigned i = first, n = 1 + take_byte(from) * 4u; i < SNAPSHOT_WAVE_POINTS && n > 0; i++, n--)
		snapshot->wave.points[i][side] = value;
}

static inline void spoil_snapshot(struct taken *from, struct snapshot *snapshot)
{
	for (unsigned n = take_byte(from) % 8; n > 0; n--) {
		const unsigned what = take_byte(from);
		const uint32_t word = take_u32(from);
		const float value = take_float(from);
		if (what < 96)
			memcpy((char *)&snapshot->head + what % (sizeof snapshot->head / 4) * 4, &word, sizeof word);
		else if (what < 192)
			memcpy((char *)&snapshot->measures + word % (sizeof snapshot->measures / 4) * 4, &value,
				sizeof value);
		else if (what < 224)
			spoil_bins(from, snapshot);
		else
			spoil_wave(from, snapshot);
	}
}

/* The next one as a view is given it by a reader that wishes for what the view wants; zeroed before the first. False: no
 * reader would believe it. */
static inline bool take_snapshot(
	struct taken *from, struct snapshot *snapshot, const struct view_ops *ops, const void *state)
{
	usual_snapshot(snapshot);
	spoil_snapshot(from, snapshot);
	snapshot->head.channels &= ops->channels ? ops->channels(state) : 0;
	snapshot->head.published &= ops->levels ? ops->levels(state) : 0;
	snapshot->head.renewed = snapshot->head.published;
	snapshot->head.measured &= ops->measures ? ops->measures(state) : 0;
	return snapshot_is_sane(snapshot, snapshot->head.published);
}

/* False: nobody would be told. */
static inline bool take_statistics(struct taken *from, struct statistics *statistics)
{
	memset(statistics, 0, sizeof *statistics);
	for (unsigned n = take_byte(from) % 16; n > 0; n--) {
		const size_t at = take_u32(from) % (sizeof *statistics / 4) * 4;
		const unsigned how = take_byte(from);
		const uint32_t word = how % 16;
		const float value = take_float(from);
		memcpy((char *)statistics + at, how < 128 ? (const void *)&word : (const void *)&value, sizeof word);
	}
	return statistics_make_sane(statistics);
}

#endif

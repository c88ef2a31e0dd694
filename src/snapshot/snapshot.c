#include "snapshot/snapshot.h"

#include <math.h>

uint32_t snapshot_scaled(uint32_t n_frames, uint32_t rate_hz)
{
	for (uint32_t limit = 64000; rate_hz >= limit && limit < 1024000; limit *= 2)
		n_frames *= 2;
	for (uint32_t limit = 32000; rate_hz < limit && limit > 4000; limit /= 2)
		n_frames /= 2;
	return n_frames;
}

static bool level_is_sane(const struct snapshot_level *level)
{
	return level->n_bins >= 1 && level->n_bins <= SNAPSHOT_MAX_BINS && isfinite(level->bin_hz) && level->bin_hz > 0
		&& level->window_frames >= 1 && level->hop_frames >= 1;
}

/* A sum of products with 0 is 0 unless something in it is NaN or infinite: much faster than asking each. */
static bool channel_is_sane(const struct snapshot_head *head, const struct snapshot_channel *channel, uint32_t levels)
{
	float sum = 0 * channel->peak + 0 * channel->mean_square;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		for (uint32_t k = 0; (levels & 1u << l) && k < head->levels[l].n_bins; k++)
			sum += 0 * channel->bins[l][k];
	return sum == 0;
}

/* As above: the measures are floats and counts, and any bits are a count. */
static bool measures_are_sane(const struct snapshot *snapshot)
{
	const struct snapshot_measures *measures = &snapshot->measures;
	float sum = 0 * measures->dynamic_range_db;
	for (uint32_t c = 0; c < snapshot->head.n_source_channels; c++) {
		const struct snapshot_meter *meter = &measures->meters[c];
		sum += 0 * meter->peak + 0 * meter->mean_square + 0 * meter->max_peak + 0 * meter->dc
			+ 0 * meter->whole_square + 0 * meter->true_peak + 0 * meter->max_true_peak + 0 * meter->ppm1
			+ 0 * meter->ppm2 + 0 * meter->vu;
	}
	const struct snapshot_loudness *loudness = &measures->loudness;
	sum += 0 * loudness->momentary_lufs + 0 * loudness->short_term_lufs + 0 * loudness->integrated_lufs
		+ 0 * loudness->max_momentary_lufs + 0 * loudness->max_short_term_lufs + 0 * loudness->range_low_lufs
		+ 0 * loudness->range_high_lufs;
	const struct snapshot_stereo *stereo = &measures->stereo;
	sum += 0 * stereo->correlation + 0 * stereo->balance_db + 0 * stereo->whole_correlation
		+ 0 * stereo->whole_balance_db;
	const struct snapshot_rhythm *rhythm = &measures->rhythm;
	sum += 0 * rhythm->onset + 0 * rhythm->tempo_bpm + 0 * rhythm->tempo_confidence + 0 * rhythm->beat_phase;
	return sum == 0;
}

bool snapshot_is_sane(const struct snapshot *snapshot, uint32_t levels)
{
	const struct snapshot_head *head = &snapshot->head;
	if (head->rate_hz < 1 || head->rate_hz > 10000000 || head->n_frames < 1 || head->n_frames > head->rate_hz
		|| head->n_source_channels < 1 || head->n_source_channels > SNAPSHOT_N_SOURCE_CHANNELS
		|| (head->measured & ~SNAPSHOT_ALL_MEASURES) || (head->channels & ~SNAPSHOT_ALL_CHANNELS)
		|| (head->renewed & ~SNAPSHOT_ALL_LEVELS) || !isfinite(head->side_peak[0])
		|| !isfinite(head->side_peak[1]))
		return false;
	if (head->measured && !measures_are_sane(snapshot))
		return false;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		if (!level_is_sane(&head->levels[l]))
			return false;
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
		if ((head->channels & SNAPSHOT_BIT(c)) && !channel_is_sane(head, &snapshot->channels[c], levels))
			return false;
	return true;
}

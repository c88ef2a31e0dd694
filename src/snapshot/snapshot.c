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

bool snapshot_is_sane(const struct snapshot *snapshot, uint32_t levels)
{
	const struct snapshot_head *head = &snapshot->head;
	if (head->rate_hz < 1 || head->rate_hz > 10000000 || head->n_frames < 1 || head->n_frames > head->rate_hz
		|| (head->channels & ~SNAPSHOT_ALL_CHANNELS) || (head->renewed & ~SNAPSHOT_ALL_LEVELS)
		|| !isfinite(head->side_peak[0]) || !isfinite(head->side_peak[1]))
		return false;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		if (!level_is_sane(&head->levels[l]))
			return false;
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
		if ((head->channels & SNAPSHOT_BIT(c)) && !channel_is_sane(head, &snapshot->channels[c], levels))
			return false;
	return true;
}

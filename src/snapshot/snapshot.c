#include "snapshot/snapshot.h"

#include <math.h>

/* What is room for at 44.1 and 48 kHz is right at higher rates, too: of 4096 samples at full rate all bins up to 24 kHz,
 * of 1024 all up to 96 kHz. */
const uint32_t snapshot_level_first[] = { 0, 1028, 1160, 3212, 3344, 5396, 5656, 7708, 7968, 8228, 8488, 8748 };

_Static_assert(sizeof snapshot_level_first == (SNAPSHOT_N_LEVELS + 1) * sizeof(uint32_t), "a place for each level");

uint32_t snapshot_scaled(uint32_t n_frames, uint32_t rate_hz)
{
	for (uint32_t limit = 64000; rate_hz >= limit && limit < 1024000; limit *= 2)
		n_frames *= 2;
	for (uint32_t limit = 32000; rate_hz < limit && limit > 4000; limit /= 2)
		n_frames /= 2;
	return n_frames;
}

void snapshot_measures_fall_silent(struct snapshot_measures *measures)
{
	for (int c = 0; c < SNAPSHOT_N_SOURCE_CHANNELS; c++) {
		struct snapshot_meter *meter = &measures->meters[c];
		meter->peak = meter->mean_square = meter->true_peak = 0;
		meter->ppm1 = meter->ppm2 = meter->vu = 0;
	}
	measures->loudness.momentary_lufs = measures->loudness.short_term_lufs = SNAPSHOT_NO_LEVEL;
	measures->stereo.correlation = measures->stereo.balance_db = 0;
	struct snapshot_rhythm *rhythm = &measures->rhythm;
	rhythm->onset = rhythm->tempo_bpm = rhythm->tempo_confidence = rhythm->beat_phase = 0;
}

static bool level_is_sane(const struct snapshot_level *level, int l)
{
	return level->n_bins >= 1 && level->n_bins <= snapshot_level_room(l) && isfinite(level->bin_hz)
		&& level->bin_hz > 0 && level->window_frames >= 1 && level->hop_frames >= 1;
}

/* A sum of products with 0 is 0 unless something in it is NaN or infinite: much faster than asking each. */
static bool channel_is_sane(const struct snapshot *snapshot, int c, uint32_t levels)
{
	const struct snapshot_head *head = &snapshot->head;
	float sum = 0;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		const float *bins = snapshot->bins[c] + snapshot_level_first[l];
		for (uint32_t k = 0; (levels & 1u << l) && k < head->levels[l].n_bins; k++)
			sum += 0 * bins[k];
	}
	return sum == 0;
}

/* As above: the measures are floats and counts, and any bits are a count. */
bool snapshot_measures_are_sane(const struct snapshot_measures *measures, uint32_t n_channels)
{
	float sum = 0 * measures->dynamic_range_db;
	for (uint32_t c = 0; c < n_channels; c++) {
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
	sum += 0 * rhythm->onset + 0 * rhythm->tempo_bpm + 0 * rhythm->tempo_confidence + 0 * rhythm->beat_phase
		+ 0 * rhythm->whole_tempo_bpm + 0 * rhythm->whole_tempo_confidence;
	return sum == 0;
}

/* As above. */
static bool wave_is_sane(const struct snapshot *snapshot)
{
	const struct snapshot_wave *wave = &snapshot->wave;
	float sum = 0;
	if (wave->n_points < 1 || wave->n_points > SNAPSHOT_WAVE_POINTS || snapshot->head.n_frames % wave->n_points)
		return false;
	for (uint32_t i = 0; i < wave->n_points; i++)
		sum += 0 * wave->points[i][0] + 0 * wave->points[i][1];
	return sum == 0;
}

bool snapshot_is_sane(const struct snapshot *snapshot, uint32_t levels)
{
	const struct snapshot_head *head = &snapshot->head;
	if (head->rate_hz < 1 || head->rate_hz > SNAPSHOT_MAX_RATE_HZ || head->n_frames < 1
		|| head->n_frames > head->rate_hz || head->n_source_channels < 1
		|| head->n_source_channels > SNAPSHOT_N_SOURCE_CHANNELS || (head->measured & ~SNAPSHOT_ALL_BESIDE)
		|| (head->channels & ~SNAPSHOT_ALL_CHANNELS) || (head->published & ~SNAPSHOT_ALL_LEVELS)
		|| (head->renewed & ~head->published) || !isfinite(head->side_peak[0]) || !isfinite(head->side_peak[1]))
		return false;
	if ((head->measured & SNAPSHOT_ALL_MEASURES)
		&& !snapshot_measures_are_sane(&snapshot->measures, head->n_source_channels))
		return false;
	if ((head->measured & SNAPSHOT_BIT(SNAPSHOT_WAVE)) && !wave_is_sane(snapshot))
		return false;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		if (!level_is_sane(&head->levels[l], l))
			return false;
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
		if ((head->channels & SNAPSHOT_BIT(c)) && !channel_is_sane(snapshot, c, levels))
			return false;
	return true;
}

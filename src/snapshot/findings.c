#include "snapshot/findings.h"

enum { MAX_CHANNELS = 1024 }; /* more is not believed */

uint32_t findings_n_meters(const struct findings *findings)
{
	return findings->n_channels < SNAPSHOT_N_SOURCE_CHANNELS ? findings->n_channels : SNAPSHOT_N_SOURCE_CHANNELS;
}

bool findings_are_sane(const struct findings *findings)
{
	if (findings->n_frames == 0)
		return true;
	if (findings->n_frames < 0 || findings->rate_hz < 1 || findings->rate_hz > SNAPSHOT_MAX_RATE_HZ
		|| findings->n_channels < 1 || findings->n_channels > MAX_CHANNELS
		|| (findings->measured & ~SNAPSHOT_ALL_MEASURES) || findings->n_bands > FINDINGS_MAX_BANDS)
		return false;
	if (findings->n_bad_samples / findings->n_channels > (uint64_t)findings->n_frames)
		return false;
	/* A sum of products with 0 is 0 unless something in it is NaN or infinite. */
	float sum = 0 * findings->tone.frequency_hz + 0 * findings->tone.thd_db + 0 * findings->tone.snr_db;
	for (uint32_t i = 0; i < findings->n_bands; i++)
		sum += 0 * findings->band_db[i];
	return sum == 0 && snapshot_measures_are_sane(&findings->measures, findings_n_meters(findings));
}

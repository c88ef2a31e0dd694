#include "app/report_figures.h"

#include <math.h>
#include <stdio.h>

#define AT(member) offsetof(struct figures, member)

/* Columns: key, label, unit, group, member, decimals, heading, width, help. */
const struct figure_row figure_rows[] = {
	{ "duration_s", "Duration", "s", FIGURES_FILE, AT(duration_s), 3, NULL, 0, "length" },
	{ "rate_hz", "Rate", "Hz", FIGURES_FILE, AT(rate_hz), 0, NULL, 0, "frames per second" },
	{ "channels", "Channels", "", FIGURES_FILE, AT(channels), 0, NULL, 0,
		"how many; of more than 8 the first 8 are measured" },

	{ "integrated_lufs", "Integrated", "LUFS", FIGURES_LOUDNESS, AT(integrated_lufs), 1, "Loudness", 9,
		"integrated loudness (EBU R 128)" },
	{ "range_lu", "Range", "LU", FIGURES_LOUDNESS, AT(range_lu), 1, "Range", 6, "loudness range (EBU Tech 3342)" },
	{ "max_momentary_lufs", "Highest momentary", "LUFS", FIGURES_LOUDNESS, AT(max_momentary_lufs), 1, NULL, 0,
		"highest momentary loudness, of 0.4 s" },
	{ "max_short_term_lufs", "Highest short-term", "LUFS", FIGURES_LOUDNESS, AT(max_short_term_lufs), 1, NULL, 0,
		"highest short-term loudness, of 3 s" },
	{ "peak_to_loudness_lu", "Peak to loudness", "LU", FIGURES_LOUDNESS, AT(peak_to_loudness_lu), 1, NULL, 0,
		"true peak less integrated loudness (PLR)" },
	{ "dynamic_range_db", "Dynamic range", "dB", FIGURES_LOUDNESS, AT(dynamic_range_db), 1, "DR", 6,
		"DR, mean of the channels" },

	{ "true_peak_dbtp", "True peak", "dBTP", FIGURES_LEVEL, AT(true_peak_dbtp), 2, "True pk", 8,
		"largest true peak of any channel (ITU-R BS.1770)" },
	{ "peak_dbfs", "Sample peak", "dBFS", FIGURES_LEVEL, AT(peak_dbfs), 2, NULL, 0,
		"largest sample of any channel" },
	{ "rms_dbfs", "RMS", "dBFS", FIGURES_LEVEL, AT(rms_dbfs), 2, "RMS", 8,
		"RMS level of the channel with the most; a full-scale sine has -3.01" },
	{ "headroom_db", "Headroom", "dB", FIGURES_LEVEL, AT(headroom_db), 2, NULL, 0,
		"from the true peak up to full scale" },
	{ "crest_db", "Crest factor", "dB", FIGURES_LEVEL, AT(crest_db), 2, NULL, 0, "sample peak less RMS level" },
	{ "clipped_runs", "Clipped", "times", FIGURES_LEVEL, AT(clipped_runs), 0, "Clips", 6,
		"times that three or more samples in a row were at full scale, summed over the channels" },
	{ "bad_samples", "Bad samples", "", FIGURES_LEVEL, AT(bad_samples), 0, NULL, 0,
		"samples that were not a number or beyond all bounds; they were taken for 0" },

	{ "correlation", "Correlation", "", FIGURES_STEREO, AT(correlation), 2, NULL, 0,
		"of the first two channels, -1 to 1" },
	{ "balance_db", "Balance, right +", "dB", FIGURES_STEREO, AT(balance_db), 2, NULL, 0,
		"level of the right channel less that of the left" },
	{ "tempo_bpm", "Tempo", "BPM", FIGURES_STEREO, AT(tempo_bpm), 1, "Tempo", 7,
		"beats per minute; null if there is no steady beat" },
	{ "tempo_confidence", "Confidence", "", FIGURES_STEREO, AT(tempo_confidence), 2, NULL, 0,
		"of the tempo, 0 to 1" },

	{ "tone_hz", "Frequency", "Hz", FIGURES_TONE, AT(tone_hz), 2, NULL, 0,
		"frequency, where the sound is a test tone; else null, as are the next two" },
	{ "thd_db", "THD", "dB", FIGURES_TONE, AT(thd_db), 1, NULL, 0,
		"total harmonic distortion: the harmonics against the tone" },
	{ "snr_db", "SNR", "dB", FIGURES_TONE, AT(snr_db), 1, NULL, 0,
		"signal-to-noise ratio: the tone against what is neither it nor a harmonic" },

	{ "channel_peak_dbfs", "Sample peak", "dBFS", FIGURES_CHANNELS, AT(channel_peak_dbfs), 2, NULL, 0,
		"largest sample of each channel" },
	{ "channel_true_peak_dbtp", "True peak", "dBTP", FIGURES_CHANNELS, AT(channel_true_peak_dbtp), 2, NULL, 0,
		"true peak of each channel" },
	{ "channel_rms_dbfs", "RMS", "dBFS", FIGURES_CHANNELS, AT(channel_rms_dbfs), 2, NULL, 0,
		"RMS level of each channel" },
	{ "channel_crest_db", "Crest factor", "dB", FIGURES_CHANNELS, AT(channel_crest_db), 2, NULL, 0,
		"crest factor of each channel" },
	{ "channel_dc", "DC offset", "", FIGURES_CHANNELS, AT(channel_dc), 5, NULL, 0,
		"mean of each channel; full scale is 1" },
	{ "channel_clipped_runs", "Clipped", "times", FIGURES_CHANNELS, AT(channel_clipped_runs), 0, NULL, 0,
		"times that each channel was clipped" },
};
const size_t n_figure_rows = sizeof figure_rows / sizeof figure_rows[0];

const struct figure *figure_at(const struct figures *figures, const struct figure_row *row)
{
	return (const struct figure *)((const char *)figures + row->offset);
}

const struct figure_per_channel *figure_per_channel_at(const struct figures *figures, const struct figure_row *row)
{
	return (const struct figure_per_channel *)((const char *)figures + row->offset);
}

void figures_list(void (*put)(const char *line, void *context), void *context)
{
	static const char *const before[] = {
		"name\tthe file, as it was named",
		"error\twhy it could not be read, or not to its end; null if it could",
		"format\tcontainer and encoding, as \"FLAC 24\"",
		"title\tartist and title, from its tags",
	};
	static const char *const after[] = {
		"third_octaves\tthe long-term spectrum, in bands of IEC 61260-1 as far as the rate reaches: "
		"nominal_hz, centre_hz, low_hz, high_hz, level_db (mean of the channels; a full-scale sine has 0)",
	};
	char line[256];
	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
		put(before[i], context);
	for (size_t i = 0; i < n_figure_rows; i++) {
		snprintf(line, sizeof line, "%s\t%s", figure_rows[i].key, figure_rows[i].help);
		put(line, context);
	}
	for (size_t i = 0; i < sizeof after / sizeof after[0]; i++)
		put(after[i], context);
}

/* --------------------------------------------------------------- from what was found */

static struct figure some(double value)
{
	return (struct figure){ .exists = true, .value = value };
}

static struct figure none(void)
{
	return (struct figure){ 0 };
}

/* In dB, of a power; silence has no level. */
static struct figure level(double power)
{
	return power > 1e-20 ? some(10 * log10(power)) : none();
}

static struct figure peak_level(double amplitude)
{
	return level(amplitude * amplitude);
}

static struct figure unless_silent(float db)
{
	return db > SNAPSHOT_NO_LEVEL ? some((double)db) : none();
}

static struct figure difference(struct figure a, struct figure b)
{
	return a.exists && b.exists ? some(a.value - b.value) : none();
}

static struct figure largest(const struct figures *figures, const struct figure_per_channel *values)
{
	struct figure found = none();
	for (size_t c = 0; c < figures->n_meters; c++)
		if (values->of[c].exists && (!found.exists || values->of[c].value > found.value))
			found = values->of[c];
	return found;
}

static void take_meters(const struct findings *findings, struct figures *figures)
{
	double n_clipped = 0;
	for (size_t c = 0; c < figures->n_meters; c++) {
		const struct snapshot_meter *meter = &findings->measures.meters[c];
		figures->channel_peak_dbfs.of[c] = peak_level((double)meter->max_peak);
		figures->channel_rms_dbfs.of[c] = level((double)meter->whole_square);
		figures->channel_crest_db.of[c]
			= difference(figures->channel_peak_dbfs.of[c], figures->channel_rms_dbfs.of[c]);
		figures->channel_dc.of[c] = some((double)meter->dc);
		figures->channel_clipped_runs.of[c] = some(meter->n_clipped);
		n_clipped += meter->n_clipped;
	}
	float dr_db = findings->measures.dynamic_range_db;
	figures->peak_dbfs = largest(figures, &figures->channel_peak_dbfs);
	figures->rms_dbfs = largest(figures, &figures->channel_rms_dbfs);
	figures->crest_db = difference(figures->peak_dbfs, figures->rms_dbfs);
	figures->clipped_runs = some(n_clipped);
	figures->dynamic_range_db = dr_db >= 0 ? some((double)dr_db) : none();
}

static void take_true_peaks(const struct findings *findings, struct figures *figures)
{
	for (size_t c = 0; c < figures->n_meters; c++)
		figures->channel_true_peak_dbtp.of[c] = peak_level((double)findings->measures.meters[c].max_true_peak);
	figures->true_peak_dbtp = largest(figures, &figures->channel_true_peak_dbtp);
}

static void take_loudness(const struct findings *findings, struct figures *figures)
{
	const struct snapshot_loudness *loudness = &findings->measures.loudness;
	figures->integrated_lufs = unless_silent(loudness->integrated_lufs);
	figures->max_momentary_lufs = unless_silent(loudness->max_momentary_lufs);
	figures->max_short_term_lufs = unless_silent(loudness->max_short_term_lufs);
	figures->range_lu
		= difference(unless_silent(loudness->range_high_lufs), unless_silent(loudness->range_low_lufs));
}

/* In silence there is nothing to compare. */
static void take_stereo(const struct findings *findings, struct figures *figures)
{
	if (findings->n_channels < 2)
		return;
	const struct snapshot_stereo *stereo = &findings->measures.stereo;
	const struct snapshot_meter *meters = findings->measures.meters;
	const bool is_silent = meters[0].whole_square <= 0 && meters[1].whole_square <= 0;
	figures->correlation = is_silent ? none() : some((double)stereo->whole_correlation);
	figures->balance_db = is_silent ? none() : some((double)stereo->whole_balance_db);
}

static void take_rhythm(const struct findings *findings, struct figures *figures)
{
	const struct snapshot_rhythm *rhythm = &findings->measures.rhythm;
	if (!(rhythm->tempo_bpm > 0))
		return;
	figures->tempo_bpm = some((double)rhythm->tempo_bpm);
	figures->tempo_confidence = some((double)rhythm->tempo_confidence);
}

static void (*const takers[SNAPSHOT_N_MEASURES])(const struct findings *findings, struct figures *figures) = {
	[SNAPSHOT_LEVELS] = take_meters,
	[SNAPSHOT_TRUE_PEAK] = take_true_peaks,
	[SNAPSHOT_LOUDNESS] = take_loudness,
	[SNAPSHOT_STEREO] = take_stereo,
	[SNAPSHOT_RHYTHM] = take_rhythm,
};

static void take_tone(const struct findings_tone *tone, struct figures *figures)
{
	if (!(tone->frequency_hz > 0))
		return;
	figures->tone_hz = some((double)tone->frequency_hz);
	figures->thd_db = unless_silent(tone->thd_db);
	figures->snr_db = unless_silent(tone->snr_db);
}

void figures_of(const struct report_result *result, struct figures *figures)
{
	const struct findings *findings = &result->findings;
	*figures = (struct figures){ 0 };
	if (findings->n_frames == 0)
		return;
	figures->duration_s = some((double)findings->n_frames / findings->rate_hz);
	figures->rate_hz = some(findings->rate_hz);
	figures->channels = some(findings->n_channels);
	figures->bad_samples = some((double)findings->n_bad_samples);
	figures->n_meters = findings_n_meters(findings);
	for (size_t i = 0; i < SNAPSHOT_N_MEASURES; i++)
		if (takers[i] && (findings->measured & SNAPSHOT_BIT(i)))
			takers[i](findings, figures);
	figures->headroom_db = difference(some(0), figures->true_peak_dbtp);
	figures->peak_to_loudness_lu = difference(figures->true_peak_dbtp, figures->integrated_lufs);
	take_tone(&findings->tone, figures);
	figures->n_bands = findings->n_bands;
	for (size_t i = 0; i < findings->n_bands; i++) {
		figures->bands[i] = third_octave_band(i, findings->rate_hz);
		figures->band_db[i] = unless_silent(findings->band_db[i]);
	}
}

#include "data/figures.h"

#include <math.h>

#include "base/larger.h"

#define LEVELS SNAPSHOT_BIT(SNAPSHOT_LEVELS)
#define TRUE_PEAK SNAPSHOT_BIT(SNAPSHOT_TRUE_PEAK)
#define LOUDNESS SNAPSHOT_BIT(SNAPSHOT_LOUDNESS)
#define STEREO SNAPSHOT_BIT(SNAPSHOT_STEREO)
#define RHYTHM SNAPSHOT_BIT(SNAPSHOT_RHYTHM)

#define METER(member) offsetof(struct snapshot_meter, member)
#define AT(member) offsetof(struct snapshot_measures, member)

/* Columns: name, measures, kind, member, decimals, per channel. */
const struct data_figure data_figures[] = {
	/* of the moment */
	{ "now_peak_dbfs", LEVELS, DATA_AMPLITUDE, METER(peak), 2, false },
	{ "now_true_peak_dbtp", TRUE_PEAK, DATA_AMPLITUDE, METER(true_peak), 2, false },
	{ "now_rms_dbfs", LEVELS, DATA_POWER, METER(mean_square), 2, false },
	{ "momentary_lufs", LOUDNESS, DATA_LEVEL, AT(loudness.momentary_lufs), 1, false },
	{ "short_term_lufs", LOUDNESS, DATA_LEVEL, AT(loudness.short_term_lufs), 1, false },
	{ "now_correlation", STEREO, DATA_PLAIN, AT(stereo.correlation), 2, false },
	{ "now_balance_db", STEREO, DATA_PLAIN, AT(stereo.balance_db), 2, false },
	{ "tempo_bpm", RHYTHM, DATA_UNLESS_ZERO, AT(rhythm.tempo_bpm), 1, false },
	{ "tempo_confidence", RHYTHM, DATA_PLAIN, AT(rhythm.tempo_confidence), 2, false },
	{ "channel_now_peak_dbfs", LEVELS, DATA_AMPLITUDE, METER(peak), 2, true },
	{ "channel_now_rms_dbfs", LEVELS, DATA_POWER, METER(mean_square), 2, true },
	/* since the beginning */
	{ "beats", RHYTHM, DATA_COUNT, AT(rhythm.n_beats), 0, false },
	{ "integrated_lufs", LOUDNESS, DATA_LEVEL, AT(loudness.integrated_lufs), 1, false },
	{ "range_lu", LOUDNESS, DATA_RANGE, 0, 1, false },
	{ "max_momentary_lufs", LOUDNESS, DATA_LEVEL, AT(loudness.max_momentary_lufs), 1, false },
	{ "max_short_term_lufs", LOUDNESS, DATA_LEVEL, AT(loudness.max_short_term_lufs), 1, false },
	{ "dynamic_range_db", LEVELS, DATA_UNLESS_NEGATIVE, AT(dynamic_range_db), 1, false },
	{ "true_peak_dbtp", TRUE_PEAK, DATA_AMPLITUDE, METER(max_true_peak), 2, false },
	{ "peak_dbfs", LEVELS, DATA_AMPLITUDE, METER(max_peak), 2, false },
	{ "rms_dbfs", LEVELS, DATA_POWER, METER(whole_square), 2, false },
	{ "clipped_runs", LEVELS, DATA_METERS_COUNT, METER(n_clipped), 0, false },
	{ "correlation", STEREO, DATA_PLAIN, AT(stereo.whole_correlation), 2, false },
	{ "balance_db", STEREO, DATA_PLAIN, AT(stereo.whole_balance_db), 2, false },
};
_Static_assert(sizeof data_figures / sizeof data_figures[0] == DATA_N_FIGURES, "as many figures as there are");

static const void *member(const void *of, const struct data_figure *figure)
{
	return (const char *)of + figure->offset;
}

static double level(double db)
{
	return db > (double)SNAPSHOT_NO_LEVEL ? db : NAN;
}

/* Silence has no level. */
static double level_of_power(double power)
{
	return power > 0 ? level(10 * log10(power)) : NAN;
}

static double value_of_meters(
	const struct data_figure *figure, const struct snapshot_meter *meters, uint32_t first, uint32_t end)
{
	float largest = 0;
	uint32_t n = 0;
	for (uint32_t c = first; c < end; c++)
		if (figure->kind == DATA_METERS_COUNT)
			n += *(const uint32_t *)member(&meters[c], figure);
		else
			largest = larger(largest, *(const float *)member(&meters[c], figure));
	if (figure->kind == DATA_METERS_COUNT)
		return n;
	const double value = (double)largest;
	return level_of_power(figure->kind == DATA_AMPLITUDE ? value * value : value);
}

static double value_of_whole(const struct data_figure *figure, const struct snapshot_measures *measures)
{
	const struct snapshot_loudness *loudness = &measures->loudness;
	if (figure->kind == DATA_RANGE)
		return level((double)loudness->range_high_lufs) - level((double)loudness->range_low_lufs);
	if (figure->kind == DATA_COUNT)
		return *(const uint32_t *)member(measures, figure);
	const double value = (double)*(const float *)member(measures, figure);
	switch (figure->kind) {
	case DATA_UNLESS_ZERO: return value > 0 ? value : NAN;
	case DATA_UNLESS_NEGATIVE: return value >= 0 ? value : NAN;
	case DATA_LEVEL: return level(value);
	default: return value;
	}
}

static bool is_known(const struct data_figure *figure, const struct data_measured *from)
{
	const bool exists = figure->measures != STEREO || from->n_channels > 1;
	return exists && (from->measured & figure->measures) == figure->measures;
}

double data_figure_value(const struct data_figure *figure, const struct data_measured *from)
{
	if (!is_known(figure, from))
		return NAN;
	return figure->kind >= DATA_AMPLITUDE ? value_of_meters(figure, from->measures.meters, 0, from->n_channels)
					      : value_of_whole(figure, &from->measures);
}

double data_figure_of_channel(const struct data_figure *figure, const struct data_measured *from, uint32_t channel)
{
	return is_known(figure, from) ? value_of_meters(figure, from->measures.meters, channel, channel + 1) : NAN;
}

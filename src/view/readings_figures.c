#include <math.h>
#include <string.h>

#include "view/readings.h"

/* RMS levels are those of AES17: a full-scale sine, whose mean square is 0.5, has 0 dB. */
#define SINE_DB 3.0103
/* EBU R 128: a programme's true peak stays below this. */
#define MOST_TRUE_PEAK_DBTP (-1.0)
/* The foot of the scale (IEC 60268-18): below it a programme meter tells of nothing but its own return. */
#define LEAST_PROGRAMME_DB (-70.0)

#define NEVER INFINITY

/* How a figure is written, of which measures it is made, and from where on it is one to be warned of. */
struct figure_row {
	uint32_t measures;
	int decimals;
	bool with_sign;
	double alert_above;
};

#define LEVELS SNAPSHOT_BIT(SNAPSHOT_LEVELS)
#define TRUE_PEAK SNAPSHOT_BIT(SNAPSHOT_TRUE_PEAK)
#define PROGRAMME SNAPSHOT_BIT(SNAPSHOT_PROGRAMME)
#define LOUDNESS SNAPSHOT_BIT(SNAPSHOT_LOUDNESS)
#define STEREO SNAPSHOT_BIT(SNAPSHOT_STEREO)
#define RHYTHM SNAPSHOT_BIT(SNAPSHOT_RHYTHM)

static const struct figure_row channel_rows[N_CHANNEL_FIGURES] = {
	[FIGURE_PEAK] = { LEVELS, 1, false, NEVER },
	[FIGURE_RMS] = { LEVELS, 1, false, NEVER },
	[FIGURE_TRUE_PEAK] = { TRUE_PEAK, 1, false, NEVER },
	[FIGURE_PROGRAMME] = { PROGRAMME, 1, false, NEVER },
	[FIGURE_MAX_PEAK] = { LEVELS, 1, false, NEVER },
	[FIGURE_MAX_TRUE_PEAK] = { TRUE_PEAK, 1, false, MOST_TRUE_PEAK_DBTP },
	[FIGURE_MAX_PROGRAMME] = { PROGRAMME, 1, false, NEVER },
	[FIGURE_CREST] = { LEVELS, 1, false, NEVER },
	[FIGURE_HEADROOM] = { TRUE_PEAK, 1, false, NEVER },
	[FIGURE_CLIPS] = { LEVELS, 0, false, 0 },
	[FIGURE_DC] = { LEVELS, 2, true, NEVER },
	[FIGURE_WHOLE_RMS] = { LEVELS, 1, false, NEVER },
};

static const struct figure_row whole_rows[N_WHOLE_FIGURES] = {
	[FIGURE_MOMENTARY] = { LOUDNESS, 1, false, NEVER },
	[FIGURE_SHORT_TERM] = { LOUDNESS, 1, false, NEVER },
	[FIGURE_INTEGRATED] = { LOUDNESS, 1, false, NEVER },
	[FIGURE_MAX_MOMENTARY] = { LOUDNESS, 1, false, NEVER },
	[FIGURE_MAX_SHORT_TERM] = { LOUDNESS, 1, false, NEVER },
	[FIGURE_RANGE] = { LOUDNESS, 1, false, NEVER },
	[FIGURE_PEAK_TO_LOUDNESS] = { LOUDNESS | TRUE_PEAK, 1, false, NEVER },
	[FIGURE_DYNAMIC_RANGE] = { LEVELS, 1, false, NEVER },
	[FIGURE_CORRELATION] = { STEREO, 2, true, NEVER },
	[FIGURE_WHOLE_CORRELATION] = { STEREO, 2, true, NEVER },
	[FIGURE_BALANCE] = { STEREO, 1, true, NEVER },
	[FIGURE_WHOLE_BALANCE] = { STEREO, 1, true, NEVER },
	[FIGURE_TEMPO] = { RHYTHM, 1, false, NEVER },
	[FIGURE_CONFIDENCE] = { RHYTHM, 0, false, NEVER },
};

/* --------------------------------------------------------------- values, NaN where they are not known */

static double known_db(double db)
{
	return db > (double)SNAPSHOT_NO_LEVEL ? db : NAN;
}

static double amplitude_db(float amplitude)
{
	return amplitude > 0 ? known_db(20 * log10((double)amplitude)) : NAN;
}

static double power_db(float power)
{
	return power > 0 ? known_db(10 * log10((double)power)) : NAN;
}

static double programme_db(float amplitude)
{
	double db = amplitude_db(amplitude);
	return db >= LEAST_PROGRAMME_DB ? db : NAN;
}

static void find_channel_values(const struct reading_channel *channel, double values[N_CHANNEL_FIGURES])
{
	const struct snapshot_meter *now = &channel->now;
	values[FIGURE_PEAK] = amplitude_db(channel->most_peak);
	values[FIGURE_RMS] = power_db(now->mean_square) + SINE_DB;
	values[FIGURE_TRUE_PEAK] = amplitude_db(channel->most_true_peak);
	values[FIGURE_PROGRAMME] = programme_db(channel->most_programme);
	values[FIGURE_MAX_PEAK] = amplitude_db(now->max_peak);
	values[FIGURE_MAX_TRUE_PEAK] = amplitude_db(now->max_true_peak);
	values[FIGURE_MAX_PROGRAMME] = programme_db(channel->max_programme);
	values[FIGURE_CREST] = amplitude_db(now->max_peak) - power_db(now->whole_square);
	values[FIGURE_HEADROOM] = -amplitude_db(now->max_true_peak);
	values[FIGURE_CLIPS] = now->n_clipped;
	values[FIGURE_DC] = 100 * (double)now->dc;
	values[FIGURE_WHOLE_RMS] = power_db(now->whole_square) + SINE_DB;
}

/* Correlation and balance are hardly ever both 0 exactly but in silence. */
static double unless_silent(float value, float other)
{
	return value == 0 && other == 0 ? NAN : (double)value;
}

static void find_whole_values(const struct readings *readings, double values[N_WHOLE_FIGURES])
{
	const struct snapshot_loudness *loudness = &readings->loudness;
	const struct snapshot_stereo *stereo = &readings->stereo;
	const struct snapshot_rhythm *rhythm = &readings->rhythm;
	double integrated = known_db((double)loudness->integrated_lufs);
	values[FIGURE_MOMENTARY] = known_db((double)loudness->momentary_lufs);
	values[FIGURE_SHORT_TERM] = known_db((double)loudness->short_term_lufs);
	values[FIGURE_INTEGRATED] = integrated;
	values[FIGURE_MAX_MOMENTARY] = known_db((double)loudness->max_momentary_lufs);
	values[FIGURE_MAX_SHORT_TERM] = known_db((double)loudness->max_short_term_lufs);
	values[FIGURE_RANGE] = known_db((double)loudness->range_high_lufs) - known_db((double)loudness->range_low_lufs);
	values[FIGURE_PEAK_TO_LOUDNESS] = amplitude_db(readings->channels[READINGS_ALL].now.max_true_peak) - integrated;
	values[FIGURE_DYNAMIC_RANGE] = readings->dynamic_range_db >= 0 ? (double)readings->dynamic_range_db : NAN;
	values[FIGURE_CORRELATION] = unless_silent(stereo->correlation, stereo->balance_db);
	values[FIGURE_WHOLE_CORRELATION] = unless_silent(stereo->whole_correlation, stereo->whole_balance_db);
	values[FIGURE_BALANCE] = unless_silent(stereo->balance_db, stereo->correlation);
	values[FIGURE_WHOLE_BALANCE] = unless_silent(stereo->whole_balance_db, stereo->whole_correlation);
	values[FIGURE_TEMPO] = rhythm->tempo_bpm > 0 ? (double)rhythm->tempo_bpm : NAN;
	values[FIGURE_CONFIDENCE] = rhythm->tempo_bpm > 0 ? 100 * (double)rhythm->tempo_confidence : NAN;
}

/* --------------------------------------------------------------- texts */

static void write_figures(const struct readings *readings, const struct figure_row *rows, size_t n,
	const double *values, struct reading_figure *figures)
{
	for (size_t i = 0; i < n; i++) {
		bool known = (readings->measured & rows[i].measures) == rows[i].measures;
		double value = known ? values[i] : NAN;
		figure_format(figures[i].text, value, rows[i].decimals, rows[i].with_sign, readings->glyphs);
		figures[i].alert = value > rows[i].alert_above;
	}
}

void readings_write_figures(struct readings *readings)
{
	double channel[N_CHANNEL_FIGURES], whole[N_WHOLE_FIGURES];
	memset(&readings->figures, 0, sizeof readings->figures); /* so that they can be compared as bytes */
	for (size_t c = 0; c < READINGS_N; c++) {
		find_channel_values(&readings->channels[c], channel);
		write_figures(readings, channel_rows, N_CHANNEL_FIGURES, channel, readings->figures.channels[c]);
	}
	find_whole_values(readings, whole);
	write_figures(readings, whole_rows, N_WHOLE_FIGURES, whole, readings->figures.whole);
}

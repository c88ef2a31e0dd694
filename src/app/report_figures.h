/* The figures of a report: one table that text, JSON and the manual are made from. */
#ifndef TERMVIZ_APP_REPORT_FIGURES_H
#define TERMVIZ_APP_REPORT_FIGURES_H

#include <stdbool.h>
#include <stddef.h>

#include "control/report.h"
#include "dsp/third_octave.h"

/* A number, or that there is none: the loudness of silence, the correlation of one channel. Always finite. */
struct figure {
	bool exists;
	double value;
};

struct figure_per_channel {
	struct figure of[SNAPSHOT_N_SOURCE_CHANNELS];
};

/* Of one file; units are in the names. "dbfs": a full-scale sample is 0 dB. */
struct figures {
	struct figure duration_s, rate_hz, channels;
	struct figure integrated_lufs, range_lu, max_momentary_lufs, max_short_term_lufs, peak_to_loudness_lu;
	struct figure dynamic_range_db;
	struct figure true_peak_dbtp, peak_dbfs, rms_dbfs, headroom_db, crest_db, clipped_runs, bad_samples;
	struct figure correlation, balance_db, tempo_bpm, tempo_confidence;
	struct figure tone_hz, thd_db, snr_db;

	size_t n_meters; /* channels that were measured one by one */
	struct figure_per_channel channel_peak_dbfs, channel_true_peak_dbtp, channel_rms_dbfs, channel_crest_db;
	struct figure_per_channel channel_dc, channel_clipped_runs;

	size_t n_bands;
	struct third_octave_band bands[THIRD_OCTAVE_N_BANDS];
	struct figure band_db[THIRD_OCTAVE_N_BANDS];
};

enum figure_group { FIGURES_FILE, FIGURES_LOUDNESS, FIGURES_LEVEL, FIGURES_STEREO, FIGURES_TONE, FIGURES_CHANNELS };

struct figure_row {
	const char *key; /* in JSON, with its unit */
	const char *label;
	const char *unit; /* "": none */
	enum figure_group group;
	size_t offset; /* in struct figures: of a struct figure or, in FIGURES_CHANNELS, a struct figure_per_channel */
	int decimals;  /* in text */
	const char *heading; /* of its column, where several files are a table; NULL: it has none */
	int width;           /* of that column */
	const char *help;    /* one line, no full stop */
};

extern const struct figure_row figure_rows[];
extern const size_t n_figure_rows;

/* The figures of what a worker has found; of a file that could not be read none exists. */
void figures_of(const struct report_result *result, struct figures *figures);

const struct figure *figure_at(const struct figures *figures, const struct figure_row *row);
const struct figure_per_channel *figure_per_channel_at(const struct figures *figures, const struct figure_row *row);

/* One line for each key of a file in JSON, what is not in the table included: the key, a tab, what it is. */
void figures_list(void (*put)(const char *line, void *context), void *context);

#endif

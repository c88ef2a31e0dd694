/* What a run says to programs, line by line: levels of bands, and figures. It takes in snapshots as a view does, and its
 * picture is a line of text or a row of numbers. Pure: it knows no descriptor and no clock. */
#ifndef TERMVIZ_DATA_DATA_H
#define TERMVIZ_DATA_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/figures.h"
#include "data/line.h"
#include "dsp/auto_gain.h"
#include "snapshot/run_state.h"
#include "view/band_feed.h"
#include "view/bars_settings.h"
#include "view/stats_state.h"
#include "view/view.h"

/* One channel's bands, from the lowest up. */
struct data_field {
	enum snapshot_channel_id channel;
	bool reversed; /* in a row of bars */
	float *power;  /* as last read */
	struct ballistics now;
};

/* The state of data_view, of which the formats make lines. */
struct data {
	const struct settings *settings;
	const struct data_format *format;
	struct band_feed feed;
	struct data_field fields[BARS_MAX_FIELDS];
	size_t n_fields; /* 0: the format has no bands */
	size_t n_bands;  /* of each field */
	float *weight, *weighted;
	double most_db; /* the largest weight */
	struct auto_gain gain;
	struct data_measured now; /* peaks: the largest since data_told() */
	double figures[DATA_N_MOMENTARY];
	float figures_age_s; /* since these were looked at */
	float still_s;       /* how long they have been the same, and no loudness has been on its way down */
	struct stats stats;  /* what is counted about the run, */
	bool stats_are_new;  /* since data_told() */
	bool told_trouble;   /* the last that was told of it was that something is wrong */
};

/* A view that is told instead of drawn: draw() is NULL, and a layout has no size. Its settings say of which format. */
extern const struct view_ops data_view;

/* The peaks have been told; the next line is of those that come. */
void data_told(struct data *data);

/* All falls silent at once: nothing more will be heard. */
void data_hush(struct data *data);

const char *data_channel_name(enum snapshot_channel_id channel);

/* The frequency at a place among the bands: at 2 the third one begins, at 2.5 it has its centre. */
double data_hz(const struct data *data, double place);

/* A level in dB as it is told: not below the settings' floor. */
float data_band_db(const struct data *data, const struct data_field *field, size_t band);

/* What else a line is made of. */
struct data_moment {
	const struct run_state *state;
	double time_s;      /* since the first line */
	double position_s;  /* in the track; NaN: there is none */
	bool title_is_new;  /* to whoever reads the lines */
	const char *notice; /* the run's, which is new; "": none */
};

/* As scripts read them: "playing" and so on. */
extern const char *const data_phase_names[];

double data_length_s(const struct run_state *state); /* NaN: not known */

struct data_format {
	uint32_t measures; /* mask: what is measured for it */
	bool has_bands;
	bool has_gain;         /* levels are for the eye: the automatic gain may lift them */
	bool wants_statistics; /* once a second; stats_are_new then */
	int lines_per_s;       /* 0: as the settings say */
	void (*begin)(const struct data *data, struct line *line); /* what goes before all lines; NULL: nothing */
	void (*put)(const struct data *data, const struct data_moment *moment, struct line *line);
};

/* One for each choice of --data but off: enum settings_data. */
const struct data_format *data_format_of(const struct settings *settings);
extern const struct data_format data_json, data_csv, data_raw, data_text;

#endif

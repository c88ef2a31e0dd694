/* Bands as they are shown, one set for each channel: weighted, moved by the ballistics, marked, held and frozen, and what
 * the automatic gain adds to all of them. What draws bands has one of these, and decides where they stand. */
#ifndef TERMVIZ_VIEW_BAND_READINGS_H
#define TERMVIZ_VIEW_BAND_READINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dsp/auto_gain.h"
#include "view/band_feed.h"
#include "view/bars_settings.h"

struct band_channel {
	enum snapshot_channel_id channel;
	const char *name; /* of its field: bars_name() */
	float *power;     /* as last read */
	struct ballistics now;
	struct ballistics average;                /* of all sound there is, slow: silence leaves it as it is */
	struct ballistics frozen, frozen_average; /* as they were when the picture was frozen */
};

struct band_readings {
	const struct settings *settings;
	uint32_t kept; /* mask of enum view_kept */
	struct band_measure measure;
	struct band_feed feed;
	struct band_channel channels[BARS_MAX_FIELDS];
	size_t n_channels, n_bands; /* 0: nothing is laid out */
	float *weight;              /* of each band's power */
	double most_db;             /* the largest of these */
	float *weighted;            /* powers, scratch */
	float average_s;
	struct auto_gain gain;
	float frozen_gain_db;
};

/* The settings must outlive the readings, which were zeroed. `average_s` is the time constant of the averages; 0: there
 * are none. */
void band_readings_init(struct band_readings *readings, const struct settings *settings, float average_s);

/* Bands for the first `n_channels` of an arrangement, by the settings as they are now: as many as they ask for, or
 * `most_bands` >= 1. Readings go on as far as they are of the same thing. False with `err`: out of memory; there are no
 * bands. */
bool band_readings_fit(struct band_readings *readings, const struct bars_arrangement *arrangement, size_t n_channels,
	size_t most_bands, struct err *err);

/* Lets go of the bands. Right after band_readings_init(), too. */
void band_readings_fini(struct band_readings *readings);

/* These are what view_ops say of the same names (view/view.h). */
uint32_t band_readings_channels(const struct band_readings *readings);
void band_readings_advance(struct band_readings *readings, const struct snapshot *snapshot);
void band_readings_keep(struct band_readings *readings, uint32_t kept);
double band_readings_floor_db(const struct band_readings *readings);

/* What a picture is to show of a channel, and by what it is shifted: as it is now, or as it was frozen. */
const struct ballistics *band_readings_shown(const struct band_readings *readings, size_t channel);
const struct ballistics *band_readings_average(const struct band_readings *readings, size_t channel);
float band_readings_gain_db(const struct band_readings *readings);

/* How many of `steps` from the floor to the ceiling a power takes, rounded. */
int band_readings_height(const struct band_readings *readings, float power, float gain_db, int steps);

/* Whether all that is heard now, frozen or not, takes none of so many steps; with the peak marks, or without. */
bool band_readings_are_flat(const struct band_readings *readings, int steps, bool with_peaks);

#endif

/* Snapshots to the bands of a view: which levels of the spectrum they need, and what they read. */
#ifndef TERMVIZ_VIEW_BAND_FEED_H
#define TERMVIZ_VIEW_BAND_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "config/settings.h"
#include "dsp/bands.h"
#include "snapshot/snapshot.h"

struct band_feed {
	struct scale_grid grid;
	enum detail_id detail;
	struct band_map map; /* for: */
	uint32_t window;
	struct snapshot_level levels[SNAPSHOT_N_LEVELS];
	bool is_new; /* nothing has been read through it */
};

/* What readings of one layout must share with those of the next to be worth keeping. */
struct band_measure {
	int32_t scale, weighting;
	double low_hz, high_hz, tilt_db;
};

struct band_measure band_measure_of(const struct settings *settings);
bool band_measure_is_same(const struct band_measure *a, const struct band_measure *b);

/* Divides the range of the settings into as many bands as there is room for, or as they ask for. The feed was zeroed or
 * used before. band_feed_fini() is right after a zeroed struct, too. */
void band_feed_init(struct band_feed *feed, const struct settings *settings, size_t most_bands);
void band_feed_fini(struct band_feed *feed);

/* Fits the map to what is published, which changes with the rate. To be called before each snapshot is read; false: out
 * of memory. */
bool band_feed_fit(struct band_feed *feed, const struct snapshot_head *head);

/* Whether the sound has such a channel, in this snapshot or in others. */
bool band_feed_is_of_sound(const struct snapshot_head *head, enum snapshot_channel_id channel);

/* Brings power[0 … grid.n_bands-1] of a channel up to date: with what is new in the snapshot, or all of it after a new
 * fit. The caller keeps `power` from call to call. */
void band_feed_read(
	const struct band_feed *feed, const struct snapshot *snapshot, enum snapshot_channel_id channel, float *power);

/* All channels of the snapshot have been read. */
void band_feed_done(struct band_feed *feed);

/* The frequency in the middle of a band or, at a fraction, between two; and the other way round: -0.5 … n_bands - 0.5 for
 * what lies in the range. */
double band_feed_hz(const struct band_feed *feed, double band);
double band_feed_band(const struct band_feed *feed, double hz);

/* Which levels it needs: a mask; all, until it has been fitted. */
uint32_t band_feed_levels(const struct band_feed *feed);

#endif

/* A hall: sound is played into an analysis, and listeners read what it publishes, each with bands of its own, as the
 * engine and UIs do, but in one process and in step. */
#ifndef TERMVIZ_TESTS_HALL_H
#define TERMVIZ_TESTS_HALL_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "dsp/ballistics.h"
#include "view/band_feed.h"

enum { LISTENER_MAX_BANDS = 300 };

struct listener {
	struct snapshot_reader reader;
	struct snapshot *snapshot; /* the newest that was read */
	struct settings settings;
	struct band_feed feed;
	float power[LISTENER_MAX_BANDS];
	struct ballistics ballistics; /* n 0: none */
};

struct hall {
	struct snapshot_ring *ring;
	struct kept *kept;
	struct analysis analysis;
	int64_t n_played; /* frames */
};

static inline void hall_open(struct hall *hall, uint32_t rate_hz)
{
	*hall = (struct hall){ .ring = calloc(1, sizeof *hall->ring), .kept = calloc(1, sizeof *hall->kept) };
	assert_true(hall->ring && hall->kept);
	snapshot_ring_init(hall->ring);
	assert_true(analysis_init(&hall->analysis, hall->ring, hall->kept, WINDOW_HANN, NULL));
	assert_true(analysis_start(&hall->analysis, rate_hz, 2, NULL));
}

static inline void hall_close(struct hall *hall)
{
	analysis_fini(&hall->analysis);
	free(hall->ring);
	free(hall->kept);
}

/* Plays `n` of one channel on both sides. */
static inline void hall_play(struct hall *hall, const float *mono, size_t n)
{
	float stereo[2 * 512];
	for (size_t done = 0; done < n;) {
		size_t now = n - done < 512 ? n - done : 512;
		for (size_t i = 0; i < now; i++)
			stereo[2 * i] = stereo[2 * i + 1] = mono[done + i];
		const struct analysis_block block
			= { .stereo = stereo, .n_frames = now, .position_frame = hall->n_played };
		analysis_process(&hall->analysis, &block);
		hall->n_played += (int64_t)now;
		done += now;
	}
}

/* Has that analysed which these want together, as the keeper has it. */
static inline void hall_serve(struct hall *hall, const struct listener *const *listeners, size_t n)
{
	struct spectrum_wish wish = { 0 };
	for (size_t i = 0; i < n; i++) {
		wish.channels |= SNAPSHOT_BIT(SNAPSHOT_MONO);
		wish.levels |= band_feed_levels(&listeners[i]->feed);
	}
	analysis_set_wish(&hall->analysis, &wish);
}

static inline void listener_join(struct listener *listener, const struct hall *hall, enum settings_scale scale,
	enum settings_detail detail, double low_hz, double high_hz, size_t most_bands)
{
	*listener = (struct listener){ .snapshot = calloc(1, sizeof *listener->snapshot),
		.settings
		= { .scale = (int32_t)scale, .detail = (int32_t)detail, .low_hz = low_hz, .high_hz = high_hz } };
	assert_non_null(listener->snapshot);
	assert_true(most_bands <= LISTENER_MAX_BANDS);
	snapshot_reader_init(&listener->reader, hall->ring);
	band_feed_init(&listener->feed, &listener->settings, most_bands);
}

static inline void listener_leave(struct listener *listener)
{
	band_feed_fini(&listener->feed);
	ballistics_fini(&listener->ballistics);
	free(listener->snapshot);
}

/* Reads the next snapshot; false: there is none. */
static inline bool listener_read(struct listener *listener)
{
	struct snapshot *snapshot = listener->snapshot;
	const struct snapshot_wish wish = { SNAPSHOT_BIT(SNAPSHOT_MONO), band_feed_levels(&listener->feed), 0 };
	if (!snapshot_reader_next(&listener->reader, &wish, snapshot))
		return false;
	assert_true(band_feed_fit(&listener->feed, &snapshot->head));
	if (snapshot->head.channels) {
		band_feed_read(&listener->feed, snapshot, SNAPSHOT_MONO, listener->power);
		band_feed_done(&listener->feed);
	}
	if (listener->ballistics.n)
		ballistics_advance(&listener->ballistics, listener->power,
			(float)snapshot->head.n_frames / (float)snapshot->head.rate_hz);
	return true;
}

/* Reads all there is. */
static inline void listener_look(struct listener *listener)
{
	while (listener_read(listener))
		;
	assert_int_equal(listener->reader.n_missed, 0);
}

static inline const struct band *listener_band(const struct listener *listener, size_t band)
{
	assert_true(band < listener->feed.map.n_bands);
	return &listener->feed.map.bands[band];
}

static inline double listener_db(const struct listener *listener, size_t band)
{
	return 10 * log10((double)listener->power[band] + 1e-30);
}

/* The band that a frequency lies in. */
static inline size_t listener_band_at(const struct listener *listener, double hz)
{
	const struct scale_grid *grid = &listener->feed.grid;
	double band = floor((scale_place(grid->scale, hz) - grid->first) / grid->step);
	assert_true(band >= 0 && band < (double)grid->n_bands);
	return (size_t)band;
}

/* A listener who has come alone, and whom nobody else disturbs: plays and looks by turns. */
static inline void hall_play_to(struct hall *hall, struct listener *listener, const float *mono, size_t n)
{
	for (size_t done = 0; done < n;) {
		size_t now = n - done < 8192 ? n - done : 8192;
		hall_serve(hall, &(const struct listener *){ listener }, 1);
		hall_play(hall, mono + done, now);
		listener_look(listener);
		done += now;
	}
}

/* Adds a sine, from its zero on. */
static inline void add_tone(float *mono, size_t n, double rate_hz, double hz, double amplitude)
{
	for (size_t i = 0; i < n; i++) {
		double turns = hz / rate_hz * (double)i;
		mono[i] += (float)(amplitude * sin(2 * M_PI * (turns - floor(turns))));
	}
}

#endif

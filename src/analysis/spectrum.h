/* The spectra of left, right, their mix and difference, and of the source's own channels, at several resolutions, from
 * one history of samples.
 *
 * Each level is an FFT right-aligned on the newest sample and renewed every so many snapshots, the long ones on
 * different snapshots so that no single one has to wait for them all. The longer a window, the lower the frequencies
 * that need it: those are taken from a history at a half, a quarter … of the rate, where a short FFT spans as much time.
 * What nobody wants is not transformed.
 */
#ifndef TERMVIZ_ANALYSIS_SPECTRUM_H
#define TERMVIZ_ANALYSIS_SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "dsp/halve.h"
#include "dsp/window.h"
#include "snapshot/snapshot.h"

struct fft;

enum {
	SPECTRUM_COARSE_HOP = 4, /* snapshots, 23 ms: four between two redraws at 10 a second */
	SPECTRUM_MAX_FFT = 16384,
	SPECTRUM_MAX_OCTAVES = 12,
	SPECTRUM_MAX_TRACKS = 2 + SNAPSHOT_N_SOURCE_CHANNELS, /* left, right, the source's own */
};

struct spectrum_format {
	uint32_t rate_hz;
	uint32_t n_channels; /* of the source: of one or two, left and right are all there is */
	enum window_id window;
};

/* What is heard, at the rate divided by a power of two. */
struct spectrum_history {
	float *tracks[SPECTRUM_MAX_TRACKS]; /* the newest sample is the last before `n` */
	size_t n;
	size_t keep;     /* how many samples are needed */
	size_t capacity; /* more, so that they are moved down seldom */
};

struct spectrum_level {
	struct fft *fft;       /* levels of the same size share it */
	size_t octave;         /* the history it looks at */
	uint32_t delay_frames; /* that the history lags */
	uint32_t age_frames;   /* since it was renewed */
};

/* What readers want: masks, of SNAPSHOT_BIT()s and of levels. */
struct spectrum_wish {
	uint32_t channels;
	uint32_t levels;
	bool coarse; /* in time: none is renewed more often than each SPECTRUM_COARSE_HOP snapshots */
};

struct spectrum {
	struct spectrum_format format;
	struct snapshot_level published[SNAPSHOT_N_LEVELS];
	struct spectrum_level levels[SNAPSHOT_N_LEVELS];
	struct spectrum_history octaves[SPECTRUM_MAX_OCTAVES];
	size_t n_octaves;
	size_t n_tracks;
	struct halver halver;
	float *scratch[2];          /* samples, or complex spectra, of left and right */
	uint64_t n_steps;           /* snapshots since the history was empty */
	uint64_t quiet_frames;      /* since the last sample above SPECTRUM_QUIET */
	struct spectrum_wish fresh; /* what is there */
	bool silent;                /* all of it is 0 */
};

/* Samples up to here count as silence: -120 dBFS. */
#define SPECTRUM_QUIET 1e-6f

/* Plans for a format; the history is empty (silence). Allocates all it will ever need. spectrum_fini() is right after a
 * zeroed struct and after a failure, too. */
bool spectrum_init(struct spectrum *spectrum, const struct spectrum_format *format, struct err *err);
void spectrum_fini(struct spectrum *spectrum);

/* Forgets the history. */
void spectrum_clear(struct spectrum *spectrum);

/* Adds interleaved stereo and, where the format says that they are others, the source's channels to the history: at most
 * a snapshot's worth. */
void spectrum_push(struct spectrum *spectrum, const float *stereo, const float *source, size_t n_frames);

/* Renews the bins of those wanted levels that are due, of the wanted channels, in `snapshot`, whose bins are otherwise as
 * the last call left them. Fills head.levels, channels, published, renewed, level_centre_ns_before, window and silent.
 * Call once per snapshot of the rate's length (snapshot_scaled()), when its frames have been pushed and head's rate and
 * n_frames are filled in. `peak` is the largest magnitude in them. */
void spectrum_step(struct spectrum *spectrum, const struct spectrum_wish *wish, float peak, struct snapshot *snapshot);

#endif

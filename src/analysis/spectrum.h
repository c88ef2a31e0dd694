/* The spectrum of left, right and their mix, at several resolutions, from one history of samples.
 *
 * Each level is an FFT right-aligned on the newest sample and renewed every so many snapshots, the long ones on
 * different snapshots so that no single one has to wait for them all. No FFT is longer than SPECTRUM_MAX_FFT: a longer
 * window, of which only the low bins are published, is taken from a history of a half, a quarter … of the rate.
 */
#ifndef TERMVIZ_ANALYSIS_SPECTRUM_H
#define TERMVIZ_ANALYSIS_SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "dsp/halve.h"
#include "snapshot/snapshot.h"

struct fft;

enum {
	SPECTRUM_MAX_FFT = 4096,
	SPECTRUM_MAX_OCTAVES = 8, /* up to 2 MHz */
};

/* Left and right at the rate divided by a power of two. */
struct spectrum_history {
	float *side[2]; /* the newest sample is the last before `n` */
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

struct spectrum {
	struct snapshot_level published[SNAPSHOT_N_LEVELS];
	struct spectrum_level levels[SNAPSHOT_N_LEVELS];
	struct spectrum_history octaves[SPECTRUM_MAX_OCTAVES];
	size_t n_octaves;
	struct halver halver;
	float *scratch;        /* the mix, for one FFT */
	uint64_t longest;      /* the largest window, in frames */
	uint64_t n_steps;      /* snapshots since the history was empty */
	uint64_t quiet_frames; /* since the last sample above SPECTRUM_QUIET */
	uint32_t fresh;        /* channels whose bins are there at every level */
	bool silent;           /* all of them are 0 */
};

/* Samples up to here count as silence: -120 dBFS. */
#define SPECTRUM_QUIET 1e-6f

/* Plans for a rate; the history is empty (silence). Allocates all it will ever need. spectrum_fini() is right after a
 * zeroed struct and after a failure, too. */
bool spectrum_init(struct spectrum *spectrum, uint32_t rate_hz, struct err *err);
void spectrum_fini(struct spectrum *spectrum);

/* Forgets the history. */
void spectrum_clear(struct spectrum *spectrum);

/* Adds interleaved stereo to the history, at most a snapshot's worth. */
void spectrum_push(struct spectrum *spectrum, const float *stereo, size_t n_frames);

/* Renews the bins of those levels that are due, of the wanted channels, in `snapshot`, whose bins are otherwise as the
 * last call left them. Fills head.levels, renewed, level_centre_ns_before and silent. Call once per snapshot of the
 * rate's length (snapshot_scaled()), when its frames have been pushed and head's rate, n_frames, side_peak are filled
 * in. */
void spectrum_step(struct spectrum *spectrum, uint32_t channels, struct snapshot *snapshot);

#endif

/* The spectrum of left, right and their mix, at several resolutions, from one history of samples.
 *
 * Each level is an FFT of its own, right-aligned on the newest sample and renewed every so many snapshots, the long ones
 * on different snapshots so that no single one has to wait for them all. The level for the bass works at a quarter of the
 * rate: the same resolution for a sixth of the cost.
 */
#ifndef TERMVIZ_ANALYSIS_SPECTRUM_H
#define TERMVIZ_ANALYSIS_SPECTRUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/history.h"
#include "base/err.h"
#include "snapshot/snapshot.h"

struct fft;

enum { SPECTRUM_N_HISTORIES = 2 }; /* at the full rate, and at a quarter of it */

struct spectrum {
	struct fft *ffts[SNAPSHOT_N_LEVELS];
	struct snapshot_level levels[SNAPSHOT_N_LEVELS];
	struct history histories[SPECTRUM_N_HISTORIES];
	float *scratch;         /* the mix, for one FFT */
	uint32_t longest;       /* the largest window, in frames */
	uint64_t n_steps;       /* snapshots since the history was empty */
	uint64_t quiet_frames;  /* since a snapshot with a sample above SPECTRUM_QUIET */
	uint32_t fresh;         /* channels that have been analysed at every level since the history was empty */
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
 * last call left them. Fills head.levels, level_centre_ns_before and silent. Call once per snapshot, when head's rate,
 * n_frames and side_peak are filled in. */
void spectrum_step(struct spectrum *spectrum, uint32_t channels, struct snapshot *snapshot);

#endif

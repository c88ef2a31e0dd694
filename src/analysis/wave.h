/* The sound itself as snapshots publish it, for pictures of it: all of its frames or, where those are too many, the ones
 * that reach farthest, so that no peak is lost and left and right stay together. */
#ifndef TERMVIZ_ANALYSIS_WAVE_H
#define TERMVIZ_ANALYSIS_WAVE_H

#include <stddef.h>
#include <stdint.h>

#include "snapshot/snapshot.h"

struct wave {
	size_t frames_per_point;
	size_t n_frames; /* of the snapshot, so far */
};

/* Plans for snapshots of so many frames; begins one. */
void wave_init(struct wave *wave, size_t snapshot_frames);
void wave_begin(struct wave *wave);

/* Adds stereo frames, at most those that the snapshot still lacks. */
void wave_push(struct wave *wave, const float *stereo, size_t n_frames, struct snapshot_wave *to);

#endif

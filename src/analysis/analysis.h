/* The analysis: stereo blocks in, snapshots out. */
#ifndef TERMVIZ_ANALYSIS_ANALYSIS_H
#define TERMVIZ_ANALYSIS_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/spectrum.h"
#include "base/err.h"
#include "snapshot/ring.h"

struct analysis {
	struct snapshot_writer writer;
	struct spectrum spectrum;
	uint32_t rate_hz;
	size_t snapshot_frames; /* per snapshot */
	size_t n_frames;        /* of the snapshot that is being filled */
	uint32_t channels;      /* wanted */
	double sum_squares[SNAPSHOT_N_CHANNELS];
	float peak[SNAPSHOT_N_CHANNELS];
	float published_peak;
};

/* Some sound to be analysed. */
struct analysis_block {
	const float *stereo; /* interleaved, finite */
	size_t n_frames;
	int64_t position_frame; /* in the track, of the first frame */
	int64_t taken_ns;       /* when it was taken from the stream */
	int64_t heard_ns;       /* when the first frame is heard */
};

/* Publishes into `ring`, which it takes over and which must outlive it. analysis_start() must follow.
 * analysis_fini() is right after a zeroed struct, too. */
bool analysis_init(struct analysis *analysis, struct snapshot_ring *ring, struct err *err);
void analysis_fini(struct analysis *analysis);

/* Plans for a rate, with an empty history: a new segment. Allocates; on failure nothing more is published. */
bool analysis_start(struct analysis *analysis, uint32_t rate_hz, struct err *err);

/* The sound jumps: history and readings are cleared, a new segment begins. */
void analysis_jump(struct analysis *analysis);

/* Which channels are to be analysed (a mask of SNAPSHOT_BIT()s): from the next snapshot on, at once at all levels. */
void analysis_set_channels(struct analysis *analysis, uint32_t channels);

/* Analyses a block of any size and publishes each snapshot that it completes; what is published does not depend on how
 * the sound was cut into blocks. Returns how many were. No allocation, no waiting. */
size_t analysis_process(struct analysis *analysis, const struct analysis_block *block);

/* The largest magnitude in the snapshots that the last analysis_process() published. */
float analysis_peak(const struct analysis *analysis);

#endif

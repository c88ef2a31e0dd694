/* The analysis: stereo blocks in, snapshots out. */
#ifndef TERMVIZ_ANALYSIS_ANALYSIS_H
#define TERMVIZ_ANALYSIS_ANALYSIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/analyzer.h"
#include "analysis/spectrum.h"
#include "analysis/wave.h"
#include "base/err.h"
#include "snapshot/ring.h"

struct analysis {
	struct snapshot_writer writer;
	struct spectrum spectrum;
	struct wave wave;
	bool takes_wave; /* into the snapshot that is being filled */
	uint32_t rate_hz;
	size_t snapshot_frames; /* per snapshot */
	size_t n_frames;        /* of the snapshot that is being filled */
	enum window_id window;
	struct spectrum_wish wish;
	float side_peak[2]; /* of the snapshot that is being filled */
	float source_peak;
	float published_peak;
	struct analyzer_format format; /* that the analyzers are for; rate_hz 0: none */
	float *left;                   /* of a source of one channel: a snapshot's worth */
	void *states[ANALYZERS_MAX];
	struct kept *kept;
	uint32_t measures; /* wanted, and SNAPSHOT_WAVE */
	uint32_t running;  /* those of them whose analyzers have begun; so it is kept */
};

/* Some sound to be analysed. */
struct analysis_block {
	const float *stereo; /* interleaved, finite */
	const float *source; /* interleaved, the source's own channels, if they are not one or two; else NULL */
	size_t n_frames;
	bool filler;            /* silence that is no part of the sound: it is shown, and not counted in what adds up */
	bool again;             /* has been measured before: it is shown, and not measured */
	int64_t position_frame; /* in the track, of the first frame */
	int64_t taken_ns;       /* when it was taken from the stream */
	int64_t heard_ns;       /* when the first frame is heard */
};

/* Publishes into `ring`, which it takes over, and keeps what adds up in `kept`, which it leaves alone until
 * analysis_start(), which must follow. Both must outlive it. analysis_fini() is right after a zeroed struct, too. */
bool analysis_init(struct analysis *analysis, struct snapshot_ring *ring, struct kept *kept, enum window_id window,
	struct err *err);
void analysis_fini(struct analysis *analysis);

/* Plans for a rate and the source's channels, with an empty history: a new segment. What adds up over the whole goes on
 * from what is kept, if that is of as many channels; unless analysis_restart() or, where the sound jumps,
 * analysis_jump() follows. Allocates; on failure nothing
 * more is published. */
bool analysis_start(struct analysis *analysis, uint32_t rate_hz, uint32_t n_channels, struct err *err);

/* The sound jumps: history and readings are cleared, a new segment begins. */
void analysis_jump(struct analysis *analysis);

/* What adds up over the whole begins again: another track, or somebody wants to. */
void analysis_restart(struct analysis *analysis);

/* What is to be published beside the spectrum (a mask of SNAPSHOT_BIT()s of snapshot_measure_id): from the next sound on,
 * the wave from the next snapshot on. A measure that was not wanted begins again. */
void analysis_set_measures(struct analysis *analysis, uint32_t measures);

/* Which channels are to be analysed, at which levels: from the next snapshot on, and at once at all of them. */
void analysis_set_wish(struct analysis *analysis, const struct spectrum_wish *wish);

/* Analyses a block of any size and publishes each snapshot that it completes; what is published does not depend on how
 * the sound was cut into blocks. Returns how many were. No allocation, no waiting. */
size_t analysis_process(struct analysis *analysis, const struct analysis_block *block);

/* The largest magnitude in the snapshots that the last analysis_process() published. */
float analysis_peak(const struct analysis *analysis);

#endif

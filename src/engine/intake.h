/* The intake: what a source delivers becomes frames of a flow, at the source's rate or at the output's: stereo and,
 * beside it, the channels of a source that has more.
 *
 * A live source that is played has a clock of its own, which is never quite the device's: there the resampler is always
 * used and steered, so that what the flow holds neither dries up nor grows.
 */
#ifndef TERMVIZ_ENGINE_INTAKE_H
#define TERMVIZ_ENGINE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/downmix.h"
#include "audio/drift.h"
#include "audio/resample.h"
#include "base/err.h"
#include "engine/flow.h"
#include "snapshot/ring.h"

enum { INTAKE_CHUNK_FRAMES = 1024 };

/* What is to be delivered. */
struct intake_plan {
	uint32_t n_channels;
	uint32_t from_hz;
	uint32_t to_hz; /* as from_hz: frames go through untouched, unless `live` */
	bool live;      /* played, and by another clock than ours */
};

struct intake {
	struct flow *flow;
	struct snapshot_counters *counters;
	struct intake_plan plan;
	struct downmix downmix;
	struct resampler resampler; /* without a converter: not needed */
	struct drift drift;
	double ratio;            /* of the plan, without steering */
	uint64_t steered_frames; /* given since the last look at the fill */
};

/* Zeroes and prepares; both pointers must outlive it. intake_fini() is right after a zeroed struct, too. All of the
 * feeder's thread. */
void intake_init(struct intake *intake, struct flow *flow, struct snapshot_counters *counters);
void intake_fini(struct intake *intake);

/* A track begins. After one of the same rates, and as many channels beside the stereo sound, it goes on in the same
 * conversion; otherwise what was held back comes out first. The mark of the track follows. Allocates. */
bool intake_begin(struct intake *intake, const struct intake_plan *plan, struct err *err);

/* How many frames may be given now, at most INTAKE_CHUNK_FRAMES; 0: wait until the flow's reader has made room. */
size_t intake_room(const struct intake *intake);

/* Gives interleaved frames of the track's channels: no more than there is room for. They are not the same afterwards.
 * Returns how many samples were not fit to be sound, and count as silence. */
uint32_t intake_push(struct intake *intake, float *samples, size_t n_frames);

/* The source has no more for now: the flow holds all there is. Steers. */
void intake_look_at_fill(struct intake *intake);

/* The sound jumps: what is held back is void. Or it ends: what is held back comes out. */
void intake_jump(struct intake *intake);
void intake_end(struct intake *intake);

/* How many frames are still to come out before the next one that is given. */
size_t intake_pending(const struct intake *intake);

#endif

/* A flow: stereo frames from one thread to another, with marks that tell by position where a track begins, where the
 * sound jumps and where all is over. Both are rings without locks, so that an audio callback can be at either end.
 */
#ifndef TERMVIZ_ENGINE_FLOW_H
#define TERMVIZ_ENGINE_FLOW_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/ring.h"
#include "snapshot/run_state.h"
#include "source/source.h"

enum { FLOW_MAX_MARKS = 16 };

struct stereo_frame {
	float left, right;
};

/* What is known of a track when it starts. */
struct track {
	struct source_info info;
	uint32_t queue_index;
	enum run_source_kind kind;
};

struct mark {
	uint64_t at;            /* holds from this position in `sound` on */
	bool jump;              /* what lies before it is not to be heard any more */
	bool end;               /* nothing comes after it */
	uint32_t rate_hz;       /* of the frames from here on: the track's own, unless they were resampled */
	int64_t position_frame; /* in the track, at the track's own rate */
	struct track track;
};

struct flow {
	struct ring sound; /* of struct stereo_frame */
	struct ring marks; /* of struct mark */
	/* How much has to be in hand before it is played, after a jump or a lack. Set by the writer with each track, raised
	 * by the reader when it has run out. */
	_Atomic uint32_t reserve_frames;
};

/* flow_fini() is right after a zeroed struct, too. */
bool flow_init(struct flow *flow, size_t n_frames, struct err *err);
void flow_fini(struct flow *flow);

/* The newest mark the reader has reached, if it is a new one: fills `mark`, and drops the frames a jump makes void.
 * `*n_frames` is how many frames may be read before the next mark. The reader's thread, real time safe. */
bool flow_next_mark(struct flow *flow, struct mark *mark, size_t *n_frames);

/* Whether a mark lies no more than `n_frames` before the reader, or one that jumps anywhere. Either side's thread. */
bool flow_mark_is_near(const struct flow *flow, size_t n_frames);

/* Whether a mark that jumps lies ahead; `*n_frames` of what it makes void are still there to be faded out. The reader's
 * thread, real time safe. */
bool flow_jump_ahead(struct flow *flow, size_t *n_frames);

#endif

/* A flow: frames from one thread to another, with marks that tell by position where a track begins, where the sound
 * jumps and where all is over. All are rings without locks, so that an audio callback can be at either end.
 *
 * Sound is stereo. Where the source has more channels, its own lie beside it: for each frame of `sound` as many
 * floats in `wide` as flow_n_wide() says of the track. Only the functions here take from either or add to it, so that
 * they stay in step; each mark says where in both it holds, and whoever reaches it is in step, whatever came before.
 *
 * A flow may lie in memory that outlives the process: then another one goes on with it (flow_resume()). For that the last
 * frames and marks that were read are kept: what a device has taken has not been heard yet.
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
#include "snapshot/snapshot.h"
#include "source/source.h"

enum {
	FLOW_MAX_MARKS = 16,
	FLOW_KEPT_MARKS = 4, /* of them; as many tracks may be in what a device has in hand */
	FLOW_MAX_WIDE = SNAPSHOT_N_SOURCE_CHANNELS,
	FLOW_KEPT_PART = 4, /* of the frames this part is kept */
	/* Who reads takes as many frames at once, at most, and may die with them. */
	FLOW_MAX_READ_FRAMES = 2048,
};

struct stereo_frame {
	float left, right;
};

/* What is known of a track when it starts. */
struct track {
	struct source_info info;
	uint32_t queue_id;     /* of its entry */
	int64_t offset_frames; /* of a part of a file */
	bool is_part;
	enum run_source_kind kind;
	float gain_db; /* as in the run state */
};

struct mark {
	uint64_t at;            /* holds from this position in `sound` on, */
	uint64_t wide_at;       /* which is this one in `wide`; both set by flow_write_mark() */
	bool jump;              /* what lies before it is not to be heard any more */
	bool again;             /* the same sound once more, for another engine or rate: nobody has asked for it */
	bool held;              /* and it is the very frames that an engine before this one has decoded */
	bool end;               /* nothing comes after it */
	uint32_t rate_hz;       /* of the frames from here on: the track's own, unless they were resampled */
	int64_t position_frame; /* in the track, at the track's own rate */
	struct track track;
};

/* What of a flow is worth knowing to who goes on with it. Zeroed: nothing has flowed. */
struct flow_head {
	struct ring_positions sound, wide, marks;
	_Atomic uint64_t floor;    /* what lies before it was made void by a jump */
	_Atomic uint64_t heard_at; /* this frame is heard */
	_Atomic int64_t heard_ns;  /* at this time; 0: nobody has said. Stored by flow_note_heard() around `heard_at` */
};

struct flow {
	struct flow_head *head;
	void *owned;        /* the memory behind all this; NULL: somebody else's */
	struct ring sound;  /* of struct stereo_frame */
	struct ring wide;   /* of float; no memory is used before a source of more than two channels flows */
	struct ring marks;  /* of struct mark */
	size_t most_frames; /* that are written ahead of the reader; set by the writer */
	/* How much has to be in hand before it is played, after a jump or a lack. Set by the writer with each track, raised
	 * by the reader when it has run out. */
	_Atomic uint32_t reserve_frames;
	/* Of a flow that is gone on with: what its reader reaches before all that is in `marks`. */
	struct mark resumed;
	_Atomic bool goes_on; /* it is still ahead */
};

/* How many of a source's `n_channels` go beside the stereo sound: none of one or two, at most FLOW_MAX_WIDE. */
uint32_t flow_n_wide(uint32_t n_channels);

/* Room for `n_frames`, a power of two. flow_fini() is right after a zeroed struct, too. */
bool flow_init(struct flow *flow, size_t n_frames, struct err *err);
void flow_fini(struct flow *flow);

/* The same in memory of FLOW_BYTES(n_frames) that belongs to somebody else, and may hold what others have left in it. A
 * quarter of the room is for what was read last. */
void flow_place(struct flow *flow, void *memory, size_t n_frames);

enum { FLOW_HEAD_BYTES = 256 };
#define FLOW_BYTES(n_frames)                                                                                           \
	(FLOW_HEAD_BYTES + FLOW_MAX_MARKS * sizeof(struct mark)                                                        \
		+ (size_t)(n_frames) * (sizeof(struct stereo_frame) + FLOW_MAX_WIDE * sizeof(float)))

/* For who goes on with a flow whose reader and writer are gone, before anybody reads or writes: the next frame that is
 * read is the one that was to be heard at `now_ns`, behind a mark of its track. `goes_on` is the mark that whoever writes
 * begins with. False: nothing has flowed, or it makes no sense; then the flow is empty. */
bool flow_resume(struct flow *flow, int64_t now_ns, struct mark *goes_on);

/* The writer's side, real time safe. How many frames an empty one takes; how many fit; how many were ever written; writes
 * up to `n_frames` of stereo, with `n_wide` floats each in `wide` (0: none), and returns how many it took. */
size_t flow_capacity(const struct flow *flow);
size_t flow_room(const struct flow *flow);
uint64_t flow_written(const struct flow *flow);
size_t flow_write(struct flow *flow, const float *stereo, const float *wide, uint32_t n_wide, size_t n_frames);

/* Writes a mark that holds from the next frame on or, where `n_pending` frames are still to come before it (of as many
 * channels as its track has), from behind these. False: there is no room for it. */
bool flow_write_mark(struct flow *flow, struct mark *mark, size_t n_pending);

/* The reader's side, real time safe. How many frames are there; takes up to `n_frames` out, `n_wide` floats of each
 * into `wide`, or drops them. `n_wide` is that of their track: none of them may lie behind a mark that has not been
 * passed. Each returns how many there were. */
size_t flow_readable(const struct flow *flow);
size_t flow_read(struct flow *flow, float *stereo, float *wide, uint32_t n_wide, size_t n_frames);
size_t flow_drop(struct flow *flow, uint32_t n_wide, size_t n_frames);

/* The newest mark the reader has reached, if it is a new one: fills `mark`, and drops the frames a jump makes void.
 * `*n_frames` is how many frames may be read before the next mark. The reader's thread, real time safe. */
bool flow_next_mark(struct flow *flow, struct mark *mark, size_t *n_frames);

/* The same, but stays before a jump, for what it makes void to be faded out. */
bool flow_next_mark_before_jump(struct flow *flow, struct mark *mark, size_t *n_frames);

/* The reader's, real time safe: which frame it reads next; and when a frame that it has read is heard. */
uint64_t flow_position(const struct flow *flow);
void flow_note_heard(struct flow *flow, uint64_t position, int64_t heard_ns);

/* Whether a mark that jumps lies ahead. The reader's thread, real time safe. */
bool flow_jump_ahead(const struct flow *flow);

/* Whether a mark lies no more than `n_frames` before the reader, or one that jumps anywhere. Either side's thread. */
bool flow_mark_is_near(const struct flow *flow, size_t n_frames);

#endif

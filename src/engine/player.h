/* The player: what the audio callback does. It takes frames from a flow, hands them to the tap (for the analysis)
 * and to the recorder and, after that, sets the volume and gives them to the device.
 *
 * All changes are heard without a click: pauses, jumps and new beginnings by short fades, an end and a lack of sound by
 * letting the last sample ring down. At unity volume and between fades samples go through untouched.
 *
 * The callback neither waits nor allocates, makes no system call, and its loops end with the buffer it has to fill.
 */
#ifndef TERMVIZ_ENGINE_PLAYER_H
#define TERMVIZ_ENGINE_PLAYER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "engine/flow.h"
#include "engine/recorder.h"
#include "snapshot/ring.h"

enum { PLAYER_CHUNK_FRAMES = 256, PLAYER_TAP_FRAMES = 32768, PLAYER_MAX_MOMENTS = 512 };

/* When a frame of the tap is heard. */
struct player_moment {
	uint64_t at; /* position in the tap */
	int64_t heard_ns;
};

struct player {
	struct flow *from;
	struct flow tap;
	struct ring moments; /* of struct player_moment */
	struct snapshot_counters *counters;
	struct recorder recorder; /* of who takes frames from `from`: the callback or, while it does not, the pacer */

	/* Set by other threads at any time: */
	_Atomic float volume; /* factor */
	_Atomic bool paused;
	_Atomic bool held;        /* the device is about to be closed: fade out, take no more */
	_Atomic uint32_t rate_hz; /* the device's: frames of another rate are not played */
	_Atomic bool on;          /* it is the callback that takes frames; pairs with `busy` in player.c */

	/* Told by the callback: */
	_Atomic bool busy;
	_Atomic bool wild;                /* the device takes frames faster than time goes by: it gets silence */
	_Atomic int64_t called_ns;        /* the last time */
	_Atomic uint32_t awaited_rate_hz; /* of the frames that come next: they wait until the device has it; 0: any */

	/* The callback's own: */
	int64_t counted_ns; /* since when: */
	int64_t asked_ns;   /* how much sound was asked for, at whatever rates, whether there was any or not */
	uint32_t n_wide;    /* floats of each frame that comes next in from->wide */
	bool ended;
	bool starving; /* there was nothing to play; goes on when there is enough */
	float fade;    /* 0 … 1 */
	float gain;    /* on its way to `volume` */
	struct stereo_frame last;

	struct player_moment moment; /* the tap's reader's own: the one it has reached */
};

/* Prepares to play `from`. Both pointers must outlive the player. player_fini() is right after a zeroed struct, too. */
bool player_init(struct player *player, struct flow *from, struct snapshot_counters *counters, struct err *err);
void player_fini(struct player *player);

/* The audio callback: fills `n_frames` of interleaved stereo, the first of which is heard at `heard_ns`. `missed`: the
 * device has run dry since the last call. */
void player_process(void *player, float *stereo, size_t n_frames, int64_t heard_ns, bool missed);

/* Counts what `from` holds ready. The thread that reads it; the callback does it by itself. */
void player_count_ahead(const struct player *player);

/* Makes the callback the reader of `from`, or not: player_stop() returns false, and changes nothing, while the callback
 * is at it; ask again. `n_channels`: those of the track whose mark was the last to be reached in `from`, whose frames are
 * of `rate_hz`. `from_start`: what comes is its beginning, not to be faded in. The thread that reads `from` otherwise,
 * which is the tap's reader. */
void player_start(struct player *player, uint32_t n_channels, uint32_t rate_hz, bool from_start);
bool player_stop(struct player *player);

/* How many of the next `n_frames` of the tap follow one another without a gap, and when the first is heard. The tap's
 * reader. */
size_t player_heard(struct player *player, size_t n_frames, int64_t *heard_ns);

#endif

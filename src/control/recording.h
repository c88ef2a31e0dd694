/* The recording ring: what is heard, stereo, before the volume, on its way from the engine to the writer of a file.
 * Shared memory of a run, made by its keeper; it outlives engine and writer, and either side goes on where the one
 * before it stopped.
 *
 * One process writes frames (the engine: whichever of its threads takes them from the stream), one takes them (the
 * writer); neither waits for the other, and what does not fit is counted. Pages that were never used take no memory.
 */
#ifndef TERMVIZ_CONTROL_RECORDING_H
#define TERMVIZ_CONTROL_RECORDING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define RECORDING_MAGIC 0x56495A52u /* "VIZR" */
#define RECORDING_VERSION 1u

enum {
	RECORDING_FRAMES = 1 << 21, /* 43 s at 48 kHz: longer than a disk is busy with something else */
	RECORDING_RATES = 64,
};

/* Kinds of files, by the ends of their names. */
enum recording_kind { RECORDING_WAV, RECORDING_FLAC, RECORDING_OGG };

struct recording_rate {
	uint64_t at; /* holds from this position on, until the next one's */
	uint32_t rate_hz;
	uint32_t reserved;
};

struct recording {
	uint32_t magic;
	uint32_t version;
	_Atomic uint32_t on;     /* what is heard is to be recorded; set by the keeper */
	_Atomic uint32_t asleep; /* the writer waits to be told of sound; set by it, cleared by who tells it */

	/* The engine's; positions count all frames that were ever written, or taken. */
	_Atomic uint64_t written;     /* released once the frames are there */
	_Atomic uint64_t n_rates;     /* released once the rate is there; the first of them is written first of all */
	_Atomic uint64_t recorded_ns; /* of this recording, with what did not fit: */
	_Atomic uint64_t lost_ns;
	/* How far it has come, for an engine that is to go on from there: in frames of the track's own rate. */
	_Atomic uint32_t track_id; /* in the queue */
	_Atomic int64_t track_frame;

	/* The writer's. */
	_Atomic uint64_t taken;     /* released once the frames are in the file: where another writer begins */
	_Atomic uint64_t rate_held; /* which of `rates` holds at `taken` */

	struct recording_rate rates[RECORDING_RATES]; /* those from `rate_held` on */
	float frames[2 * RECORDING_FRAMES];
};

/* Prepares zeroed memory; checks a mapping of `size` bytes. */
void recording_init(struct recording *recording);
bool recording_check(const struct recording *recording, size_t size, struct err *err);

/* The keeper's: a recording begins, with nothing in the ring; it ends, and what is in the ring is still to be taken. No
 * writer may be at work when one begins. */
void recording_begin(struct recording *recording);
void recording_end(struct recording *recording);
bool recording_is_on(const struct recording *recording);

/* The engine's, real time safe: writes frames of `rate_hz`. What does not fit is counted as lost. */
void recording_write(struct recording *recording, uint32_t rate_hz, const float *stereo, size_t n_frames);

/* The writer's: copies up to `max_frames` from position `*at` on that are all of one rate, `*rate_hz`; returns how many
 * there were, and moves `*at` behind them. They stay in the ring, for another writer should this one die, until they are
 * let go of. It begins where the one before it has let go. */
uint64_t recording_first(const struct recording *recording);
size_t recording_take(struct recording *recording, uint64_t *at, float *stereo, size_t max_frames, uint32_t *rate_hz);
void recording_let_go(struct recording *recording, uint64_t until);

/* The writer, which has taken what is before `at`, is about to sleep until it is told of sound; false: there is some. And
 * the engine's side of it, after it has written: whether it has to tell the writer, which it is told once. */
bool recording_fall_asleep(struct recording *recording, uint64_t at);
bool recording_rouse(struct recording *recording);

/* Whether a file of that name can be begun: its kind by its name's end, a folder that can be written to, nothing there
 * yet. `kind` may be NULL. */
bool recording_check_path(const char *path, enum recording_kind *kind, struct err *err);

#endif

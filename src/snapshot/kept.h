/* What adds up over a track (integrated loudness, maxima, counts), kept where it outlives who measures. Shared memory of a
 * run, made by its keeper: an engine that dies is replaced by one whose meters go on from it. In surveys and stills it is
 * plain memory.
 *
 * One process writes, in place, and may die between any two stores. So what an analyzer keeps here makes sense after each
 * of them, or can be made anew of what does; and `running` says what is to be believed at all.
 */
#ifndef TERMVIZ_SNAPSHOT_KEPT_H
#define TERMVIZ_SNAPSHOT_KEPT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define KEPT_MAGIC 0x56495A4Bu /* "VIZK" */
#define KEPT_VERSION 1u

enum {
	KEPT_SLOTS = 16,      /* ANALYZERS_MAX */
	KEPT_BYTES = 1 << 20, /* for all analyzers together; what is not used takes no memory */
	KEPT_ALIGNMENT = 16,
};

/* By what a track is known again. */
struct kept_track {
	uint32_t queue_id;
	uint32_t kind; /* enum run_source_kind */
	uint32_t rate_hz;
	uint32_t n_channels;
	int64_t n_frames;
	char title[256], format[64];
};

struct kept {
	uint32_t magic;
	uint32_t version;
	_Atomic uint32_t running; /* SNAPSHOT_BIT()s of the measures that are kept; the analysis alone sets them */
	uint32_t n_channels;      /* of what was measured; 0: nothing was yet */
	struct kept_track track;  /* that it was measured of, */
	_Atomic int64_t measured_frame;  /* as far as this, at the track's own rate */
	uint32_t slot_bytes[KEPT_SLOTS]; /* of each analyzer, one after the other in: */
	_Alignas(KEPT_ALIGNMENT) unsigned char bytes[KEPT_BYTES];
};

/* Prepares zeroed memory; checks a mapping of `size` bytes. */
void kept_init(struct kept *kept);
bool kept_check(const struct kept *kept, size_t size, struct err *err);

/* What is measured from here on is of this track, from this frame on. */
void kept_begin(struct kept *kept, const struct kept_track *track, int64_t frame);

/* Says which measures are to be believed. Of these, all that was stored before this call is; of the others, nothing
 * that is stored after it. */
void kept_set_running(struct kept *kept, uint32_t measures);

#endif

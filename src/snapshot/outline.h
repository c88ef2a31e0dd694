/* Outlines of whole files: how far the waveform reaches and how strong it is, in some two thousand equal parts of the
 * file. Shared memory of a run, made by its keeper, beside the run state and with the same manners: one writer (the
 * engine), any number of readers, a sequence lock around each outline. It outlives the engine: what it holds need not be
 * made anew.
 *
 * An outline is of an entry of the queue and, while it grows, true from its beginning on.
 */
#ifndef TERMVIZ_SNAPSHOT_OUTLINE_H
#define TERMVIZ_SNAPSHOT_OUTLINE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define OUTLINE_MAGIC 0x56495A4Fu /* "VIZO" */
#define OUTLINE_VERSION 1u

enum {
	OUTLINE_PARTS = 2048, /* two for each column of the widest terminals, and four on most */
	OUTLINE_SIDES = 2,
	OUTLINE_TRACKS = 16, /* are kept; what is not used takes no memory */
	OUTLINE_FULL_SCALE = 32767,
};

enum outline_phase {
	OUTLINE_NONE,
	OUTLINE_GROWING,
	OUTLINE_COMPLETE,
	OUTLINE_FAILED, /* there is no more than there is */
};

/* Of one side in one part; amplitudes in units of 1 / OUTLINE_FULL_SCALE, what is beyond full scale is cut. */
struct outline_side {
	int16_t low, high; /* the least and the largest sample; low <= high */
	uint16_t rms;      /* at most OUTLINE_FULL_SCALE */
};

struct outline {
	uint32_t queue_id; /* of the entry (queue/queue.h) */
	uint32_t phase;    /* enum outline_phase */
	uint32_t n_parts;  /* 1 … OUTLINE_PARTS: of the whole; part p begins at frame p * n_frames / n_parts */
	uint32_t n_done;   /* of them are measured, from the first on */
	int64_t n_frames;  /* 1 … RUN_MAX_FRAMES: of the whole, at its own rate */
	struct outline_side parts[OUTLINE_PARTS][OUTLINE_SIDES];
};

struct outline_slot {
	_Atomic uint32_t sequence; /* odd while it is written */
	uint32_t reserved;
	struct outline outline;
};

struct outlines {
	uint32_t magic;
	uint32_t version;
	_Atomic uint32_t n_changes; /* of any of them, ever */
	_Atomic uint32_t n_begun;   /* the oldest gives way to the next */
	struct outline_slot slots[OUTLINE_TRACKS];
};

/* As with the run state: init once, in zeroed memory; check before belief. */
void outlines_init(struct outlines *outlines);
bool outlines_check(const struct outlines *outlines, size_t size, struct err *err);

/* Publishes an outline, in place of that of the same entry if there is one. One thread of one process; never waits. */
void outlines_publish(struct outlines *outlines, const struct outline *outline);

/* Copies the outline of an entry, made safe to draw: all within the bounds above. False if there is none, or the writer
 * was in the way a bounded number of times: `outline` is then of no meaning. */
bool outlines_read(const struct outlines *outlines, uint32_t queue_id, struct outline *outline);

/* What changes whenever one of them does. */
uint32_t outlines_n_changes(const struct outlines *outlines);

/* Where a part begins; that of n_parts is the end. */
static inline int64_t outline_part_frame(const struct outline *outline, uint32_t part)
{
	return outline->n_frames / outline->n_parts * part
		+ outline->n_frames % outline->n_parts * part / outline->n_parts;
}

#endif

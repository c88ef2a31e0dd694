/* The snapshot ring: shared memory, one writer, any number of readers, no waiting on either side.
 *
 * Each slot has a sequence lock. The writer never waits; a reader only loads, so that it can neither slow, block nor
 * crash the writer. The memory is a sealed memfd (snapshot/shared.h), which the keeper makes and owns.
 */
#ifndef TERMVIZ_SNAPSHOT_RING_H
#define TERMVIZ_SNAPSHOT_RING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "snapshot/snapshot.h"

#define SNAPSHOT_MAGIC 0x56495A46u /* "VIZF" */
#define SNAPSHOT_LAYOUT_VERSION 4u

enum {
	SNAPSHOT_N_SLOTS = 288,              /* over 1.5 s of 256 frames at 48 kHz */
	SNAPSHOT_BINS_FLOATS = 1 << 21,      /* room for the bins of so long: of all that readers are likely to want */
	SNAPSHOT_FIRST_LAP_FLOATS = 1 << 16, /* used of it at first */
};

#define SNAPSHOT_FRONT_BYTES offsetof(struct snapshot, wave)

struct snapshot_counters {
	_Atomic uint64_t n_underruns;    /* times the stream had no sound when its moment had come */
	_Atomic uint64_t n_bad_samples;  /* NaN, infinite or absurd samples, replaced */
	_Atomic uint64_t n_xruns;        /* times the output device had run dry */
	_Atomic uint64_t n_overruns;     /* times the analysis was so late that what is played had to pass it by */
	_Atomic uint32_t load_ppm;       /* of its period that the audio callback takes, averaged over some 64 calls */
	_Atomic uint32_t max_load_ppm;   /* the most it ever took */
	_Atomic uint32_t ring_frames;    /* decoded ahead when some were last taken, */
	_Atomic uint32_t ring_capacity;  /* of so many at most */
	_Atomic uint32_t output_rate_hz; /* of the device that was opened last, */
	_Atomic uint32_t output_latency_us; /* and how long it says that sound takes through it; 0: none was */
};

/* Where a level's bins are: one after another of those channels that were published when they were new, each row of
 * snapshot_bins_stride() floats. */
struct snapshot_bins_place {
	uint64_t at;       /* counts all floats ever written, and those left out at the ends of laps */
	uint32_t offset;   /* in struct snapshot_ring's bins */
	uint32_t channels; /* mask */
};

struct snapshot_slot {
	_Atomic uint32_t sequence; /* odd while it is written */
	uint32_t reserved;
	struct snapshot_bins_place places[SNAPSHOT_N_LEVELS];
	uint64_t front[SNAPSHOT_FRONT_BYTES / 8]; /* struct snapshot as far as its wave */
};

struct snapshot_ring {
	uint32_t magic;
	uint32_t layout_version;
	uint32_t header_bytes; /* offset of the first slot */
	uint32_t slot_bytes;
	uint32_t n_slots;
	_Atomic uint32_t writer_epoch; /* raised by each engine that takes the ring over */
	_Atomic uint64_t n_published;  /* snapshot i, once published, is in slot i % n_slots until overwritten */
	struct snapshot_counters counters;
	/* The bins, written when they are new, round and round: in laps of as many floats as last for all slots' time. Those
	 * whose place is (at) before this have been overwritten, or are being. */
	_Atomic uint64_t bins_whole_from;
	struct snapshot_slot slots[SNAPSHOT_N_SLOTS];
	float bins[SNAPSHOT_BINS_FLOATS];
	struct snapshot_wave
		waves[SNAPSHOT_N_SLOTS]; /* each under its slot's lock; memory that nobody wants is not touched */
};

/* Floats from one channel's bins to the next one's: whole words of 8 bytes. */
static inline uint32_t snapshot_bins_stride(const struct snapshot_level *level)
{
	return (level->n_bins + 1) / 2 * 2;
}

/* Writes the header into zeroed memory of sizeof(struct snapshot_ring). By the keeper, once. */
void snapshot_ring_init(struct snapshot_ring *ring);

/* Checks a mapping of `size` bytes that someone else made: false with a message if it is not a ring of this layout. */
bool snapshot_ring_check(const struct snapshot_ring *ring, size_t size, struct err *err);

/* The writer's end. It fills a snapshot of its own, of which what is new is then copied into the ring. One thread of
 * one process. */
struct snapshot_writer {
	struct snapshot_ring *ring;
	struct snapshot_bins_place places[SNAPSHOT_N_LEVELS];
	uint64_t at;              /* of the next bins */
	uint64_t whole_from;      /* as in the ring */
	uint32_t offset;          /* of the next bins: floats of this lap */
	uint32_t lap;             /* floats; only grows, at the end of a lap */
	uint32_t lap_snapshots;   /* that had bins, since the lap began */
	struct snapshot snapshot; /* to be filled; its index is filled in by snapshot_writer_publish() */
};

/* Takes the ring over, after another writer's death perhaps in mid-write. */
void snapshot_writer_init(struct snapshot_writer *writer, struct snapshot_ring *ring);

/* Publishes writer->snapshot: its head, and its measures and wave if it has any, and of those channels that head.channels
 * names the bins of those levels that head.renewed names. All of head.published must be renewed whenever it or
 * head.channels gains one, and each at least every SNAPSHOT_N_SLOTS / 2 snapshots that are not silent. Never waits. */
void snapshot_writer_publish(struct snapshot_writer *writer);

/* What a reader wants of each snapshot, as far as it is there. */
struct snapshot_wish {
	uint32_t channels; /* masks */
	uint32_t levels;
	uint32_t measures;
};

/* One reader's place in the ring; its own thread only. */
struct snapshot_reader {
	const struct snapshot_ring *ring;
	uint64_t next; /* index of the snapshot to read next */
	uint64_t n_read;
	uint64_t n_missed;                    /* overwritten before they were read */
	uint64_t n_retries;                   /* copies made anew, because the writer was at it */
	uint64_t has[SNAPSHOT_N_LEVELS];      /* 1 + the place (at) of the bins that the caller's copy holds; 0: none */
	uint32_t has_bins[SNAPSHOT_N_LEVELS]; /* how many */
	uint32_t has_channels;                /* of which channels */
};

/* Starts at the newest snapshot (or the first to come). `ring` must have passed snapshot_ring_check(). */
void snapshot_reader_init(struct snapshot_reader *reader, const struct snapshot_ring *ring);

/* Nobody has wanted to read for a while: what was overwritten meanwhile is not missed. */
void snapshot_reader_skip(struct snapshot_reader *reader);

/* The time at which the next snapshot is heard, without reading it; false: there is none (yet). */
bool snapshot_reader_next_heard(struct snapshot_reader *reader, int64_t *heard_ns);

/* Whether all that are there and have not been read yet stay below an amplitude. */
bool snapshot_reader_is_quiet(const struct snapshot_reader *reader, float peak);

/* Copies the next snapshot in order: its head, and of the rest what is wished for; of bins unless it is silent.
 * head.channels, head.published and head.measured then name what was wished for and is there. `snapshot` must be the
 * same each time, and left alone between: bins that did not change are not copied again. head.renewed then names the
 * levels that changed since the last one that was read. Skips what was overwritten meanwhile (n_missed) and what is not
 * sane. Returns false if there is none (yet); `snapshot` is then unspecified, until the next call. */
bool snapshot_reader_next(struct snapshot_reader *reader, const struct snapshot_wish *wish, struct snapshot *snapshot);

#endif

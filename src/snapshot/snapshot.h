/* What the analysis publishes and every reader draws from: the layout of one snapshot.
 *
 * Fixed-width integers and floats in the machine's order, no pointers; the offsets are held by static_assert in
 * snapshot/ring.c. A change of any of it raises SNAPSHOT_LAYOUT_VERSION (snapshot/ring.h).
 *
 * Spectrum: power bins of a windowed FFT, calibrated so that the bins of a full-scale sine sum to 1 (0 dB). Several
 * resolutions ("levels") of one moment, finest in time first. Bin k of a level is centred on k * bin_hz; a level
 * publishes bins 0 … n_bins-1, the part of its spectrum that a reader needs from it. Readers sum bins to bands.
 */
#ifndef TERMVIZ_SNAPSHOT_SNAPSHOT_H
#define TERMVIZ_SNAPSHOT_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SNAPSHOT_N_LEVELS = 3,
	SNAPSHOT_MAX_BINS = 1025, /* of one level of one channel */
	SNAPSHOT_FRAMES = 256,    /* frames per snapshot at 44.1 and 48 kHz; at other rates see snapshot_scaled() */
};

/* The signals that are analysed; each on demand. Also the bit numbers of channel masks. */
enum snapshot_channel_id {
	SNAPSHOT_LEFT,
	SNAPSHOT_RIGHT,
	SNAPSHOT_MONO, /* (left + right) / 2 */
	SNAPSHOT_N_CHANNELS,
};

#define SNAPSHOT_BIT(channel) (1u << (channel))
#define SNAPSHOT_ALL_CHANNELS ((1u << SNAPSHOT_N_CHANNELS) - 1)

struct snapshot_level {
	uint32_t n_bins;        /* 1 … SNAPSHOT_MAX_BINS */
	float bin_hz;           /* distance of two bins; > 0 */
	uint32_t window_frames; /* length of the FFT's window */
	uint32_t hop_frames;    /* the level is renewed this often */
};

/* One channel's measurements over the snapshot's frames. Valid if its bit is set in snapshot_head.channels. */
struct snapshot_channel {
	float peak;        /* largest magnitude; 1 is full scale, more is possible */
	float mean_square; /* mean of x² over the n_frames; a full-scale sine has 0.5 */
	uint32_t reserved[2];
	float bins[SNAPSHOT_N_LEVELS][SNAPSHOT_MAX_BINS + 3]; /* power; +3 keeps the rows aligned to 16 bytes */
};

struct snapshot_head {
	uint64_t index;         /* counts from 0, without gaps, over the life of the ring */
	int64_t position_frame; /* in the track: the frame after this snapshot's last; 0 where it has no meaning */
	int64_t taken_ns;       /* CLOCK_MONOTONIC: when its audio was taken from the stream */
	int64_t heard_ns;       /* CLOCK_MONOTONIC: when that audio is heard; not before this is it to be shown */
	uint32_t rate_hz;       /* of the frames; 1 … */
	uint32_t n_frames;      /* since the previous snapshot; 1 … */
	uint32_t segment;       /* changes where the sound jumps: a seek, another track, another rate */
	uint32_t channels;      /* mask: which of the channels hold this snapshot's measurements */
	uint32_t silent;        /* 1: not one sample above -120 dBFS within the longest window: all bins count as 0 */
	uint32_t renewed;       /* mask of the levels whose bins are new; the others are those of the snapshot before */
	int64_t level_centre_ns_before
		[SNAPSHOT_N_LEVELS]; /* how long before the newest frame each window's centre is */
	struct snapshot_level levels[SNAPSHOT_N_LEVELS];
	float side_peak[2]; /* largest magnitude of left and right, whatever `channels` says */
};

struct snapshot {
	struct snapshot_head head;
	struct snapshot_channel channels[SNAPSHOT_N_CHANNELS];
};

/* FFT sizes and snapshot lengths double with each doubling of the rate, so that resolution in time and frequency hardly
 * depends on it: how many frames at `rate_hz` stand for `n_frames` at 44.1 and 48 kHz. (From 32 kHz up to 64 the same,
 * to 128 twice as many, from 16 half as many …; at least an eighth.) */
uint32_t snapshot_scaled(uint32_t n_frames, uint32_t rate_hz);

#define SNAPSHOT_ALL_LEVELS ((1u << SNAPSHOT_N_LEVELS) - 1)

/* Whether a copied snapshot obeys the bounds stated above, the floats of its valid channels finite, bins of the
 * levels in the mask `levels` included: what a reader checks before it believes. */
bool snapshot_is_sane(const struct snapshot *snapshot, uint32_t levels);

#endif

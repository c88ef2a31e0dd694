/* What the analysis publishes and every reader draws from: the layout of one snapshot.
 *
 * Fixed-width integers and floats in the machine's order, no pointers; the offsets are held by static_assert in
 * snapshot/ring.c. A change of any of it raises SNAPSHOT_LAYOUT_VERSION (snapshot/ring.h).
 *
 * Spectrum: power bins of a windowed FFT, calibrated so that the bins of a full-scale sine sum to 1 (0 dB). Several
 * resolutions ("levels") of one moment, each on demand, in the order of their windows' lengths; of two of the same length
 * the one that reaches less far comes first, and costs less. Bin k of a level is centred on k * bin_hz; a level publishes
 * bins 0 … n_bins-1, the part of its spectrum that is true. Readers sum bins to bands.
 */
#ifndef TERMVIZ_SNAPSHOT_SNAPSHOT_H
#define TERMVIZ_SNAPSHOT_SNAPSHOT_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SNAPSHOT_N_LEVELS = 11,
	SNAPSHOT_CHANNEL_BINS = 8748, /* of all levels of one channel */
	SNAPSHOT_FRAMES = 256,        /* frames per snapshot at 44.1 and 48 kHz; at other rates see snapshot_scaled() */
	SNAPSHOT_N_SOURCE_CHANNELS = 8,
	SNAPSHOT_WAVE_POINTS = 1024,     /* at most: all frames of a snapshot at up to 256 kHz */
	SNAPSHOT_MAX_RATE_HZ = 10000000, /* more is not believed */
};

/* The signals whose spectra are published; each on demand. Also the bit numbers of channel masks. */
enum snapshot_channel_id {
	SNAPSHOT_LEFT,
	SNAPSHOT_RIGHT,
	SNAPSHOT_MONO,     /* (left + right) / 2, which is also called mid */
	SNAPSHOT_SIDE,     /* (left - right) / 2 */
	SNAPSHOT_CROSS_RE, /* real part of left times the conjugate of right, per bin; may be negative */
	SNAPSHOT_CROSS_IM, /* imaginary part: positive where left leads */
	SNAPSHOT_SOURCE, /* the first of the source's own channels, of SNAPSHOT_N_SOURCE_CHANNELS; of one with no more than
			    * two these are left and right */
	SNAPSHOT_N_CHANNELS = SNAPSHOT_SOURCE + SNAPSHOT_N_SOURCE_CHANNELS,
};

#define SNAPSHOT_BIT(channel) (1u << (channel))
#define SNAPSHOT_ALL_CHANNELS ((1u << SNAPSHOT_N_CHANNELS) - 1)
#define SNAPSHOT_ALL_LEVELS ((1u << SNAPSHOT_N_LEVELS) - 1)

/* What is published beside the spectrum; each on demand. Also the bit numbers of measure masks. */
enum snapshot_measure_id {
	SNAPSHOT_LEVELS,
	SNAPSHOT_TRUE_PEAK,
	SNAPSHOT_PROGRAMME,
	SNAPSHOT_LOUDNESS,
	SNAPSHOT_STEREO,
	SNAPSHOT_RHYTHM,
	SNAPSHOT_N_MEASURES,
	SNAPSHOT_WAVE = SNAPSHOT_N_MEASURES, /* no measure: the frames themselves, struct snapshot_wave */
};

#define SNAPSHOT_ALL_MEASURES ((1u << SNAPSHOT_N_MEASURES) - 1)
#define SNAPSHOT_ALL_BESIDE (SNAPSHOT_ALL_MEASURES | SNAPSHOT_BIT(SNAPSHOT_WAVE))

/* Where samples are clipped: so many in a row, for two may be a peak that was normalised, at the largest value of 16 bits
 * or beyond; those of 24 are above it. */
#define SNAPSHOT_FULL_SCALE (32767.0f / 32768.0f)
enum { SNAPSHOT_CLIPPED_RUN = 3 };

/* What a level in dB, LUFS or dBTP reads where there is nothing to measure; what else is unknown says so itself. */
#define SNAPSHOT_NO_LEVEL (-200.0f)

struct snapshot_level {
	uint32_t n_bins;        /* 1 … snapshot_level_room() */
	float bin_hz;           /* distance of two bins; > 0 */
	uint32_t window_frames; /* length of the FFT's window */
	uint32_t hop_frames;    /* the level is renewed this often, or less where that is enough */
};

/* Meters of one of the source's channels. Amplitudes: 1 is full scale. "Since the beginning": since the track began,
 * or since somebody asked to begin again. */
struct snapshot_meter {
	/* SNAPSHOT_LEVELS */
	float peak;         /* largest magnitude of this snapshot's frames */
	float mean_square;  /* mean of x² over the last 300 ms; a full-scale sine has 0.5 */
	float max_peak;     /* since the beginning */
	float dc;           /* mean of x since the beginning */
	float whole_square; /* mean of x² since the beginning */
	uint32_t n_clipped; /* since the beginning: times that 3 or more samples in a row were at full scale */
	/* SNAPSHOT_TRUE_PEAK */
	float true_peak;     /* largest magnitude between this snapshot's samples (ITU-R BS.1770-5, annex 2) */
	float max_true_peak; /* since the beginning */
	/* SNAPSHOT_PROGRAMME: the largest reading within this snapshot, as the amplitude of the steady sine that reads the
	 * same */
	float ppm1; /* IEC 60268-10, type I */
	float ppm2; /* type II */
	float vu;   /* IEC 60268-17 */
	float reserved;
};

/* SNAPSHOT_LOUDNESS: EBU R 128. SNAPSHOT_NO_LEVEL: below the gate, or nothing has been measured yet. */
struct snapshot_loudness {
	float momentary_lufs;  /* of the last 0.4 s */
	float short_term_lufs; /* of the last 3 s */
	float integrated_lufs; /* since the beginning, as are all below */
	float max_momentary_lufs;
	float max_short_term_lufs;
	float range_low_lufs;  /* 10th and 95th percentile of the gated short-term loudness (EBU Tech 3342); */
	float range_high_lufs; /* both SNAPSHOT_NO_LEVEL: not known yet */
	float reserved;
};

/* SNAPSHOT_STEREO: of the source's first two channels. */
struct snapshot_stereo {
	float correlation;       /* of the last 300 ms: -1 … 1; 0 also if one of them is silent */
	float balance_db;        /* level of the right less that of the left; positive to the right; within ±200 */
	float whole_correlation; /* since the beginning */
	float whole_balance_db;
};

/* SNAPSHOT_RHYTHM */
struct snapshot_rhythm {
	float onset;            /* strength of what begins in this snapshot: 0 … 1, 1 as strong as any of late */
	float tempo_bpm;        /* of the last seconds; 0: none that is worth telling */
	float tempo_confidence; /* 0 … 1 */
	float beat_phase;       /* 0 … 1, since the last beat; 0 without a tempo */
	uint32_t n_beats;       /* since the beginning */
	float whole_tempo_bpm;  /* since the beginning; 0: none that is worth telling */
	float whole_tempo_confidence;
	uint32_t reserved;
};

/* Valid as far as head.measured says. */
struct snapshot_measures {
	struct snapshot_meter meters[SNAPSHOT_N_SOURCE_CHANNELS]; /* those of head.n_source_channels are valid */
	struct snapshot_loudness loudness;
	struct snapshot_stereo stereo;
	struct snapshot_rhythm rhythm;
	float dynamic_range_db; /* SNAPSHOT_LEVELS: DR, mean of the channels; negative: not known yet */
	float reserved[3];
};

struct snapshot_head {
	uint64_t index;             /* counts from 0, without gaps, over the life of the ring */
	int64_t position_frame;     /* in the track: the frame after this snapshot's last; 0 where it has no meaning */
	int64_t taken_ns;           /* CLOCK_MONOTONIC: when its audio was taken from the stream */
	int64_t heard_ns;           /* CLOCK_MONOTONIC: when that audio is heard; not before this is it to be shown */
	uint32_t rate_hz;           /* of the frames; 1 … SNAPSHOT_MAX_RATE_HZ */
	uint32_t n_frames;          /* since the previous snapshot; 1 … a second's */
	uint32_t segment;           /* changes where the sound jumps: a seek, another track, another rate */
	uint32_t n_source_channels; /* 1 … SNAPSHOT_N_SOURCE_CHANNELS */
	uint32_t channels;          /* mask: which of the channels hold this snapshot's spectra */
	uint32_t measured;          /* mask: which of the measures are this snapshot's, and whether its wave is */
	uint32_t published;         /* mask: which levels hold bins */
	uint32_t renewed;   /* mask of the levels whose bins are new; the others are those of the snapshot before */
	uint32_t silent;    /* 1: no sample above -120 dBFS in the longest published window; all bins count as 0 */
	uint32_t window;    /* of all FFTs: enum window_id (dsp/window.h) */
	float side_peak[2]; /* largest magnitude of left and right, whatever `channels` says */
	int64_t level_centre_ns_before
		[SNAPSHOT_N_LEVELS];                     /* how long before the newest frame each window's centre is */
	struct snapshot_level levels[SNAPSHOT_N_LEVELS]; /* all of them, published or not */
};

/* SNAPSHOT_WAVE: the sound as it is heard. Points lie evenly over the snapshot's frames, a frame each or, where there are
 * more than SNAPSHOT_WAVE_POINTS, that one of 2, 4 … which reaches farthest. */
struct snapshot_wave {
	uint32_t n_points; /* 1 … SNAPSHOT_WAVE_POINTS; a divisor of head.n_frames */
	uint32_t reserved;
	float points[SNAPSHOT_WAVE_POINTS][2]; /* left, right */
};

struct snapshot {
	struct snapshot_head head;
	struct snapshot_measures measures;
	struct snapshot_wave wave;                              /* valid if head.measured says so */
	float bins[SNAPSHOT_N_CHANNELS][SNAPSHOT_CHANNEL_BINS]; /* power; a level's begin at snapshot_level_first[] */
};

/* Where each level's bins begin among a channel's; the last entry is where all end. Multiples of 4. */
extern const uint32_t snapshot_level_first[SNAPSHOT_N_LEVELS + 1];

/* How many bins a level may have. */
static inline uint32_t snapshot_level_room(int level)
{
	return snapshot_level_first[level + 1] - snapshot_level_first[level];
}

/* FFT sizes and snapshot lengths double with each doubling of the rate, so that resolution in time and frequency hardly
 * depends on it: how many frames at `rate_hz` stand for `n_frames` at 44.1 and 48 kHz. (From 32 kHz up to 64 the same,
 * to 128 twice as many, from 16 half as many …; at least an eighth.) */
uint32_t snapshot_scaled(uint32_t n_frames, uint32_t rate_hz);

/* Sets what the measures say of the moment to what they say in silence; what they say of the whole stays. */
void snapshot_measures_fall_silent(struct snapshot_measures *measures);

/* Whether a copied snapshot obeys the bounds stated above, the floats of its valid channels finite, bins of the
 * levels in the mask `levels` included: what a reader checks before it believes. */
bool snapshot_is_sane(const struct snapshot *snapshot, uint32_t levels);

/* Whether all numbers of the measures are finite, of the first `n_channels` meters. */
bool snapshot_measures_are_sane(const struct snapshot_measures *measures, uint32_t n_channels);

#endif

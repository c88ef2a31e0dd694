/* Loudness: ITU-R BS.1770-5, EBU R 128, EBU Tech 3341 (momentary, short-term, integrated) and 3342 (range).
 *
 * libebur128 weights (K filter) and sums the channels, 10 ms at a time. All else is made of that series here, because
 * the library's own integrated loudness comes in steps of 0.1 LU where it may not allocate, cannot begin again without
 * allocating and mixes what lies on either side of a jump; and its range samples once a second.
 *
 * A window is read only when it is full: the first momentary loudness is known 0.4 s after the beginning or a jump, the
 * first short-term loudness after 3 s, and no maximum is of less. (What would be read before is never more than the
 * first full window, which holds the same sound.)
 */
#include <ebur128.h>
#include <math.h>
#include <stdatomic.h>

#include "analysis/rows.h"
#include "dsp/loudness_histogram.h"

enum {
	HOP_MS = 10,
	MOMENTARY_HOPS = 40,   /* 0.4 s (EBU Tech 3341, 2.2) */
	SHORT_TERM_HOPS = 300, /* 3 s */
	/* Gating blocks of 0.4 s overlap by 75 % (ITU-R BS.1770-5, annex 1); Tech 3342 asks for 10 Hz at least. */
	SAMPLE_HOPS = 10,
	/* The K filter's slowest part, two poles at 38 Hz, falls by 1/e in 4.2 ms: by over 180 dB in 100. */
	SETTLING_HOPS = 10,
	SILENCE_FRAMES = 64,
	/* Below, the K filter's shelf at 1682 Hz does not fit under half the rate: libebur128's filter is unstable there;
	 * at 16 and 17 Hz it writes beyond its buffer as well. */
	MIN_RATE_HZ = 4000,
	MAX_RATE_HZ = 768000, /* libebur128 holds 0.4 s as doubles: 20 MB of 8 channels */
};

#define INTEGRATED_GATE_LU (-10.0) /* ITU-R BS.1770-5, annex 1 */
#define RANGE_GATE_LU (-20.0)      /* EBU Tech 3342, section 3 */
#define OFFSET_LU (-0.691)         /* ITU-R BS.1770-5, annex 1: of the K filter at 997 Hz */

/* Samples are 1e4 at most (audio/clean.h); of eight channels, with the K filter's 4 dB and a reserve. */
#define LARGEST_ENERGY 1e12

struct kept_loudness {
	uint64_t n_hops;                  /* since the beginning or the last jump */
	double energies[SHORT_TERM_HOPS]; /* mean square of the weighted channels in each hop, newest at n_hops - 1 */
	double max_momentary, max_short_term; /* mean squares of weighted channels; 0: not known */
	struct loudness_histogram blocks, short_terms;
};

struct loudness {
	struct kept_loudness *kept;
	ebur128_state *library; /* NULL: this format is not measured */
	uint32_t n_channels;
	size_t hop_frames;
	size_t n_frames;                  /* of the hop that is being filled */
	double momentary, short_term;     /* mean squares in the windows; 0: not full yet */
	struct snapshot_loudness reading; /* its gated part is of the histograms, unless stale */
	bool is_stale;
};

/* --------------------------------------------------------------- the windows */

/* Mean square of the newest `n_hops`; 0 if so many have not been heard. Summed anew each time: 30000 additions a second,
 * and a running sum would keep the rounding errors of the loudest sound. */
static double window_energy(const struct kept_loudness *kept, size_t n_hops)
{
	double sum = 0;
	if (kept->n_hops < n_hops)
		return 0;
	size_t newest = (size_t)((kept->n_hops - 1) % SHORT_TERM_HOPS);
	for (size_t i = 0; i < n_hops; i++)
		sum += kept->energies[newest >= i ? newest - i : newest + SHORT_TERM_HOPS - i];
	return sum / (double)n_hops;
}

static void read_windows(struct loudness *loudness)
{
	loudness->momentary = window_energy(loudness->kept, MOMENTARY_HOPS);
	loudness->short_term = window_energy(loudness->kept, SHORT_TERM_HOPS);
}

/* --------------------------------------------------------------- set-up */

/* What the channels of the WAVE order are to BS.1770: a surround counts 1.41 if it is 60° to 120° from the front, that
 * is the only pair or the one at the sides, and 1 behind that. LFE is not counted, a single channel once. */
static const int channel_maps[SNAPSHOT_N_SOURCE_CHANNELS][SNAPSHOT_N_SOURCE_CHANNELS] = {
	{ EBUR128_Mp000 },
	{ EBUR128_Mp030, EBUR128_Mm030 },
	{ EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp000 },
	{ EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp110, EBUR128_Mm110 },
	{ EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp000, EBUR128_Mp110, EBUR128_Mm110 },
	{ EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp000, EBUR128_UNUSED, EBUR128_Mp110, EBUR128_Mm110 },
	{ EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp000, EBUR128_UNUSED, EBUR128_Mp180, EBUR128_Mp090, EBUR128_Mm090 },
	{ EBUR128_Mp030, EBUR128_Mm030, EBUR128_Mp000, EBUR128_UNUSED, EBUR128_Mp135, EBUR128_Mm135, EBUR128_Mp090,
		EBUR128_Mm090 },
};

static void clear_windows(struct loudness *loudness)
{
	loudness->n_frames = 0;
	loudness->kept->n_hops = 0;
	loudness->momentary = loudness->short_term = 0;
}

static void clear_sums(struct loudness *loudness)
{
	loudness->kept->max_momentary = loudness->kept->max_short_term = 0;
	loudness_histogram_clear(&loudness->kept->blocks);
	loudness_histogram_clear(&loudness->kept->short_terms);
	loudness->is_stale = true;
}

/* What one left that went mad before it died is forgotten, be it read today or as the windows fill. */
static void adopt_windows(struct loudness *loudness)
{
	const double *energies = loudness->kept->energies;
	for (int i = 0; i < SHORT_TERM_HOPS; i++)
		if (!(energies[i] >= 0 && energies[i] <= LARGEST_ENERGY))
			loudness->kept->n_hops = 0;
	read_windows(loudness);
}

static bool loudness_init(void *state, void *kept, const struct analyzer_format *format, struct err *err)
{
	struct loudness *loudness = state;
	loudness->kept = kept;
	loudness_histogram_adopt(&loudness->kept->blocks);
	loudness_histogram_adopt(&loudness->kept->short_terms);
	loudness->is_stale = true;
	adopt_windows(loudness);
	if (format->rate_hz < MIN_RATE_HZ || format->rate_hz > MAX_RATE_HZ)
		return true;
	loudness->n_channels = format->n_channels;
	/* As ebur128_loudness_window() rounds, so that it sees each frame once. */
	loudness->hop_frames = format->rate_hz * HOP_MS / 1000;
	loudness->library = ebur128_init(format->n_channels, format->rate_hz, EBUR128_MODE_M);
	if (!loudness->library)
		return err_set(err, ERR_SYSTEM, "out of memory for the loudness meter");
	for (uint32_t c = 0; c < format->n_channels; c++)
		ebur128_set_channel(loudness->library, c, channel_maps[format->n_channels - 1][c]);
	return true;
}

static void loudness_fini(void *state)
{
	struct loudness *loudness = state;
	if (loudness->library)
		ebur128_destroy(&loudness->library);
}

/* Lets the K filter forget: the library has no other means that do not allocate. */
static void settle_filter(struct loudness *loudness)
{
	static const float silence[SILENCE_FRAMES * SNAPSHOT_N_SOURCE_CHANNELS];
	if (!loudness->library)
		return;
	for (size_t done = 0; done < SETTLING_HOPS * loudness->hop_frames; done += SILENCE_FRAMES)
		ebur128_add_frames_float(loudness->library, silence, SILENCE_FRAMES);
}

static void loudness_jump(void *state)
{
	settle_filter(state);
	clear_windows(state);
}

static void loudness_restart(void *state)
{
	loudness_jump(state);
	clear_sums(state);
}

/* --------------------------------------------------------------- the series */

/* Mean square of the library's newest hop. */
static double hop_energy(const struct loudness *loudness)
{
	double lufs = -INFINITY;
	ebur128_loudness_window(loudness->library, HOP_MS, &lufs);
	return pow(10, (lufs - OFFSET_LU) / 10);
}

static double lufs_of(double energy)
{
	return OFFSET_LU + 10 * log10(energy);
}

static void finish_hop(struct loudness *loudness)
{
	struct kept_loudness *kept = loudness->kept;
	kept->energies[kept->n_hops % SHORT_TERM_HOPS] = hop_energy(loudness);
	atomic_signal_fence(memory_order_seq_cst); /* one that is counted is there; for who goes on */
	kept->n_hops++;
	loudness->n_frames = 0;
	read_windows(loudness);
	kept->max_momentary = fmax(kept->max_momentary, loudness->momentary);
	kept->max_short_term = fmax(kept->max_short_term, loudness->short_term);
	if (kept->n_hops % SAMPLE_HOPS)
		return;
	loudness_histogram_add(&kept->blocks, lufs_of(loudness->momentary));
	loudness_histogram_add(&kept->short_terms, lufs_of(loudness->short_term));
	loudness->is_stale = true;
}

static void loudness_process(void *state, const struct analyzer_block *block)
{
	struct loudness *loudness = state;
	if (!loudness->library)
		return;
	for (size_t done = 0, n; done < block->n_frames; done += n) {
		n = loudness->hop_frames - loudness->n_frames;
		if (n > block->n_frames - done)
			n = block->n_frames - done;
		ebur128_add_frames_float(loudness->library, block->frames + done * loudness->n_channels, n);
		loudness->n_frames += n;
		if (loudness->n_frames == loudness->hop_frames)
			finish_hop(loudness);
	}
}

/* --------------------------------------------------------------- readings */

static float gated(double lufs)
{
	return lufs < LOUDNESS_GATE_LUFS ? SNAPSHOT_NO_LEVEL : (float)lufs;
}

static void read_histograms(struct loudness *loudness)
{
	const struct loudness_gated nothing = { -INFINITY, -INFINITY, -INFINITY };
	struct loudness_gated programme = nothing, range = nothing;
	loudness_histogram_gate(&loudness->kept->blocks, INTEGRATED_GATE_LU, &programme);
	loudness_histogram_gate(&loudness->kept->short_terms, RANGE_GATE_LU, &range);
	loudness->reading.integrated_lufs = gated(programme.mean_lufs);
	loudness->reading.range_low_lufs = gated(range.low_lufs);
	loudness->reading.range_high_lufs = gated(range.high_lufs);
	loudness->is_stale = false;
}

static void loudness_publish(void *state, struct snapshot_measures *measures)
{
	struct loudness *loudness = state;
	struct snapshot_loudness *reading = &loudness->reading;
	if (loudness->is_stale)
		read_histograms(loudness);
	reading->momentary_lufs = gated(lufs_of(loudness->momentary));
	reading->short_term_lufs = gated(lufs_of(loudness->short_term));
	reading->max_momentary_lufs = gated(lufs_of(loudness->kept->max_momentary));
	reading->max_short_term_lufs = gated(lufs_of(loudness->kept->max_short_term));
	measures->loudness = *reading;
}

const struct analyzer_ops analyzer_loudness = {
	.name = "loudness",
	.help = "loudness by EBU R 128: momentary, short-term, integrated, range",
	.measure = SNAPSHOT_LOUDNESS,
	.state_bytes = sizeof(struct loudness),
	.kept_bytes = sizeof(struct kept_loudness),
	.init = loudness_init,
	.fini = loudness_fini,
	.jump = loudness_jump,
	.restart = loudness_restart,
	.process = loudness_process,
	.publish = loudness_publish,
};

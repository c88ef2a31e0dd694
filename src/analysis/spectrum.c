#include "analysis/spectrum.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "dsp/fft.h"

/* At 44.1 and 48 kHz: 1024 samples for the treble, which rises to -3 dB within 10 ms; 4096; and for the bass 16384, as
 * 4096 at a quarter of the rate: 2.7 Hz a bin. A level publishes what a reader can need of it: up to 11 kHz of the middle
 * one, 2.7 kHz of the long one, above which a shorter level resolves even the 100 bands an octave that fit on the widest
 * screen. */
static const struct {
	uint32_t size;
	unsigned n_halvings;    /* of the rate */
	uint32_t hop_snapshots; /* a power of two */
	uint32_t phase;         /* in which of them it is renewed */
} plans[SNAPSHOT_N_LEVELS] = {
	{ 1024, 0, 1, 0 },
	{ 4096, 0, 4, 1 },
	{ 4096, 2, 8, 3 },
};

/* The history a level is made from, and the sizes of their windows, before scaling. */
static const struct {
	uint32_t longest;
	unsigned n_halvings;
} history_plans[SPECTRUM_N_HISTORIES] = {
	{ 4096, 0 },
	{ 4096, 2 },
};

static struct history *history_of(struct spectrum *spectrum, int l)
{
	return &spectrum->histories[plans[l].n_halvings ? 1 : 0];
}

static bool init_level(struct spectrum *spectrum, int l, uint32_t rate_hz, struct err *err)
{
	uint32_t size = snapshot_scaled(plans[l].size, rate_hz), n_bins = size / 2 + 1;
	uint32_t window_frames = size << plans[l].n_halvings;
	if (plans[l].n_halvings && n_bins > size / 4 + 1)
		n_bins = size / 4 + 1; /* what the halving lets pass unharmed */
	spectrum->ffts[l] = fft_new(size, err);
	spectrum->levels[l] = (struct snapshot_level){
		.n_bins = n_bins < SNAPSHOT_MAX_BINS ? n_bins : SNAPSHOT_MAX_BINS,
		.bin_hz = (float)rate_hz / (float)window_frames,
		.window_frames = window_frames,
		.hop_frames = snapshot_scaled(plans[l].hop_snapshots * SNAPSHOT_FRAMES, rate_hz),
	};
	if (window_frames > spectrum->longest)
		spectrum->longest = window_frames;
	return spectrum->ffts[l] != NULL;
}

bool spectrum_init(struct spectrum *spectrum, uint32_t rate_hz, struct err *err)
{
	*spectrum = (struct spectrum){ .longest = 0 };
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		if (!init_level(spectrum, l, rate_hz, err))
			return false;
	for (int h = 0; h < SPECTRUM_N_HISTORIES; h++)
		if (!history_init(&spectrum->histories[h], snapshot_scaled(history_plans[h].longest, rate_hz),
				  history_plans[h].n_halvings, err))
			return false;
	spectrum->scratch = calloc(spectrum->longest, sizeof(float));
	spectrum->quiet_frames = spectrum->longest;
	return spectrum->scratch || err_set(err, ERR_SYSTEM, "out of memory for the spectrum");
}

void spectrum_fini(struct spectrum *spectrum)
{
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		fft_free(spectrum->ffts[l]);
	for (int h = 0; h < SPECTRUM_N_HISTORIES; h++)
		history_fini(&spectrum->histories[h]);
	free(spectrum->scratch);
	*spectrum = (struct spectrum){ .longest = 0 };
}

void spectrum_clear(struct spectrum *spectrum)
{
	for (int h = 0; h < SPECTRUM_N_HISTORIES; h++)
		history_clear(&spectrum->histories[h]);
	spectrum->n_steps = 0;
	spectrum->quiet_frames = spectrum->longest;
	spectrum->fresh = 0;
}

void spectrum_push(struct spectrum *spectrum, const float *stereo, size_t n_frames)
{
	for (int h = 0; h < SPECTRUM_N_HISTORIES; h++)
		history_push(&spectrum->histories[h], stereo, n_frames);
}

/* The newest samples of a channel, as many as the level's FFT takes. */
static const float *samples_of(struct spectrum *spectrum, int l, int channel)
{
	const struct history *history = history_of(spectrum, l);
	size_t size = fft_size(spectrum->ffts[l]);
	if (channel != SNAPSHOT_MONO)
		return history_newest(history, channel == SNAPSHOT_RIGHT, size);
	const float *left = history_newest(history, 0, size), *right = history_newest(history, 1, size);
	for (size_t i = 0; i < size; i++)
		spectrum->scratch[i] = (left[i] + right[i]) / 2;
	return spectrum->scratch;
}

static void renew(struct spectrum *spectrum, int l, int channel, float *bins)
{
	const struct snapshot_level *level = &spectrum->levels[l];
	if (spectrum->quiet_frames >= level->window_frames)
		memset(bins, 0, level->n_bins * sizeof *bins);
	else
		fft_power(spectrum->ffts[l], samples_of(spectrum, l, channel), bins, level->n_bins);
}

static bool is_due(const struct spectrum *spectrum, int l)
{
	return (spectrum->n_steps & (plans[l].hop_snapshots - 1)) == plans[l].phase;
}

/* Of all halvings together, in frames: each one's delay counts twice what the one before it does. */
static int64_t filter_delay(int l)
{
	return HALFBAND_DELAY * ((1 << plans[l].n_halvings) - 1);
}

static void fill_head(const struct spectrum *spectrum, struct snapshot_head *head)
{
	memcpy(head->levels, spectrum->levels, sizeof head->levels);
	head->silent = spectrum->quiet_frames >= spectrum->longest;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		uint64_t hop = plans[l].hop_snapshots;
		uint64_t age_steps = (spectrum->n_steps + hop - plans[l].phase) & (hop - 1);
		int64_t age = (int64_t)(age_steps * (spectrum->levels[l].hop_frames / hop)) + filter_delay(l);
		head->level_centre_ns_before[l] = clock_frames_to_ns(age + spectrum->levels[l].window_frames / 2, head->rate_hz);
	}
}

void spectrum_step(struct spectrum *spectrum, uint32_t channels, struct snapshot *snapshot)
{
	const float *peak = snapshot->head.side_peak;
	bool quiet = peak[0] <= SPECTRUM_QUIET && peak[1] <= SPECTRUM_QUIET;
	spectrum->quiet_frames = quiet ? spectrum->quiet_frames + snapshot->head.n_frames : 0;
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++) {
		if (!(channels & SNAPSHOT_BIT(c)))
			continue;
		bool fresh = spectrum->fresh & SNAPSHOT_BIT(c);
		for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
			if (!fresh || is_due(spectrum, l))
				renew(spectrum, l, c, snapshot->channels[c].bins[l]);
	}
	spectrum->fresh = channels;
	fill_head(spectrum, &snapshot->head);
	spectrum->n_steps++;
}

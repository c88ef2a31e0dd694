#include "analysis/spectrum.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "dsp/fft.h"

enum { HISTORY_WINDOWS = 3 };

/* At 44.1 and 48 kHz: 1024 for the treble, which rises to -3 dB within 10 ms; 4096; 16384 for the bass, 2.7 Hz a bin.
 * A level publishes what a reader can need of it: up to 11 kHz of the middle one, 2.7 kHz of the long one, above which
 * a shorter level resolves even the 100 bands an octave that fit on the widest screen. */
static const struct {
	uint32_t size;
	uint32_t hop_snapshots; /* a power of two */
	uint32_t phase;         /* in which of them it is renewed */
} plans[SNAPSHOT_N_LEVELS] = {
	{ 1024, 1, 0 },
	{ 4096, 4, 1 },
	{ 16384, 8, 3 },
};

static bool init_level(struct spectrum *spectrum, int l, uint32_t rate_hz, struct err *err)
{
	size_t size = snapshot_scaled(plans[l].size, rate_hz);
	size_t n_bins = size / 2 + 1;
	spectrum->ffts[l] = fft_new(size, err);
	spectrum->levels[l] = (struct snapshot_level){
		.n_bins = (uint32_t)(n_bins < SNAPSHOT_MAX_BINS ? n_bins : SNAPSHOT_MAX_BINS),
		.bin_hz = (float)rate_hz / (float)size,
		.window_frames = (uint32_t)size,
		.hop_frames = snapshot_scaled(plans[l].hop_snapshots * SNAPSHOT_FRAMES, rate_hz),
	};
	if (size > spectrum->longest)
		spectrum->longest = size;
	return spectrum->ffts[l] != NULL;
}

bool spectrum_init(struct spectrum *spectrum, uint32_t rate_hz, struct err *err)
{
	*spectrum = (struct spectrum){ .longest = 0 };
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		if (!init_level(spectrum, l, rate_hz, err))
			return false;
	spectrum->capacity = HISTORY_WINDOWS * spectrum->longest;
	spectrum->scratch = calloc(spectrum->longest, sizeof(float));
	for (int i = 0; i < 2; i++)
		spectrum->side[i] = calloc(spectrum->capacity, sizeof(float));
	if (!spectrum->scratch || !spectrum->side[0] || !spectrum->side[1])
		return err_set(err, ERR_SYSTEM, "out of memory for the spectrum's history");
	spectrum_clear(spectrum);
	return true;
}

void spectrum_fini(struct spectrum *spectrum)
{
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		fft_free(spectrum->ffts[l]);
	free(spectrum->side[0]);
	free(spectrum->side[1]);
	free(spectrum->scratch);
	*spectrum = (struct spectrum){ .longest = 0 };
}

void spectrum_clear(struct spectrum *spectrum)
{
	for (int i = 0; i < 2; i++)
		memset(spectrum->side[i], 0, spectrum->longest * sizeof(float));
	spectrum->n_history = spectrum->longest;
	spectrum->n_steps = 0;
	spectrum->quiet_frames = spectrum->longest;
	spectrum->fresh = 0;
}

static void make_room(struct spectrum *spectrum, size_t n_frames)
{
	if (spectrum->n_history + n_frames <= spectrum->capacity)
		return;
	size_t drop = spectrum->n_history - spectrum->longest;
	for (int i = 0; i < 2; i++)
		memmove(spectrum->side[i], spectrum->side[i] + drop, spectrum->longest * sizeof(float));
	spectrum->n_history = spectrum->longest;
}

void spectrum_push(struct spectrum *spectrum, const float *stereo, size_t n_frames)
{
	make_room(spectrum, n_frames);
	float *left = spectrum->side[0] + spectrum->n_history, *right = spectrum->side[1] + spectrum->n_history;
	for (size_t i = 0; i < n_frames; i++) {
		left[i] = stereo[2 * i];
		right[i] = stereo[2 * i + 1];
	}
	spectrum->n_history += n_frames;
}

/* The newest samples of a channel, as many as the window takes. */
static const float *samples_of(struct spectrum *spectrum, int channel, size_t window)
{
	const float *left = spectrum->side[0] + spectrum->n_history - window;
	const float *right = spectrum->side[1] + spectrum->n_history - window;
	if (channel != SNAPSHOT_MONO)
		return channel == SNAPSHOT_LEFT ? left : right;
	for (size_t i = 0; i < window; i++)
		spectrum->scratch[i] = (left[i] + right[i]) / 2;
	return spectrum->scratch;
}

static void renew(struct spectrum *spectrum, int l, int channel, float *bins)
{
	const struct snapshot_level *level = &spectrum->levels[l];
	if (spectrum->quiet_frames >= level->window_frames)
		memset(bins, 0, level->n_bins * sizeof *bins);
	else
		fft_power(spectrum->ffts[l], samples_of(spectrum, channel, level->window_frames), bins, level->n_bins);
}

static bool is_due(const struct spectrum *spectrum, int l)
{
	return (spectrum->n_steps & (plans[l].hop_snapshots - 1)) == plans[l].phase;
}

static void fill_head(const struct spectrum *spectrum, struct snapshot_head *head)
{
	memcpy(head->levels, spectrum->levels, sizeof head->levels);
	head->silent = spectrum->quiet_frames >= spectrum->longest;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		uint64_t hop = plans[l].hop_snapshots;
		uint64_t age_steps = (spectrum->n_steps + hop - plans[l].phase) & (hop - 1);
		int64_t age = (int64_t)(age_steps * (spectrum->levels[l].hop_frames / hop));
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

#include "analysis/spectrum.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "dsp/fft.h"

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

_Static_assert(SPECTRUM_MAX_FFT / 4 + 1 <= SNAPSHOT_MAX_BINS, "what is flat of a halved rate can be published");

/* --------------------------------------------------------------- set-up */

static struct fft *find_fft(const struct spectrum *spectrum, int n_levels, size_t size)
{
	for (int l = 0; l < n_levels; l++)
		if (fft_size(spectrum->levels[l].fft) == size)
			return spectrum->levels[l].fft;
	return NULL;
}

/* Half of what a halved rate can hold is flat and free of images (dsp/halve.h); of the full rate all is. */
static uint32_t count_bins(size_t fft_size, size_t octave)
{
	size_t n = octave ? fft_size / 4 + 1 : fft_size / 2 + 1;
	return (uint32_t)(n < SNAPSHOT_MAX_BINS ? n : SNAPSHOT_MAX_BINS);
}

static bool init_level(struct spectrum *spectrum, int l, uint32_t rate_hz, struct err *err)
{
	struct spectrum_level *level = &spectrum->levels[l];
	uint32_t window = snapshot_scaled(plans[l].size, rate_hz);
	while (window >> level->octave > SPECTRUM_MAX_FFT && level->octave + 1 < SPECTRUM_MAX_OCTAVES)
		level->octave++;
	size_t size = window >> level->octave;
	struct fft *same = find_fft(spectrum, l, size);
	level->fft = same ? same : fft_new(size, err);
	/* HALVE_DELAY frames of each rate that is halved: 1 + 2 + 4 … */
	level->delay_frames = HALVE_DELAY * ((1u << level->octave) - 1);
	spectrum->published[l] = (struct snapshot_level){
		.n_bins = count_bins(size, level->octave),
		.bin_hz = (float)rate_hz / (float)window,
		.window_frames = window,
		.hop_frames = snapshot_scaled(plans[l].hop_snapshots * SNAPSHOT_FRAMES, rate_hz),
	};
	if (level->octave >= spectrum->n_octaves)
		spectrum->n_octaves = level->octave + 1;
	if (size > spectrum->octaves[level->octave].keep)
		spectrum->octaves[level->octave].keep = size;
	if (window > spectrum->longest)
		spectrum->longest = window;
	return level->fft != NULL;
}

/* It holds what the filter of the next octave looks at, too: a whole snapshot, which may come in pieces. */
static bool init_history(struct spectrum_history *history, size_t snapshot_frames)
{
	if (history->keep < HALVE_TAPS + snapshot_frames)
		history->keep = HALVE_TAPS + snapshot_frames;
	history->capacity = history->keep + 2 * SPECTRUM_MAX_FFT;
	for (int i = 0; i < 2; i++)
		history->side[i] = calloc(history->capacity, sizeof(float));
	return history->side[0] && history->side[1];
}

bool spectrum_init(struct spectrum *spectrum, uint32_t rate_hz, struct err *err)
{
	*spectrum = (struct spectrum){ .longest = 0 };
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		if (!init_level(spectrum, l, rate_hz, err))
			return false;
	spectrum->scratch = calloc(SPECTRUM_MAX_FFT, sizeof(float));
	bool complete = spectrum->scratch != NULL;
	for (size_t o = 0; o < spectrum->n_octaves; o++)
		complete = init_history(&spectrum->octaves[o], snapshot_scaled(SNAPSHOT_FRAMES, rate_hz)) && complete;
	if (!complete)
		return err_set(err, ERR_SYSTEM, "out of memory for the spectrum's history");
	halver_init(&spectrum->halver);
	spectrum_clear(spectrum);
	return true;
}

void spectrum_fini(struct spectrum *spectrum)
{
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		struct fft *fft = spectrum->levels[l].fft;
		for (int m = l; m < SNAPSHOT_N_LEVELS; m++)
			if (spectrum->levels[m].fft == fft)
				spectrum->levels[m].fft = NULL;
		fft_free(fft);
	}
	for (size_t o = 0; o < SPECTRUM_MAX_OCTAVES; o++) {
		free(spectrum->octaves[o].side[0]);
		free(spectrum->octaves[o].side[1]);
	}
	free(spectrum->scratch);
	*spectrum = (struct spectrum){ .longest = 0 };
}

void spectrum_clear(struct spectrum *spectrum)
{
	for (size_t o = 0; o < spectrum->n_octaves; o++) {
		struct spectrum_history *history = &spectrum->octaves[o];
		for (int i = 0; i < 2; i++)
			memset(history->side[i], 0, history->keep * sizeof(float));
		history->n = history->keep;
	}
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		spectrum->levels[l].age_frames = 0;
	spectrum->n_steps = 0;
	spectrum->quiet_frames = spectrum->longest;
	spectrum->fresh = 0;
	spectrum->silent = false;
}

/* --------------------------------------------------------------- history */

static void make_room(struct spectrum_history *history, size_t n)
{
	if (history->n + n <= history->capacity)
		return;
	for (int i = 0; i < 2; i++)
		memmove(history->side[i], history->side[i] + history->n - history->keep, history->keep * sizeof(float));
	history->n = history->keep;
}

void spectrum_push(struct spectrum *spectrum, const float *stereo, size_t n_frames)
{
	struct spectrum_history *history = &spectrum->octaves[0];
	make_room(history, n_frames);
	float *left = history->side[0] + history->n, *right = history->side[1] + history->n;
	for (size_t i = 0; i < n_frames; i++) {
		left[i] = stereo[2 * i];
		right[i] = stereo[2 * i + 1];
	}
	history->n += n_frames;
}

/* Brings the slower histories up to the newest `n_frames` of the first. */
static void halve_history(struct spectrum *spectrum, size_t n_frames)
{
	for (size_t o = 1; o < spectrum->n_octaves; o++) {
		const struct spectrum_history *from = &spectrum->octaves[o - 1];
		struct spectrum_history *to = &spectrum->octaves[o];
		size_t n = n_frames >> o;
		make_room(to, n);
		for (int i = 0; i < 2; i++)
			if (spectrum->silent)
				memset(to->side[i] + to->n, 0, n * sizeof(float));
			else
				halver_process(
					&spectrum->halver, from->side[i] + from->n - 2 * n, to->side[i] + to->n, n);
		to->n += n;
	}
}

/* --------------------------------------------------------------- bins */

/* The newest samples of a channel, as many as the window takes. */
static const float *samples_of(const struct spectrum *spectrum, const struct spectrum_level *level, int channel)
{
	const struct spectrum_history *history = &spectrum->octaves[level->octave];
	size_t n = fft_size(level->fft);
	const float *left = history->side[0] + history->n - n, *right = history->side[1] + history->n - n;
	if (channel != SNAPSHOT_MONO)
		return channel == SNAPSHOT_LEFT ? left : right;
	for (size_t i = 0; i < n; i++)
		spectrum->scratch[i] = (left[i] + right[i]) / 2;
	return spectrum->scratch;
}

static void renew(struct spectrum *spectrum, int l, uint32_t channels, struct snapshot *snapshot)
{
	const struct snapshot_level *published = &spectrum->published[l];
	struct spectrum_level *level = &spectrum->levels[l];
	level->age_frames = 0;
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++) {
		float *bins = snapshot->channels[c].bins[l];
		if (!(channels & SNAPSHOT_BIT(c)))
			continue;
		if (spectrum->quiet_frames >= published->window_frames)
			memset(bins, 0, published->n_bins * sizeof *bins);
		else
			fft_power(level->fft, samples_of(spectrum, level, c), bins, published->n_bins);
	}
}

static bool is_due(const struct spectrum *spectrum, int l)
{
	return (spectrum->n_steps & (plans[l].hop_snapshots - 1)) == plans[l].phase;
}

static void fill_head(const struct spectrum *spectrum, struct snapshot_head *head)
{
	memcpy(head->levels, spectrum->published, sizeof head->levels);
	head->silent = spectrum->silent;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		const struct spectrum_level *level = &spectrum->levels[l];
		uint64_t frames = spectrum->published[l].window_frames / 2;
		frames += level->delay_frames + level->age_frames;
		head->level_centre_ns_before[l] = clock_frames_to_ns((int64_t)frames, head->rate_hz);
	}
}

void spectrum_step(struct spectrum *spectrum, uint32_t channels, struct snapshot *snapshot)
{
	const struct snapshot_head *head = &snapshot->head;
	bool quiet = head->side_peak[0] <= SPECTRUM_QUIET && head->side_peak[1] <= SPECTRUM_QUIET;
	spectrum->quiet_frames = quiet ? spectrum->quiet_frames + head->n_frames : 0;
	bool silent = spectrum->quiet_frames >= spectrum->longest;
	/* All at once, out of turn, when a channel has become wanted, and when silence begins or ends; none within
	 * it. */
	bool all = (channels & ~spectrum->fresh) || silent != spectrum->silent;
	bool none = silent && !all;
	spectrum->silent = silent;
	snapshot->head.renewed = 0;
	halve_history(spectrum, head->n_frames);
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		spectrum->levels[l].age_frames += head->n_frames;
		if (none || !(all || is_due(spectrum, l)))
			continue;
		renew(spectrum, l, channels, snapshot);
		snapshot->head.renewed |= 1u << l;
	}
	spectrum->fresh = channels;
	spectrum->n_steps++;
	fill_head(spectrum, &snapshot->head);
}

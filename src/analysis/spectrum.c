#include "analysis/spectrum.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "dsp/fft.h"

/* At 44.1 and 48 kHz. A window's part of the spectrum is taken where it costs least: of an octave's history of half,
 * quarter … rate only what lies below a quarter of that rate is true (dsp/halve.h), which is enough for up to some 25
 * bands an octave; those that reach up to the full rate's end are for linear scales and very many bands. */
static const struct plan {
	uint32_t size;          /* of the window, in frames */
	uint32_t octave;        /* how often the rate is halved */
	uint32_t hop_snapshots; /* a power of two */
	uint32_t phase;         /* in which of them it is renewed */
} plans[SNAPSHOT_N_LEVELS] = {
	{ 512, 0, 1, 0 },
	{ 1024, 1, 1, 0 },
	{ 1024, 0, 1, 0 },
	{ 2048, 2, 2, 0 },
	{ 2048, 0, 2, 1 },
	{ 4096, 2, 4, 1 },
	{ 4096, 0, 4, 3 },
	{ 8192, 3, 8, 2 },
	{ 16384, 4, 8, 6 },
	{ 32768, 5, 8, 4 },
	{ 65536, 6, 8, 0 },
};

/* --------------------------------------------------------------- set-up */

static struct fft *find_fft(const struct spectrum *spectrum, int n_levels, size_t size)
{
	for (int l = 0; l < n_levels; l++)
		if (fft_size(spectrum->levels[l].fft) == size)
			return spectrum->levels[l].fft;
	return NULL;
}

/* At higher rates longer windows are taken from slower histories, so that the FFTs stay as they are; at the lowest ones
 * a snapshot must still have a sample of each. */
static size_t choose_octave(const struct plan *plan, uint32_t rate_hz)
{
	size_t octave = plan->octave;
	uint32_t window = snapshot_scaled(plan->size, rate_hz), hop = snapshot_scaled(SNAPSHOT_FRAMES, rate_hz);
	while (octave && window >> octave > plan->size >> plan->octave)
		octave++;
	while (window >> octave > SPECTRUM_MAX_FFT)
		octave++;
	while (hop >> octave == 0)
		octave--;
	return octave;
}

static uint32_t count_bins(size_t fft_size, size_t octave, int l)
{
	size_t n = octave ? fft_size / 4 + 1 : fft_size / 2 + 1;
	return (uint32_t)(n < snapshot_level_room(l) ? n : snapshot_level_room(l));
}

static bool init_level(struct spectrum *spectrum, int l, struct err *err)
{
	struct spectrum_level *level = &spectrum->levels[l];
	uint32_t rate_hz = spectrum->format.rate_hz;
	uint32_t window = snapshot_scaled(plans[l].size, rate_hz);
	level->octave = choose_octave(&plans[l], rate_hz);
	size_t size = window >> level->octave;
	struct fft *same = find_fft(spectrum, l, size);
	level->fft = same ? same : fft_new(size, spectrum->format.window, err);
	/* HALVE_DELAY frames of each rate that is halved: 1 + 2 + 4 … */
	level->delay_frames = HALVE_DELAY * ((1u << level->octave) - 1);
	spectrum->published[l] = (struct snapshot_level){
		.n_bins = count_bins(size, level->octave, l),
		.bin_hz = (float)rate_hz / (float)window,
		.window_frames = window,
		.hop_frames = snapshot_scaled(plans[l].hop_snapshots * SNAPSHOT_FRAMES, rate_hz),
	};
	if (level->octave >= spectrum->n_octaves)
		spectrum->n_octaves = level->octave + 1;
	if (size > spectrum->octaves[level->octave].keep)
		spectrum->octaves[level->octave].keep = size;
	return level->fft != NULL;
}

/* It holds what the filter of the next octave looks at, too: a whole snapshot, which may come in pieces. */
static bool init_history(struct spectrum *spectrum, size_t octave)
{
	struct spectrum_history *history = &spectrum->octaves[octave];
	size_t least = HALVE_TAPS + snapshot_scaled(SNAPSHOT_FRAMES, spectrum->format.rate_hz);
	if (history->keep < least)
		history->keep = least;
	history->capacity = 3 * history->keep;
	bool complete = true;
	for (size_t t = 0; t < spectrum->n_tracks; t++) {
		history->tracks[t] = calloc(history->capacity, sizeof(float));
		complete = history->tracks[t] && complete;
	}
	return complete;
}

bool spectrum_init(struct spectrum *spectrum, const struct spectrum_format *format, struct err *err)
{
	*spectrum = (struct spectrum){ .format = *format };
	spectrum->n_tracks = 2 + (format->n_channels > 2 ? format->n_channels : 0);
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		if (!init_level(spectrum, l, err))
			return false;
	bool complete = true;
	for (int i = 0; i < 2; i++) {
		spectrum->scratch[i] = calloc(SPECTRUM_MAX_FFT + 2, sizeof(float));
		complete = spectrum->scratch[i] && complete;
	}
	for (size_t o = 0; o < spectrum->n_octaves; o++)
		complete = init_history(spectrum, o) && complete;
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
	for (size_t o = 0; o < SPECTRUM_MAX_OCTAVES; o++)
		for (size_t t = 0; t < SPECTRUM_MAX_TRACKS; t++)
			free(spectrum->octaves[o].tracks[t]);
	free(spectrum->scratch[0]);
	free(spectrum->scratch[1]);
	*spectrum = (struct spectrum){ .n_octaves = 0 };
}

void spectrum_clear(struct spectrum *spectrum)
{
	for (size_t o = 0; o < spectrum->n_octaves; o++) {
		struct spectrum_history *history = &spectrum->octaves[o];
		for (size_t t = 0; t < spectrum->n_tracks; t++)
			memset(history->tracks[t], 0, history->keep * sizeof(float));
		history->n = history->keep;
	}
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		spectrum->levels[l].age_frames = 0;
	spectrum->n_steps = 0;
	spectrum->quiet_frames = spectrum->published[SNAPSHOT_N_LEVELS - 1].window_frames;
	spectrum->fresh = (struct spectrum_wish){ 0 };
	spectrum->silent = false;
}

/* --------------------------------------------------------------- history */

static void make_room(const struct spectrum *spectrum, struct spectrum_history *history, size_t n)
{
	if (history->n + n <= history->capacity)
		return;
	for (size_t t = 0; t < spectrum->n_tracks; t++)
		memmove(history->tracks[t], history->tracks[t] + history->n - history->keep,
			history->keep * sizeof(float));
	history->n = history->keep;
}

static void push_tracks(
	struct spectrum_history *history, size_t first, const float *frames, size_t n_frames, size_t n_channels)
{
	for (size_t c = 0; c < n_channels; c++) {
		float *to = history->tracks[first + c] + history->n;
		for (size_t i = 0; i < n_frames; i++)
			to[i] = frames[n_channels * i + c];
	}
}

void spectrum_push(struct spectrum *spectrum, const float *stereo, const float *source, size_t n_frames)
{
	struct spectrum_history *history = &spectrum->octaves[0];
	make_room(spectrum, history, n_frames);
	push_tracks(history, 0, stereo, n_frames, 2);
	if (spectrum->n_tracks > 2)
		push_tracks(history, 2, source, n_frames, spectrum->n_tracks - 2);
	history->n += n_frames;
}

/* Whether there is nothing in any history. */
static bool is_empty(const struct spectrum *spectrum)
{
	return spectrum->quiet_frames >= spectrum->published[SNAPSHOT_N_LEVELS - 1].window_frames;
}

/* Brings the slower histories up to the newest `n_frames` of the first. */
static void halve_history(struct spectrum *spectrum, size_t n_frames)
{
	for (size_t o = 1; o < spectrum->n_octaves; o++) {
		const struct spectrum_history *from = &spectrum->octaves[o - 1];
		struct spectrum_history *to = &spectrum->octaves[o];
		size_t n = n_frames >> o;
		make_room(spectrum, to, n);
		for (size_t t = 0; t < spectrum->n_tracks; t++)
			if (is_empty(spectrum))
				memset(to->tracks[t] + to->n, 0, n * sizeof(float));
			else
				halver_process(
					&spectrum->halver, from->tracks[t] + from->n - 2 * n, to->tracks[t] + to->n, n);
		to->n += n;
	}
}

/* --------------------------------------------------------------- bins */

/* What each of the channels of what is heard is of left and right. */
static const struct mix {
	float left, right;
} mixes[] = {
	[SNAPSHOT_LEFT] = { 1, 0 },
	[SNAPSHOT_RIGHT] = { 0, 1 },
	[SNAPSHOT_MONO] = { 0.5f, 0.5f },
	[SNAPSHOT_SIDE] = { 0.5f, -0.5f },
};

enum {
	MIXED = SNAPSHOT_BIT(SNAPSHOT_LEFT) | SNAPSHOT_BIT(SNAPSHOT_RIGHT) | SNAPSHOT_BIT(SNAPSHOT_MONO)
		| SNAPSHOT_BIT(SNAPSHOT_SIDE),
	CROSSED = SNAPSHOT_BIT(SNAPSHOT_CROSS_RE) | SNAPSHOT_BIT(SNAPSHOT_CROSS_IM),
};

/* The newest samples of a track, as many as the window takes. */
static const float *samples_of(const struct spectrum *spectrum, const struct spectrum_level *level, size_t track)
{
	const struct spectrum_history *history = &spectrum->octaves[level->octave];
	return history->tracks[track] + history->n - fft_size(level->fft);
}

/* One or two channels are mixed before they are transformed. */
static void renew_one(const struct spectrum *spectrum, const struct spectrum_level *level, const struct mix *mix,
	float *bins, size_t n_bins)
{
	const float *left = samples_of(spectrum, level, 0), *right = samples_of(spectrum, level, 1);
	float *restrict mixed = spectrum->scratch[0];
	const struct mix of = *mix;
	size_t n = fft_size(level->fft);
	for (size_t i = 0; i < n; i++)
		mixed[i] = of.left * left[i] + of.right * right[i];
	fft_power(level->fft, mixed, bins, n_bins);
}

static void mix_spectra(const float *left, const float *right, const struct mix *mix, float *bins, size_t n_bins)
{
	for (size_t k = 0; k < n_bins; k++) {
		float re = mix->left * left[2 * k] + mix->right * right[2 * k];
		float im = mix->left * left[2 * k + 1] + mix->right * right[2 * k + 1];
		bins[k] = re * re + im * im;
	}
}

static void cross_spectra(const float *left, const float *right, float *re, float *im, size_t n_bins)
{
	for (size_t k = 0; k < n_bins; k++) {
		re[k] = left[2 * k] * right[2 * k] + left[2 * k + 1] * right[2 * k + 1];
		im[k] = left[2 * k + 1] * right[2 * k] - left[2 * k] * right[2 * k + 1];
	}
}

/* For more of them left and right are transformed, and the others are made of their spectra. */
static void renew_several(const struct spectrum *spectrum, int l, uint32_t channels, struct snapshot *snapshot)
{
	const struct spectrum_level *level = &spectrum->levels[l];
	size_t n_bins = spectrum->published[l].n_bins, first = snapshot_level_first[l];
	float *const *sides = spectrum->scratch;
	for (size_t i = 0; i < 2; i++)
		fft_spectrum(level->fft, samples_of(spectrum, level, i), sides[i], n_bins);
	for (int c = SNAPSHOT_LEFT; c <= SNAPSHOT_SIDE; c++)
		if (channels & SNAPSHOT_BIT(c))
			mix_spectra(sides[0], sides[1], &mixes[c], snapshot->bins[c] + first, n_bins);
	if (channels & CROSSED)
		cross_spectra(sides[0], sides[1], snapshot->bins[SNAPSHOT_CROSS_RE] + first,
			snapshot->bins[SNAPSHOT_CROSS_IM] + first, n_bins);
}

static void renew_heard(const struct spectrum *spectrum, int l, uint32_t channels, struct snapshot *snapshot)
{
	uint32_t mixed = channels & MIXED;
	if (__builtin_popcount(mixed) > 2 || (channels & CROSSED)) {
		renew_several(spectrum, l, channels, snapshot);
		return;
	}
	for (int c = SNAPSHOT_LEFT; c <= SNAPSHOT_SIDE; c++)
		if (mixed & SNAPSHOT_BIT(c))
			renew_one(spectrum, &spectrum->levels[l], &mixes[c],
				snapshot->bins[c] + snapshot_level_first[l], spectrum->published[l].n_bins);
}

/* The source's own channels; where there are no more than two they are left and right. */
static void renew_source(const struct spectrum *spectrum, int l, uint32_t channels, struct snapshot *snapshot)
{
	const struct spectrum_level *level = &spectrum->levels[l];
	size_t first_track = spectrum->n_tracks > 2 ? 2 : 0;
	for (size_t c = 0; c < spectrum->format.n_channels; c++)
		if (channels & SNAPSHOT_BIT(SNAPSHOT_SOURCE + c))
			fft_power(level->fft, samples_of(spectrum, level, first_track + c),
				snapshot->bins[SNAPSHOT_SOURCE + c] + snapshot_level_first[l],
				spectrum->published[l].n_bins);
}

static void renew(struct spectrum *spectrum, int l, uint32_t channels, struct snapshot *snapshot)
{
	const struct snapshot_level *published = &spectrum->published[l];
	spectrum->levels[l].age_frames = 0;
	snapshot->head.renewed |= 1u << l;
	if (spectrum->quiet_frames < published->window_frames) {
		renew_heard(spectrum, l, channels, snapshot);
		renew_source(spectrum, l, channels, snapshot);
		return;
	}
	for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
		if (channels & SNAPSHOT_BIT(c))
			memset(snapshot->bins[c] + snapshot_level_first[l], 0, published->n_bins * sizeof(float));
}

/* --------------------------------------------------------------- steps */

static bool is_due(const struct spectrum *spectrum, int l, bool coarse)
{
	uint32_t hop = plans[l].hop_snapshots;
	if (coarse && hop < SPECTRUM_COARSE_HOP)
		hop = SPECTRUM_COARSE_HOP;
	return (spectrum->n_steps & (hop - 1)) == plans[l].phase;
}

static void fill_head(const struct spectrum *spectrum, struct snapshot_head *head)
{
	memcpy(head->levels, spectrum->published, sizeof head->levels);
	head->window = spectrum->format.window;
	head->silent = spectrum->silent;
	head->channels = spectrum->fresh.channels;
	head->published = spectrum->fresh.levels;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		const struct spectrum_level *level = &spectrum->levels[l];
		uint64_t frames = spectrum->published[l].window_frames / 2;
		frames += level->delay_frames + level->age_frames;
		head->level_centre_ns_before[l] = clock_frames_to_ns((int64_t)frames, head->rate_hz);
	}
}

/* Whether all that is wanted has been 0 throughout its window. */
static bool is_silent(const struct spectrum *spectrum, uint32_t levels)
{
	uint64_t longest = 1;
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
		if ((levels & 1u << l) && spectrum->published[l].window_frames > longest)
			longest = spectrum->published[l].window_frames;
	return spectrum->quiet_frames >= longest;
}

/* The channels there are of those that are wanted. */
static uint32_t channels_there(const struct spectrum *spectrum, uint32_t channels)
{
	uint32_t source = (1u << spectrum->format.n_channels) - 1;
	return channels & (MIXED | CROSSED | source << SNAPSHOT_SOURCE);
}

void spectrum_step(struct spectrum *spectrum, const struct spectrum_wish *wish, float peak, struct snapshot *snapshot)
{
	struct snapshot_head *head = &snapshot->head;
	uint32_t channels = channels_there(spectrum, wish->channels);
	uint32_t levels = channels ? wish->levels & SNAPSHOT_ALL_LEVELS : 0;
	spectrum->quiet_frames = peak <= SPECTRUM_QUIET ? spectrum->quiet_frames + head->n_frames : 0;
	bool silent = is_silent(spectrum, levels);
	/* All at once, out of turn, when something has become wanted, and when silence begins or ends; none within it. */
	bool all = (channels & ~spectrum->fresh.channels) || (levels & ~spectrum->fresh.levels)
		|| silent != spectrum->silent;
	spectrum->silent = silent;
	head->renewed = 0;
	halve_history(spectrum, head->n_frames);
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		spectrum->levels[l].age_frames += head->n_frames;
		if ((levels & 1u << l) && (all || (!silent && is_due(spectrum, l, wish->coarse))))
			renew(spectrum, l, channels, snapshot);
	}
	spectrum->fresh = (struct spectrum_wish){ .channels = channels, .levels = levels };
	spectrum->n_steps++;
	fill_head(spectrum, head);
}

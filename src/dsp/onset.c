#include "dsp/onset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/larger.h"
#include "dsp/fft.h"

/* Rectified differences of log band levels, after S. Dixon, Onset detection revisited, Proc. DAFx 2006 (spectral flux),
 * and A. Klapuri, Sound onset detection by applying psychoacoustic knowledge, Proc. ICASSP 1999 (log bands). Against the
 * largest of several steps, not the last one alone, after S. Böck, G. Widmer, Maximum filter vibrato suppression for
 * onset detection, Proc. DAFx 2013; here in time, so that what trembles faster than notes follow each other does not
 * count. */

/* At least this long a window; a power of two then, up to twice as long. Two notes of 80 ms can be told apart. */
#define WINDOW_MIN_S 0.016

/* Bands of a third of an octave, as the ear's (IEC 61260-1 has the ratio), none narrower than the window's main lobe. */
#define BAND_RATIO 1.2589254
#define LOWEST_HZ 30.0
#define HIGHEST_HZ 16000.0
enum { BAND_MIN_BINS = 2 };

/* So far under the loudest of late, a band's rise does not count: it is masked, or noise. */
#define FLOOR_BELOW_LOUDEST 1e-5f /* -50 dB */
#define LOUDEST_MIN 1e-8f         /* -80 dB: nor where all is as quiet as that */
#define LOUDEST_KEEP_S 10.0

/* A band's rise in one step counts up to 1 neper, or what breaks a silence would count for all music that follows. */
#define RISE_MAX 1.0f

/* A note or a drum makes many bands rise, two tones that beat with each other, or one that glides, no more than the
 * window's main lobe has: the sum counts up to so many times that of the bands without the N_LEFT_OUT that rise most, as
 * far as the latter is more than what rounding and leakage make. */
enum { N_LEFT_OUT = 3 };
#define SUM_RATIO 3.0f
#define SUM_MIN 0.5f

/* Where kick drums and basses are, which mark the beat more often than what is above. */
#define BASS_HZ 250.0

static void plan_bands(struct onset *onset, double bin_hz, size_t n_bins)
{
	double low_hz = LOWEST_HZ;
	size_t first = (size_t)ceil(LOWEST_HZ / bin_hz);
	while (low_hz < HIGHEST_HZ && onset->n_bands < ONSET_MAX_BANDS) {
		low_hz *= BAND_RATIO;
		size_t end = (size_t)(low_hz / bin_hz);
		if (end < first + BAND_MIN_BINS)
			continue;
		if (end > n_bins)
			return;
		onset->bands[onset->n_bands++] = (struct onset_band){ first, end };
		if ((double)end * bin_hz <= BASS_HZ)
			onset->n_bass_bands = onset->n_bands;
		first = end;
	}
}

bool onset_init(struct onset *onset, uint32_t rate_hz, struct err *err)
{
	size_t size = 8;
	memset(onset, 0, sizeof *onset);
	while ((double)size < WINDOW_MIN_S * rate_hz)
		size *= 2;
	onset->step_frames = (size_t)fmax(1, round(ONSET_STEP_MS / 1000 * rate_hz));
	onset->step_s = (double)onset->step_frames / rate_hz;
	onset->delay_s = (double)size / 4 / rate_hz; /* where a Hann window rises most */
	onset->fft = fft_new(size, WINDOW_HANN, err);
	if (!onset->fft)
		return false;
	onset->samples = calloc(size, sizeof *onset->samples);
	onset->power = calloc(size / 2 + 1, sizeof *onset->power);
	if (!onset->samples || !onset->power)
		return err_set(err, ERR_SYSTEM, "out of memory for onsets");
	plan_bands(onset, (double)rate_hz / (double)size, size / 2);
	onset_clear(onset);
	return true;
}

void onset_fini(struct onset *onset)
{
	fft_free(onset->fft);
	free(onset->samples);
	free(onset->power);
	memset(onset, 0, sizeof *onset);
}

void onset_clear(struct onset *onset)
{
	memset(onset->samples, 0, fft_size(onset->fft) * sizeof *onset->samples);
	memset(onset->past, 0, sizeof onset->past);
	onset->loudest = LOUDEST_MIN;
}

static void take_in(struct onset *onset, const float *samples)
{
	size_t size = fft_size(onset->fft), n = onset->step_frames < size ? onset->step_frames : size;
	memmove(onset->samples, onset->samples + n, (size - n) * sizeof *samples);
	memcpy(onset->samples + size - n, samples + onset->step_frames - n, n * sizeof *samples);
	fft_power(onset->fft, onset->samples, onset->power, size / 2);
}

/* The bands' powers now, in `power`; keeps the loudest of late. */
static void measure_bands(struct onset *onset, float *power)
{
	float total = 0;
	for (size_t b = 0; b < onset->n_bands; b++) {
		power[b] = 0;
		for (size_t k = onset->bands[b].first_bin; k < onset->bands[b].end_bin; k++)
			power[b] += onset->power[k];
		total += power[b];
	}
	onset->loudest *= (float)(1 - onset->step_s / LOUDEST_KEEP_S);
	onset->loudest = fmaxf(fmaxf(onset->loudest, total), LOUDEST_MIN);
}

static float past_power(const struct onset *onset, size_t band)
{
	float largest = 0;
	for (size_t i = 0; i < ONSET_N_PAST; i++)
		largest = larger(largest, onset->past[i][band]);
	return largest;
}

/* Keeps `largest` in falling order; returns what falls out of it. */
static float insert(float *largest, float value)
{
	for (size_t i = 0; i < N_LEFT_OUT; i++) {
		if (value > largest[i]) {
			float smaller = largest[i];
			largest[i] = value;
			value = smaller;
		}
	}
	return value;
}

struct onset_strength onset_step(struct onset *onset, const float *samples)
{
	float power[ONSET_MAX_BANDS] = { 0 }, largest[N_LEFT_OUT] = { 0 }, all = 0, others = 0, bass = 0;
	take_in(onset, samples);
	measure_bands(onset, power);
	float floor = FLOOR_BELOW_LOUDEST * onset->loudest;
	for (size_t b = 0; b < onset->n_bands; b++) {
		float past = past_power(onset, b);
		if (power[b] <= past)
			continue;
		float rise = fminf(0.5f * logf((power[b] + floor) / (past + floor)), RISE_MAX);
		all += rise;
		others += insert(largest, rise);
		if (b < onset->n_bass_bands)
			bass += sqrtf(power[b]) - sqrtf(past);
	}
	memcpy(onset->past[onset->next_past], power, sizeof power);
	onset->next_past = (onset->next_past + 1) % ONSET_N_PAST;
	return (struct onset_strength){
		.all = fmaxf(fminf(all, SUM_RATIO * (others - SUM_MIN)), 0),
		.bass = bass / sqrtf(onset->loudest),
	};
}

#include "dsp/tone.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

#include "base/db.h"
#include "dsp/fft.h"
#include "dsp/window.h"

enum {
	LOBE = WINDOW_BLACKMAN_HARRIS_7_LOBE, /* a line's power is in the bins to this distance on either side */
	LAST_HARMONIC = 10,
};

#define BAND_HZ 20000.0 /* AES17: the band that is measured */
#define QUIET 1e-7f     /* -140 dB: below the noise of 24 bits there is no tone to speak of */
#define MIN_SHARE 0.5
#define MAX_STRAY 0.01 /* -20 dB */

/* Plans, and the sound in two states: as it is, and without its fundamental. Taking that away in doubles keeps the
 * rounding of a transform in floats, some -130 dB of all that goes in, away from what is to be measured. */
struct meter {
	size_t n;
	float *window;
	float *samples; /* divided by 2^exponent, for a peak of 0.5 … 1 */
	int exponent;
	float *power; /* bins 0 … n/2 */
	struct fft *fft;
	double hz_per_bin;
	double line_bin;    /* the fundamental's place */
	double fundamental; /* its power */
};

/* --------------------------------------------------------------- set-up */

static void meter_fini(struct meter *meter)
{
	fft_free(meter->fft);
	free(meter->window);
	free(meter->samples);
	free(meter->power);
}

static bool meter_init(struct meter *meter, size_t n, uint32_t rate_hz, struct err *err)
{
	*meter = (struct meter){ .n = n, .hz_per_bin = (double)rate_hz / (double)n };
	meter->window = calloc(n, sizeof *meter->window);
	meter->samples = calloc(n, sizeof *meter->samples);
	meter->power = calloc(n / 2 + 1, sizeof *meter->power);
	if (!meter->window || !meter->samples || !meter->power)
		return err_set(err, ERR_SYSTEM, "out of memory for measuring a tone");
	window_fill(WINDOW_BLACKMAN_HARRIS_7, meter->window, n);
	meter->fft = fft_new(n, WINDOW_BLACKMAN_HARRIS_7, err);
	return meter->fft != NULL;
}

static void scale_samples(struct meter *meter, const float *samples, float peak)
{
	frexpf(peak, &meter->exponent);
	for (size_t i = 0; i < meter->n; i++)
		meter->samples[i] = ldexpf(samples[i], -meter->exponent);
}

/* --------------------------------------------------------------- the fundamental */

/* Windowed sum of the samples turned back by `omega` radians each; the window is thinned by `stride`. */
static double complex correlate(const struct meter *meter, size_t first, size_t stride, double omega)
{
	const double complex step = cexp(-I * omega);
	double complex phasor = 1, sum = 0;
	for (size_t i = 0; i < meter->n / stride; i++, phasor *= step)
		sum += phasor * (double)(meter->window[i * stride] * meter->samples[first + i]);
	return sum;
}

static double window_sum(const struct meter *meter)
{
	double sum = 0;
	for (size_t i = 0; i < meter->n; i++)
		sum += (double)meter->window[i];
	return sum;
}

static void remove_mean(struct meter *meter)
{
	double mean = creal(correlate(meter, 0, 1, 0)) / window_sum(meter);
	for (size_t i = 0; i < meter->n; i++)
		meter->samples[i] = (float)((double)meter->samples[i] - mean);
}

/* Power of the bins around `bin`; LOBE <= bin <= n/2. */
static double lobe_power(const struct meter *meter, size_t bin)
{
	double sum = 0;
	for (size_t k = bin - LOBE; k <= bin + LOBE && k <= meter->n / 2; k++)
		sum += (double)meter->power[k];
	return sum;
}

/* The strongest line, and whether it is more than half of all. */
static bool find_fundamental(struct meter *meter)
{
	size_t strongest = LOBE;
	double total = 0;
	fft_power(meter->fft, meter->samples, meter->power, meter->n / 2 + 1);
	for (size_t k = LOBE; k <= meter->n / 2; k++) {
		total += (double)meter->power[k];
		if (meter->power[k] > meter->power[strongest])
			strongest = k;
	}
	meter->fundamental = lobe_power(meter, strongest);
	meter->line_bin = (double)strongest;
	return meter->fundamental > MIN_SHARE * total && strongest > 2 * LOBE; /* else its harmonics would overlap */
}

/* Tells the frequency from how far the phase goes between the middles of the two halves. In radians a sample. */
static double refine_frequency(struct meter *meter)
{
	const double half = (double)(meter->n / 2);
	double omega = M_PI * meter->line_bin / half;
	double complex turn = correlate(meter, meter->n / 2, 2, omega) * conj(correlate(meter, 0, 2, omega));
	omega += remainder(carg(turn) - omega * half, 2 * M_PI) / half;
	meter->line_bin = omega * half / M_PI;
	return omega;
}

static void remove_fundamental(struct meter *meter)
{
	double omega = refine_frequency(meter);
	const double complex step = cexp(I * omega);
	double complex phasor = 2 * correlate(meter, 0, 1, omega) / window_sum(meter);
	for (size_t i = 0; i < meter->n; i++, phasor *= step)
		meter->samples[i] = (float)((double)meter->samples[i] - creal(phasor));
}

/* --------------------------------------------------------------- what is left */

/* The multiple of the fundamental next to bin `k`. */
static double nearest_harmonic(const struct meter *meter, size_t k)
{
	return fmax(1, round((double)k / meter->line_bin));
}

static bool is_near_harmonic(const struct meter *meter, size_t k)
{
	double bin = round(nearest_harmonic(meter, k) * meter->line_bin);
	return fabs((double)k - bin) <= LOBE;
}

static bool has_stray_line(const struct meter *meter, float strongest)
{
	for (size_t k = LOBE; k <= meter->n / 2; k++)
		if (meter->power[k] > (float)MAX_STRAY * strongest && !is_near_harmonic(meter, k))
			return true;
	return false;
}

static double ratio_db(double power, double to)
{
	return power > to * 1e-20 ? 10 * log10(power / to) : (double)DB_SILENCE;
}

static void measure_distortion(const struct meter *meter, struct tone *tone)
{
	double sum = 0;
	double last_hz = fmin(BAND_HZ, meter->hz_per_bin * (double)(meter->n / 2 - LOBE));
	for (unsigned h = 2; h <= LAST_HARMONIC && h * tone->frequency_hz <= last_hz; h++) {
		sum += lobe_power(meter, (size_t)lround(h * meter->line_bin));
		tone->n_harmonics++;
	}
	tone->thd_db = ratio_db(sum, meter->fundamental);
}

static void measure_noise(const struct meter *meter, struct tone *tone)
{
	double sum = 0;
	size_t n_band = 0, n_free = 0;
	for (size_t k = 0; k <= meter->n / 2 && (double)k * meter->hz_per_bin <= BAND_HZ; k++) {
		bool in_line = is_near_harmonic(meter, k) && nearest_harmonic(meter, k) <= LAST_HARMONIC;
		n_band++;
		if (k < LOBE || in_line)
			continue;
		n_free++;
		sum += (double)meter->power[k];
	}
	double noise = n_free ? sum * (double)n_band / (double)n_free : 0;
	tone->snr_db = -ratio_db(noise, meter->fundamental);
}

static void measure(struct meter *meter, struct tone *tone)
{
	remove_mean(meter);
	if (!find_fundamental(meter))
		return;
	float strongest = meter->power[lround(meter->line_bin)];
	remove_fundamental(meter);
	fft_power(meter->fft, meter->samples, meter->power, meter->n / 2 + 1);
	if (has_stray_line(meter, strongest))
		return;
	tone->is_tone = true;
	tone->frequency_hz = meter->line_bin * meter->hz_per_bin;
	tone->level_db = ratio_db(meter->fundamental, 1) + 20 * log10(2) * meter->exponent;
	measure_distortion(meter, tone);
	measure_noise(meter, tone);
}

static float peak_of(const float *samples, size_t n)
{
	float peak = 0;
	for (size_t i = 0; i < n; i++)
		peak = fmaxf(peak, fabsf(samples[i]));
	return peak;
}

bool tone_measure(const float *samples, size_t n, uint32_t rate_hz, struct tone *tone, struct err *err)
{
	struct meter meter;
	size_t size = TONE_MAX_FRAMES;
	*tone = (struct tone){ .is_tone = false };
	while (size > n && size > TONE_MIN_FRAMES)
		size /= 2;
	if (size > n)
		return true;
	const float *middle = samples + (n - size) / 2;
	float peak = peak_of(middle, size);
	if (peak < QUIET)
		return true;
	bool ok = meter_init(&meter, size, rate_hz, err);
	if (ok) {
		scale_samples(&meter, middle, peak);
		measure(&meter, tone);
	}
	meter_fini(&meter);
	return ok;
}

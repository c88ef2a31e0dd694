#include "dsp/third_octave.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"
#include "dsp/fft.h"
#include "dsp/scale.h"

/* The lowest band, 20 Hz, is 4.6 Hz wide: three bins of this width, which hold nearly all of a sine in its middle. */
#define BIN_MAX_HZ 1.5

/* Windows overlap by a quarter of their length, where they rise and fall as quarters of a sine: there the squares of two
 * add up to 1 (J. P. Princen, A. B. Bradley, IEEE Trans. ASSP 34, 1986), elsewhere they are 1. So every sample has the
 * same weight, at the cost of few spectra; silence before and after makes it true of the ends. What lies far from a sine
 * is down by more than 12 dB an octave. */
enum { SLOPES = 4 }; /* in a window */

static struct fft *new_fft(size_t size, struct err *err)
{
	size_t slope = size / SLOPES;
	float *window = calloc(size, sizeof *window);
	if (!window) {
		err_set(err, ERR_SYSTEM, "out of memory for third-octave levels");
		return NULL;
	}
	for (size_t i = 0; i < size; i++)
		window[i] = 1;
	for (size_t i = 0; i < slope; i++)
		window[i] = window[size - 1 - i] = (float)sin(M_PI / 2 * ((double)i + 0.5) / (double)slope);
	struct fft *fft = fft_new_windowed(size, window, err);
	free(window);
	return fft;
}

/* IEC 61260-1:2014, annex E */
static const double nominal_hz[THIRD_OCTAVE_N_BANDS] = { 20, 25, 31.5, 40, 50, 63, 80, 100, 125, 160, 200, 250, 315,
	400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000, 12500, 16000, 20000 };

struct third_octave_band third_octave_band(size_t index, uint32_t rate_hz)
{
	struct scale_grid grid;
	scale_grid_init(
		&grid, SCALE_ID_OCTAVE_3, nominal_hz[0], nominal_hz[THIRD_OCTAVE_N_BANDS - 1], THIRD_OCTAVE_N_BANDS);
	double low = grid.first + (double)index * grid.step;
	return (struct third_octave_band){ .nominal_hz = nominal_hz[index],
		.centre_hz = scale_hz(grid.scale, low + grid.step / 2),
		.low_hz = scale_hz(grid.scale, low),
		.high_hz = fmin(scale_hz(grid.scale, low + grid.step), rate_hz / 2.0) };
}

size_t third_octave_n_bands(uint32_t rate_hz)
{
	size_t n = 0;
	while (n < THIRD_OCTAVE_N_BANDS && third_octave_band(n, rate_hz).centre_hz < rate_hz / 2.0)
		n++;
	return n;
}

bool third_octave_init(struct third_octave *third_octave, uint32_t rate_hz, size_t n_channels, struct err *err)
{
	size_t size = 2 * SLOPES;
	while (rate_hz / (double)size > BIN_MAX_HZ)
		size *= 2;
	*third_octave = (struct third_octave){ .rate_hz = rate_hz,
		.n_channels = n_channels,
		.window_frames = size,
		.hop_frames = size - size / SLOPES,
		.fft = new_fft(size, err),
		.history = calloc(n_channels * size, sizeof(float)),
		.power = calloc(size / 2 + 1, sizeof(float)),
		.sum_power = calloc(size / 2 + 1, sizeof(double)) };
	return (third_octave->fft && third_octave->history && third_octave->power && third_octave->sum_power)
		|| err_set(err, ERR_SYSTEM, "out of memory for third-octave levels");
}

void third_octave_fini(struct third_octave *third_octave)
{
	fft_free(third_octave->fft);
	free(third_octave->history);
	free(third_octave->power);
	free(third_octave->sum_power);
	*third_octave = (struct third_octave){ 0 };
}

/* Adds a spectrum of each channel, and makes room for the next hop. */
static void add_spectra(struct third_octave *t)
{
	size_t n_bins = t->window_frames / 2 + 1, n_kept = t->window_frames - t->hop_frames;
	for (size_t c = 0; c < t->n_channels; c++) {
		float *history = t->history + c * t->window_frames;
		fft_power(t->fft, history, t->power, n_bins);
		for (size_t k = 0; k < n_bins; k++)
			t->sum_power[k] += (double)t->power[k];
		memmove(history, history + t->hop_frames, n_kept * sizeof *history);
	}
	t->n_new = 0;
}

/* Frames, or silence if `frames` is NULL. */
static void take(struct third_octave *t, const float *frames, size_t n_frames)
{
	for (size_t done = 0, n; done < n_frames; done += n) {
		n = t->hop_frames - t->n_new;
		if (n > n_frames - done)
			n = n_frames - done;
		for (size_t c = 0; c < t->n_channels; c++) {
			float *to = t->history + (c + 1) * t->window_frames - t->hop_frames + t->n_new;
			for (size_t i = 0; i < n; i++)
				to[i] = frames ? frames[(done + i) * t->n_channels + c] : 0;
		}
		t->n_new += n;
		if (t->n_new == t->hop_frames)
			add_spectra(t);
	}
}

void third_octave_process(struct third_octave *third_octave, const float *frames, size_t n_frames)
{
	take(third_octave, frames, n_frames);
	third_octave->n_frames += n_frames;
}

/* Sum of what lies between two frequencies; bin k reaches from k - 1/2 to k + 1/2. */
static double sum_between(const struct third_octave *t, double low_hz, double high_hz)
{
	double bin_hz = t->rate_hz / (double)t->window_frames;
	double low = low_hz / bin_hz + 0.5, high = fmin(high_hz / bin_hz + 0.5, (double)(t->window_frames / 2 + 1));
	double sum = 0;
	for (size_t k = (size_t)low; (double)k < high; k++)
		sum += t->sum_power[k] * (fmin(high, (double)k + 1) - fmax(low, (double)k));
	return sum;
}

void third_octave_finish(struct third_octave *third_octave, float *level_db)
{
	take(third_octave, NULL, 2 * third_octave->hop_frames); /* the one at hand, and the slope of the next */
	/* By Parseval's theorem the spectra add up to the sound's power times the hops in its length. */
	double n_spectra = (double)third_octave->n_frames / (double)third_octave->hop_frames;
	double scale = n_spectra > 0 ? 1 / (n_spectra * (double)third_octave->n_channels) : 0;
	size_t n = third_octave_n_bands(third_octave->rate_hz);
	for (size_t i = 0; i < n; i++) {
		struct third_octave_band band = third_octave_band(i, third_octave->rate_hz);
		double power = scale * sum_between(third_octave, band.low_hz, band.high_hz);
		level_db[i] = db_from_power((float)power);
	}
}

#include "dsp/fft.h"

#include <math.h>
#include <stdlib.h>

#include <kiss_fftr.h>

struct fft {
	size_t size;
	float *window;
	float *windowed;
	kiss_fft_cpx *bins;
	kiss_fftr_cfg plan;
	float scale;
};

/* All but the window's weights and the scale that follows from them. */
static struct fft *fft_alloc(size_t size, struct err *err)
{
	struct fft *fft = calloc(1, sizeof *fft);
	if (fft) {
		fft->size = size;
		fft->window = calloc(size, sizeof *fft->window);
		fft->windowed = calloc(size, sizeof *fft->windowed);
		fft->bins = calloc(size / 2 + 1, sizeof *fft->bins);
		fft->plan = kiss_fftr_alloc((int)size, 0, NULL, NULL);
	}
	if (!fft || !fft->window || !fft->windowed || !fft->bins || !fft->plan) {
		fft_free(fft);
		err_set(err, ERR_SYSTEM, "out of memory for a spectrum of %zu samples", size);
		return NULL;
	}
	return fft;
}

/* So that the bins of a full-scale sine sum to 1, whatever the window. */
static void calibrate(struct fft *fft, double sum_squares)
{
	fft->scale = (float)(4 / ((double)fft->size * sum_squares));
}

struct fft *fft_new(size_t size, enum window_id window, struct err *err)
{
	struct fft *fft = fft_alloc(size, err);
	if (fft)
		calibrate(fft, window_fill(window, fft->window, size));
	return fft;
}

struct fft *fft_new_windowed(size_t size, const float *window, struct err *err)
{
	struct fft *fft = fft_alloc(size, err);
	double sum_squares = 0;
	if (!fft)
		return NULL;
	for (size_t i = 0; i < size; i++) {
		fft->window[i] = window[i];
		sum_squares += (double)window[i] * (double)window[i];
	}
	calibrate(fft, sum_squares);
	return fft;
}

void fft_free(struct fft *fft)
{
	if (!fft)
		return;
	free(fft->window);
	free(fft->windowed);
	free(fft->bins);
	kiss_fftr_free(fft->plan);
	free(fft);
}

size_t fft_size(const struct fft *fft)
{
	return fft->size;
}

static void transform(struct fft *fft, const float *samples)
{
	for (size_t i = 0; i < fft->size; i++)
		fft->windowed[i] = samples[i] * fft->window[i];
	kiss_fftr(fft->plan, fft->windowed, fft->bins);
}

void fft_power(struct fft *fft, const float *samples, float *power, size_t n_bins)
{
	transform(fft, samples);
	for (size_t k = 0; k < n_bins; k++) {
		kiss_fft_cpx x = fft->bins[k];
		power[k] = fft->scale * (x.r * x.r + x.i * x.i);
	}
}

void fft_spectrum(struct fft *fft, const float *samples, float *re_im, size_t n_bins)
{
	float scale = sqrtf(fft->scale);
	transform(fft, samples);
	for (size_t k = 0; k < n_bins; k++) {
		re_im[2 * k] = scale * fft->bins[k].r;
		re_im[2 * k + 1] = scale * fft->bins[k].i;
	}
}

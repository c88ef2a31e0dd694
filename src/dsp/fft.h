/* Power spectra of windowed blocks. The one file behind this header is the only one that knows KISS FFT. */
#ifndef TERMVIZ_DSP_FFT_H
#define TERMVIZ_DSP_FFT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "dsp/window.h"

struct fft; /* of one size; one thread at a time */

/* `size` is even, with no prime factors but 2, 3 and 5 (then the library needs no memory while it runs). NULL with
 * `err` filled: out of memory. */
struct fft *fft_new(size_t size, enum window_id window, struct err *err);
/* The same with a window of one's own: `size` weights, which are copied. */
struct fft *fft_new_windowed(size_t size, const float *window, struct err *err);
void fft_free(struct fft *fft); /* NULL allowed */

size_t fft_size(const struct fft *fft);

/* Windows `samples[0 … size-1]`, transforms, and writes the first `n_bins` <= size/2+1 bins as power, 4|X|²/(N·Σw²): the
 * bins around a full-scale sine sum to 1 (by Parseval's theorem). No allocation. */
void fft_power(struct fft *fft, const float *samples, float *power, size_t n_bins);

/* The same before it is squared: real and imaginary parts in turns, `n_bins` pairs whose squared magnitudes are the
 * powers. */
void fft_spectrum(struct fft *fft, const float *samples, float *re_im, size_t n_bins);

#endif

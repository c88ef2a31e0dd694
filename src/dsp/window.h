/* The Hann window, and what it makes of a sine between two bins. */
#ifndef TERMVIZ_DSP_WINDOW_H
#define TERMVIZ_DSP_WINDOW_H

#include <stddef.h>

/* Fills w[0 … n-1] with the periodic Hann window, 0.5 - 0.5 cos(2πi/n). Returns the sum of its squares, 3n/8. */
double window_hann(float *w, size_t n);

/* The share of a sine's power that a bin at a distance of `offset` bins shows:
 * (2/3) · (sinc(x) / (1 - x²))², sinc(x) = sin(πx)/(πx). It sums to 1 over all bins.
 * (The window's transform: F. J. Harris, On the use of windows for harmonic analysis, Proc. IEEE 66, 1978; divided by
 * its sum of squares.) */
double window_hann_power(double offset);

#endif

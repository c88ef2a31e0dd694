/* Windows that are sums of cosines, and what they make of a sine between two bins. */
#ifndef TERMVIZ_DSP_WINDOW_H
#define TERMVIZ_DSP_WINDOW_H

#include <stddef.h>

/* The option's choices in their order, and one for measuring what is small beside a tone. */
enum window_id {
	WINDOW_HANN,
	WINDOW_HAMMING,
	WINDOW_BLACKMAN,
	WINDOW_BLACKMAN_HARRIS,
	WINDOW_FLAT_TOP,
	WINDOW_BLACKMAN_HARRIS_7,
	N_WINDOWS,
};

/* What lies so many bins or more from a sine is 180 dB below it, by the 7-term Blackman-Harris window. */
enum { WINDOW_BLACKMAN_HARRIS_7_LOBE = 7 };

/* Fills w[0 … n-1] with the periodic window. Returns the sum of its squares. */
double window_fill(enum window_id window, float *w, size_t n);

/* The share of a sine's power that a bin at a distance of `offset` bins shows; it sums to 1 over all bins. (The
 * transform of a sum of cosines is a sum of shifted sincs: F. J. Harris, On the use of windows for harmonic analysis,
 * Proc. IEEE 66, 1978; here squared and divided by the window's mean square.) */
double window_power(enum window_id window, double offset);

/* Equivalent noise bandwidth, in bins: mean square over squared mean. */
double window_noise_bandwidth(enum window_id window);

#endif

#include "dsp/window.h"

#include <math.h>

enum { N_TERMS = 7 };

/* w = a0 - a1 cos(x) + a2 cos(2x) - …, x = 2πi/n. Hann to Blackman-Harris (its 4-term one of -92 dB): F. J. Harris, Proc.
 * IEEE 66, 1978; flat top: HFT95 of G. Heinzel et al., Spectrum and spectral density estimation by the DFT, 2002; 7
 * terms: H.-H. Albrecht, A family of cosine-sum windows for high-resolution measurements, Proc. ICASSP 2001. */
static const double terms[N_WINDOWS][N_TERMS] = {
	[WINDOW_HANN] = { 0.5, 0.5 },
	[WINDOW_HAMMING] = { 0.54, 0.46 },
	[WINDOW_BLACKMAN] = { 0.42, 0.5, 0.08 },
	[WINDOW_BLACKMAN_HARRIS] = { 0.35875, 0.48829, 0.14128, 0.01168 },
	[WINDOW_FLAT_TOP] = { 1, 1.9383379, 1.3045202, 0.4028270, 0.0350665 },
	[WINDOW_BLACKMAN_HARRIS_7] = { 0.271220360585039, 0.433444612327442, 0.218004122892930, 0.065785343295606,
		0.010761867305342, 0.000770012710581, 0.000013680883060 },
};

static double mean_square(const double *a)
{
	double sum = a[0] * a[0];
	for (int k = 1; k < N_TERMS; k++)
		sum += a[k] * a[k] / 2;
	return sum;
}

double window_fill(enum window_id window, float *w, size_t n)
{
	const double *a = terms[window];
	for (size_t i = 0; i < n; i++) {
		double x = 2 * M_PI * (double)i / (double)n;
		double sum = a[0];
		for (int k = 1; k < N_TERMS; k++)
			sum += (k % 2 ? -1 : 1) * a[k] * cos(k * x);
		w[i] = (float)sum;
	}
	return mean_square(a) * (double)n;
}

static double sinc(double x)
{
	return fabs(x) < 1e-9 ? 1 : sin(M_PI * x) / (M_PI * x);
}

double window_power(enum window_id window, double offset)
{
	const double *a = terms[window];
	double amplitude = a[0] * sinc(offset);
	for (int k = 1; k < N_TERMS; k++)
		amplitude += a[k] / 2 * (sinc(offset - k) + sinc(offset + k));
	return amplitude * amplitude / mean_square(a);
}

double window_noise_bandwidth(enum window_id window)
{
	return mean_square(terms[window]) / (terms[window][0] * terms[window][0]);
}

#include "dsp/window.h"

#include <math.h>

double window_hann(float *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		w[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * (double)i / (double)n));
	return 0.375 * (double)n;
}

double window_hann_power(double offset)
{
	double x = fabs(offset);
	double amplitude;
	if (x < 1e-6)
		amplitude = 1;
	else if (fabs(x - 1) < 1e-6)
		amplitude = 0.5; /* the limit of 0/0 */
	else
		amplitude = sin(M_PI * x) / (M_PI * x) / (1 - x * x);
	return 2.0 / 3.0 * amplitude * amplitude;
}

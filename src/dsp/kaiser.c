#include "dsp/kaiser.h"

#include <math.h>

/* The modified Bessel function of order 0, by its power series. */
static double bessel_i0(double x)
{
	double sum = 1, term = 1;
	for (int k = 1; term > 1e-12 * sum; k++) {
		term *= x / (2 * k) * (x / (2 * k));
		sum += term;
	}
	return sum;
}

double kaiser(double place, double beta)
{
	double inside = 1 - place * place;
	return inside >= 0 ? bessel_i0(beta * sqrt(inside)) / bessel_i0(beta) : 0;
}

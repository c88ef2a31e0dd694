#include "dsp/weighting.h"

#include <math.h>

#define LEAST_HZ 1.0 /* below, the curves go towards nothing at all */

static double response_z(double hz)
{
	(void)hz;
	return 1;
}

/* IEC 61672-1, annex E: the poles' frequencies, rounded as they are usually given. */
#define POLE_1_HZ 20.60
#define POLE_2_HZ 107.7
#define POLE_3_HZ 737.9
#define POLE_4_HZ 12194.0

static double square(double x)
{
	return x * x;
}

static double response_c(double hz)
{
	double f = square(hz);
	return f / ((f + square(POLE_1_HZ)) * (f + square(POLE_4_HZ)));
}

static double response_a(double hz)
{
	double f = square(hz);
	return response_c(hz) * f / sqrt((f + square(POLE_2_HZ)) * (f + square(POLE_3_HZ)));
}

/* ITU-R BS.468-4, the network of its figure 1a as polynomials in Hz. */
static double response_468(double hz)
{
	double f = square(hz);
	double even = ((-4.737338981378384e-24 * f + 2.043828333606125e-15) * f - 1.363894795463638e-7) * f + 1;
	double odd = ((1.306612257412824e-19 * f - 2.118150887518656e-11) * f + 5.559488023498642e-4) * hz;
	return hz / sqrt(square(even) + square(odd));
}

static double (*const responses[N_WEIGHTINGS])(double hz) = {
	[WEIGHTING_ID_Z] = response_z,
	[WEIGHTING_ID_A] = response_a,
	[WEIGHTING_ID_C] = response_c,
	[WEIGHTING_ID_468] = response_468,
};

double weighting_db(enum weighting_id weighting, double hz)
{
	double (*response)(double) = responses[weighting];
	return 20 * log10(response(hz > LEAST_HZ ? hz : LEAST_HZ) / response(1000));
}

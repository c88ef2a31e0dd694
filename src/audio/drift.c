#include "audio/drift.h"

#include <math.h>

/* Critically damped: integral gain = (proportional gain / 2)². Fill jitters by a block on either side, some 10 ms;
 * smoothed over SMOOTHING_S and divided by CONSTANT_S it moves the ratio by some 10 ppm. */
#define CONSTANT_S 20.0
#define SMOOTHING_S 4.0

static double limited(double x)
{
	return fmax(-DRIFT_MAX, fmin(DRIFT_MAX, x));
}

void drift_init(struct drift *drift, double target_s)
{
	*drift = (struct drift){ .target_s = target_s, .smoothed_s = target_s, .factor = 1 };
}

void drift_refill(struct drift *drift, double target_s)
{
	drift->target_s = target_s;
	drift->smoothed_s = target_s;
}

double drift_steer(struct drift *drift, double fill_s, double elapsed_s)
{
	drift->smoothed_s += (fill_s - drift->smoothed_s) * -expm1(-elapsed_s / SMOOTHING_S);
	double error_s = drift->smoothed_s - drift->target_s;
	drift->integral = limited(drift->integral + error_s * elapsed_s / (4 * CONSTANT_S * CONSTANT_S));
	drift->factor = 1 - limited(error_s / CONSTANT_S + drift->integral);
	return drift->factor;
}

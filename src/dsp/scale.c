#include "dsp/scale.h"

#include <math.h>

static double same(double x)
{
	return x;
}

/* D. O'Shaughnessy, Speech Communication, 1987: 2595 log10(1 + f/700). */
static double mel_of(double hz)
{
	return 2595 * log10(1 + hz / 700);
}

static double hz_of_mel(double mel)
{
	return 700 * (pow(10, mel / 2595) - 1);
}

/* H. Traunmüller, Analytical expressions for the tonotopic sensory scale, JASA 88, 1990: 26.81 f/(1960 + f) - 0.53. */
static double bark_of(double hz)
{
	return 26.81 * hz / (1960 + hz) - 0.53;
}

static double hz_of_bark(double bark)
{
	return 1960 * (bark + 0.53) / (26.28 - bark);
}

static const struct {
	double (*place)(double hz);
	double (*hz)(double place);
} scales[N_SCALES] = {
	[SCALE_ID_LOG] = { log2, exp2 },
	[SCALE_ID_LINEAR] = { same, same },
	[SCALE_ID_MEL] = { mel_of, hz_of_mel },
	[SCALE_ID_BARK] = { bark_of, hz_of_bark },
};

double scale_place(enum scale_id scale, double hz)
{
	return scales[scale].place(hz);
}

double scale_hz(enum scale_id scale, double place)
{
	return scales[scale].hz(place);
}

/* Decibels. A level of power p is 10·log10(p) dB; a full-scale sine has power 1 throughout, hence 0 dB. */
#ifndef TERMVIZ_BASE_DB_H
#define TERMVIZ_BASE_DB_H

#include <math.h>

#define DB_SILENCE (-200.0f) /* what power 0 reads as: finite, and below any converter's noise */

static inline float db_from_power(float power)
{
	return power > 1e-20f ? 10.0f * log10f(power) : DB_SILENCE;
}

static inline float db_from_amplitude(float amplitude)
{
	return db_from_power(amplitude * amplitude);
}

static inline float db_to_amplitude(float db)
{
	return powf(10.0f, db / 20.0f);
}

#endif

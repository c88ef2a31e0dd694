#include "dsp/vu.h"

#include <math.h>

#include "dsp/vec4.h"

/* IEC 60268-17: 99 % of a steady reading after 300 ms, then 1 to 1.5 % above it. Of a system of second order whose step
 * response is 1 - e^(-ζωt)·(cos ω't + ζω/ω'·sin ω't), ω' = ω·√(1 - ζ²), the overshoot is e^(-πζ/√(1 - ζ²)), 1.25 % at
 * this damping, with which it first comes to 99 % at ωt = 4.0536. */
#define DAMPING 0.81272
#define OMEGA (4.0536 / 0.3)

/* A sine's amplitude over its rectified mean. */
#define FORM (M_PI / 2)

/* What swings out for ever must not end in denormal numbers, which are slow. */
#define NOTHING 1e-15

/* The exact solution over a step, so that it does not depend on the rate. */
void vu_init(struct vu *vu, uint32_t rate_hz, uint32_t factor)
{
	double step_s = OVERSAMPLE_GROUP / (double)rate_hz;
	double decay = DAMPING * OMEGA, swing = OMEGA * sqrt(1 - DAMPING * DAMPING);
	double shrunk = exp(-decay * step_s);
	double c = shrunk * cos(swing * step_s), s = shrunk * sin(swing * step_s) / swing;
	vu->factor = factor;
	vu->move[0][0] = c + decay * s;
	vu->move[0][1] = s;
	vu->move[1][0] = -OMEGA * OMEGA * s;
	vu->move[1][1] = c - decay * s;
	vu_clear(vu);
}

void vu_clear(struct vu *vu)
{
	vu->place = vu->speed = vu->largest = 0;
}

static double rectified_mean(const struct oversampled *in, uint32_t factor)
{
	vec4 sum = { 0 };
	for (uint32_t p = 0; p < factor; p++)
		for (int i = 0; i < OVERSAMPLE_GROUP; i += 4)
			sum += vec4_magnitude(vec4_load(in->values[p] + i));
	return (double)(sum[0] + sum[1] + sum[2] + sum[3]) / (factor * OVERSAMPLE_GROUP);
}

void vu_process(struct vu *vu, const struct oversampled *in)
{
	double drawn_to = FORM * rectified_mean(in, vu->factor);
	double distance = vu->place - drawn_to, speed = vu->speed;
	vu->place = drawn_to + vu->move[0][0] * distance + vu->move[0][1] * speed;
	vu->speed = vu->move[1][0] * distance + vu->move[1][1] * speed;
	if (fabs(vu->place) < NOTHING && fabs(vu->speed) < NOTHING)
		vu->place = vu->speed = 0;
	if (vu->place > vu->largest)
		vu->largest = vu->place;
}

/* The needle may swing below 0; there it has a stop. */
float vu_take(struct vu *vu)
{
	float reading = (float)vu->largest;
	vu->largest = vu->place > 0 ? vu->place : 0;
	return reading;
}

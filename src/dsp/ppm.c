#include "dsp/ppm.h"

#include <math.h>
#include <string.h>

#include "dsp/vec4.h"

_Static_assert(PPM_LANES == 4, "a vector's worth");

/* The rates of rise are those with which the bursts of IEC 60268-10, table 1, come nearest to their nominal readings,
 * measured in their tolerances: within 0.25 of them for type I, 0.4 for type II. (Two stages are the idea of Fons
 * Adriaensen's jmeters, 2008.) The rate of fall is the standard's: 20 dB in 1.7 s, 24 dB in 2.8 s. */
static const struct {
	double rise_per_s[PPM_STAGES];
	double fall_db, fall_s;
} plans[N_PPM_TYPES] = {
	[PPM_TYPE_I] = { { 450, 1125 }, 20, 1.7 },
	[PPM_TYPE_II] = { { 155, 980 }, 24, 2.8 },
};

/* -200 dB: what falls for ever must not end in denormal numbers, which are slow. */
#define NOTHING 1e-10f

/* --------------------------------------------------------------- set-up */

/* Where a detector comes to rest on a sine of amplitude 1. It rises by rise·(|sin| - z) while that is positive and
 * falls by fall·z all the time; over half a period these balance: (2/π)·(√(1 - z²) - z·acos z) = (fall/rise)·z. The
 * left side less the right falls with z. */
static double rest_on_sine(double fall_to_rise)
{
	double low = 0, high = 1;
	for (int i = 0; i < 50; i++) {
		double z = (low + high) / 2;
		if (2 / M_PI * (sqrt(1 - z * z) - z * acos(z)) > fall_to_rise * z)
			low = z;
		else
			high = z;
	}
	return low;
}

static void init_lane(struct ppm *ppm, int lane, double steps_per_s)
{
	int type = lane % N_PPM_TYPES;
	double fall_per_s = log(10) / 20 * plans[type].fall_db / plans[type].fall_s;
	double fall = exp(-fall_per_s / steps_per_s), rest = 0;
	for (int s = 0; s < PPM_STAGES; s++) {
		double rise = -expm1(-plans[type].rise_per_s[s] / steps_per_s);
		ppm->stages[s].rise[lane] = (float)rise;
		ppm->stages[s].keep[lane] = (float)(fall - rise);
		rest += rest_on_sine(fall_per_s / plans[type].rise_per_s[s]);
	}
	ppm->fall[lane] = (float)fall;
	ppm->scale[lane] = (float)(1 / rest);
}

void ppm_init(struct ppm *ppm, uint32_t rate_hz, uint32_t factor)
{
	ppm->factor = factor;
	for (int lane = 0; lane < PPM_LANES; lane++)
		init_lane(ppm, lane, (double)rate_hz * factor);
	ppm_clear(ppm);
}

void ppm_clear(struct ppm *ppm)
{
	for (int s = 0; s < PPM_STAGES; s++)
		memset(ppm->stages[s].level, 0, sizeof ppm->stages[s].level);
	memset(ppm->largest, 0, sizeof ppm->largest);
}

/* --------------------------------------------------------------- readings */

/* One step of a stage: it falls, and gains some of what the input is above it. Where it is not above, that would be a
 * loss, hence the larger: one comparison, and few instructions from one step to the next. */
static inline vec4 advance(vec4 level, vec4 input, vec4 fall, vec4 keep, vec4 rise)
{
	return vec4_larger(fall * level, keep * level + rise * input);
}

void ppm_process(struct ppm *ppm, const struct oversampled *left, const struct oversampled *right)
{
	struct ppm_stage *slow = &ppm->stages[0], *quick = &ppm->stages[1];
	vec4 fall = vec4_load(ppm->fall), largest = vec4_load(ppm->largest);
	vec4 slow_rise = vec4_load(slow->rise), slow_keep = vec4_load(slow->keep), a = vec4_load(slow->level);
	vec4 quick_rise = vec4_load(quick->rise), quick_keep = vec4_load(quick->keep), b = vec4_load(quick->level);
	for (uint32_t i = 0; i < OVERSAMPLE_GROUP; i++) {
		for (uint32_t p = 0; p < ppm->factor; p++) {
			float l = fabsf(left->values[p][i]), r = fabsf(right->values[p][i]);
			vec4 input = { l, l, r, r };
			a = advance(a, input, fall, slow_keep, slow_rise);
			b = advance(b, input, fall, quick_keep, quick_rise);
			largest = vec4_larger(largest, a + b);
		}
	}
	vec4_store(slow->level, vec4_above(a, NOTHING));
	vec4_store(quick->level, vec4_above(b, NOTHING));
	vec4_store(ppm->largest, largest);
}

float ppm_take(struct ppm *ppm, int channel, enum ppm_type type)
{
	int lane = channel * N_PPM_TYPES + (int)type;
	float reading = ppm->largest[lane] * ppm->scale[lane];
	ppm->largest[lane] = ppm->stages[0].level[lane] + ppm->stages[1].level[lane];
	return reading;
}

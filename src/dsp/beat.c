#include "dsp/beat.h"

#include <math.h>

/* The last beats say more than those before: the comb filter of E. Scheirer, Tempo and beat analysis of acoustic musical
 * signals, J. Acoust. Soc. Am. 103, 1998, with this feedback. */
#define FEEDBACK 0.8f

/* Places near where a beat is expected are preferred by up to this factor to those in between, lest the beat change
 * to the off-beat and back. */
#define EXPECTED 1.3

/* How much of the error is made good at once, and by how much the counter may be faster or slower to do so. */
#define GAIN 0.5
#define SPEED_CHANGE 0.5

/* What a comb of beats, the last of them `ago` steps ago, meets. */
static float comb(const float *values, size_t n, double ago, double period)
{
	float sum = 0, weight = 1;
	for (double at = ago; at < (double)n; at += period, weight *= FEEDBACK)
		sum += weight * values[(size_t)at];
	return sum;
}

/* How many steps ago the last beat was, of which `expected` is thought, if at all (not negative). */
static double last_beat(const float *values, size_t n, double period, double expected)
{
	double best = 0;
	float best_score = -INFINITY;
	for (double ago = 0; ago < period; ago++) {
		double near = expected < 0 ? 0 : 0.5 + 0.5 * cos(2 * M_PI * (ago - expected) / period);
		float score = (float)(1 + (EXPECTED - 1) * near) * comb(values, n, ago + 0.5, period);
		if (score > best_score) {
			best = ago;
			best_score = score;
		}
	}
	return best;
}

void beat_steer(struct beat *beat, const float *values, size_t n, double lag_steps, double period_steps, size_t n_steps)
{
	double count = floor(beat->position), phase = beat->position - count, speed = beat->speed;
	if (!(period_steps > 0)) {
		*beat = (struct beat){ .position = count };
		return;
	}
	beat->speed = 1 / period_steps;
	if (!(speed > 0)) {
		double beats_ago = (last_beat(values, n, period_steps, -1) + lag_steps) / period_steps;
		beat->position = count + beats_ago - floor(beats_ago);
		return;
	}
	double expected = fmod(phase * period_steps - lag_steps + period_steps, period_steps);
	double error = (last_beat(values, n, period_steps, expected) - expected) / period_steps;
	double change = GAIN * (error - round(error)) / (double)n_steps, most = SPEED_CHANGE * beat->speed;
	beat->speed += fmax(-most, fmin(change, most));
}

void beat_step(struct beat *beat)
{
	beat->position += beat->speed;
}

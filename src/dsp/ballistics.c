#include "dsp/ballistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* IEC 60268-18 peak programme: 20 dB in 1.7 s, rounded up; the same for marks whatever the bars do. */
#define MARK_RELEASE_DB_PER_S 20.0f
/* -200 dB: what falls for ever must not end in denormal numbers, which are slow. */
#define NOTHING 1e-20f

/* An exponential average of power reaches 1 - exp(-t/τ) of a burst of length t. */
const struct ballistics_row ballistics_rows[N_BALLISTICS] = {
	/* IEC 61672-1: time weighting F. */
	[BALLISTICS_AVERAGE] = { "average", { .attack_s = 0.125f } },
	/* IEC 60268-18 as above: the same fall as the marks'. */
	[BALLISTICS_PEAK] = { "peak", { .release_db_per_s = 20 } },
	/* IEC 60268-10, type I: a burst of 5 ms reads -2 dB, 5 ms / -ln(1 - 10^-0.2); falls 20 dB in 1.7 s. */
	[BALLISTICS_PPM1] = { "ppm1", { .attack_s = 0.00502f, .release_db_per_s = 20 / 1.7f } },
	/* Type II: one of 10 ms reads -2.5 dB, 10 ms / -ln(1 - 10^-0.25); falls 24 dB in 2.8 s. */
	[BALLISTICS_PPM2] = { "ppm2", { .attack_s = 0.0121f, .release_db_per_s = 24 / 2.8f } },
	/* IEC 60268-17: 99 % of a steady amplitude after 300 ms, 300 ms / -ln(1 - 0.99²); without the needle's swing. */
	[BALLISTICS_VU] = { "vu", { .attack_s = 0.0766f } },
	/* No standard's: in the first half second 25 dB, as 50 dB/s, which look lively; slower before, faster after. */
	[BALLISTICS_GRAVITY] = { "gravity", { .gravity_db_per_s2 = 200 } },
};

static float factor(float db)
{
	return powf(10, db / 10);
}

bool ballistics_init(
	struct ballistics *ballistics, size_t n, const struct ballistics_motion *motion, float hold_s, struct err *err)
{
	float *values = calloc(n ? n : 1, 5 * sizeof *values);
	*ballistics = (struct ballistics){ .motion = *motion, .hold_s = hold_s };
	if (!values)
		return err_set(err, ERR_SYSTEM, "out of memory for %zu levels", n);
	ballistics->n = n;
	ballistics->level = values;
	ballistics->peak = values + n;
	ballistics->maximum = values + 2 * n;
	ballistics->held_s = values + 3 * n;
	ballistics->fall = values + 4 * n;
	return true;
}

void ballistics_fini(struct ballistics *ballistics)
{
	free(ballistics->level);
	*ballistics = (struct ballistics){ 0 };
}

static size_t largest(const float *values, size_t from, size_t to)
{
	size_t found = from;
	for (size_t i = from + 1; i < to; i++)
		if (values[i] > values[found])
			found = i;
	return found;
}

void ballistics_take_over(struct ballistics *ballistics, const struct ballistics *from)
{
	size_t n = from->n ? ballistics->n : 0;
	for (size_t i = 0; i < n; i++) {
		size_t first = i * from->n / n, end = ((i + 1) * from->n + n - 1) / n;
		size_t peak = largest(from->peak, first, end);
		ballistics->level[i] = from->level[largest(from->level, first, end)];
		ballistics->peak[i] = from->peak[peak];
		ballistics->held_s[i] = from->held_s[peak];
		ballistics->maximum[i] = from->maximum[largest(from->maximum, first, end)];
	}
}

void ballistics_keep_maximum(struct ballistics *ballistics, bool on)
{
	ballistics->keeps_maximum = on;
	for (size_t i = 0; i < ballistics->n; i++)
		ballistics->maximum[i] = on ? ballistics->level[i] : 0;
}

/* Finds the factors for steps of another length; a fall under way keeps its speed. */
static void tune(struct ballistics *ballistics, float seconds)
{
	const struct ballistics_motion *motion = &ballistics->motion;
	float gained_db = motion->gravity_db_per_s2 * seconds * seconds;
	float first_fall = factor(-motion->release_db_per_s * seconds - gained_db / 2);
	float ratio = ballistics->seconds > 0 ? seconds / ballistics->seconds : 0;
	for (size_t i = 0; i < ballistics->n; i++)
		ballistics->fall[i]
			= first_fall * (ratio > 0 ? powf(ballistics->fall[i] / ballistics->first_fall, ratio) : 1);
	ballistics->first_fall = first_fall;
	ballistics->faster = factor(-gained_db);
	ballistics->rise = motion->attack_s > 0 ? 1 - expf(-seconds / motion->attack_s) : 1;
	ballistics->mark_fall = factor(-MARK_RELEASE_DB_PER_S * seconds);
	ballistics->seconds = seconds;
}

static void average(struct ballistics *ballistics, const float *power)
{
	for (size_t i = 0; i < ballistics->n; i++) {
		float level = ballistics->level[i] + ballistics->rise * (power[i] - ballistics->level[i]);
		ballistics->level[i] = level > NOTHING ? level : 0;
	}
}

static void rise_and_fall(struct ballistics *ballistics, const float *power)
{
	for (size_t i = 0; i < ballistics->n; i++) {
		float fallen = ballistics->level[i] * ballistics->fall[i];
		if (power[i] > fallen) {
			ballistics->level[i] = fallen + ballistics->rise * (power[i] - fallen);
			ballistics->fall[i] = ballistics->first_fall;
		} else if (fallen > NOTHING) {
			ballistics->level[i] = fallen;
			ballistics->fall[i] *= ballistics->faster;
		} else {
			ballistics->level[i] = 0;
			ballistics->fall[i] = ballistics->first_fall;
		}
	}
}

static void move_marks(struct ballistics *ballistics)
{
	float seconds = ballistics->seconds;
	for (size_t i = 0; i < ballistics->n; i++) {
		ballistics->held_s[i] += seconds;
		float over_s = ballistics->held_s[i] - ballistics->hold_s;
		if (over_s >= seconds)
			ballistics->peak[i] *= ballistics->mark_fall;
		else if (over_s > 0)
			ballistics->peak[i] *= factor(-MARK_RELEASE_DB_PER_S * over_s);
		if (ballistics->peak[i] < NOTHING)
			ballistics->peak[i] = 0;
		if (ballistics->level[i] >= ballistics->peak[i]) {
			ballistics->peak[i] = ballistics->level[i];
			ballistics->held_s[i] = 0;
		}
	}
}

static void raise_maximum(struct ballistics *ballistics)
{
	for (size_t i = 0; i < ballistics->n; i++)
		if (ballistics->level[i] > ballistics->maximum[i])
			ballistics->maximum[i] = ballistics->level[i];
}

void ballistics_advance(struct ballistics *ballistics, const float *power, float seconds)
{
	const struct ballistics_motion *motion = &ballistics->motion;
	if (seconds != ballistics->seconds)
		tune(ballistics, seconds);
	if (motion->release_db_per_s > 0 || motion->gravity_db_per_s2 > 0)
		rise_and_fall(ballistics, power);
	else
		average(ballistics, power);
	move_marks(ballistics);
	if (ballistics->keeps_maximum)
		raise_maximum(ballistics);
}

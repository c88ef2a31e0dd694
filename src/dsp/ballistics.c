#include "dsp/ballistics.h"

#include <math.h>
#include <stdlib.h>

/* IEC 60268-18 peak programme: 20 dB in 1.7 s, rounded up; the same for marks whatever the bars do. */
#define MARK_RELEASE_DB_PER_S 20.0f
/* -200 dB: what falls for ever must not end in denormal numbers, which are slow. */
#define NOTHING 1e-20f

bool ballistics_init(struct ballistics *ballistics, size_t n, float release_db_per_s, float hold_s, struct err *err)
{
	*ballistics = (struct ballistics){ .n = n, .release_db_per_s = release_db_per_s, .hold_s = hold_s };
	ballistics->level = calloc(n ? n : 1, sizeof *ballistics->level);
	ballistics->peak = calloc(n ? n : 1, sizeof *ballistics->peak);
	ballistics->held_s = calloc(n ? n : 1, sizeof *ballistics->held_s);
	return (ballistics->level && ballistics->peak && ballistics->held_s)
		|| err_set(err, ERR_SYSTEM, "out of memory for %zu levels", n);
}

void ballistics_fini(struct ballistics *ballistics)
{
	free(ballistics->level);
	free(ballistics->peak);
	free(ballistics->held_s);
	*ballistics = (struct ballistics){ 0 };
}

void ballistics_advance(struct ballistics *ballistics, const float *power, float seconds)
{
	float fall = powf(10, -ballistics->release_db_per_s * seconds / 10);
	float mark_fall = powf(10, -MARK_RELEASE_DB_PER_S * seconds / 10);
	for (size_t i = 0; i < ballistics->n; i++) {
		float fallen = ballistics->level[i] * fall;
		if (fallen < NOTHING)
			fallen = 0;
		ballistics->level[i] = power[i] > fallen ? power[i] : fallen;
		ballistics->held_s[i] += seconds;
		float over_s = ballistics->held_s[i] - ballistics->hold_s;
		if (over_s >= seconds)
			ballistics->peak[i] *= mark_fall;
		else if (over_s > 0)
			ballistics->peak[i] *= powf(10, -MARK_RELEASE_DB_PER_S * over_s / 10);
		if (ballistics->peak[i] < NOTHING)
			ballistics->peak[i] = 0;
		if (ballistics->level[i] >= ballistics->peak[i]) {
			ballistics->peak[i] = ballistics->level[i];
			ballistics->held_s[i] = 0;
		}
	}
}

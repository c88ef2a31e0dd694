#include "dsp/dynamic_range.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Steps of 0.01 dB from below any converter's noise to the largest sample that is let in, 1e4, with what the √2
 * convention adds: the levels of blocks are off by 0.005 dB at most. */
enum { STEPS_PER_DB = 100, FLOOR_DB = -140, CEILING_DB = 84, N_LEVELS = (CEILING_DB - FLOOR_DB) * STEPS_PER_DB };

/* Of the blocks, the loudest fifth is taken. */
enum { LOUD_SHARE = 5 };

bool dynamic_range_init(struct dynamic_range *range, struct err *err)
{
	range->n_at_level = calloc(N_LEVELS, sizeof *range->n_at_level);
	return range->n_at_level || err_set(err, ERR_SYSTEM, "out of memory for the dynamic range");
}

void dynamic_range_fini(struct dynamic_range *range)
{
	free(range->n_at_level);
	*range = (struct dynamic_range){ 0 };
}

void dynamic_range_clear(struct dynamic_range *range)
{
	if (range->n_blocks)
		memset(range->n_at_level, 0, N_LEVELS * sizeof *range->n_at_level);
	range->n_blocks = 0;
	range->peaks[0] = range->peaks[1] = 0;
}

/* The RMS level is that of the sine whose peak is there: √2 times the plain one. */
static int level_of(double mean_square)
{
	double db = 10 * log10(2 * mean_square + 1e-30);
	int level = (int)floor((db - FLOOR_DB) * STEPS_PER_DB);
	return level < 0 ? 0 : level < N_LEVELS ? level : N_LEVELS - 1;
}

static double power_at(int level)
{
	return pow(10, (FLOOR_DB + (level + 0.5) / STEPS_PER_DB) / 10);
}

void dynamic_range_add(struct dynamic_range *range, double mean_square, float peak)
{
	range->n_at_level[level_of(mean_square)]++;
	range->n_blocks++;
	if (peak > range->peaks[0]) {
		range->peaks[1] = range->peaks[0];
		range->peaks[0] = peak;
	} else if (peak > range->peaks[1]) {
		range->peaks[1] = peak;
	}
}

float dynamic_range_db(const struct dynamic_range *range)
{
	uint64_t n_loud = range->n_blocks / LOUD_SHARE, n = 0;
	double sum = 0;
	if (range->n_blocks < 2 || range->peaks[1] <= 0)
		return DYNAMIC_RANGE_UNKNOWN;
	if (n_loud == 0)
		n_loud = 1;
	for (int level = N_LEVELS - 1; n < n_loud; level--) {
		uint64_t taken = range->n_at_level[level];
		taken = taken < n_loud - n ? taken : n_loud - n;
		if (taken)
			sum += (double)taken * power_at(level);
		n += taken;
	}
	double peak = (double)range->peaks[1];
	double db = 10 * log10(peak * peak * (double)n_loud / sum);
	return db > 0 ? (float)db : 0;
}

#include "dsp/dynamic_range.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

enum {
	STEPS_PER_DB = DYNAMIC_RANGE_STEPS_PER_DB,
	FLOOR_DB = DYNAMIC_RANGE_FLOOR_DB,
	N_LEVELS = DYNAMIC_RANGE_N_LEVELS,
};

#define LARGEST_PEAK 1e6f /* samples are 1e4 at most, +80 dBFS: who left more went mad before it died */

/* Of the blocks, the loudest fifth is taken. */
enum { LOUD_SHARE = 5 };

void dynamic_range_clear(struct dynamic_range *range)
{
	range->peaks[0] = range->peaks[1] = 0;
	if (range->n_blocks == 0)
		return;
	memset(range->n_at_level, 0, sizeof range->n_at_level);
	atomic_signal_fence(memory_order_seq_cst); /* `n_blocks` is never 0 while there is one; for who adopts it */
	range->n_blocks = 0;
}

void dynamic_range_adopt(struct dynamic_range *range)
{
	uint64_t n = 0;
	for (int level = 0; range->n_blocks && level < N_LEVELS; level++)
		n += range->n_at_level[level];
	range->n_blocks = n;
	for (int i = 0; i < 2; i++)
		if (!(range->peaks[i] >= 0 && range->peaks[i] <= LARGEST_PEAK))
			range->peaks[i] = 0;
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
	float *smaller = &range->peaks[range->peaks[1] < range->peaks[0]];
	range->n_blocks++;
	atomic_signal_fence(memory_order_seq_cst); /* as above */
	range->n_at_level[level_of(mean_square)]++;
	if (peak > *smaller)
		*smaller = peak;
}

float dynamic_range_db(const struct dynamic_range *range)
{
	uint64_t n_loud = range->n_blocks / LOUD_SHARE, n = 0;
	float second = fminf(range->peaks[0], range->peaks[1]);
	double sum = 0;
	if (range->n_blocks < 2 || second <= 0)
		return DYNAMIC_RANGE_UNKNOWN;
	if (n_loud == 0)
		n_loud = 1;
	for (int level = N_LEVELS - 1; level >= 0 && n < n_loud; level--) {
		uint64_t taken = range->n_at_level[level];
		taken = taken < n_loud - n ? taken : n_loud - n;
		if (taken)
			sum += (double)taken * power_at(level);
		n += taken;
	}
	if (!(sum > 0))
		return DYNAMIC_RANGE_UNKNOWN; /* a count that went round, as only one that was adopted can */
	double db = 10 * log10((double)second * (double)second * (double)n_loud / sum);
	return db > 0 ? (float)db : 0;
}

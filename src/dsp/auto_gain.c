#include "dsp/auto_gain.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/db.h"

/* Of taste, not of a standard: slow enough not to be seen moving, quick where a bar would leave the picture. */
#define BLOCK_S 0.1f /* AUTO_GAIN_BLOCKS of them are 10 s */
#define DEAD_BAND_DB 3.0f
#define UP_DB_PER_S 1.0f
#define DOWN_DB_PER_S 6.0f
#define MOST_DB 30.0f
#define SILENCE_POWER 1e-6f /* -60 dBFS */

enum { LEAST_BLOCKS = 10 }; /* to judge by: a second */

void auto_gain_init(struct auto_gain *gain, float target_db)
{
	*gain = (struct auto_gain){ .target_db = target_db };
}

void auto_gain_aim(struct auto_gain *gain, float target_db)
{
	gain->target_db = target_db;
}

static int by_value(const void *a, const void *b)
{
	const float *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* By the nearest rank. */
static float percentile_95(const float *values, size_t n)
{
	float sorted[AUTO_GAIN_BLOCKS];
	memcpy(sorted, values, n * sizeof *values);
	qsort(sorted, n, sizeof *sorted, by_value);
	return sorted[(95 * n + 99) / 100 - 1];
}

static void end_block(struct auto_gain *gain)
{
	gain->blocks_db[gain->next] = db_from_power(gain->block_power);
	gain->next = (gain->next + 1) % AUTO_GAIN_BLOCKS;
	if (gain->n_blocks < AUTO_GAIN_BLOCKS)
		gain->n_blocks++;
	gain->typical_db = percentile_95(gain->blocks_db, gain->n_blocks);
	gain->block_power = 0;
	gain->block_s = fminf(gain->block_s - BLOCK_S, BLOCK_S);
}

/* Sets out when the dead band is left, and goes all the way to its middle. */
static void glide(struct auto_gain *gain, float seconds)
{
	float wanted_db = fminf(fmaxf(gain->target_db - gain->typical_db, -MOST_DB), MOST_DB);
	float way_db = wanted_db - gain->gain_db;
	float step_db = fminf(fmaxf(way_db, -DOWN_DB_PER_S * seconds), UP_DB_PER_S * seconds);
	if (fabsf(way_db) > DEAD_BAND_DB)
		gain->moving = true;
	if (gain->moving)
		gain->gain_db += step_db;
	if (step_db == way_db)
		gain->moving = false;
}

void auto_gain_advance(struct auto_gain *gain, float power, float seconds)
{
	if (!(power >= SILENCE_POWER))
		return;
	gain->block_power = fmaxf(gain->block_power, power);
	gain->block_s += seconds;
	if (gain->block_s >= BLOCK_S)
		end_block(gain);
	if (gain->n_blocks >= LEAST_BLOCKS)
		glide(gain, seconds);
}

/* What is seen of a wave in a column of dots. */
#ifndef TERMVIZ_VIEW_WAVE_COLUMN_H
#define TERMVIZ_VIEW_WAVE_COLUMN_H

#include <math.h>
#include <stdbool.h>

#include "snapshot/snapshot.h"

/* A signal that is shown: a sum of left and right. */
struct wave_lane {
	const char *name;
	float weights[2];
};

struct wave_column {
	float low, high; /* of its samples; full scale is -1 … 1 */
	float rms;
	bool is_clipped; /* SNAPSHOT_CLIPPED_RUN samples in a row were at full scale */
};

static inline float wave_lane_value(const struct wave_lane *lane, const float point[2])
{
	return lane->weights[0] * point[0] + lane->weights[1] * point[1];
}

/* Counts the points in a row of left and right that are at full scale, as far as that matters. */
static inline void wave_count_full(int n_full[2], const float point[2])
{
	for (int side = 0; side < 2; side++)
		if (fabsf(point[side]) < SNAPSHOT_FULL_SCALE)
			n_full[side] = 0;
		else if (n_full[side] < SNAPSHOT_CLIPPED_RUN)
			n_full[side]++;
}

static inline bool wave_lane_is_clipped(const struct wave_lane *lane, const int n_full[2])
{
	return (lane->weights[0] != 0 && n_full[0] == SNAPSHOT_CLIPPED_RUN)
		|| (lane->weights[1] != 0 && n_full[1] == SNAPSHOT_CLIPPED_RUN);
}

static inline void wave_column_take(struct wave_column *column, float value)
{
	column->low = value < column->low ? value : column->low;
	column->high = value > column->high ? value : column->high;
}

#endif

/* What is seen of a wave in a column of dots. */
#ifndef TERMVIZ_VIEW_WAVE_COLUMN_H
#define TERMVIZ_VIEW_WAVE_COLUMN_H

#include <stdbool.h>

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

static inline void wave_column_take(struct wave_column *column, float value)
{
	column->low = value < column->low ? value : column->low;
	column->high = value > column->high ? value : column->high;
}

#endif

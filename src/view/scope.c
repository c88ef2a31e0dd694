#include "view/scope.h"

#include <math.h>
#include <stdlib.h>

/* Snapshots have no more points: below 256 kHz each frame is one, beyond that there are as many or fewer. */
#define MOST_POINTS_PER_S 256e3

/* A period of the lowest tone that there is in music, 20 Hz, has to have gone by for its trigger to be found. */
#define LEAST_SEARCH_S 0.05

/* How far down, from the trigger's level to the lowest point, a wave has to have been before it triggers: else one with
 * overtones would each time it crosses the level. */
#define HYSTERESIS 0.5f

/* A wave that is this much to one side of zero triggers in its own middle. */
#define LEAST_SIDE 0.1f

#define LEAST_SWING 1e-4f /* -80 dB: what is less is no wave */

bool scope_fit(struct scope *scope, double sweep_s, struct err *err)
{
	size_t capacity = 4 * SNAPSHOT_WAVE_POINTS;
	while ((double)capacity < (sweep_s + fmax(sweep_s, LEAST_SEARCH_S)) * MOST_POINTS_PER_S)
		capacity *= 2;
	scope->sweep_s = sweep_s;
	if (capacity == scope->capacity)
		return true;
	scope_fini(scope);
	scope->points = calloc(capacity, sizeof *scope->points);
	if (!scope->points)
		return err_set(err, ERR_SYSTEM, "out of memory for a wave");
	scope->capacity = capacity;
	scope->sweep_s = sweep_s;
	return true;
}

void scope_fini(struct scope *scope)
{
	free(scope->points);
	*scope = (struct scope){ 0 };
}

void scope_push(struct scope *scope, const struct snapshot *snapshot)
{
	const struct snapshot_wave *wave = &snapshot->wave;
	double points_per_s = (double)snapshot->head.rate_hz * wave->n_points / snapshot->head.n_frames;
	if (points_per_s != scope->points_per_s || snapshot->head.segment != scope->segment)
		scope->n_whole = 0;
	scope->points_per_s = points_per_s;
	scope->segment = snapshot->head.segment;
	for (uint32_t i = 0; i < wave->n_points; i++) {
		float *to = scope->points[scope->n_heard++ & (scope->capacity - 1)];
		to[0] = wave->points[i][0];
		to[1] = wave->points[i][1];
	}
	scope->n_whole += wave->n_points;
	scope->n_whole = scope->n_whole < scope->capacity ? scope->n_whole : scope->capacity;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How far a trace goes. */
static double sweep_points(const struct scope *scope)
{
	return fmin(scope->sweep_s * scope->points_per_s, (double)(scope->capacity / 2 - 2));
}

/* Points that it takes, with the one before its beginning and the one behind its end. */
static size_t trace_points(const struct scope *scope)
{
	return (size_t)ceil(sweep_points(scope)) + 2;
}

size_t scope_memory(const struct scope *scope)
{
	double search = fmax(sweep_points(scope), LEAST_SEARCH_S * scope->points_per_s);
	return least(trace_points(scope) + (size_t)search, scope->capacity);
}

static float value_at(const struct scope *scope, const struct wave_lane *lane, uint64_t i)
{
	return wave_lane_value(lane, scope->points[i & (scope->capacity - 1)]);
}

/* The level that a wave triggers at, and the one that it has to have been below before. False: there is no wave. */
static bool choose_levels(const struct wave_column *range, float *level, float *arm)
{
	float swing = range->high - range->low;
	bool is_around_zero = range->high > LEAST_SIDE * swing && range->low < -LEAST_SIDE * swing;
	*level = is_around_zero ? 0 : range->low + swing / 2;
	*arm = *level - HYSTERESIS * (*level - range->low);
	return swing > LEAST_SWING && isfinite(swing);
}

static bool find_rise(
	const struct scope *scope, const struct wave_lane *lane, uint64_t first, uint64_t last, double *start)
{
	struct wave_column range = { .low = INFINITY, .high = -INFINITY };
	float level, arm, before = value_at(scope, lane, first);
	bool is_armed = false, found = false;
	for (uint64_t i = first; i < scope->n_heard; i++)
		wave_column_take(&range, value_at(scope, lane, i));
	if (!choose_levels(&range, &level, &arm))
		return false;
	for (uint64_t i = first + 1; i <= last; i++) {
		float value = value_at(scope, lane, i);
		is_armed = is_armed || before < arm;
		if (is_armed && before < level && value >= level) {
			*start = (double)(i - 1) + (double)((level - before) / (value - before));
			is_armed = false;
			found = true;
		}
		before = value;
	}
	return found;
}

bool scope_trigger(const struct scope *scope, const struct wave_lane *lane, double *start)
{
	if (scope->n_whole <= trace_points(scope))
		return false;
	uint64_t last = scope->n_heard - trace_points(scope),
		 first = scope->n_heard - least(scope->n_whole, scope_memory(scope));
	if (first >= last || !find_rise(scope, lane, first, last, start))
		*start = (double)last;
	return true;
}

void scope_trace(const struct scope *scope, const struct wave_lane *lane, double start, struct wave_column *columns,
	size_t n_columns)
{
	const double step = sweep_points(scope) / (double)n_columns;
	uint64_t i = (uint64_t)start;
	int n_full[2] = { 0 };
	float from = value_at(scope, lane, i), to = value_at(scope, lane, i + 1);
	float at = from + (float)(start - (double)i) * (to - from);
	for (size_t x = 0; x < n_columns; x++) {
		double end = start + (double)(x + 1) * step;
		columns[x] = (struct wave_column){ .low = at, .high = at, .rms = INFINITY };
		while ((double)(i + 1) <= end) {
			const float *point = scope->points[++i & (scope->capacity - 1)];
			wave_column_take(&columns[x], wave_lane_value(lane, point));
			wave_count_full(n_full, point);
			columns[x].is_clipped |= wave_lane_is_clipped(lane, n_full);
		}
		from = value_at(scope, lane, i), to = value_at(scope, lane, i + 1);
		at = from + (float)(end - (double)i) * (to - from);
		wave_column_take(&columns[x], at);
	}
}

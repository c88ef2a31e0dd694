/* An oscilloscope's memory, its trigger and its trace: pure. */
#ifndef TERMVIZ_VIEW_SCOPE_H
#define TERMVIZ_VIEW_SCOPE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "snapshot/snapshot.h"
#include "view/wave_column.h"

struct scope {
	float (*points)[2]; /* owned: the last ones heard, round and round */
	size_t capacity;    /* a power of two */
	uint64_t n_heard;   /* so far; point i is points[i & (capacity - 1)] */
	size_t n_whole;     /* of the newest, those that are of one piece */
	double points_per_s;
	double sweep_s; /* of a trace */
	uint32_t segment;
};

/* Gets room for a sweep of so long, and forgets what was heard if there was not. scope_fini() is right after a zeroed
 * struct and after a failure, too. */
bool scope_fit(struct scope *scope, double sweep_s, struct err *err);
void scope_fini(struct scope *scope);

/* Takes in a snapshot that has a wave. */
void scope_push(struct scope *scope, const struct snapshot *snapshot);

/* Where a trace of this lane begins, as the number of a point with a fraction: where it last rose through the middle, so
 * that a steady tone stands still; of what has no such place, where the newest sweep begins. False: not enough has been
 * heard yet. */
bool scope_trigger(const struct scope *scope, const struct wave_lane *lane, double *start);

/* The trace from there on in so many columns: straight lines from point to point. */
void scope_trace(const struct scope *scope, const struct wave_lane *lane, double start, struct wave_column *columns,
	size_t n_columns);

/* How long a time of the newest sound is looked at, in points. */
size_t scope_memory(const struct scope *scope);

#endif

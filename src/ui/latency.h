/* How long it takes from a sound to its picture, over the last seconds. Pure: all times are given. */
#ifndef TERMVIZ_UI_LATENCY_H
#define TERMVIZ_UI_LATENCY_H

#include <stddef.h>
#include <stdint.h>

enum { LATENCY_MAX = 512 }; /* redraws; more than five seconds of them at 60 a second */

/* Zeroed, it knows nothing. */
struct latency {
	struct {
		int64_t shown_ns;
		float ms;
	} items[LATENCY_MAX];
	size_t n; /* ever noted */
};

/* A sound that is heard at one moment has been shown at another: before it, perhaps. */
void latency_note(struct latency *latency, int64_t heard_ns, int64_t shown_ns);

/* Median and worst of the last five seconds; NaN: nothing was shown. */
void latency_tell(const struct latency *latency, int64_t now_ns, float *median_ms, float *max_ms);

#endif

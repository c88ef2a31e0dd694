#include "ui/latency.h"

#include <math.h>
#include <stdlib.h>

#include "base/clock.h"

#define LATELY_NS (5 * NS_PER_S)

void latency_note(struct latency *latency, int64_t heard_ns, int64_t shown_ns)
{
	const size_t at = latency->n++ % LATENCY_MAX;
	latency->items[at].shown_ns = shown_ns;
	latency->items[at].ms = (float)(shown_ns - heard_ns) / NS_PER_MS;
}

static int compare(const void *a, const void *b)
{
	const float x = *(const float *)a, y = *(const float *)b;
	return (x > y) - (x < y);
}

void latency_tell(const struct latency *latency, int64_t now_ns, float *median_ms, float *max_ms)
{
	float ms[LATENCY_MAX];
	size_t n = 0;
	for (size_t i = 0; i < latency->n && i < LATENCY_MAX; i++)
		if (now_ns - latency->items[i].shown_ns < LATELY_NS)
			ms[n++] = latency->items[i].ms;
	qsort(ms, n, sizeof ms[0], compare);
	*median_ms = n ? ms[n / 2] : NAN;
	*max_ms = n ? ms[n - 1] : NAN;
}

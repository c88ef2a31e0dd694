/* Time. All of it is CLOCK_MONOTONIC in nanoseconds: it neither jumps nor depends on the date. */
#ifndef TERMVIZ_BASE_CLOCK_H
#define TERMVIZ_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_S 1000000000LL
#define NS_PER_MS 1000000LL

/* Now. Any thread, real time included (vDSO, no system call). */
static inline int64_t clock_now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * NS_PER_S + t.tv_nsec;
}

static inline struct timespec clock_timespec(int64_t ns)
{
	return (struct timespec){ .tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S };
}

/* How long `n_frames` at `rate_hz` last. */
static inline int64_t clock_frames_to_ns(int64_t n_frames, uint32_t rate_hz)
{
	return n_frames / rate_hz * NS_PER_S + n_frames % rate_hz * NS_PER_S / rate_hz;
}

/* Who looks so many times a second does so on beats that divide each second of the clock: who writes for others then
 * knows when they look. The first beat after `ns`. */
static inline int64_t clock_next_beat_ns(int64_t ns, uint32_t per_s)
{
	int64_t into_ns = ns % NS_PER_S;
	int64_t beat = into_ns * per_s / NS_PER_S + 1;
	return ns - into_ns + (beat * NS_PER_S + per_s - 1) / per_s;
}

#endif

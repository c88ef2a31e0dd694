#include "engine/strain.h"

#include "base/clock.h"
#include "engine/pacer.h"

/* A picture that is further behind its sound is noticed (ITU-R BT.1359-1). */
#define LATE_NS (45 * NS_PER_MS)

/* As a share of what it may be. */
static double lateness(int64_t due_ns, int64_t began_ns, int64_t now_ns)
{
	return (double)(now_ns - (due_ns < began_ns ? due_ns : began_ns)) / (double)LATE_NS;
}

/* The sound that was analysed must last longer than that took. Less than a snapshot's worth is too short to tell. */
static double share_of_time(const struct pacer *pacer, int64_t spent_ns)
{
	const int64_t lasts_ns = clock_frames_to_ns((int64_t)pacer->turn_frames, pacer->rate_hz);
	const int64_t least_ns = clock_frames_to_ns((int64_t)pacer->analysis.snapshot_frames, pacer->rate_hz);
	return lasts_ns < least_ns ? 0 : (double)spent_ns / (double)lasts_ns;
}

void strain_judge(struct pacer *pacer, int64_t due_ns, int64_t began_ns, int64_t now_ns)
{
	const double late = lateness(due_ns, began_ns, now_ns);
	const double share = pacer->turn_frames ? share_of_time(pacer, now_ns - began_ns) : 0;
	if (quality_turn(&pacer->quality, late > share ? late : share, now_ns))
		status_set_quality(pacer->status, pacer->quality.step);
	pacer->turn_frames = 0;
}

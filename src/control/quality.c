#include "control/quality.h"

#include "base/clock.h"
#include "snapshot/snapshot.h"

/* A few turns that are missed in a second nobody sees; a quarter of them is a picture that jerks. One late turn alone may
 * be a stop of the process or a sleep of the machine, however long: another second tells. Where turns take longer than
 * that, a few are enough. */
#define WINDOW_NS NS_PER_S
enum { LEAST_TURNS = 4, LEAST_LATE = 2, MISSED_SHARE = 4, MOST_MISSED = 16 };

/* A step up makes turns take at most twice their share, so that below this they fit, with a fifth to spare; but for an
 * eighth of them, which the machine's other work delays. */
#define ROOMY_LOAD 0.4
enum { TIGHT_SHARE = 8 };

/* A user sees the quality go up and down again if it does so more often; and forgets what was three minutes ago. */
#define LEAST_PATIENCE_NS (5 * NS_PER_S)
#define MOST_PATIENCE_NS (160 * NS_PER_S)

enum { LEAST_REDRAWS_PER_S = 10 }; /* with fewer it is no motion any more */

/* Views show nothing of them that adds up over a track, but for PPM's maximum, which begins anew; and together they cost
 * more than all other measures (bench/analyzers). */
#define SPARED_MEASURES (SNAPSHOT_BIT(SNAPSHOT_PROGRAMME) | SNAPSHOT_BIT(SNAPSHOT_RHYTHM))

static const struct {
	int redraws_divisor;
	bool coarse;
	uint32_t spared_measures;
} steps[N_RUN_QUALITIES] = {
	[RUN_QUALITY_FULL] = { 1, false, 0 },
	[RUN_QUALITY_HALF_RATE] = { 2, false, 0 },
	[RUN_QUALITY_QUARTER_RATE] = { 4, false, 0 },
	[RUN_QUALITY_EIGHTH_RATE] = { 8, false, 0 },
	[RUN_QUALITY_COARSE] = { 8, true, 0 },
	[RUN_QUALITY_FEWER_METERS] = { 8, true, SPARED_MEASURES },
};

/* ---- judging ---- */

static int64_t patience_ns(const struct quality *quality)
{
	return quality->patience_ns ? quality->patience_ns : LEAST_PATIENCE_NS;
}

static bool go_down(struct quality *quality, int64_t now_ns)
{
	const int64_t patience = patience_ns(quality);
	const bool was_in_vain = quality->raised_ns && now_ns - quality->raised_ns < 2 * patience;
	quality->roomy_since_ns = 0;
	if (quality->step + 1 == N_RUN_QUALITIES)
		return false;
	quality->patience_ns = !was_in_vain ? 0 : patience < MOST_PATIENCE_NS ? 2 * patience : patience;
	quality->raised_ns = 0;
	quality->step++;
	return true;
}

static bool go_up(struct quality *quality, int64_t now_ns)
{
	if (quality->roomy_since_ns == 0)
		quality->roomy_since_ns = quality->second_ns;
	if (quality->step == RUN_QUALITY_FULL || now_ns - quality->roomy_since_ns < patience_ns(quality))
		return false;
	if (quality->raised_ns) /* that has held */
		quality->patience_ns = 0;
	quality->roomy_since_ns = 0;
	quality->raised_ns = now_ns;
	quality->step--;
	return true;
}

bool quality_turn(struct quality *quality, double load, int64_t now_ns)
{
	if (quality->n_turns == 0)
		quality->second_ns = now_ns;
	quality->n_turns++;
	if (load > 1) {
		quality->n_late++;
		quality->n_missed += load < MOST_MISSED ? (unsigned)load : MOST_MISSED;
	}
	quality->n_tight += load > ROOMY_LOAD;
	const int64_t window_ns = quality->n_late == 1 ? 2 * WINDOW_NS : WINDOW_NS;
	if (quality->n_turns < LEAST_TURNS || now_ns - quality->second_ns < window_ns)
		return false;
	const unsigned n_due = quality->n_turns + quality->n_missed;
	const bool is_late = quality->n_late >= LEAST_LATE && quality->n_missed * MISSED_SHARE >= n_due;
	const bool is_roomy = quality->n_tight * TIGHT_SHARE <= quality->n_turns;
	quality->n_turns = quality->n_late = quality->n_missed = quality->n_tight = 0;
	if (is_late)
		return go_down(quality, now_ns);
	if (is_roomy)
		return go_up(quality, now_ns);
	quality->roomy_since_ns = 0;
	return false;
}

/* ---- what a step leaves ---- */

int quality_redraws_per_s(uint32_t step, int redraws_per_s)
{
	const int fewer = redraws_per_s / steps[step].redraws_divisor;
	if (fewer >= LEAST_REDRAWS_PER_S)
		return fewer;
	return redraws_per_s < LEAST_REDRAWS_PER_S ? redraws_per_s : LEAST_REDRAWS_PER_S;
}

uint32_t quality_measures(uint32_t step, uint32_t measures)
{
	return measures & ~steps[step].spared_measures;
}

bool quality_is_coarse(uint32_t step)
{
	return steps[step].coarse;
}

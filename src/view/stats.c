#include "view/stats.h"

#include <math.h>

#include "view/stats_state.h"

static void init(void *state, const struct view_look *look)
{
	struct stats *stats = state;
	stats->look = *look;
}

static void fini(void *state)
{
	(void)state;
}

static bool layout(void *state, int cols, int rows, struct err *err)
{
	struct stats *stats = state;
	(void)err;
	stats->cols = cols;
	stats->rows = rows;
	stats_plan_make(&stats->plan, cols, rows, stats->now.n_readers);
	return true;
}

/* The cheapest there is: a capture that no reader wants anything of is let go, and there would be nothing to count. */
static uint32_t measures(const void *state)
{
	(void)state;
	return SNAPSHOT_BIT(SNAPSHOT_LEVELS);
}

static void advance(void *state, const struct snapshot *snapshot)
{
	(void)state;
	(void)snapshot;
}

static void remember(struct stats *stats)
{
	const struct statistics *now = &stats->now;
	const struct statistics_reader *own = &stats->own;
	const size_t second = stats->n_seconds++;
	stats->counts[second % (STATS_LATELY + 1)] = (struct stats_counts){ .n_xruns = now->n_xruns,
		.n_underruns = now->n_underruns,
		.n_overruns = now->n_overruns,
		.n_missed = own->n_missed,
		.n_redraws = own->n_redraws,
		.n_held = own->n_held,
		.n_missed_beats = own->n_missed_beats,
		.n_restarts = now->n_restarts };
	const float levels[N_STATS_HISTORIES] = { [STATS_LOAD_HISTORY] = now->load_percent,
		[STATS_AHEAD_HISTORY] = now->ahead_percent,
		[STATS_LATENCY_HISTORY] = own->latency_ms,
		[STATS_REDRAWS_HISTORY] = own->redraws_per_s > 0 ? own->redraws_per_s : NAN };
	for (size_t i = 0; i < N_STATS_HISTORIES; i++)
		stats->history[i][second % STATS_HISTORY] = levels[i];
}

void stats_take(struct stats *stats, const struct statistics *statistics, const struct run_state *run)
{
	const struct statistics_reader *own = statistics_reader(statistics, statistics->asker);
	stats->informed = true;
	stats->now = *statistics;
	stats->own = own ? *own : statistics->all;
	stats->run = *run;
	remember(stats);
	stats_judge(stats);
}

static void inform(void *state, const struct statistics *statistics, const struct run_state *run)
{
	struct stats *stats = state;
	stats_take(stats, statistics, run);
	stats_plan_make(&stats->plan, stats->cols, stats->rows, statistics->n_readers);
}

static void draw(const void *state, struct canvas *canvas, struct region region)
{
	stats_draw(state, canvas, region);
}

/* Its figures are not of the sound. */
static bool at_rest(const void *state)
{
	(void)state;
	return true;
}

const struct view_ops stats_view = {
	.name = "stats",
	.help = "how well the run goes: what is late, lost, or takes the machine's time",
	.state_bytes = sizeof(struct stats),
	.init = init,
	.fini = fini,
	.layout = layout,
	.measures = measures,
	.advance = advance,
	.inform = inform,
	.draw = draw,
	.at_rest = at_rest,
	.has_fallen = at_rest,
	.lasts = true,
};

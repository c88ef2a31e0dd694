/* What is wrong with a run, in words: one table, the worst first. */
#include <stdio.h>
#include <string.h>

#include "view/stats_state.h"

/* A callback that takes more of its period than this has no room for what else the machine does. */
#define MUCH_LOAD_PERCENT 70.0f
/* A decoder that keeps up fills nearly all of the ring. */
#define LITTLE_AHEAD_PERCENT 10.0f
/* One redraw in so many that is held or late is not worth a word. */
enum { FEW = 10 };

static uint64_t grown(uint64_t now, uint64_t before)
{
	return now > before ? now - before : 0;
}

/* What has come to the counts within the last seconds. */
static struct stats_counts lately(const struct stats *stats)
{
	const size_t n = STATS_LATELY + 1, newest = stats->n_seconds - 1;
	const struct stats_counts *now = &stats->counts[newest % n];
	const struct stats_counts *before = &stats->counts[stats->n_seconds < n ? 0 : stats->n_seconds % n];
	return (struct stats_counts){ .n_xruns = grown(now->n_xruns, before->n_xruns),
		.n_underruns = grown(now->n_underruns, before->n_underruns),
		.n_overruns = grown(now->n_overruns, before->n_overruns),
		.n_missed = grown(now->n_missed, before->n_missed),
		.n_redraws = grown(now->n_redraws, before->n_redraws),
		.n_held = grown(now->n_held, before->n_held),
		.n_missed_beats = grown(now->n_missed_beats, before->n_missed_beats),
		.n_restarts = grown(now->n_restarts, before->n_restarts) };
}

static uint64_t is_lost(const struct stats *stats, const struct stats_counts *of)
{
	(void)of;
	return stats->run.output == RUN_OUTPUT_LOST;
}

static uint64_t stands_still(const struct stats *stats, const struct stats_counts *of)
{
	(void)of;
	return stats->now.stands_still;
}

static uint64_t load(const struct stats *stats, const struct stats_counts *of)
{
	(void)of;
	const bool is_much = stats->now.load_percent >= MUCH_LOAD_PERCENT;
	return is_much ? (uint64_t)stats->now.load_percent : 0;
}

/* A file's: of a stream no more can be ahead than has come. */
static uint64_t is_little_ahead(const struct stats *stats, const struct stats_counts *of)
{
	(void)of;
	return stats->run.phase == RUN_PLAYING && stats->run.source_kind == RUN_SOURCE_FILE && !stats->run.live
		&& stats->run.length_frames >= 0 && stats->now.ahead_percent < LITTLE_AHEAD_PERCENT;
}

static uint64_t steps_down(const struct stats *stats, const struct stats_counts *of)
{
	(void)of;
	return stats->own.n_steps_down;
}

static uint64_t late_redraws(const struct stats *stats, const struct stats_counts *of)
{
	(void)stats;
	return of->n_missed_beats * FEW > of->n_redraws ? of->n_missed_beats : 0;
}

static uint64_t held_redraws(const struct stats *stats, const struct stats_counts *of)
{
	(void)stats;
	return of->n_held * FEW > of->n_redraws ? of->n_held : 0;
}

#define COUNT(member) offsetof(struct stats_counts, member)

static const struct {
	enum stats_line line;
	/* How much there is of it, 0: all is well; or, if it is NULL, what has come to a count: */
	uint64_t (*how_much)(const struct stats *stats, const struct stats_counts *lately);
	size_t count;
	enum { SILENT, NUMBER, TIMES } says; /* of that, in the middle of: */
	const char *before, *after;
} rules[] = {
	{ STATS_RESTARTS, stands_still, 0, SILENT,
		"Nothing goes on: the engine is stopped, or waits to be started again.", "" },
	{ STATS_DEVICE, is_lost, 0, SILENT, "The output device is lost: time goes on in silence until it is back.",
		"" },
	{ STATS_XRUNS, NULL, COUNT(n_xruns), TIMES, "The device ran dry ",
		": something else takes the machine's time." },
	{ STATS_UNDERRUNS, NULL, COUNT(n_underruns), TIMES, "Sound came too late ",
		": file, network or sender are slow." },
	{ STATS_RESTARTS, NULL, COUNT(n_restarts), SILENT, "The engine was replaced.", "" },
	{ STATS_LOAD, load, 0, NUMBER, "The audio callback takes ", " % of its time: the device may run dry." },
	{ STATS_AHEAD, is_little_ahead, 0, SILENT, "Hardly anything is decoded ahead: the decoder does not keep up.",
		"" },
	{ STATS_OVERRUNS, NULL, COUNT(n_overruns), TIMES, "The analysis was too late ",
		": the picture lacks some of the sound." },
	{ STATS_STEPS_DOWN, steps_down, 0, SILENT, "This machine is too slow: the picture is simpler than it could be.",
		"" },
	{ STATS_MISSED, NULL, COUNT(n_missed), NUMBER,
		"Snapshots that this terminal missed: ", ". It was kept from reading them." },
	{ STATS_REDRAWS, late_redraws, 0, NUMBER,
		"Redraws that came late: ", ". Something else takes the machine's time." },
	{ STATS_LINK, held_redraws, 0, NUMBER, "Redraws that the link had no room for: ", "." },
};

static uint64_t how_much(const struct stats *stats, size_t rule, const struct stats_counts *of)
{
	if (rules[rule].how_much)
		return rules[rule].how_much(stats, of);
	return *(const uint64_t *)(const void *)((const char *)of + rules[rule].count);
}

static void say(struct stats *stats, size_t rule, uint64_t n)
{
	char number[32] = "";
	if (rules[rule].says == TIMES && n == 1)
		snprintf(number, sizeof number, "once");
	else if (rules[rule].says != SILENT)
		snprintf(number, sizeof number, "%llu%s", (unsigned long long)n,
			rules[rule].says == TIMES ? " times" : "");
	snprintf(stats->verdict, sizeof stats->verdict, "%s%s%s", rules[rule].before, number, rules[rule].after);
}

void stats_judge(struct stats *stats)
{
	const struct stats_counts of = lately(stats);
	memset(stats->alerts, 0, sizeof stats->alerts);
	snprintf(stats->verdict, sizeof stats->verdict, "Nothing is wrong.");
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		const uint64_t n = how_much(stats, i, &of);
		if (n && !stats->alerts[STATS_VERDICT])
			say(stats, i, n);
		if (n)
			stats->alerts[rules[i].line] = stats->alerts[STATS_VERDICT] = true;
	}
}

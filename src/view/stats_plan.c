#include <string.h>

#include "view/stats_state.h"

/* How the columns are shared out, from a width on; history has what is left. */
static const struct {
	int least_cols;
	struct stats_columns columns;
} forms[] = {
	{ 64, { .margin = 1, .label = 15, .value = 9, .unit = 5, .detail = 24 } },
	{ 40, { .margin = 1, .label = 15, .value = 9, .unit = 5 } },
	{ 30, { .label = 15, .value = 9, .unit = 5 } },
	{ 24, { .label = 15, .value = 8 } },
	{ 0, { .label = 9, .value = 7 } },
};

/* What goes in, the most important first: a line, or several that go together. */
static const struct {
	enum stats_line first, last;
} ranks[] = {
	{ STATS_VERDICT, STATS_VERDICT },
	{ STATS_XRUNS, STATS_XRUNS },
	{ STATS_LOAD, STATS_LOAD },
	{ STATS_AHEAD, STATS_AHEAD },
	{ STATS_PICTURE_LATENCY, STATS_PICTURE_LATENCY },
	{ STATS_REDRAWS, STATS_REDRAWS },
	{ STATS_MISSED, STATS_MISSED },
	{ STATS_UNDERRUNS, STATS_UNDERRUNS },
	{ STATS_READERS_HEAD, STATS_READER },
	{ STATS_RESTARTS, STATS_RESTARTS },
	{ STATS_ENGINE, STATS_ENGINE },
	{ STATS_READERS, STATS_READERS },
	{ STATS_SOUND_HEAD, STATS_SOUND_HEAD },
	{ STATS_PICTURE_HEAD, STATS_PICTURE_HEAD },
	{ STATS_RUN_HEAD, STATS_RUN_HEAD },
	{ STATS_DEVICE, STATS_DEVICE },
	{ STATS_LINK, STATS_LINK },
	{ STATS_OVERRUNS, STATS_OVERRUNS },
	{ STATS_STEPS_DOWN, STATS_STEPS_DOWN },
	{ STATS_UPTIME, STATS_UPTIME },
	{ STATS_KEEPER, STATS_KEEPER },
	{ STATS_SOUND_GAP, STATS_SOUND_GAP },
	{ STATS_PICTURE_GAP, STATS_PICTURE_GAP },
	{ STATS_RUN_GAP, STATS_RUN_GAP },
	{ STATS_READERS_GAP, STATS_READERS_GAP },
	{ STATS_AIDES, STATS_AIDES },
	{ STATS_BAD_SAMPLES, STATS_BAD_SAMPLES },
};

enum { LEAST_HISTORY = 6 };

static void choose_columns(struct stats_columns *to, int cols)
{
	size_t i = 0;
	while (cols < forms[i].least_cols)
		i++;
	*to = forms[i].columns;
	to->history = cols - to->margin - to->label - to->value - to->unit - to->detail - 1;
	if (to->history < LEAST_HISTORY || !to->unit)
		to->history = 0;
	if (to->history > STATS_HISTORY)
		to->history = STATS_HISTORY;
}

/* One reader is the one that looks, and all there is to say of it is said above. */
static int rows_of(enum stats_line line, uint32_t n_readers)
{
	const bool is_of_readers = line >= STATS_READERS_GAP && line <= STATS_READER;
	if (is_of_readers && n_readers < 2)
		return 0;
	return line == STATS_READER ? (int)n_readers : 1;
}

void stats_plan_make(struct stats_plan *plan, int cols, int rows, uint32_t n_readers)
{
	memset(plan, 0, sizeof *plan);
	choose_columns(&plan->columns, cols);
	for (size_t i = 0; i < sizeof ranks / sizeof ranks[0]; i++) {
		int needed = 0;
		for (enum stats_line line = ranks[i].first; line <= ranks[i].last; line++)
			needed += rows_of(line, n_readers);
		if (needed > rows)
			continue;
		for (enum stats_line line = ranks[i].first; line <= ranks[i].last; line++)
			plan->rows[line] = rows_of(line, n_readers);
		rows -= needed;
	}
}

/* What view/stats*.c share. */
#ifndef TERMVIZ_VIEW_STATS_STATE_H
#define TERMVIZ_VIEW_STATS_STATE_H

#include "view/view.h"

enum {
	STATS_HISTORY = 60, /* seconds */
	STATS_LATELY = 10,  /* seconds within which what was counted tells of something that is wrong now */
};

/* In the order in which they stand, from the top. */
enum stats_line {
	STATS_VERDICT,
	STATS_SOUND_GAP,
	STATS_SOUND_HEAD,
	STATS_LOAD,
	STATS_XRUNS,
	STATS_AHEAD,
	STATS_UNDERRUNS,
	STATS_OVERRUNS,
	STATS_BAD_SAMPLES,
	STATS_DEVICE,
	STATS_PICTURE_GAP,
	STATS_PICTURE_HEAD,
	STATS_PICTURE_LATENCY,
	STATS_REDRAWS,
	STATS_MISSED,
	STATS_LINK,
	STATS_STEPS_DOWN,
	STATS_READERS_GAP,
	STATS_READERS_HEAD,
	STATS_READER, /* one for each */
	STATS_RUN_GAP,
	STATS_RUN_HEAD,
	STATS_UPTIME,
	STATS_RESTARTS,
	STATS_KEEPER,
	STATS_ENGINE,
	STATS_READERS,
	STATS_AIDES,
	N_STATS_LINES,
};

/* What there is a history of. */
enum stats_history {
	STATS_LOAD_HISTORY,
	STATS_AHEAD_HISTORY,
	STATS_LATENCY_HISTORY,
	STATS_REDRAWS_HISTORY,
	N_STATS_HISTORIES
};

/* Widths from the left on; 0: not shown. Behind the value there is a column for a sign of warning. */
struct stats_columns {
	int margin, label, value, unit, detail;
	int history; /* at the right */
};

struct stats_plan {
	struct stats_columns columns;
	int rows[N_STATS_LINES]; /* of each line; 0: it is not there */
};

struct stats {
	struct view_look look;
	int cols, rows;
	struct stats_plan plan;
	bool informed; /* the rest is known */
	struct run_state run;
	struct statistics now;
	struct statistics_reader own; /* this terminal's; of all together, if it is not listed */
	/* Counts of now and of some seconds before, and levels of the last minute: rings, by the second. */
	size_t n_seconds;
	struct stats_counts {
		uint64_t n_xruns, n_underruns, n_overruns, n_missed, n_redraws, n_held, n_missed_beats, n_restarts;
	} counts[STATS_LATELY + 1];
	float history[N_STATS_HISTORIES][STATS_HISTORY]; /* NaN: not known */
	bool alerts[N_STATS_LINES];                      /* what is wrong, */
	char verdict[160];                               /* and the worst of it, in words */
};

/* stats.c. Takes in what is counted, and finds out what is wrong. */
void stats_take(struct stats *stats, const struct statistics *statistics, const struct run_state *run);

/* stats_plan.c. What fits on `cols` by `rows`, the more important first. */
void stats_plan_make(struct stats_plan *plan, int cols, int rows, uint32_t n_readers);

/* stats_verdict.c. Finds out what is wrong. */
void stats_judge(struct stats *stats);

/* stats_draw.c. Draws onto a blank region. */
void stats_draw(const struct stats *stats, struct canvas *canvas, struct region region);

#endif

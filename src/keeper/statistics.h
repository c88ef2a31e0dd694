/* Gathers what a run's processes count (snapshot/statistics.h), for terminals that ask and for --stats. */
#ifndef TERMVIZ_KEEPER_STATISTICS_H
#define TERMVIZ_KEEPER_STATISTICS_H

#include "snapshot/run_state.h"
#include "snapshot/statistics.h"

struct client;
struct keeper;

/* All as of now; `state` is the run's. */
void statistics_gather(struct keeper *keeper, const struct run_state *state, struct statistics *statistics);

/* The same, sent to who has asked. */
void statistics_answer(struct keeper *keeper, const struct client *asker);

#endif

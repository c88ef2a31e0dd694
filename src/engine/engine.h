/* The engine: where sound is decoded, kept in time and analysed; the only process that foreign audio libraries run in.
 *
 * Threads: the main one obeys the keeper and makes no foreign call; the feeder decodes; the pacer keeps time, analyses
 * and publishes.
 */
#ifndef TERMVIZ_ENGINE_ENGINE_H
#define TERMVIZ_ENGINE_ENGINE_H

#include <stdbool.h>

/* Runs as the engine of the run `name` until the keeper says quit, or is gone: then what a dead keeper left of the
 * run's place is cleared away. `keeper_fd` is the socket to it. `stands_by`: it waits, all prepared, until the keeper has it
 * take over from the engine that plays. Returns the process's exit status. */
int engine_run(const char *name, int keeper_fd, bool stands_by);

#endif

/* --stats: a line of figures a second, "name=value" separated by blanks, for those who watch a run from outside. */
#ifndef TERMVIZ_KEEPER_STATS_H
#define TERMVIZ_KEEPER_STATS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct keeper;

struct stats {
	int fd; /* -1: none are wanted */
	int64_t due_ns;
};

/* Opens for appending; `path` "": no file. */
bool stats_open(struct stats *stats, const char *path, struct err *err);
void stats_close(struct stats *stats);

/* When the next line is to be written; INT64_MAX: never. */
int64_t stats_due_ns(const struct stats *stats);

/* Writes a line about the run and its readers; one that cannot be written ends the statistics, not the run. */
void stats_write(struct stats *stats, struct keeper *keeper);

#endif

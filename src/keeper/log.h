/* The run's log: what the engine and the libraries in it say on stderr, and what happens to the run. The last of it is
 * kept in memory, all of it in a file if one was asked for. Never on a terminal. */
#ifndef TERMVIZ_KEEPER_LOG_H
#define TERMVIZ_KEEPER_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { LOG_LINE = 256 };

struct log {
	int fd;              /* -1: no file */
	char line[LOG_LINE]; /* being received */
	size_t n_line;
	char last[LOG_LINE]; /* the last whole line received that is not empty, printable */
};

/* Opens for appending; `path` NULL or "": no file. */
bool log_open(struct log *log, const char *path, struct err *err);
void log_close(struct log *log);

/* Takes bytes as they come from a pipe. */
void log_bytes(struct log *log, const char *bytes, size_t n);

/* Adds a line of our own to the file, with the time in UTC in front. */
void log_line(struct log *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

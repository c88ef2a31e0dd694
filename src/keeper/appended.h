/* A file that lines are appended to while a run goes on: one that the user has named, so perhaps a FIFO, whose reader may
 * come late, sleep, or go. The run waits for none of that and does not end of it. */
#ifndef TERMVIZ_KEEPER_APPENDED_H
#define TERMVIZ_KEEPER_APPENDED_H

#include <stdbool.h>
#include <stddef.h>

/* Opens or creates it, closed on exec. -1: cannot be, errno says why. */
int appended_open(const char *path);

/* Writes all, or nothing where a FIFO has no room now (more than PIPE_BUF bytes may be cut). False: it cannot be written
 * any more, as on a full disk. */
bool appended_write(int fd, const char *bytes, size_t n);

#endif

/* Memory shared between processes: anonymous files, sealed so that nobody can shrink a map under its readers.
 *
 * Nothing of it has a name in the file system: it goes when the last process that holds it goes.
 */
#ifndef TERMVIZ_SNAPSHOT_SHARED_H
#define TERMVIZ_SNAPSHOT_SHARED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Makes a zeroed memfd of `size` bytes, close-on-exec, sealed against shrinking, growing and further seals. `name` is
 * for /proc only. Returns the descriptor, which the caller owns, or -1 with `err` filled. */
int shared_create(const char *name, size_t size, struct err *err);

/* A second descriptor of the same memory that can only be mapped for reading; -1 with `err` filled. Owned by the
 * caller, close-on-exec. */
int shared_read_only(int fd, struct err *err);

/* Maps a descriptor received from elsewhere: refuses one that is not sealed or smaller than `min_size`.
 * Returns NULL with `err` filled on failure. `*size` is the size of the whole map, for shared_unmap(). */
void *shared_map(int fd, size_t min_size, bool writable, size_t *size, struct err *err);

void shared_unmap(void *map, size_t size); /* NULL allowed */

#endif

/* A fence around decoders: what they read may have been made to break them. From here on this process can compute, read
 * the files that it is handed, and answer; the kernel refuses it all else: to open or name a file, to connect, to start a
 * process or a thread, to make memory executable. */
#ifndef TERMVIZ_ENGINE_FENCE_H
#define TERMVIZ_ENGINE_FENCE_H

#include <stdbool.h>

#include "base/err.h"

/* Raises it, for good, around the whole process: calls that are not allowed fail with EPERM. Only over
 * `socket_fd` can it be talked with. False: the kernel has no such fences, or does not let us have one. */
bool fence_raise(int socket_fd, struct err *err);

#endif

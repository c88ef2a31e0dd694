/* Signs that a sound card or server has come or gone: something was made or removed where they have their device nodes,
 * sockets and shared memory. Told by the kernel (inotify): nobody has to look. */
#ifndef TERMVIZ_ENGINE_SIGNS_H
#define TERMVIZ_ENGINE_SIGNS_H

#include <stdbool.h>

/* A descriptor that is readable when there may be one: the caller's, to be closed; -1: none can be had. */
int signs_open(void);

/* Takes in what there is, and looks at places that were not there before as well. Returns whether there was a sign. */
bool signs_clear(int signs_fd);

#endif

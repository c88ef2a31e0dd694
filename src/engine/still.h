/* The worker of termviz --still: hears a file as fast as it can, behind a fence (engine/fence.h), and publishes what a
 * picture is drawn from. */
#ifndef TERMVIZ_ENGINE_STILL_H
#define TERMVIZ_ENGINE_STILL_H

/* Works off the one task that comes over `socket_fd` (control/still.h), with the snapshot ring in `ring_fd`; then ends the
 * process as report_work() does. */
_Noreturn void still_work(int socket_fd, int ring_fd);

#endif

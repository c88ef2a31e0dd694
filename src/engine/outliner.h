/* What decodes a file for its outline: a process behind a fence, which speaks as control/report.h says and draws into
 * outlines (snapshot/outline.h) of its own, which its parent reads. */
#ifndef TERMVIZ_ENGINE_OUTLINER_H
#define TERMVIZ_ENGINE_OUTLINER_H

/* Works off what comes over `socket_fd` until the other side closes it or dies; then ends the process as report_work()
 * does. */
_Noreturn void outliner_work(int socket_fd, int outlines_fd);

#endif

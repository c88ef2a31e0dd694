/* The worker of termviz --report: measures whole files, one after the other, behind a fence (engine/fence.h). */
#ifndef TERMVIZ_ENGINE_REPORT_H
#define TERMVIZ_ENGINE_REPORT_H

/* Works off what comes over `socket_fd` (control/report.h) until the other side closes it or dies; then ends the process,
 * without what libraries do at an end: the fence would not let them. */
_Noreturn void report_work(int socket_fd);

#endif

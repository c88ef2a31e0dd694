/* What a process and who has started it expect of each other: descriptors and signals at the beginning, the end. */
#ifndef TERMVIZ_APP_PROCESS_H
#define TERMVIZ_APP_PROCESS_H

#include <stdbool.h>

/* To be called first: standard descriptors that are closed are taken, so that nothing of ours gets their numbers, and
 * reads and writes fail as they would have; SIGUSR1, which only a UI has a use for, ends no process of ours; the ends of
 * our own are waited for, whatever we were started with. */
void process_begin(void);

/* Ends this process by the signal that `status` (128+N) tells of, if it is one that ends a job; else returns `status`,
 * to be exited with. */
int process_end(int status);

/* Whether standard output was open when the program began. */
bool process_has_output(void);

#endif

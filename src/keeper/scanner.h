/* The scanner: a process that reads folders and playlists for a run's queue, so that the keeper need not, whatever is in
 * them. */
#ifndef TERMVIZ_KEEPER_SCANNER_H
#define TERMVIZ_KEEPER_SCANNER_H

/* Its role, as the program's first argument. */
#define ROLE_SCANNER "--role=scanner"

/* Reads what it is asked to until its socket, SPAWN_FIRST_FD, ends. Returns the exit status. */
int scanner_run(void);

#endif

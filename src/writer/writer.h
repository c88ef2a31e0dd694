/* The writer: a process beside the engine that writes what is recorded to a file, so that the file goes on when the
 * engine is replaced, and a slow disk stands in nobody's way.
 *
 * While sound comes it writes a few times a second, and sees to it once a second that all is on the disk; otherwise it
 * sleeps until the engine tells the keeper that there is something. When the keeper says so, or is gone, it writes what
 * is left and closes the file; where the keeper is gone it clears the run's place away, as engine and UI do.
 */
#ifndef TERMVIZ_WRITER_WRITER_H
#define TERMVIZ_WRITER_WRITER_H

/* The whole life of the process; returns its exit status. Waits on `keeper_fd` for a MESSAGE_START that brings the
 * recording ring; its last word is MESSAGE_FINISHED, with what is wrong with the file, if anything is. */
int writer_run(const char *run, const char *path, int keeper_fd);

#endif

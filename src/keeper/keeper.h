/* The keeper: a small single-threaded process that owns a run. It starts the engine, watches and replaces it, answers
 * UIs and scripts, and cleans up after whoever vanishes. It links no audio library's code path of its own. */
#ifndef TERMVIZ_KEEPER_KEEPER_H
#define TERMVIZ_KEEPER_KEEPER_H

#include <stdbool.h>

struct keeper_config {
	const char *name;        /* of the run; "": chosen */
	bool headless;           /* nobody need be attached; the launcher is no UI */
	bool keep;               /* goes on when the last UI leaves */
	const char *log_path;    /* "": none */
	const char *stats_path;  /* "": none */
	const char *record_path; /* what is heard is written to; "": nothing is */
	int launcher_fd;         /* connected to who started it, its first client; owned */
	int sound_fd;            /* what came on stdin; -1: nothing; owned */
	int session_fd;          /* session memory, filled in by the launcher; owned */
	int queue_fd;            /* the queue, likewise */
};

/* Runs until the run has ended; returns the exit status. Tells the launcher (MESSAGE_ENDED) if it cannot begin. */
int keeper_run(const struct keeper_config *config);

#endif

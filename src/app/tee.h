/* --tee: standard input goes on to standard output, through a forwarder beside the run, and the picture is drawn
 * meanwhile. */
#ifndef TERMVIZ_APP_TEE_H
#define TERMVIZ_APP_TEE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "config/options.h"
#include "config/settings.h"

/* What a forwarder's command line is made of. */
#define ROLE_FORWARDER "--role=forwarder"

struct tee {
	pid_t pid;    /* the forwarder's; 0: none */
	int alarm_fd; /* something can be read when it has ended too early, and the end when it has ended; -1: none */
	int64_t ends_ns; /* when the run is to end whatever comes; INT64_MAX: never */
	bool played_out; /* to be filled in by who shows the run: it has ended because there was no more to show */
};

#define TEE_NONE ((struct tee){ .alarm_fd = -1 })

/* Whether --tee, if it is given, goes with what else is. False with `err`. */
bool tee_check(const struct settings *settings, const struct operands *operands, struct err *err);

/* Starts a forwarder for fds 0 and 1, and lets go of both: fd 0 becomes what the run is to show, fd 1 /dev/null. */
bool tee_start(struct tee *tee, const struct settings *settings, struct err *err);

/* The run is over with this status, and the terminal given back. Ends the forwarder if that is what the user wanted, else
 * waits for it, since the sound goes on; then tells `err` itself before. Returns the exit status, with `err` filled if
 * there is more to tell. Does nothing, and returns `status`, without a forwarder. */
int tee_finish(struct tee *tee, int status, struct err *err);

/* The other end: runs as the forwarder. Returns the exit status. */
int tee_forwards(void);

#endif

/* The forwarder of a pipeline with the picture in it: a process of its own that copies standard input to standard output,
 * byte for byte. Who reads the output sets the pace; nothing else can slow it. What draws is offered the same bytes, and
 * misses what it has no room for. */
#ifndef TERMVIZ_KEEPER_FORWARDER_H
#define TERMVIZ_KEEPER_FORWARDER_H

#include <signal.h>
#include <stdbool.h>

#include "base/err.h"

/* Exit statuses. */
enum {
	FORWARDER_DONE,   /* the input has ended, and all of it has been passed on */
	FORWARDER_MISSED, /* the same, but for the picture some was too fast */
	FORWARDER_NOT_READ,
	FORWARDER_NOT_WRITTEN,
	FORWARDER_CLOSED = 128 + SIGPIPE, /* nobody reads the output any more */
};

/* The four are owned. */
struct forwarder_fds {
	int in, out;
	int sound; /* the writing end of forwarder_open_pipe() */
	/* A socket: gets a byte when not all has been passed on, and its end whenever there is no more. The output ends
	 * after it has ended from the other side, too: what its reader prints then is not to be lost under a picture. */
	int alarm;
};

/* Makes the pipe through which the bytes are offered: the engine's end first, which blocks, then the forwarder's, which
 * does not. As large as the system allows, so that little is missed while an engine is replaced. */
bool forwarder_open_pipe(int ends[2], struct err *err);

/* Runs as the forwarder until the end; returns its exit status. Of a process that does nothing else: SIGPIPE is ignored
 * from then on. */
int forwarder_run(const struct forwarder_fds *fds);

#endif

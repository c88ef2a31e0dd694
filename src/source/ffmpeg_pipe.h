/* A file that the ffmpeg program decodes into a pipe, for a process that can do no more than read descriptors: it reads
 * the pipe as source/ffmpeg.c does. */
#ifndef TERMVIZ_SOURCE_FFMPEG_PIPE_H
#define TERMVIZ_SOURCE_FFMPEG_PIPE_H

#include "base/err.h"
#include "source/ffmpeg_log.h"
#include "source/ffmpeg_process.h"

struct ffmpeg_pipe {
	struct ffmpeg_process process;
	struct ffmpeg_log log;
	char *input; /* as ffmpeg has it, owned; NULL: not open */
};

/* Starts it; `name` is for messages. Returns the pipe's end, the caller's; -1 with `err`. */
int ffmpeg_pipe_open(struct ffmpeg_pipe *pipe, const char *path, const char *name, struct err *err);

/* Takes what it has said: now and then, so that it never has to wait. Never blocks. */
void ffmpeg_pipe_listen(struct ffmpeg_pipe *pipe);

/* Ends it, after it had a second to end by itself. `log` then has all it has said. Returns its status as waitpid() has
 * it. Nothing, and 0, where it is not open. */
int ffmpeg_pipe_close(struct ffmpeg_pipe *pipe);

#endif

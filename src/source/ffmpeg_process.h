/* The ffmpeg program, decoding: a child process that writes a Core Audio Format stream of 32-bit floating point, in the
 * rate and channels of its input, into a pipe. */
#ifndef TERMVIZ_SOURCE_FFMPEG_PROCESS_H
#define TERMVIZ_SOURCE_FFMPEG_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/* What lies in the pipe is the reserve of a stream: as much as Linux gives anybody (pipe-max-size), 3 s of stereo. */
enum { FFMPEG_PIPE_BYTES = 1 << 20 };

struct ffmpeg_process {
	pid_t pid;    /* 0: none */
	int sound_fd; /* what it decodes; -1: none, or ended */
	int log_fd;   /* what it says; -1: none, or ended */
};

#define FFMPEG_FILE "file:"

#define FFMPEG_NONE ((struct ffmpeg_process){ .pid = 0, .sound_fd = -1, .log_fd = -1 })

struct ffmpeg_request {
	const char *input; /* FFMPEG_FILE and an absolute path, or a URL for which url_is_remote() holds */
	bool is_remote;
	double from_s;
};

/* Starts it. Fails with ERR_INPUT where there is no such program; the message begins with `name`. It may do no more than
 * read that one file, or what that URL leads to over the net, and ends with our process group at the latest. */
bool ffmpeg_process_start(
	struct ffmpeg_process *process, const struct ffmpeg_request *request, const char *name, struct err *err);

/* Ends it, whatever it does, and waits for that. Nothing where there is none. */
void ffmpeg_process_stop(struct ffmpeg_process *process);

/* Both of its pipes have ended: waits for it, too. Returns its status as waitpid() has it. */
int ffmpeg_process_reap(struct ffmpeg_process *process);

#endif

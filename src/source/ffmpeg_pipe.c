#include "source/ffmpeg_pipe.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LOG_BYTES = 4096, END_PATIENCE_MS = 1000 };

static void forget(struct ffmpeg_pipe *pipe)
{
	free(pipe->input);
	pipe->input = NULL;
}

int ffmpeg_pipe_open(struct ffmpeg_pipe *pipe, const char *path, const char *name, struct err *err)
{
	char *whole = realpath(path, NULL); /* ffmpeg works in "/" */
	*pipe = (struct ffmpeg_pipe){ .process = FFMPEG_NONE };
	ffmpeg_log_init(&pipe->log);
	if (!whole || asprintf(&pipe->input, FFMPEG_FILE "%s", whole) < 0)
		pipe->input = NULL;
	free(whole);
	if (!pipe->input) {
		err_set(err, ERR_INPUT, "%s: cannot be found any more", name);
		return -1;
	}
	const struct ffmpeg_request request = { .input = pipe->input };
	if (!ffmpeg_process_start(&pipe->process, &request, name, err)) {
		forget(pipe);
		return -1;
	}
	fcntl(pipe->process.log_fd, F_SETFL, O_NONBLOCK);
	int fd = pipe->process.sound_fd;
	pipe->process.sound_fd = -1;
	return fd;
}

void ffmpeg_pipe_listen(struct ffmpeg_pipe *pipe)
{
	char bytes[LOG_BYTES];
	ssize_t n;
	while (pipe->input && (n = read(pipe->process.log_fd, bytes, sizeof bytes)) > 0)
		ffmpeg_log_bytes(&pipe->log, pipe->input, bytes, (size_t)n);
}

int ffmpeg_pipe_close(struct ffmpeg_pipe *pipe)
{
	struct pollfd log = { .fd = pipe->process.log_fd, .events = POLLIN };
	if (!pipe->input)
		return 0;
	do
		ffmpeg_pipe_listen(pipe);
	while (!(log.revents & POLLHUP) && poll(&log, 1, END_PATIENCE_MS) > 0);
	int status = log.revents & POLLHUP ? ffmpeg_process_reap(&pipe->process) : 0;
	ffmpeg_process_stop(&pipe->process);
	forget(pipe);
	return status;
}

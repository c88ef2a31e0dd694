/* What comes from an ffmpeg program that decodes: the bytes of its pipe, and what it says of them. Of the feeder's
 * thread. */
#ifndef TERMVIZ_SOURCE_FFMPEG_FEED_H
#define TERMVIZ_SOURCE_FFMPEG_FEED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "source/ffmpeg_log.h"
#include "source/ffmpeg_process.h"
#include "source/source.h"

struct ffmpeg_feed {
	char *input;          /* as ffmpeg has it, owned; NULL: another has started it (source/ffmpeg_pipe.h) */
	int cancel_fd;        /* as in struct source_request */
	size_t reserve_bytes; /* of a stream that may stall: what has to be there before it goes on; 0: it does not stall */
	int patience_ms; /* who sends nothing for so long is slow, for ten times that hangs; 0: as long as he likes */
	int n_quiet;     /* so many times that long nothing has come */
	struct ffmpeg_process process;
	struct ffmpeg_log log;
	unsigned char *bytes; /* [begin, end) are read and not handed on; owned */
	size_t begin, end, capacity;
	bool is_stalled; /* until there is a reserve again */
};

/* Of a path or URL (copied), or, if that is NULL, of a pipe, which is then the feed's: nothing but read() is called. */
bool ffmpeg_feed_init(struct ffmpeg_feed *feed, const char *path, int fd, int cancel_fd, struct err *err);

/* Right after a failed init, too. */
void ffmpeg_feed_fini(struct ffmpeg_feed *feed);

/* Starts the program, or another instead of it; messages begin with `name`. */
bool ffmpeg_feed_start(struct ffmpeg_feed *feed, double from_s, const char *name, struct err *err);

/* Ends it; what it has sent is void. */
void ffmpeg_feed_stop(struct ffmpeg_feed *feed);

/* Whether ffmpeg_feed_wait() has something to wait for. */
bool ffmpeg_feed_runs(const struct ffmpeg_feed *feed);

/* Waits until there are more bytes (SOURCE_OK), or it has said something more, or is slow. SOURCE_END: it has ended, and can be
 * reaped. SOURCE_FAILED: more bytes lie there already than fit. */
enum source_status ffmpeg_feed_wait(struct ffmpeg_feed *feed);

/* What has been sent and not been taken yet, in the pipe and here. */
size_t ffmpeg_feed_pending(const struct ffmpeg_feed *feed);

#endif

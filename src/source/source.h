/* Where sound comes from. A source is one file and one row of source_table (source/table.c).
 *
 * Pull interface: the feeder thread opens, reads and closes. Opening and wait() may block, but return soon once
 * `cancel_fd` has become readable; a file's read() blocks no longer than its disk does, or, where another program or a
 * server is waited for, until `cancel_fd` is readable; a live source's never. A stream that needs a decoder has a thread
 * of its own for it, so that the decoder may wait for bytes while the feeder does not.
 * Foreign libraries may hang or die here: that is why this runs in the engine's process.
 */
#ifndef TERMVIZ_SOURCE_SOURCE_H
#define TERMVIZ_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/format.h"
#include "base/err.h"
#include "source/tags.h"

/* What may be worth telling of a source while it is read. */
enum source_news {
	SOURCE_NEWS_TITLE,  /* while it is read: it has another title now, a radio's next piece */
	SOURCE_NEWS_NOTICE, /* something the user should know of; it goes on all the same */
};

/* What to open. Strings and the struct belong to the caller and need only live during open(). */
struct source_request {
	bool demo;        /* the built-in piece; `path` and `fd` do not count then */
	const char *path; /* absolute, or a URL (base/url.h); NULL: `fd` */
	int fd;           /* an open descriptor (stdin), not owned; -1: `path` */
	/* `fd` is handed over with its offset: files are read through it, and it is closed in the end. If it is a pipe,
	 * ffmpeg is at its other end (source/ffmpeg_pipe.h). */
	bool owns_fd;
	const char *name; /* what messages call what `fd` is; NULL: standard input */
	const char
		*input; /* what to capture: "monitor", "mic", "app:NAME", or a source's or sink's name; NULL: nothing is
			    * captured */
	int cancel_fd;  /* readable: give up waiting; never read from */
	bool wait;      /* a FIFO: a writer that comes and goes without a word is no end, the next is waited
			       * for. One that said something ends the source: open it again for the next */
	enum sample_type raw_type; /* how to read bytes that no container announces */
	uint32_t raw_rate_hz;
	uint32_t raw_n_channels;
	bool resume_raw; /* the container's header has been consumed already: the rest is raw, as above */
	/* Called while the source is opened or read, on the thread that does, with printable text. NULL: nobody wants to
	 * know. It and its context live as long as the source. */
	void (*tell)(enum source_news news, const char *text, void *context);
	void *tell_context;
};

struct source_info {
	uint32_t rate_hz;
	uint32_t n_channels;
	int64_t n_frames; /* -1: not known */
	bool seekable;
	bool live;      /* a pipe: whether it keeps time by itself has to be seen */
	bool resumable; /* after death of this process, what follows can be read with resume_raw and `raw_type` */
	enum sample_type raw_type;
	char title[256]; /* printable UTF-8, from tags ("artist - title") or the file's name; "": none */
	char format[64]; /* as "FLAC 24", "WAV s16", "s16le"; printable */
	struct source_tags tags;
};

enum source_status {
	SOURCE_OK,        /* at least one frame was read */
	SOURCE_END,       /* no more: end of file or stream */
	SOURCE_CANCELLED, /* cancel_fd became readable; nothing is lost, reading may go on later */
	SOURCE_FAILED,    /* `err` says why: a damaged file, a read error. What came before was good */
	SOURCE_DRY,       /* a live stream has nothing now: see wait() */
};

struct source_ops {
	const char *name;
	const char *help;
	size_t state_bytes; /* zeroed before open() */
	bool (*accepts)(const struct source_request *request);
	/* Fills `info`. Fails with ERR_INPUT for what cannot be played, ERR_FORMAT if another source that accepts it
	 * may do better, ERR_GONE when cancelled. */
	bool (*open)(void *state, const struct source_request *request, struct source_info *info, struct err *err);
	/* Reads up to `max_frames` interleaved frames of info.n_channels (3 and more in the WAVE order); sets
	 * *n_frames, which is 0 unless SOURCE_OK. A live source never blocks: it returns SOURCE_DRY. */
	enum source_status (*read)(void *state, float *frames, size_t max_frames, size_t *n_frames, struct err *err);
	/* Live sources only: waits until there is something to read (SOURCE_OK), the end, or cancellation. */
	enum source_status (*wait)(void *state);
	/* Goes to a frame; past the end: to the end. NULL where it is never seekable. */
	bool (*seek)(void *state, int64_t frame);
	void (*close)(void *state); /* right after a failed open, too */
	/* Names of inputs, as `input` has them, that can be captured now, and what each is. NULL: none. */
	void (*list)(void (*put)(const char *name, const char *description, void *context), void *context);
};

extern const struct source_ops *const source_table[];
extern const size_t n_sources;

/* All tags have been put: fills `info`'s, and its title. For sources. */
void source_tell_tags(struct source_info *info, const struct tags_reading *reading);

/* The first row that accepts the request; NULL if none does (no path, no descriptor, not the demo). */
const struct source_ops *source_find(const struct source_request *request);

/* Opens the request with the first row that accepts it or, where that one does not know the format, with the next. Sets
 * *ops and *state, which is to be freed after close(); both NULL on failure: the error is that of the last that tried. */
bool source_open(const struct source_request *request, const struct source_ops **ops, void **state,
	struct source_info *info, struct err *err);

#endif

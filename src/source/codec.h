/* A decoder that reads a pipe and nothing but: it may block there, hence it runs in a thread of its own. */
#ifndef TERMVIZ_SOURCE_CODEC_H
#define TERMVIZ_SOURCE_CODEC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "source/source.h"

struct codec_ops {
	size_t state_bytes; /* zeroed before open() */
	/* Reads the stream's beginning from `fd` (not owned, blocking); fills rate, channels, title and format. */
	bool (*open)(void *state, int fd, struct source_info *info, struct err *err);
	/* Decodes up to `max_frames` interleaved frames; 0: the end, or no sense in what follows. */
	size_t (*read)(void *state, float *frames, size_t max_frames);
	/* Once read() has returned 0: whether that was too early. NULL: it cannot know. */
	bool (*is_damaged)(const void *state);
	void (*close)(void *state); /* right after a failed open, too */
};

extern const struct codec_ops codec_sndfile;  /* source/sndfile.c: what libsndfile reads without seeking */
extern const struct codec_ops codec_mpeg;     /* source/mpeg.c */
extern const struct codec_ops codec_flac;     /* source/flac.c */
extern const struct codec_ops codec_ogg_flac; /* source/flac.c */

#endif

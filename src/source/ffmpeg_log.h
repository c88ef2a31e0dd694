/* What the ffmpeg program says on stderr, line by line: what the input is, what is wrong with it, what a radio plays
 * now. Pure. */
#ifndef TERMVIZ_SOURCE_FFMPEG_LOG_H
#define TERMVIZ_SOURCE_FFMPEG_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* What to run it with, so that its lines begin as they are expected to: "[who @ address] [level] text". Titles of radios
 * are told at the second of them only. */
#define FFMPEG_LOG_LEVEL "level+info"
#define FFMPEG_LOG_LEVEL_WITH_TITLES "level+verbose"

struct ffmpeg_log {
	char line[1024]; /* being received; the rest of a longer one is dropped */
	size_t n_line;
	double duration_s;  /* negative: not known */
	char container[32]; /* the first of its names: "mov", "hls" */
	char codec[32];     /* "aac"; "": not told yet */
	char error[256];    /* the first, without the input's name, printable; "": none */
	char title[256];    /* what a radio plays, printable; "": not told */
	bool title_is_new;  /* for the caller to reset */
	bool reconnects;    /* the connection broke, and ffmpeg tries again; for the caller to reset */
};

void ffmpeg_log_init(struct ffmpeg_log *log);

/* Takes bytes as they come. `input` is what ffmpeg calls its input. */
void ffmpeg_log_bytes(struct ffmpeg_log *log, const char *input, const char *bytes, size_t n);

/* What its end means. `status` is as waitpid() has it, `read_s` how many seconds of sound there were; negative: not even
 * its format was told. False, with `err` beginning with `name`, unless that is the end of a sound that is whole. */
bool ffmpeg_log_judge(const struct ffmpeg_log *log, int status, double read_s, const char *name, struct err *err);

/* The codec as people know it: "AAC", "Opus". */
void ffmpeg_log_format(const struct ffmpeg_log *log, char *to, size_t size);

#endif

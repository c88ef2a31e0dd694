/* Where the samples of a WAV or AU stream begin, and what they are. */
#ifndef TERMVIZ_SOURCE_STREAM_HEADER_H
#define TERMVIZ_SOURCE_STREAM_HEADER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "source/source.h"

enum stream_header_status {
	STREAM_HEADER_PCM,   /* `header` is filled: from data_offset on it is raw PCM */
	STREAM_HEADER_OTHER, /* well-formed, but for a decoder */
	STREAM_HEADER_SHORT, /* more first bytes are needed */
	STREAM_HEADER_BAD,   /* `err` says why */
};

struct stream_header {
	size_t data_offset;
	int64_t data_bytes; /* as a RIFF header has it, for what it is worth; -1: it says nothing believable */
	enum sample_type type;
	struct source_info info; /* rate, channels, format, title */
};

/* Judges the first `n` bytes of a stream that stream_guess() took for WAV or AU. */
enum stream_header_status stream_header_read(
	const unsigned char *bytes, size_t n, struct stream_header *header, struct err *err);

/* Whether these 4 bytes, found where a RIFF header says that the samples end, begin another chunk: tags, say. */
bool stream_header_is_chunk(const unsigned char *bytes);

#endif

/* Where the samples of a Core Audio Format stream begin, and what is said before of them: as the ffmpeg program writes
 * it on a pipe. Pure. */
#ifndef TERMVIZ_SOURCE_CAF_HEADER_H
#define TERMVIZ_SOURCE_CAF_HEADER_H

#include <stddef.h>
#include <stdint.h>

enum caf_header_status {
	CAF_HEADER_GOOD,
	CAF_HEADER_SHORT, /* more first bytes are needed */
	CAF_HEADER_BAD,   /* not 32-bit little-endian floating point in this format */
};

struct caf_header {
	uint32_t rate_hz;
	uint32_t n_channels;
	size_t data_offset;
	size_t tags_offset, tags_bytes; /* "name\0value\0" after another; 0 bytes: there are none */
};

/* Judges the first `n` bytes. What is filled in `header` is not checked for being within what can be played. */
enum caf_header_status caf_header_read(const unsigned char *bytes, size_t n, struct caf_header *header);

#endif

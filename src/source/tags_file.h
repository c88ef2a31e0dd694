/* Tags as they lie in files: what libsndfile does not tell of, or not as it was written. */
#ifndef TERMVIZ_SOURCE_TAGS_FILE_H
#define TERMVIZ_SOURCE_TAGS_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include "source/tags.h"

/* Reads all tags of a file that are known here, those that say most first: Vorbis comments (FLAC, Ogg), ID3v2 (MP3, WAV,
 * AIFF), APEv2, ID3v1. The descriptor's offset stays. Damaged tags are read as far as they make sense. */
void tags_read_file(int fd, struct tags_reading *reading);

/* The same of one kind. The descriptor's offset stays. */
void tags_read_flac(int fd, off_t at, struct tags_reading *reading); /* the file's "fLaC" is at `at` */
void tags_read_ogg(int fd, struct tags_reading *reading);
void tags_read_id3v2(int fd, off_t at, struct tags_reading *reading);
void tags_read_ape(int fd, off_t end, struct tags_reading *reading); /* the last byte is before `end` */

/* Bytes of the ID3v2 tag that begins at `at`, header and all; 0: there is none. */
off_t tags_id3v2_bytes(int fd, off_t at);

/* Puts the comments of a block as Vorbis has it: vendor, count, comments. */
void tags_put_comments(struct tags_reading *reading, const unsigned char *block, size_t n);

/* Reads `n` bytes at a place of a file; returns how many there were. */
size_t tags_bytes(int fd, off_t at, void *to, size_t n);

/* The same, into memory that is the caller's to free; NULL if there are not as many, or out of memory. */
unsigned char *tags_block(int fd, off_t at, size_t n);

static inline size_t tags_le32(const unsigned char *b)
{
	return (size_t)b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 | (size_t)b[3] << 24;
}

static inline size_t tags_be32(const unsigned char *b)
{
	return (size_t)b[3] | (size_t)b[2] << 8 | (size_t)b[1] << 16 | (size_t)b[0] << 24;
}

#endif

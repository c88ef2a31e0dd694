/* Containers made of chunks: WAV, RF64, AIFF, 8SVX. libsndfile (up to 1.2.2 at least) takes some lengths in them for
 * signed numbers, and one that leads back has it go round for ever. So it gets a header of our own making, with what it
 * needs to know of the sound and nothing else; texts are read here. Pure. */
#ifndef TERMVIZ_SOURCE_CHUNKS_H
#define TERMVIZ_SOURCE_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "source/tags.h"

/* Bytes that are had by their place, in memory or in a file. */
struct chunks_bytes {
	const unsigned char *memory; /* NULL: `fd` */
	size_t n;                    /* in memory */
	int fd;                      /* its offset stays */
};

enum chunks_status {
	CHUNKS_GOOD,
	CHUNKS_NONE,  /* not such a container */
	CHUNKS_SHORT, /* the bytes end before the sound does begin */
	CHUNKS_BAD,   /* no sound is found by what is said of lengths */
};

#define CHUNKS_TO_THE_END (UINT64_MAX / 8)

enum { CHUNKS_KEPT = 2, CHUNKS_PART_BYTES = 512, CHUNKS_HEADER_BYTES = 64 + CHUNKS_KEPT * (8 + CHUNKS_PART_BYTES) };

struct chunks_reduced {
	unsigned char header[CHUNKS_HEADER_BYTES]; /* a file begins with it, and goes on with the sound */
	size_t n_header;
	uint64_t sound_at;    /* from the first of the bytes on */
	uint64_t sound_bytes; /* as they say, at most CHUNKS_TO_THE_END */
};

/* Looks for the sound in a container that begins at `at`. */
enum chunks_status chunks_reduce(const struct chunks_bytes *bytes, uint64_t at, struct chunks_reduced *reduced);

/* Puts the texts of a container that begins at `at`, as far as they make sense. */
void chunks_put_texts(const struct chunks_bytes *bytes, uint64_t at, struct tags_reading *reading);

/* Looks for an ID3v2 tag in a container that begins at `at`; `*id3_at` is 0 if there is none. False: no container. */
bool chunks_find_id3(const struct chunks_bytes *bytes, uint64_t at, uint64_t *id3_at);

#endif

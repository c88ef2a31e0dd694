#include "source/tags_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/chunks.h"

enum {
	/* A file of more blocks than that is made to keep us busy. */
	MAX_PARTS = 1024,
	FLAC_COMMENTS = 4, /* RFC 9639, 8.1: the type of their block */
	ID3V1_BYTES = 128,
};

size_t tags_bytes(int fd, off_t at, void *to, size_t n)
{
	size_t got = 0;
	while (got < n) {
		ssize_t part = pread(fd, (char *)to + got, n - got, at + (off_t)got);
		if (part == 0 || (part < 0 && errno != EINTR))
			break;
		got += part > 0 ? (size_t)part : 0;
	}
	return got;
}

unsigned char *tags_block(int fd, off_t at, size_t n)
{
	unsigned char *block = malloc(n ? n : 1);
	if (block && tags_bytes(fd, at, block, n) == n)
		return block;
	free(block);
	return NULL;
}

/* --------------------------------------------------------------- Vorbis comments */

/* Takes a length and as many bytes off the front of a block: NULL if it has not as many. */
static const unsigned char *take_counted(const unsigned char **block, size_t *left, size_t *n)
{
	if (*left < 4 || tags_le32(*block) > *left - 4)
		return NULL;
	const unsigned char *counted = *block + 4;
	*n = tags_le32(*block);
	*block += 4 + *n;
	*left -= 4 + *n;
	return counted;
}

void tags_put_comments(struct tags_reading *reading, const unsigned char *block, size_t n)
{
	size_t vendor_n, comment_n;
	if (!take_counted(&block, &n, &vendor_n) || n < 4)
		return;
	size_t n_comments = tags_le32(block);
	block += 4;
	n -= 4;
	for (const unsigned char *comment; n_comments > 0 && (comment = take_counted(&block, &n, &comment_n)) != NULL;
		n_comments--)
		tags_put_comment(reading, (const char *)comment, comment_n);
}

void tags_read_flac(int fd, off_t at, struct tags_reading *reading)
{
	unsigned char header[4];
	at += 4;
	for (int i = 0; i < MAX_PARTS && tags_bytes(fd, at, header, sizeof header) == sizeof header; i++) {
		bool is_last = header[0] & 0x80;
		size_t n = tags_be32(header) & 0xffffff;
		at += (off_t)sizeof header;
		if ((header[0] & 0x7f) == FLAC_COMMENTS) {
			unsigned char *block = tags_block(fd, at, n);
			if (block)
				tags_put_comments(reading, block, n);
			free(block);
			return;
		}
		if (is_last)
			return;
		at += (off_t)n;
	}
}

/* --------------------------------------------------------------- at the end of an MP3 */

static void read_id3v1(const unsigned char *tag, struct tags_reading *reading)
{
	tags_put(reading, "TITLE", (const char *)tag + 3, 30);
	tags_put(reading, "ARTIST", (const char *)tag + 33, 30);
	tags_put(reading, "ALBUM", (const char *)tag + 63, 30);
}

static void read_end(int fd, struct tags_reading *reading)
{
	struct stat st;
	unsigned char tag[ID3V1_BYTES];
	if (fstat(fd, &st) != 0)
		return;
	off_t end = st.st_size;
	bool has_id3v1 = end >= ID3V1_BYTES && tags_bytes(fd, end - ID3V1_BYTES, tag, sizeof tag) == sizeof tag
		&& memcmp(tag, "TAG", 3) == 0;
	tags_read_ape(fd, has_id3v1 ? end - ID3V1_BYTES : end, reading);
	if (has_id3v1)
		read_id3v1(tag, reading);
}

/* --------------------------------------------------------------- all kinds */

/* An ID3v2 tag says more than the texts that such containers have of their own. */
static bool read_chunks(int fd, off_t at, struct tags_reading *reading)
{
	const struct chunks_bytes bytes = { .fd = fd };
	uint64_t id3_at;
	if (!chunks_find_id3(&bytes, (uint64_t)at, &id3_at))
		return false;
	if (id3_at > 0)
		tags_read_id3v2(fd, (off_t)id3_at, reading);
	chunks_put_texts(&bytes, (uint64_t)at, reading);
	return true;
}

void tags_read_file(int fd, struct tags_reading *reading)
{
	unsigned char magic[4];
	off_t at = tags_id3v2_bytes(fd, 0);
	if (at > 0)
		tags_read_id3v2(fd, 0, reading);
	if (tags_bytes(fd, at, magic, sizeof magic) != sizeof magic)
		return;
	if (memcmp(magic, "fLaC", 4) == 0)
		tags_read_flac(fd, at, reading);
	else if (memcmp(magic, "OggS", 4) == 0)
		tags_read_ogg(fd, reading);
	else if (!read_chunks(fd, at, reading))
		read_end(fd, reading);
}

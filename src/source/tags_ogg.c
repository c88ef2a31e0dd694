/* The comments of a sound in Ogg: the second packet of its first stream (RFC 3533). */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "source/tags_file.h"

enum {
	HEADER_BYTES = 27,
	MAX_SEGMENTS = 255,
	MAX_PACKET_BYTES = 1 << 24, /* pictures may be among the comments */
	MAX_PAGES = 4096,           /* a file of more before its sound is made to keep us busy */
	SERIAL_AT = 14,
};

struct packets {
	int fd;
	off_t page_at;
	size_t n_pages;                                    /* looked at */
	unsigned char header[HEADER_BYTES + MAX_SEGMENTS]; /* of the page */
	size_t segment;                                    /* the next one in it */
	off_t at;                                          /* of that segment's bytes */
	unsigned char serial[4];
	unsigned char *bytes; /* of the packet that was read last */
	size_t n_bytes;
};

static bool page_read(struct packets *p)
{
	if (tags_bytes(p->fd, p->page_at, p->header, HEADER_BYTES) != HEADER_BYTES || memcmp(p->header, "OggS", 4) != 0)
		return false;
	size_t n_segments = p->header[HEADER_BYTES - 1];
	p->segment = 0;
	p->at = p->page_at + (off_t)(HEADER_BYTES + n_segments);
	if (tags_bytes(p->fd, p->page_at + HEADER_BYTES, p->header + HEADER_BYTES, n_segments) != n_segments)
		return false;
	p->page_at = p->at;
	for (size_t i = 0; i < n_segments; i++)
		p->page_at += p->header[HEADER_BYTES + i];
	return true;
}

/* The next page of the stream that the first page belongs to. */
static bool page_next(struct packets *p)
{
	while (p->n_pages++ < MAX_PAGES && page_read(p))
		if (memcmp(p->header + SERIAL_AT, p->serial, sizeof p->serial) == 0)
			return true;
	return false;
}

/* How many bytes of the page the packet has from the next segment on: one of less than 255 bytes is its last. */
static size_t take_segments(struct packets *p, bool *ends)
{
	size_t n = 0;
	for (*ends = false; !*ends && p->segment < p->header[HEADER_BYTES - 1]; p->segment++) {
		n += p->header[HEADER_BYTES + p->segment];
		*ends = p->header[HEADER_BYTES + p->segment] < MAX_SEGMENTS;
	}
	return n;
}

/* What there is of a packet that is too large, or cut short, is good, too. */
static bool packet_read(struct packets *p)
{
	bool ends = false;
	for (p->n_bytes = 0; !ends;) {
		size_t n = take_segments(p, &ends);
		if (p->n_bytes + n > MAX_PACKET_BYTES || tags_bytes(p->fd, p->at, p->bytes + p->n_bytes, n) != n)
			break;
		p->n_bytes += n;
		p->at += (off_t)n;
		if (!ends && !page_next(p))
			break;
	}
	return p->n_bytes > 0;
}

/* What stands before the comments, by the codec: the last, FLAC's, is the type of a block (RFC 9639, 10.1), whose length
 * follows. */
static const struct {
	const char *bytes;
	size_t n_compared, n;
} beginnings[] = {
	{ "\x03vorbis", 7, 7 },
	{ "OpusTags", 8, 8 },
	{ "\x04", 1, 4 },
	{ "\x84", 1, 4 },
};

static void put_packet(const struct packets *p, struct tags_reading *reading)
{
	for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
		size_t n = beginnings[i].n;
		if (p->n_bytes > n && memcmp(p->bytes, beginnings[i].bytes, beginnings[i].n_compared) == 0)
			tags_put_comments(reading, p->bytes + n, p->n_bytes - n);
	}
}

void tags_read_ogg(int fd, struct tags_reading *reading)
{
	struct packets p = { .fd = fd, .bytes = malloc(MAX_PACKET_BYTES) };
	if (p.bytes && page_read(&p)) {
		memcpy(p.serial, p.header + SERIAL_AT, sizeof p.serial);
		if (packet_read(&p) && packet_read(&p))
			put_packet(&p, reading);
	}
	free(p.bytes);
}

/* ID3v2, by libmpg123, wherever it lies. */
#include "source/tags_id3.h"

#include <string.h>

#include "source/tags_file.h"

enum {
	HEADER_BYTES = 10,
	MAX_TAG_BYTES = 64 << 20, /* pictures are among it; what is larger is passed over */
	CHUNK_BYTES = 65536,
	LATIN1 = 0, /* how ID3v2 calls what mostly is: nobody knows */
};

static const struct {
	const char *id, *name;
} frames[] = {
	{ "TIT2", "TITLE" },
	{ "TPE1", "ARTIST" },
	{ "TALB", "ALBUM" },
	{ "TRCK", "TRACKNUMBER" },
};

/* Four times seven bits. */
static off_t synchsafe(const unsigned char *b)
{
	return (off_t)(b[0] & 0x7f) << 21 | (off_t)(b[1] & 0x7f) << 14 | (off_t)(b[2] & 0x7f) << 7
		| (off_t)(b[3] & 0x7f);
}

off_t tags_id3v2_bytes(int fd, off_t at)
{
	unsigned char header[HEADER_BYTES];
	if (tags_bytes(fd, at, header, sizeof header) != sizeof header || memcmp(header, "ID3", 3) != 0
		|| header[3] == 0xff)
		return 0;
	off_t footer_bytes = header[5] & 0x10 ? HEADER_BYTES : 0;
	return HEADER_BYTES + synchsafe(header + 6) + footer_bytes;
}

/* As it was written, with the byte before it that tells its encoding; converted unless that byte says Latin-1. */
static void put_raw(struct tags_reading *reading, const char *name, const mpg123_string *raw)
{
	if (!raw->p || raw->fill < 2)
		return;
	const unsigned char *bytes = (const unsigned char *)raw->p;
	if (bytes[0] == LATIN1) {
		tags_put(reading, name, raw->p + 1, raw->fill - 1);
		return;
	}
	mpg123_string text;
	mpg123_init_string(&text);
	if (mpg123_store_utf8(&text, mpg123_enc_from_id3(bytes[0]), bytes + 1, raw->fill - 1))
		tags_put_text(reading, name, text.p);
	mpg123_free_string(&text);
}

/* "TXXX" has its name with it, encoded the same way. */
static void put_extra(struct tags_reading *reading, const mpg123_text *extra)
{
	mpg123_string name;
	mpg123_init_string(&name);
	const unsigned char *bytes = (const unsigned char *)extra->description.p;
	if (bytes && extra->description.fill > 1
		&& mpg123_store_utf8(&name, mpg123_enc_from_id3(bytes[0]), bytes + 1, extra->description.fill - 1))
		put_raw(reading, name.p, &extra->text);
	mpg123_free_string(&name);
}

void tags_put_id3v2(mpg123_handle *decoder, struct tags_reading *reading)
{
	mpg123_id3v1 *v1;
	mpg123_id3v2 *tag;
	if (mpg123_id3(decoder, &v1, &tag) != MPG123_OK || !tag)
		return;
	for (size_t i = 0; i < tag->texts; i++) {
		for (size_t f = 0; f < sizeof frames / sizeof frames[0]; f++)
			if (memcmp(tag->text[i].id, frames[f].id, 4) == 0)
				put_raw(reading, frames[f].name, &tag->text[i].text);
	}
	for (size_t i = 0; i < tag->extras; i++)
		put_extra(reading, &tag->extra[i]);
}

static void feed(mpg123_handle *decoder, int fd, off_t at, off_t n)
{
	unsigned char bytes[CHUNK_BYTES];
	while (n > 0) {
		size_t got = tags_bytes(fd, at, bytes, n < CHUNK_BYTES ? (size_t)n : CHUNK_BYTES);
		if (got == 0 || mpg123_feed(decoder, bytes, got) != MPG123_OK)
			return;
		at += (off_t)got;
		n -= (off_t)got;
	}
}

void tags_read_id3v2(int fd, off_t at, struct tags_reading *reading)
{
	off_t n = tags_id3v2_bytes(fd, at);
	if (n == 0 || n > MAX_TAG_BYTES)
		return;
	mpg123_init(); /* needed before 1.27; harmless since */
	mpg123_handle *decoder = mpg123_new(NULL, NULL);
	long rate_hz;
	int n_channels, encoding;
	if (!decoder)
		return;
	mpg123_param(decoder, MPG123_ADD_FLAGS, MPG123_QUIET | MPG123_PLAIN_ID3TEXT, 0.0);
	if (mpg123_open_feed(decoder) == MPG123_OK) {
		feed(decoder, fd, at, n);
		mpg123_getformat(decoder, &rate_hz, &n_channels, &encoding); /* wants more, and has read the tag */
		tags_put_id3v2(decoder, reading);
	}
	mpg123_delete(decoder);
}

#include "source/stream_guess.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { MPEG_FRAMES = 3 };

/* The bytes `first` at the beginning and `second` at `at`. Lengths are given: there are zeros among them. */
struct magic {
	const char *name;
	enum stream_kind kind;
	unsigned char n_first;
	const char *first;
	unsigned char at, n_second;
	const char *second;
};

static const struct magic magics[] = {
	{ "WAV", STREAM_WAV, 4, "RIFF", 8, 4, "WAVE" },
	{ "WAV", STREAM_WAV, 4, "RIFX", 8, 4, "WAVE" },
	{ "RF64", STREAM_WAV, 4, "RF64", 8, 4, "WAVE" },
	{ "W64", STREAM_WAV, 16, "riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00", 24, 4, "wave" },
	{ "AU", STREAM_AU, 4, ".snd", 0, 0, "" },
	{ "AU", STREAM_AU, 4, "dns.", 0, 0, "" },
	{ "AIFF", STREAM_CODEC, 4, "FORM", 8, 4, "AIFF" },
	{ "AIFF", STREAM_CODEC, 4, "FORM", 8, 4, "AIFC" },
	{ "FLAC", STREAM_FLAC, 4, "fLaC", 0, 0, "" },
	{ "CAF", STREAM_REFUSED, 4, "caff", 0, 0, "" },
	{ "MP4", STREAM_REFUSED, 3, "\0\0\0", 4, 4, "ftyp" },
	{ "Matroska or WebM", STREAM_REFUSED, 4, "\x1a\x45\xdf\xa3", 0, 0, "" },
	{ "Windows Media", STREAM_REFUSED, 8, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", 0, 0, "" },
	{ "WavPack", STREAM_REFUSED, 4, "wvpk", 0, 0, "" },
	{ "Monkey's Audio", STREAM_REFUSED, 4, "MAC ", 0, 0, "" },
};

static struct stream_guess need(size_t n_bytes)
{
	return (struct stream_guess){ .kind = STREAM_UNDECIDED, .n_bytes = n_bytes };
}

static struct stream_guess found(enum stream_kind kind, const char *name)
{
	return (struct stream_guess){ .kind = kind, .name = name };
}

/* As far as the bytes go, do they agree with `expected` at `at`? */
static bool agrees(const unsigned char *bytes, size_t n, size_t at, const char *expected, size_t n_expected)
{
	size_t there = n > at ? n - at : 0;
	return memcmp(bytes + (there ? at : 0), expected, there < n_expected ? there : n_expected) == 0;
}

static struct stream_guess magic_guess(const struct magic *m, const unsigned char *bytes, size_t n)
{
	if (!agrees(bytes, n, 0, m->first, m->n_first) || !agrees(bytes, n, m->at, m->second, m->n_second))
		return found(STREAM_RAW, NULL);
	size_t end = m->n_second ? (size_t)m->at + m->n_second : m->n_first;
	return n < end ? need(end) : found(m->kind, m->name);
}

/* --------------------------------------------------------------- Ogg */

/* The first page holds one packet, which says what the stream is: RFC 3533, 6. */
static struct stream_guess ogg_guess(const unsigned char *bytes, size_t n)
{
	enum { PAGE_HEADER = 27, SEGMENTS_AT = 26, ID_BYTES = 8 };
	if (!agrees(bytes, n, 0, "OggS", 4))
		return found(STREAM_RAW, NULL);
	if (n < PAGE_HEADER)
		return need(n < 4 ? 4 : PAGE_HEADER);
	size_t packet = (size_t)PAGE_HEADER + bytes[SEGMENTS_AT];
	if (n < packet + ID_BYTES)
		return need(packet + ID_BYTES);
	if (memcmp(bytes + packet,
		    "\x7f"
		    "FLAC",
		    5)
		== 0)
		return found(STREAM_OGG_FLAC, "Ogg FLAC");
	if (memcmp(bytes + packet, "\x01vorbis", 7) == 0 || memcmp(bytes + packet, "OpusHead", 8) == 0)
		return found(STREAM_CODEC, "Ogg");
	return found(STREAM_REFUSED, "Ogg that does not begin with Vorbis, Opus or FLAC");
}

/* --------------------------------------------------------------- ID3v2 and MPEG audio */

/* ID3v2.4 main structure, 3.1: sizes are of seven bits a byte, so that no sync pattern comes up in them. */
static struct stream_guess tag_guess(const unsigned char *bytes, size_t n)
{
	enum { HEADER = 10, HAS_FOOTER = 0x10, OLDEST = 2, NEWEST = 4 };
	if (!agrees(bytes, n, 0, "ID3", 3))
		return found(STREAM_RAW, NULL);
	if (n < HEADER)
		return need(HEADER);
	size_t size = 0;
	for (int i = 6; i < HEADER; i++) {
		if (bytes[i] & 0x80)
			return found(STREAM_RAW, NULL);
		size = size << 7 | bytes[i];
	}
	if (bytes[3] < OLDEST || bytes[3] > NEWEST)
		return found(STREAM_RAW, NULL);
	return (struct stream_guess){ .kind = STREAM_TAG,
		.n_bytes = HEADER + size + (bytes[5] & HAS_FOOTER ? HEADER : 0) };
}

/* Rates in kbit/s by [MPEG-1 or the lower rates of MPEG-2][layer]: ISO/IEC 11172-3, 2.4.2.3; 13818-3, 2.4.2.3. */
static const uint16_t mpeg_kbits[2][3][15] = {
	{ { 0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448 },
		{ 0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384 },
		{ 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 } },
	{ { 0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256 },
		{ 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 },
		{ 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 } },
};
static const uint32_t mpeg_rates_hz[3] = { 44100, 48000, 32000 };

/* The length in bytes of the frame whose four header bytes these are; 0 if they are none. */
static size_t mpeg_frame_bytes(const unsigned char *h)
{
	unsigned version = h[1] >> 3 & 3;     /* 3: MPEG-1, 2: MPEG-2, 0: "MPEG-2.5" */
	unsigned layer = 3 - (h[1] >> 1 & 3); /* 0 to 2 */
	unsigned kbits_index = h[2] >> 4, rate_index = h[2] >> 2 & 3;
	if (h[0] != 0xff || (h[1] & 0xe0) != 0xe0 || version == 1 || layer == 3)
		return 0;
	if (kbits_index == 0 || kbits_index == 15 || rate_index == 3 || (h[3] & 3) == 2)
		return 0;
	uint32_t bits_per_s = 1000U * mpeg_kbits[version != 3][layer][kbits_index];
	uint32_t rate_hz = mpeg_rates_hz[rate_index] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
	uint32_t padding = h[2] >> 1 & 1;
	if (layer == 0)
		return (12 * bits_per_s / rate_hz + padding) * 4;
	return (layer == 2 && version != 3 ? 72 : 144) * bits_per_s / rate_hz + padding;
}

/* Two bytes of sync and a sane header come up in raw PCM by chance; three frames of one kind, each beginning where the
 * one before it ends, do not. */
static struct stream_guess mpeg_guess(const unsigned char *bytes, size_t n)
{
	enum { HEADER = 4 };
	size_t at = 0;
	for (int i = 0; i < MPEG_FRAMES; i++) {
		size_t there = n > at ? n - at : 0;
		if ((there > 0 && bytes[at] != 0xff) || (there > 1 && (bytes[at + 1] & 0xe0) != 0xe0))
			return found(STREAM_RAW, NULL);
		if (there < HEADER)
			return need(at + HEADER);
		bool same_kind = bytes[at + 1] >> 1 == bytes[1] >> 1 && (bytes[at + 2] >> 2 & 3) == (bytes[2] >> 2 & 3);
		size_t length = mpeg_frame_bytes(bytes + at);
		if (length < HEADER || !same_kind)
			return found(STREAM_RAW, NULL);
		at += length;
	}
	return found(STREAM_MPEG, "MP3");
}

/* --------------------------------------------------------------- all of them */

/* Takes the more certain of two; of two that need more bytes, the one that needs fewer. */
static struct stream_guess better(struct stream_guess a, struct stream_guess b)
{
	if (a.kind == STREAM_RAW || b.kind == STREAM_RAW)
		return a.kind == STREAM_RAW ? b : a;
	if (a.kind == STREAM_UNDECIDED && b.kind == STREAM_UNDECIDED)
		return a.n_bytes < b.n_bytes ? a : b;
	return a.kind == STREAM_UNDECIDED ? b : a;
}

struct stream_guess stream_guess(const unsigned char *bytes, size_t n)
{
	if (n == 0)
		return need(1);
	struct stream_guess guess = found(STREAM_RAW, NULL);
	for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
		guess = better(guess, magic_guess(&magics[i], bytes, n));
	guess = better(guess, ogg_guess(bytes, n));
	guess = better(guess, tag_guess(bytes, n));
	return better(guess, mpeg_guess(bytes, n));
}

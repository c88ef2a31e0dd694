/* What first bytes announce: each container by as few bytes as will do, raw PCM by next to none. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "source/stream_guess.h"

/* Gives one byte after the other, as many as are asked for. Returns how many it took to decide. */
static size_t bytes_needed(const unsigned char *bytes, size_t n, struct stream_guess *guess)
{
	size_t given = 0;
	*guess = stream_guess(bytes, 0);
	while (guess->kind == STREAM_UNDECIDED) {
		assert_true(guess->n_bytes > given);
		if (guess->n_bytes > n)
			return 0;
		given = guess->n_bytes;
		*guess = stream_guess(bytes, given);
	}
	return given;
}

struct row {
	const char *bytes;
	size_t n, needed;
	enum stream_kind kind;
};

static void check(const struct row *rows, size_t n_rows)
{
	for (size_t i = 0; i < n_rows; i++) {
		struct stream_guess guess;
		size_t needed = bytes_needed((const unsigned char *)rows[i].bytes, rows[i].n, &guess);
		if (needed > rows[i].needed || guess.kind != rows[i].kind)
			fail_msg("row %zu: kind %d after %zu bytes", i, (int)guess.kind, needed);
		/* more bytes do not change the judgement */
		assert_int_equal(stream_guess((const unsigned char *)rows[i].bytes, rows[i].n).kind, rows[i].kind);
	}
}

#define BYTES(s) s, sizeof s - 1
#define OGG_PAGE "OggS\0\2\0\0\0\0\0\0\0\0abcd\0\0\0\0efgh\1\x1e"

static void containers_are_known(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ BYTES("RIFF\x24\x08\0\0WAVEfmt "), 12, STREAM_WAV },
		{ BYTES("RIFX\0\0\x08\x24WAVEfmt "), 12, STREAM_WAV },
		{ BYTES("RF64\xff\xff\xff\xffWAVEds64"), 12, STREAM_WAV },
		{ BYTES("riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0\0\0\0\0\0\0\0\0wave"), 28, STREAM_WAV },
		{ BYTES(".snd\0\0\0\x18"), 4, STREAM_AU },
		{ BYTES("dns.\x18\0\0\0"), 4, STREAM_AU },
		{ BYTES("FORM\0\0\x08\x24"
			"AIFFCOMM"),
			12, STREAM_CODEC },
		{ BYTES("FORM\0\0\x08\x24"
			"AIFCFVER"),
			12, STREAM_CODEC },
		{ BYTES("fLaC\0\0\0\x22"), 4, STREAM_FLAC },
		{ BYTES(OGG_PAGE "\1vorbis\0\0"), 36, STREAM_CODEC },
		{ BYTES(OGG_PAGE "OpusHead\1"), 36, STREAM_CODEC },
		{ BYTES(OGG_PAGE "\x7f"
				 "FLAC\1\0\0\1"),
			36, STREAM_OGG_FLAC },
		{ BYTES(OGG_PAGE "Speex   1"), 36, STREAM_REFUSED },
		{ BYTES("caff\0\1\0\0desc"), 4, STREAM_REFUSED },
		{ BYTES("\0\0\0\x1c"
			"ftypM4A "),
			8, STREAM_REFUSED },
		{ BYTES("\x1a\x45\xdf\xa3\x9f\x42"), 4, STREAM_REFUSED },
		{ BYTES("ID3\3\0\0\0\0\x0f\x76"), 10, STREAM_TAG },
	};
	check(rows, sizeof rows / sizeof rows[0]);
}

static void raw_pcm_is_known_at_once(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ BYTES("\0\0\0\0\0\0\0\0"), 8, STREAM_RAW }, /* silence: not an MP4 */
		{ BYTES("\1\0\2\0"), 1, STREAM_RAW },
		{ BYTES("\x80\x80\x80\x80"), 1, STREAM_RAW },
		{ BYTES("RIFFling the pages"), 12, STREAM_RAW },
		{ BYTES("Rxxxxxxxxxxx"), 12, STREAM_RAW },
		{ BYTES("fLa "), 4, STREAM_RAW },
		{ BYTES("FORM1234WAVE"), 12, STREAM_RAW },
		{ BYTES("ID3 in words, not a tag"), 10, STREAM_RAW },
		{ BYTES("ID3\3\0\0\xff\0\0\0"), 10, STREAM_RAW },
		{ BYTES("\xff\xff\xff\xff"), 4, STREAM_RAW }, /* small negative samples */
		{ BYTES("\xff\xfe\xff\xfe"), 4, STREAM_RAW },
		{ BYTES("\xff\x7f\xff\x7f"), 4, STREAM_RAW },
	};
	check(rows, sizeof rows / sizeof rows[0]);
}

static void a_tag_tells_its_length(void **state)
{
	(void)state;
	/* ID3v2.4, 6.2: 0x0f76 in bytes of seven bits is 15 * 128 + 118; a footer makes it ten longer */
	struct stream_guess guess = stream_guess((const unsigned char *)"ID3\3\0\0\0\0\x0f\x76", 10);
	assert_int_equal(guess.n_bytes, 10 + 2038);
	guess = stream_guess((const unsigned char *)"ID3\4\0\x10\0\0\x0f\x76", 10);
	assert_int_equal(guess.n_bytes, 10 + 2038 + 10);
	guess = stream_guess((const unsigned char *)"ID3\4\0\0\x7f\x7f\x7f\x7f", 10);
	assert_int_equal(guess.n_bytes, 10 + 0xfffffff);
}

/* Frames of MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 144 * 128000 / 44100 = 417 bytes, 418 with padding. */
static void three_frames_in_a_row_are_mp3(void **state)
{
	(void)state;
	unsigned char bytes[2000] = { 0 };
	static const unsigned char header[4] = { 0xff, 0xfb, 0x90, 0x64 }, padded[4] = { 0xff, 0xfb, 0x92, 0x64 };
	memcpy(bytes, header, 4);
	memcpy(bytes + 417, padded, 4);
	memcpy(bytes + 417 + 418, header, 4);
	struct stream_guess guess;
	assert_int_equal(bytes_needed(bytes, sizeof bytes, &guess), 417 + 418 + 4);
	assert_int_equal(guess.kind, STREAM_MPEG);

	bytes[417 + 418] = 0; /* the third is none */
	bytes_needed(bytes, sizeof bytes, &guess);
	assert_int_equal(guess.kind, STREAM_RAW);
	memcpy(bytes + 417 + 418, header, 4);
	bytes[417 + 418 + 2] = 0x94; /* the third is of 48 kHz */
	bytes_needed(bytes, sizeof bytes, &guess);
	assert_int_equal(guess.kind, STREAM_RAW);
}

/* One frame's length of each kind, from the standards' formulas. */
static void frames_of_each_kind_have_their_length(void **state)
{
	(void)state;
	static const struct {
		unsigned char header[4];
		size_t length;
	} rows[] = {
		{ { 0xff, 0xfb, 0xe4, 0x64 }, 960 },  /* MPEG-1 III, 320 kbit/s, 48 kHz: 144 * 320000 / 48000 */
		{ { 0xff, 0xfd, 0xe8, 0x64 }, 1728 }, /* MPEG-1 II, 384 kbit/s, 32 kHz */
		{ { 0xff, 0xff, 0xe4, 0x64 }, 448 },  /* MPEG-1 I, 448 kbit/s, 48 kHz: 12 * 448000 / 48000 * 4 */
		{ { 0xff, 0xf3, 0x84, 0x64 }, 192 },  /* MPEG-2 III, 64 kbit/s, 24 kHz: 72 * 64000 / 24000 */
		{ { 0xff, 0xe3, 0x48, 0xc4 }, 288 },  /* MPEG-2.5 III, 32 kbit/s, 8 kHz: 72 * 32000 / 8000 */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		unsigned char bytes[4000] = { 0 };
		struct stream_guess guess;
		for (size_t f = 0; f < 3; f++)
			memcpy(bytes + f * rows[i].length, rows[i].header, 4);
		assert_int_equal(bytes_needed(bytes, sizeof bytes, &guess), 2 * rows[i].length + 4);
		assert_int_equal(guess.kind, STREAM_MPEG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(containers_are_known),
		cmocka_unit_test(raw_pcm_is_known_at_once),
		cmocka_unit_test(a_tag_tells_its_length),
		cmocka_unit_test(three_frames_in_a_row_are_mp3),
		cmocka_unit_test(frames_of_each_kind_have_their_length),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

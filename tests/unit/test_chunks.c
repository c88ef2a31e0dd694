/* Containers of chunks: what is left of them for libsndfile, and the texts that are read in its place. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "source/chunks.h"

#define BYTES(s)                                                                                                       \
	{                                                                                                              \
		.memory = (const unsigned char *)(s), .n = sizeof(s) - 1                                               \
	}

#define FMT                                                                                                            \
	"fmt \x10\0\0\0"                                                                                               \
	"0123456789abcdef"
#define COMM                                                                                                           \
	"COMM\0\0\0\x12"                                                                                               \
	"0123456789abcdefgh"
#define DS64(length) "ds64\x1c\0\0\0\0\0\0\0\0\0\0\0" length "\0\0\0\0\0\0\0\0\0\0\0\0"

static void format_and_sound_are_kept_and_nothing_else(void **state)
{
	static const struct {
		struct chunks_bytes from;
		const char *chunks; /* behind the form, up to the length of the sound */
		size_t n_chunks;
		uint64_t sound_at, sound_bytes;
	} rows[] = {
#define ROW(bytes, chunks, at, n) { BYTES(bytes), chunks, sizeof(chunks) - 1, at, n }
		/* a list that leads back, which is what this is for: 0xfffffff0 is -16 */
		ROW("RIFF\0\1\0\0WAVELIST\x0c\0\0\0INFOISFT\xf0\xff\xff\xff" FMT "data\4\0\0\0abcd", FMT "data\4\0\0\0",
			64, 4),
		ROW("RIFF\0\1\0\0WAVE" FMT "fact\4\0\0\0nnnnPEAK\2\0\0\0ppdata\4\0\0\0abcdLIST",
			FMT "fact\4\0\0\0nnnndata\4\0\0\0", 66, 4),
		ROW("RIFX\0\0\1\0WAVEdata\0\0\0\4abcdfmt \0\0\0\3fmt\0", "fmt \0\0\0\3fmt\0data\0\0\0\4", 20, 4),
		/* chunks of odd lengths, with what makes them even and without */
		ROW("RIFF\0\1\0\0WAVEodd \1\0\0\0x\0" FMT "data\4\0\0\0abcd", FMT "data\4\0\0\0", 54, 4),
		ROW("RIFF\0\1\0\0WAVEodd \1\0\0\0x" FMT "data\4\0\0\0abcd", FMT "data\4\0\0\0", 53, 4),
		/* nobody came back to fill in the lengths, or knew them */
		ROW("RIFF\0\0\0\0WAVE" FMT "data\0\0\0\0abcd", FMT "data\xff\xff\xff\xff", 44, CHUNKS_TO_THE_END),
		ROW("RIFF\0\1\0\0WAVE" FMT "data\0\0\0\0abcd", FMT "data\0\0\0\0", 44, 0),
		ROW("RIFF\xff\xff\xff\xffWAVE" FMT "data\xff\xff\xff\xff", FMT "data\xff\xff\xff\xff", 44,
			CHUNKS_TO_THE_END),
		ROW("RF64\xff\xff\xff\xffWAVE" DS64("\0\0\0\0\2\0\0\0") FMT "data\xff\xff\xff\xff",
			DS64("\0\0\0\0\2\0\0\0") FMT "data\xff\xff\xff\xff", 80, 1ULL << 33),
		ROW("RF64\xff\xff\xff\xffWAVE" FMT "data\4\0\0\0abcd",
			DS64("\4\0\0\0\0\0\0\0") FMT "data\xff\xff\xff\xff", 44, 4),
		ROW("FORM\0\0\0\0AIFFNAME\0\0\0\4Song" COMM "SSND\0\0\0\x0c\0\0\0\0\0\0\0\0abcd", COMM "SSND\0\0\0\x0c",
			58, 12),
		ROW("FORM\0\0\0\0008SVXANNO\0\0\0\2xxVHDR\0\0\0\2vvBODY\0\0\0\2ab", "VHDR\0\0\0\2vvBODY\0\0\0\2", 40,
			2),
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct chunks_reduced got;
		if (chunks_reduce(&rows[i].from, 0, &got) != CHUNKS_GOOD || got.n_header != 12 + rows[i].n_chunks
			|| memcmp(got.header + 12, rows[i].chunks, rows[i].n_chunks) != 0
			|| got.sound_at != rows[i].sound_at || got.sound_bytes != rows[i].sound_bytes)
			fail_msg("row %zu", i);
		assert_memory_equal(got.header, rows[i].from.memory, 4);
		assert_memory_equal(got.header + 8, rows[i].from.memory + 8, 4);
	}
}

static void what_is_too_long_to_make_sense_is_cut(void **state)
{
	static unsigned char file[4096] = "RIFF\0\1\0\0WAVEfmt \0\x08\0\0";
	const struct chunks_bytes from = { .memory = file, .n = sizeof file };
	struct chunks_reduced got;
	(void)state;
	memcpy(file + 20 + 2048, "data\4\0\0\0abcd", 12);
	assert_int_equal(chunks_reduce(&from, 0, &got), CHUNKS_GOOD);
	assert_int_equal(got.n_header, 12 + 8 + CHUNKS_PART_BYTES + 8);
	assert_int_equal(got.sound_at, 20 + 2048 + 8);
}

static void headers_that_lead_nowhere_are_refused(void **state)
{
	static unsigned char many[20000] = "RIFF\0\1\0\0WAVE";
	static const struct {
		struct chunks_bytes from;
		enum chunks_status status;
	} rows[] = {
		{ BYTES("RIFF\0\1\0\0AVI " FMT "data\4\0\0\0abcd"), CHUNKS_NONE },
		{ BYTES("RIFF\0\1\0\0WAV"), CHUNKS_NONE },
		{ BYTES("RIFF\0\1\0\0WAVE" FMT "\0\0\0\0\0\0\0\0"), CHUNKS_BAD },
		{ BYTES("RIFF\0\1\0\0WAVE" FMT "LIST\xf8\xff\xff\xff"), CHUNKS_SHORT },
		{ BYTES("RIFF\0\1\0\0WAVEdata\xff\xff\xff\xff" FMT), CHUNKS_SHORT },
		{ { .memory = many, .n = sizeof many }, CHUNKS_BAD },
	};
	struct chunks_reduced got;
	(void)state;
	for (size_t at = 12; at + 8 <= sizeof many; at += 8)
		memcpy(many + at, "many\0\0\0\0", 8);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (chunks_reduce(&rows[i].from, 0, &got) != rows[i].status)
			fail_msg("row %zu", i);
}

static void a_header_is_short_until_its_sound_begins(void **state)
{
	static const char whole[] = "RIFF\0\1\0\0WAVELIST\4\0\0\0INFO" FMT "data\4\0\0\0abcd";
	struct chunks_bytes from = BYTES(whole);
	struct chunks_reduced got;
	(void)state;
	for (from.n = 12; from.n < sizeof whole - 1 - 4; from.n++)
		assert_int_equal(chunks_reduce(&from, 0, &got), CHUNKS_SHORT);
	assert_int_equal(chunks_reduce(&from, 0, &got), CHUNKS_GOOD);
}

static void texts_are_read(void **state)
{
	static const struct chunks_bytes rows[] = {
		BYTES("RIFF\0\1\0\0WAVE" FMT
		      "data\2\0\0\0abLIST\x24\0\0\0INFOIART\5\0\0\0Band\0\0INAM\5\0\0\0Song\0\0"),
		BYTES("RIFX\0\0\1\0WAVELIST\0\0\0\x21INFOIART\0\0\0\5Band\0\0INAM\0\0\0\5Song\0\0"),
		BYTES("RF64\xff\xff\xff\xffWAVE" DS64(
			"\2\0\0\0\0\0\0\0") "data\xff\xff\xff\xff"
					    "abLIST\xff\xff\xff\xffINFOINAM\4\0\0\0SongIART\4\0\0\0Band"),
		BYTES("FORM\0\0\0\0AIFFNAME\0\0\0\4SongAUTH\0\0\0\4Band" COMM),
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct tags_reading reading = { 0 };
		chunks_put_texts(&rows[i], 0, &reading);
		assert_string_equal(reading.title, "Song");
		assert_string_equal(reading.artist, "Band");
	}
}

static void of_lists_those_of_information_and_within_their_length(void **state)
{
	const struct chunks_bytes from
		= BYTES("RIFF\0\1\0\0WAVELIST\x10\0\0\0adtlINAM\4\0\0\0NoneLIST\x10\0\0\0INFOIART\4\0\0\0"
			"BandINAM\4\0\0\0Fake");
	struct tags_reading reading = { 0 };
	(void)state;
	chunks_put_texts(&from, 0, &reading);
	assert_string_equal(reading.artist, "Band");
	assert_string_equal(reading.title, "Fake"); /* as a chunk of its own: some writers know no lists */
}

static void an_id3_tag_is_found(void **state)
{
	const struct chunks_bytes riff = BYTES("xxRIFF\0\1\0\0WAVEdata\2\0\0\0abid3 \4\0\0\0ID3\4"),
				  none = BYTES("OggS\0\1\0\0WAVEid3 \4\0\0\0ID3\4");
	uint64_t id3_at;
	(void)state;
	assert_true(chunks_find_id3(&riff, 2, &id3_at));
	assert_int_equal(id3_at, 32);
	assert_false(chunks_find_id3(&none, 0, &id3_at));
	assert_int_equal(id3_at, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(format_and_sound_are_kept_and_nothing_else),
		cmocka_unit_test(what_is_too_long_to_make_sense_is_cut),
		cmocka_unit_test(headers_that_lead_nowhere_are_refused),
		cmocka_unit_test(a_header_is_short_until_its_sound_begins),
		cmocka_unit_test(texts_are_read),
		cmocka_unit_test(of_lists_those_of_information_and_within_their_length),
		cmocka_unit_test(an_id3_tag_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

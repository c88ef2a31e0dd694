/* What the ffmpeg program says, as its versions 5 to 7 write it, and the header of what it sends. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "source/caf_header.h"
#include "source/ffmpeg_log.h"

static struct ffmpeg_log said(const char *text)
{
	struct ffmpeg_log log;
	ffmpeg_log_init(&log);
	for (size_t i = 0; text[i]; i++)
		ffmpeg_log_bytes(&log, "file:/a.m4a", text + i, 1);
	return log;
}

static void an_input_is_described(void **state)
{
	(void)state;
	char format[16];
	struct ffmpeg_log log = said("[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/a.m4a':\n"
				     "[info]   Metadata:\n"
				     "[info]     title           : Duration: 00:00:99.00\n"
				     "[info]   Duration: 01:02:03.45, start: 0.000000, bitrate: 130 kb/s\n"
				     "[info]   Stream #0:1[0x1](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz\n"
				     "[info] Stream mapping:\n"
				     "[info]   Stream #0:1 -> #0:0 (aac (native) -> pcm_f32le (native))\n");
	assert_true(log.duration_s > 3723.449 && log.duration_s < 3723.451);
	assert_string_equal(log.container, "mov");
	assert_string_equal(log.codec, "aac");
	assert_string_equal(log.error, "");
	ffmpeg_log_format(&log, format, sizeof format);
	assert_string_equal(format, "AAC");

	log = said("[info] Input #0, hls, from 'https://a':\n[info]   Duration: N/A, start: 0.0\n"
		   "[info]   Stream #0:0 -> #0:0 (opus (libopus) -> pcm_f32le (native))\n");
	assert_true(log.duration_s < 0);
	assert_string_equal(log.container, "hls");
	ffmpeg_log_format(&log, format, sizeof format);
	assert_string_equal(format, "Opus");

	log = said("");
	ffmpeg_log_format(&log, format, sizeof format);
	assert_string_equal(format, "sound");
}

static void the_first_error_is_kept_in_words(void **state)
{
	(void)state;
	static const struct {
		const char *said, *error;
	} lines[] = {
		{ "[error] file:/a.m4a: No such file or directory\n", "No such file or directory" },
		{ "[tcp @ 0x55] [error] Connection to tcp://a:1 failed: Connection refused\n[error] http://a: x\n",
			"Connection refused" },
		{ "[mov @ 0x5] [warning] it is odd\n[mov @ 0x5] [error] moov atom not found\n",
			"its index is missing: it is cut short" },
		{ "[out#0 @ 0x5] [fatal] Output file does not contain any stream\n", "there is no sound in it" },
		{ "[error] a\033[31mb\r\n", "a?[31mb" },
		{ "[error] not ended", "" },
		{ "[error] \n", "" },
		{ "no level\n[\n[]\n[error]\n", "" },
	};
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		assert_string_equal(said(lines[i].said).error, lines[i].error);
}

static void a_radio_tells_what_it_plays(void **state)
{
	(void)state;
	static const char one[] = "[http @ 0x5] [verbose] Metadata update for StreamTitle: A - B\n";
	static const char other[] = "[http @ 0x5] [warning] Will reconnect at 0 in 1 second(s), error=x.\n"
				    "[http @ 0x5] [verbose] Metadata update for StreamTitle: C\n";
	struct ffmpeg_log log = said(one);
	assert_true(log.title_is_new);
	assert_string_equal(log.title, "A - B");
	log.title_is_new = false;
	ffmpeg_log_bytes(&log, "", one, strlen(one));
	assert_false(log.title_is_new);
	assert_false(log.reconnects);
	ffmpeg_log_bytes(&log, "", other, strlen(other));
	assert_true(log.title_is_new && log.reconnects);
	assert_string_equal(log.title, "C");
}

static void lines_of_any_length_are_borne(void **state)
{
	(void)state;
	struct ffmpeg_log log;
	ffmpeg_log_init(&log);
	ffmpeg_log_bytes(&log, "", "[error] ", 8);
	for (int i = 0; i < 5000; i++)
		ffmpeg_log_bytes(&log, "", "x", 1);
	ffmpeg_log_bytes(&log, "", "\n", 1);
	assert_int_equal(strlen(log.error), sizeof log.error - 1);
}

/* --------------------------------------------------------------- the header */

/* As ffmpeg 5.1 writes it: 44.1 kHz, stereo, two tags. */
static const unsigned char header[] = "caff\0\1\0\0"
				      "desc\0\0\0\0\0\0\0\x20\x40\xe5\x88\x80\0\0\0\0lpcm\0\0\0\3"
				      "\0\0\0\x08\0\0\0\1\0\0\0\2\0\0\0\x20"
				      "chan\0\0\0\0\0\0\0\x0c\0\x65\0\2\0\0\0\0\0\0\0\0"
				      "info\0\0\0\0\0\0\0\x17\0\0\0\2title\0T\0artist\0A B\0"
				      "data\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0";
enum { HEADER_BYTES = sizeof header - 1, FLAGS_AT = 8 + 12 + 15, INFO_LENGTH_AT = 8 + 44 + 24 + 11 };

static void a_header_is_read(void **state)
{
	(void)state;
	struct caf_header h;
	for (size_t n = 0; n < HEADER_BYTES; n++)
		assert_int_equal(caf_header_read(header, n, &h), CAF_HEADER_SHORT);
	assert_int_equal(caf_header_read(header, HEADER_BYTES, &h), CAF_HEADER_GOOD);
	assert_int_equal(h.rate_hz, 44100);
	assert_int_equal(h.n_channels, 2);
	assert_int_equal(h.data_offset, HEADER_BYTES);
	assert_int_equal(h.tags_bytes, 0x17 - 4);
	assert_memory_equal(header + h.tags_offset, "title\0T\0artist\0A B", h.tags_bytes);
}

static void a_header_that_makes_no_sense_is_refused(void **state)
{
	(void)state;
	unsigned char bytes[HEADER_BYTES];
	struct caf_header h;
	memcpy(bytes, header, sizeof bytes);
	bytes[0] = 'C';
	assert_int_equal(caf_header_read(bytes, sizeof bytes, &h), CAF_HEADER_BAD);
	memcpy(bytes, header, sizeof bytes);
	bytes[FLAGS_AT] = 1;
	assert_int_equal(caf_header_read(bytes, sizeof bytes, &h), CAF_HEADER_BAD);
	memcpy(bytes, header, sizeof bytes);
	memset(bytes + INFO_LENGTH_AT - 7, 0xff, 8);
	assert_int_equal(caf_header_read(bytes, sizeof bytes, &h), CAF_HEADER_SHORT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_input_is_described),
		cmocka_unit_test(the_first_error_is_kept_in_words),
		cmocka_unit_test(a_radio_tells_what_it_plays),
		cmocka_unit_test(lines_of_any_length_are_borne),
		cmocka_unit_test(a_header_is_read),
		cmocka_unit_test(a_header_that_makes_no_sense_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Tags: every kind that is read from files, their numbers, and texts that do not say how they are encoded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "source/tags_file.h"

/* --------------------------------------------------------------- bytes of files */

struct bytes {
	unsigned char b[1 << 18];
	size_t n;
};

static void add(struct bytes *to, const void *what, size_t n)
{
	assert_true(n <= sizeof to->b - to->n);
	memcpy(to->b + to->n, what, n);
	to->n += n;
}

static void add_text(struct bytes *to, const char *text)
{
	add(to, text, strlen(text));
}

static void add_le32(struct bytes *to, size_t value)
{
	const unsigned char b[] = { value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff, value >> 24 & 0xff };
	add(to, b, sizeof b);
}

static void add_be32(struct bytes *to, size_t value)
{
	const unsigned char b[] = { value >> 24 & 0xff, value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff };
	add(to, b, sizeof b);
}

static void add_zeros(struct bytes *to, size_t n)
{
	static const unsigned char zeros[4096];
	for (; n > sizeof zeros; n -= sizeof zeros)
		add(to, zeros, sizeof zeros);
	add(to, zeros, n);
}

static struct source_tags read_tags(const struct bytes *file)
{
	struct tags_reading reading = { 0 };
	struct source_tags tags;
	int fd = memfd_create("tags", MFD_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, file->b, file->n), file->n);
	assert_int_equal(lseek(fd, 7, SEEK_SET), 7);
	tags_read_file(fd, &reading);
	tags_finish(&reading, &tags);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 7); /* a decoder may be reading there */
	close(fd);
	return tags;
}

static const char *const comments[] = { "artist=Band", "TITLE=Song", "Title=not this one", "ALBUM=Record",
	"TRACKNUMBER=3/12", "REPLAYGAIN_TRACK_GAIN=-7.03 dB", "REPLAYGAIN_TRACK_PEAK=0.988553",
	"replaygain_album_gain=+1.5 dB", "REPLAYGAIN_ALBUM_PEAK=1.1", "no value", "=no name", "ENCODER=this" };

/* `picture_bytes`: of a comment before the others, as Ogg has pictures. */
static void add_comments(struct bytes *to, size_t picture_bytes)
{
	const size_t n = sizeof comments / sizeof comments[0];
	add_le32(to, 6);
	add_text(to, "vendor");
	add_le32(to, n + (picture_bytes > 0));
	if (picture_bytes) {
		add_le32(to, picture_bytes);
		add_zeros(to, picture_bytes);
	}
	for (size_t i = 0; i < n; i++) {
		add_le32(to, strlen(comments[i]));
		add_text(to, comments[i]);
	}
}

static void check_comments(const struct source_tags *tags)
{
	assert_string_equal(tags->artist, "Band");
	assert_string_equal(tags->title, "Song");
	assert_string_equal(tags->album, "Record");
	assert_int_equal(tags->track_number, 3);
	assert_true(tags->track_gain.is_given && tags->album_gain.is_given);
	assert_float_equal(tags->track_gain.gain_db, -7.03f, 1e-5f);
	assert_float_equal(tags->track_gain.peak, 0.988553f, 1e-6f);
	assert_float_equal(tags->album_gain.gain_db, 1.5f, 1e-5f);
	assert_float_equal(tags->album_gain.peak, 1.1f, 1e-5f);
}

/* --------------------------------------------------------------- containers */

static void flac_has_comments_behind_other_blocks(void **state)
{
	(void)state;
	static struct bytes file, block;
	add_comments(&block, 0);
	add_text(&file, "fLaC");
	add_be32(&file, 34); /* STREAMINFO */
	add_zeros(&file, 34);
	add_be32(&file, 1u << 24 | 5000); /* padding */
	add_zeros(&file, 5000);
	add_be32(&file, 0x84000000u | block.n);
	add(&file, block.b, block.n);
	struct source_tags tags = read_tags(&file);
	check_comments(&tags);
}

/* One packet in pages of at most 255 segments, of the stream `serial`; between them, pages of another stream. */
static void add_packet(struct bytes *to, const void *packet, size_t n, size_t serial)
{
	const unsigned char *from = packet;
	for (bool ends = false; !ends;) {
		size_t n_segments = n / 255 + 1 > 255 ? 255 : n / 255 + 1;
		ends = n < 255 * n_segments;
		for (int other = 1; other >= 0; other--) {
			add_text(to, "OggS");
			add_zeros(to, 10);
			add_le32(to, serial + (size_t)other);
			add_zeros(to, 8);
			unsigned char count = other ? 0 : (unsigned char)n_segments;
			add(to, &count, 1);
		}
		for (size_t i = 0; i < n_segments; i++) {
			unsigned char lacing = ends && i == n_segments - 1 ? (unsigned char)(n % 255) : 255;
			add(to, &lacing, 1);
		}
		size_t taken = ends ? n : 255 * n_segments;
		add(to, from, taken);
		from += taken;
		n -= taken;
	}
}

static void check_ogg(const char *first, const char *second, size_t n_second, size_t picture_bytes)
{
	static struct bytes file, packet;
	file.n = packet.n = 0;
	add(&packet, second, n_second);
	add_comments(&packet, picture_bytes);
	add_packet(&file, first, strlen(first), 0xfffffffe);
	memmove(file.b, file.b + 27, file.n -= 27); /* the other stream begins later */
	add_packet(&file, packet.b, packet.n, 0xfffffffe);
	struct source_tags tags = read_tags(&file);
	check_comments(&tags);
}

static void ogg_has_comments_in_its_second_packet(void **state)
{
	(void)state;
	check_ogg("\x01vorbis and so on", "\x03vorbis", 7, 0);
	check_ogg("OpusHead and so on", "OpusTags", 8, 0);
	check_ogg("\x7f"
		  "FLAC and so on",
		"\x84\x00\x01\x00", 4, 0);
	for (size_t picture_bytes = 64500; picture_bytes < 65100; picture_bytes += 17) /* across pages */
		check_ogg("OpusHead", "OpusTags", 8, picture_bytes);
}

static void add_synchsafe(struct bytes *to, size_t n)
{
	const unsigned char b[] = { n >> 21 & 0x7f, n >> 14 & 0x7f, n >> 7 & 0x7f, n & 0x7f };
	add(to, b, sizeof b);
}

static void add_frame(struct bytes *to, const char *id, unsigned char encoding, const char *text, size_t n)
{
	add_text(to, id);
	add_be32(to, n + 1);
	add_zeros(to, 2);
	add(to, &encoding, 1);
	add(to, text, n);
}

#define FRAME(to, id, encoding, text) add_frame(to, id, encoding, text, sizeof text - 1)

static void add_id3v2(struct bytes *to)
{
	static struct bytes frames;
	frames.n = 0;
	FRAME(&frames, "TPE1", 0, "Bj\xf6rk");
	FRAME(&frames, "TIT2", 1, "\xff\xfeJ\0\xf3\0g\0a\0");
	FRAME(&frames, "TALB", 3, "Homog\xc3\xa9nic");
	FRAME(&frames, "TRCK", 0, "2/10");
	FRAME(&frames, "TXXX", 0, "REPLAYGAIN_TRACK_GAIN\0-9,5 dB");
	FRAME(&frames, "TXXX", 1,
		"\xff\xfer\0e\0p\0l\0a\0y\0g\0a\0i\0n\0_\0t\0r\0a\0c\0k\0_\0p\0e\0a\0k\0\0\0\xff\xfe\x31\0");
	FRAME(&frames, "TXXX", 0, "MOOD\0none");
	add(to, "ID3\3\0", 6); /* with its flags */
	add_synchsafe(to, frames.n);
	add(to, frames.b, frames.n);
}

static void check_id3v2(const struct bytes *file)
{
	struct source_tags tags = read_tags(file);
	assert_string_equal(tags.artist, "Bj\xc3\xb6rk");
	assert_string_equal(tags.title, "J\xc3\xb3ga");
	assert_string_equal(tags.album, "Homog\xc3\xa9nic");
	assert_int_equal(tags.track_number, 2);
	assert_true(tags.track_gain.is_given && !tags.album_gain.is_given);
	assert_float_equal(tags.track_gain.gain_db, -9.5f, 1e-5f);
	assert_float_equal(tags.track_gain.peak, 1, 0);
}

static void id3v2_is_read_wherever_it_lies(void **state)
{
	(void)state;
	static struct bytes tag, mp3, wav;
	add_id3v2(&tag);
	add(&mp3, tag.b, tag.n);
	add_zeros(&mp3, 400); /* what follows is sound */
	check_id3v2(&mp3);

	add_text(&wav, "RIFF");
	add_le32(&wav, 0);
	add_text(&wav, "WAVEdata");
	add_le32(&wav, 3);
	add_zeros(&wav, 4); /* to an even place */
	add_text(&wav, "id3 ");
	add_le32(&wav, tag.n);
	add(&wav, tag.b, tag.n);
	check_id3v2(&wav);
}

static void add_item(struct bytes *to, const char *key, const char *value, size_t flags)
{
	add_le32(to, strlen(value));
	add_le32(to, flags);
	add(to, key, strlen(key) + 1);
	add_text(to, value);
}

static void add_id3v1(struct bytes *to)
{
	add_text(to, "TAG");
	add(to, "In the old tag                ", 30);
	add(to, "Somebody\0garbage behind it     ", 30);
	add_zeros(to, 65);
}

static void ape_comes_before_id3v1(void **state)
{
	(void)state;
	static struct bytes items, file;
	add_item(&items, "Title", "Song", 0);
	add_item(&items, "Cover Art (Front)", "R128_TRACK_GAIN", 2);
	add_item(&items, "REPLAYGAIN_TRACK_GAIN", "-3.5 dB", 0);
	add_item(&items, "MP3GAIN_MINMAX", "1,2", 0);
	add_zeros(&file, 1000);
	add(&file, items.b, items.n);
	add_text(&file, "APETAGEX");
	add_le32(&file, 2000);
	add_le32(&file, items.n + 32);
	add_le32(&file, 4);
	add_zeros(&file, 12);
	add_id3v1(&file);
	struct source_tags tags = read_tags(&file);
	assert_string_equal(tags.title, "Song");
	assert_string_equal(tags.artist, "Somebody");
	assert_string_equal(tags.album, "");
	assert_float_equal(tags.track_gain.gain_db, -3.5f, 1e-5f);
}

/* --------------------------------------------------------------- numbers */

static void gains_are_read_as_people_write_them(void **state)
{
	(void)state;
	static const struct {
		const char *name, *value;
		bool is_given;
		float gain_db;
	} rows[] = {
		{ "REPLAYGAIN_TRACK_GAIN", "-7.03 dB", true, -7.03f },
		{ "replaygain_track_gain", "+0.5", true, 0.5f },
		{ "REPLAYGAIN_TRACK_GAIN", " -6,2dB", true, -6.2f },
		{ "REPLAYGAIN_TRACK_GAIN", "0", true, 0 },
		{ "R128_TRACK_GAIN", "0", true, 5 },     /* to -23 LUFS, told to -18 */
		{ "R128_TRACK_GAIN", "-1280", true, 0 }, /* Q7.8 */
		{ "R128_TRACK_GAIN", "300000", false, 0 },
		{ "REPLAYGAIN_TRACK_GAIN", "", false, 0 },
		{ "REPLAYGAIN_TRACK_GAIN", "loud", false, 0 },
		{ "REPLAYGAIN_TRACK_GAIN", "1e300", true, 1 },
		{ "REPLAYGAIN_TRACK_GAIN", "99999999999999999999999999", false, 0 },
		{ "REPLAYGAIN_TRACK_GAIN", "1.2.3", false, 0 },
		{ "REPLAYGAIN_TRACK", "3", false, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct tags_reading reading = { 0 };
		struct source_tags tags;
		tags_put_text(&reading, rows[i].name, rows[i].value);
		tags_finish(&reading, &tags);
		assert_int_equal(tags.track_gain.is_given, rows[i].is_given);
		assert_float_equal(tags.track_gain.gain_db, rows[i].gain_db, 1e-5f);
	}
}

/* --------------------------------------------------------------- encodings */

static struct source_tags read_texts(const char *artist, const char *title, const char *album)
{
	struct tags_reading reading = { 0 };
	struct source_tags tags;
	tags_put_text(&reading, "ARTIST", artist);
	tags_put_text(&reading, "TITLE", title);
	tags_put_text(&reading, "ALBUM", album);
	tags_finish(&reading, &tags);
	return tags;
}

static void texts_are_told_their_encoding_together(void **state)
{
	(void)state;
	static const struct {
		const char *artist, *title, *album; /* as they were written */
		const char *whole;
	} rows[] = {
		{ "Motörhead", "Ace", "", "Motörhead - Ace" }, /* UTF-8 */
		{ "Mot\xf6rhead", "Ace of Spades", "", "Motörhead - Ace of Spades" },
		{ "\xc9"
		  "dith Piaf",
			"La Vie en rose", "", "Édith Piaf - La Vie en rose" },
		{ "Bj\xf6rk", "J\xc3\xb3ga", "", "Björk - Jóga" }, /* two programs wrote these */
		{ "\xca\xe8\xed\xee", "\xc3\xf0\xf3\xef\xef\xe0 \xea\xf0\xee\xe2\xe8", "", "Кино - Группа крови" },
		{ "\xcb\xc9\xce\xcf", "\xe7\xd2\xd5\xd0\xd0\xc1 \xcb\xd2\xcf\xd7\xc9",
			"\xe7\xd2\xd5\xd0\xd0\xc1 \xcb\xd2\xcf\xd7\xc9", "кино - Группа крови" }, /* KOI8-R */
		{ "\x8d\xe2\x96{\x8b\xe3", "\x8f\xe3\x82\xf0\x8c\xfc\x82\xa2\x82\xc4\x95\xe0\x82\xb1\x82\xa4", "",
			"坂本九 - 上を向いて歩こう" },
		{ "\xcd\xf5\xb7\xc6", "\xba\xec\xb6\xb9", "\xb3\xaa\xd3\xce", "王菲 - 红豆" },
		{ "\xbe\xc6\xc0\xcc\xc0\xaf", "\xc1\xc1\xc0\xba \xb3\xaf", "\xb8\xae\xbe\xf3", "아이유 - 좋은 날" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char whole[600];
		struct source_tags tags = read_texts(rows[i].artist, rows[i].title, rows[i].album);
		tags_whole_title(&tags, whole, sizeof whole);
		assert_string_equal(whole, rows[i].whole);
	}
}

static void what_is_too_long_is_cut_at_a_character(void **state)
{
	(void)state;
	char title[1000] = "x", bytes[1000] = "";
	for (int i = 0; i < 400; i++)
		strcat(title, "\xc3\xa4");
	struct source_tags tags = read_texts(title, NULL, NULL);
	assert_int_equal(strlen(tags.artist), TAGS_TEXT - 1);
	assert_memory_equal(tags.artist, title, TAGS_TEXT - 1);
	for (int i = 0; i < 400; i++)
		strcat(bytes, "\xe4"); /* Windows-1252: twice as long afterwards */
	tags = read_texts(bytes, NULL, NULL);
	assert_int_equal(strlen(tags.artist), TAGS_TEXT - 2);
	assert_memory_equal(tags.artist, title + 1, TAGS_TEXT - 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flac_has_comments_behind_other_blocks),
		cmocka_unit_test(ogg_has_comments_in_its_second_packet),
		cmocka_unit_test(id3v2_is_read_wherever_it_lies),
		cmocka_unit_test(ape_comes_before_id3v1),
		cmocka_unit_test(gains_are_read_as_people_write_them),
		cmocka_unit_test(texts_are_told_their_encoding_together),
		cmocka_unit_test(what_is_too_long_is_cut_at_a_character),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

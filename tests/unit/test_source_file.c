/* Sound files: all kinds, exact samples, seeking, titles, and what is damaged or none. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <math.h>

#include "sounds.h"
#include "source/sndfile.h"

static struct opened open_path(const char *path)
{
	return sound_open(&(struct source_request){ .path = path, .fd = -1, .cancel_fd = -1 });
}

static struct opened open_good(const char *path)
{
	struct opened o = open_path(path);
	if (!o.ok)
		fail_msg("%s", o.err.message);
	assert_string_equal(o.ops->name, "file");
	assert_true(o.info.seekable);
	assert_false(o.info.live);
	return o;
}

static void require_refused(const char *path, const char *because)
{
	struct opened o = open_path(path);
	assert_false(o.ok);
	assert_true(o.err.code == ERR_INPUT || o.err.code == ERR_FORMAT);
	if (!strstr(o.err.message, because))
		fail_msg("%s", o.err.message);
	assert_non_null(strstr(o.err.message, path));
	sound_close(&o);
}

/* --------------------------------------------------------------- good files */

static void every_kind_is_read_and_named(void **state)
{
	(void)state;
	static const struct {
		int format, rate_hz, n_channels;
		const char *name, *text;
		bool exact;
	} kinds[] = {
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, "a.wav", "WAV s16", true },
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_24, 48000, 1, "b.wav", "WAV s24", true },
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_32, 48000, 3, "c.wav", "WAV s32", true },
		{ SF_FORMAT_WAV | SF_FORMAT_FLOAT, 8000, 2, "d.wav", "WAV f32", true },
		{ SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 8000, 2, "e.wav", "WAV f64", true },
		{ SF_FORMAT_WAV | SF_FORMAT_ULAW, 8000, 1, "f.wav", "WAV u-law", false },
		{ SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 48000, 6, "g.wav", "WAV s16", true },
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, 384000, 2, "h.wav", "WAV s16", true },
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG, 44100, 2, "rifx.wav", "WAV s16", true },
		{ SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 44100, 2, "a.aiff", "AIFF s24", true },
		{ SF_FORMAT_AU | SF_FORMAT_PCM_16, 44100, 2, "a.au", "AU s16", true },
		{ SF_FORMAT_W64 | SF_FORMAT_PCM_16, 44100, 2, "a.w64", "W64 s16", true },
		{ SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 44100, 2, "a.rf64", "RF64 s16", true },
		{ SF_FORMAT_CAF | SF_FORMAT_PCM_16, 44100, 2, "a.caf", "CAF s16", true },
		{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, "a.flac", "FLAC 16", true },
		{ SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 96000, 2, "b.flac", "FLAC 24", true },
		{ SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 2, "a.ogg", "Ogg Vorbis", false },
		{ SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 2, "a.opus", "Ogg Opus", false },
		{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 2, "a.mp3", "MP3", false },
	};
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		enum { N = 5000 };
		struct opened o = open_good(sound_write(kinds[k].name, kinds[k].format, kinds[k].rate_hz,
			kinds[k].n_channels, N, (struct sound_tags){ 0 }));
		assert_string_equal(o.info.format, kinds[k].text);
		assert_int_equal(o.info.rate_hz, kinds[k].rate_hz);
		assert_int_equal(o.info.n_channels, kinds[k].n_channels);
		assert_int_equal(o.info.n_frames, N);
		assert_string_equal(o.info.title, kinds[k].name);
		size_t n;
		enum source_status status;
		float *frames = sound_read(&o, 2 * N, &n, &status);
		assert_int_equal(status, SOURCE_END);
		assert_int_equal(n, N);
		if (kinds[k].exact)
			sound_is_as_written(frames, n, o.info.n_channels, 0);
		free(frames);
		sound_close(&o);
	}
}

/* As a process that may open nothing reads files: through a descriptor that is its own. */
static void a_descriptor_can_be_handed_over(void **state)
{
	(void)state;
	enum { N = 5000 };
	int fd = open(sound_write("own.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, N, (struct sound_tags){ 0 }),
		O_RDONLY | O_CLOEXEC);
	struct opened o = sound_open(
		&(struct source_request){ .fd = fd, .owns_fd = true, .name = "music/own.flac", .cancel_fd = -1 });
	size_t n;
	enum source_status status;
	assert_true(o.ok);
	assert_string_equal(o.info.title, "");
	float *frames = sound_read(&o, 2 * N, &n, &status);
	assert_int_equal(n, N);
	sound_is_as_written(frames, n, 2, 0);
	free(frames);
	sound_close(&o);
	assert_int_equal(fcntl(fd, F_GETFD), -1);

	fd = open(bytes_write("none.txt", "no sound in it", 14), O_RDONLY | O_CLOEXEC);
	o = sound_open(&(struct source_request){ .fd = fd, .owns_fd = true, .name = "a/none.txt", .cancel_fd = -1 });
	assert_false(o.ok);
	assert_ptr_equal(strstr(o.err.message, "a/none.txt: "), o.err.message);
	sound_close(&o);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
}

/* An MP3 that begins with something else is found by its name, or behind it. */
static void an_mp3_behind_something_else_is_found(void **state)
{
	(void)state;
	enum { N = 20000, BEFORE = 1000 };
	size_t n_bytes, n;
	enum source_status status;
	unsigned char *bytes = bytes_read(sound_write("first.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 1,
						  N, (struct sound_tags){ 0 }),
		&n_bytes);
	memmove(bytes + BEFORE, bytes, n_bytes);
	memset(bytes, 0xff, BEFORE);
	const char *path = bytes_write("second.mp3", bytes, n_bytes + BEFORE);
	free(bytes);
	const struct source_request requests[] = {
		{ .path = path, .fd = -1, .cancel_fd = -1 },
		{ .fd = open(path, O_RDONLY | O_CLOEXEC), .owns_fd = true, .name = "second.mp3", .cancel_fd = -1 },
	};
	for (size_t i = 0; i < sizeof requests / sizeof requests[0]; i++) {
		struct opened o = sound_open(&requests[i]);
		assert_true(o.ok);
		assert_string_equal(o.info.format, "MP3");
		free(sound_read(&o, 2 * N, &n, &status));
		assert_int_equal(n, N);
		sound_close(&o);
	}
}

static void the_end_stays_the_end(void **state)
{
	(void)state;
	struct opened o = open_good(
		sound_write("end.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, 10, (struct sound_tags){ 0 }));
	size_t n;
	enum source_status status;
	free(sound_read(&o, 100, &n, &status));
	assert_int_equal(n, 10);
	for (int i = 0; i < 3; i++) {
		free(sound_read(&o, 100, &n, &status));
		assert_int_equal(status, SOURCE_END);
		assert_int_equal(n, 0);
	}
	sound_close(&o);
}

static void seeking_is_exact(void **state)
{
	(void)state;
	static const struct {
		int format;
		const char *name;
	} kinds[] = {
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, "seek.wav" },
		{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "seek.flac" },
	};
	static const int64_t places[] = { 0, 1, 4095, 4096, 12345, 19999, 7, 20000, 30000, -3, 500 };
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		enum { N = 20000 };
		struct opened o
			= open_good(sound_write(kinds[k].name, kinds[k].format, 44100, 2, N, (struct sound_tags){ 0 }));
		for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
			size_t n;
			enum source_status status;
			assert_true(o.ops->seek(o.state, places[p]));
			float *frames = sound_read(&o, 100, &n, &status);
			size_t from = places[p] < 0 ? 0 : (size_t)places[p];
			assert_int_equal(n, from >= N ? 0 : from + 100 > N ? N - from : 100);
			assert_int_equal(status, n == 100 ? SOURCE_OK : SOURCE_END);
			sound_is_as_written(frames, n, 2, from);
			free(frames);
		}
		sound_close(&o);
	}
}

/* After a seek, Vorbis and MP3 give what they give when played up to there. */
static void seeking_in_lossy_files_comes_to_the_same_place(void **state)
{
	(void)state;
	static const struct {
		int format;
		const char *name;
	} kinds[] = {
		{ SF_FORMAT_OGG | SF_FORMAT_VORBIS, "seek.ogg" },
		{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "seek.mp3" },
	};
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		enum { N = 40000, AT = 23456, M = 300 };
		struct opened o
			= open_good(sound_write(kinds[k].name, kinds[k].format, 44100, 1, N, (struct sound_tags){ 0 }));
		size_t n;
		enum source_status status;
		float *played = sound_read(&o, N, &n, &status);
		assert_int_equal(n, N);
		assert_true(o.ops->seek(o.state, AT));
		float *sought = sound_read(&o, M, &n, &status);
		assert_int_equal(n, M);
		for (size_t i = 0; i < M; i++)
			assert_true(fabsf(sought[i] - played[AT + i]) < 1e-3f);
		free(played);
		free(sought);
		sound_close(&o);
	}
}

/* Vorbis I, 4.3.9: three channels come as left, centre, right. The encoder is given a level for each, in that order. */
static void ogg_channels_are_put_into_the_order_of_wave(void **state)
{
	(void)state;
	static const float stored[3] = { 0.1f, 0.2f, 0.3f };
	static const float expected[3] = { 0.1f, 0.3f, 0.2f }; /* left, right, centre */
	enum { N = 8000, PERIOD = 100 };
	const char *path = sound_path("three.ogg");
	SF_INFO sf = { .samplerate = 44100, .channels = 3, .format = SF_FORMAT_OGG | SF_FORMAT_VORBIS };
	SNDFILE *sound = sf_open(path, SFM_WRITE, &sf);
	assert_non_null(sound);
	for (int i = 0; i < N; i++) {
		float frame[3];
		for (int c = 0; c < 3; c++)
			frame[c] = stored[c] * sinf(6.2831853f * (float)i / PERIOD);
		sf_writef_float(sound, frame, 1);
	}
	sf_close(sound);

	struct opened o = open_good(path);
	size_t n;
	enum source_status status;
	float *frames = sound_read(&o, N, &n, &status);
	assert_int_equal(n, N);
	for (size_t c = 0; c < 3; c++) {
		float power = 0.0f;
		for (size_t i = 2000; i < 2000 + 40 * PERIOD; i++)
			power += frames[3 * i + c] * frames[3 * i + c] / (40 * PERIOD);
		assert_true(fabsf(sqrtf(2.0f * power) - expected[c]) < 0.03f);
	}
	free(frames);
	sound_close(&o);
}

/* All orders of the Vorbis I specification, 4.3.9, by the speakers' names, against that of WAVEFORMATEXTENSIBLE. */
static void all_orders_of_ogg_are_known(void **state)
{
	(void)state;
	static const struct {
		const char *vorbis, *wave;
	} orders[] = {
		{ "M", "M" },
		{ "LR", "LR" },
		{ "LCR", "LRC" },
		{ "LRlr", "LRlr" },
		{ "LCRlr", "LRClr" },
		{ "LCRlrE", "LRCElr" },
		{ "LCRstbE", "LRCEbst" },
		{ "LCRstlrE", "LRCElrst" },
	};
	for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
		uint32_t n = (uint32_t)(i + 1);
		for (int encoding = SF_FORMAT_VORBIS; encoding <= SF_FORMAT_OPUS;
			encoding += SF_FORMAT_OPUS - SF_FORMAT_VORBIS) {
			float frames[16];
			for (uint32_t c = 0; c < 2 * n; c++)
				frames[c] = (float)orders[i].vorbis[c % n];
			sndfile_reorder(SF_FORMAT_OGG | encoding, n, frames, 2);
			for (uint32_t c = 0; c < 2 * n; c++)
				assert_int_equal((char)frames[c], orders[i].wave[c % n]);
		}
	}
	float frames[3] = { 1, 2, 3 };
	sndfile_reorder(SF_FORMAT_WAV | SF_FORMAT_PCM_16, 3, frames, 1);
	assert_true(frames[1] == 2 && frames[2] == 3);
}

static void what_is_no_number_passes(void **state)
{
	(void)state;
	const char *path = sound_path("nan.wav");
	const float samples[] = { 0.5f, NAN, INFINITY, -INFINITY, -0.25f };
	SF_INFO sf = { .samplerate = 44100, .channels = 1, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT };
	SNDFILE *sound = sf_open(path, SFM_WRITE, &sf);
	assert_non_null(sound);
	sf_writef_float(sound, samples, 5);
	sf_close(sound);
	struct opened o = open_good(path);
	size_t n;
	enum source_status status;
	float *frames = sound_read(&o, 10, &n, &status);
	assert_int_equal(n, 5);
	assert_true(
		frames[0] == 0.5f && isnan(frames[1]) && isinf(frames[2]) && isinf(frames[3]) && frames[4] == -0.25f);
	free(frames);
	sound_close(&o);
}

/* --------------------------------------------------------------- titles */

static void titles_come_from_tags_and_are_fit_to_show(void **state)
{
	(void)state;
	static const struct {
		const char *artist, *title, *expected;
	} rows[] = {
		{ NULL, NULL, "title.wav" }, { NULL, "Song", "Song" }, { "Band", NULL, "Band" },
		{ "Band", "Song", "Band - Song" }, { "Band", "   ", "Band" }, { NULL, " \t ", "title.wav" },
		{ NULL, "two\nlines", "two lines" }, { NULL, "\033[31mred\033]0;x\007", "?[31mred?]0;x?" },
		{ "Bj\xc3\xb6rk", "J\xc3\xb3ga", "Bj\xc3\xb6rk - J\xc3\xb3ga" },
		{ NULL, "bad \xff\xc3( end", "bad \xc3\xbf\xc3\x83( end" }, /* no UTF-8, hence Windows-1252 */
		{ NULL,
			"\xe2\x80\xae"
			"desrever",
			"?desrever" }, /* U+202E */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct opened o = open_good(sound_write("title.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, 10,
			(struct sound_tags){ rows[i].artist, rows[i].title }));
		assert_string_equal(o.info.title, rows[i].expected);
		sound_close(&o);
	}
}

static void titles_come_from_all_kinds_of_tags(void **state)
{
	(void)state;
	static const struct {
		int format;
		const char *name;
	} kinds[] = {
		{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "t.flac" },
		{ SF_FORMAT_OGG | SF_FORMAT_VORBIS, "t.ogg" },
		{ SF_FORMAT_OGG | SF_FORMAT_OPUS, "t.opus" },
		{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "t.mp3" },
		{ SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "t.aiff" },
	};
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		struct opened o = open_good(sound_write(
			kinds[i].name, kinds[i].format, 48000, 1, 3000, (struct sound_tags){ "Band", "Song" }));
		assert_string_equal(o.info.title, "Band - Song");
		sound_close(&o);
	}
}

static void a_long_title_is_cut_at_a_character(void **state)
{
	(void)state;
	char title[400] = "x";
	for (int i = 0; i < 130; i++)
		strcat(title, "\xc3\xa4");
	struct opened o = open_good(sound_write(
		"long.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, 10, (struct sound_tags){ NULL, title }));
	size_t n = strlen(o.info.title);
	assert_true(n < sizeof o.info.title && n > sizeof o.info.title - 4);
	assert_memory_equal(o.info.title, title, n);
	assert_int_equal(n % 2, 1);
	sound_close(&o);
}

/* A file name is as hostile as a tag. */
static void a_file_name_is_made_fit_to_show(void **state)
{
	(void)state;
	const char *path = sound_write(
		"a\nb\033c\xff.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, 10, (struct sound_tags){ 0 });
	struct opened o = open_good(path);
	assert_string_equal(o.info.title, "a b?c\xef\xbf\xbd.wav");
	sound_close(&o);
}

/* --------------------------------------------------------------- what is no sound file */

static void what_is_no_sound_file_is_refused(void **state)
{
	(void)state;
	static const char text[] = "Dear reader, this is a letter and not a song.\n";
	require_refused(sound_path("nowhere.flac"), "no such file");
	require_refused(sounds_folder, "is a directory");
	require_refused(bytes_write("empty.wav", "", 0), "is empty");
	require_refused(bytes_write("letter.txt", text, sizeof text - 1), "not a sound file");
	require_refused(bytes_write("letter.mp3", text, sizeof text - 1), "not a sound file");
	require_refused(bytes_write("letter.wav", text, sizeof text - 1), "not a sound file");
	require_refused(bytes_write("one.wav", "R", 1), "not a sound file");
	require_refused(
		sound_write("none.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, 0, (struct sound_tags){ 0 }),
		"no sound in it");
}

static void what_may_not_be_read_is_refused(void **state)
{
	(void)state;
	if (geteuid() == 0)
		skip(); /* root may read everything */
	const char *path = bytes_write("secret.wav", "RIFF", 4);
	chmod(path, 0);
	require_refused(path, "cannot be opened");
}

/* A small WAV whose header says what the test wants it to. */
static const char *wav_write(
	const char *name, uint16_t n_channels, uint32_t rate_hz, uint32_t data_bytes, size_t n_bytes)
{
	unsigned char wav[44 + 400] = "RIFF\0\0\0\0WAVEfmt \20\0\0\0\1\0";
	uint32_t riff_bytes = data_bytes + 36, bytes_per_s = rate_hz * n_channels * 2;
	uint16_t frame_bytes = (uint16_t)(n_channels * 2), bits = 16;
	memcpy(wav + 4, &riff_bytes, 4);
	memcpy(wav + 22, &n_channels, 2);
	memcpy(wav + 24, &rate_hz, 4);
	memcpy(wav + 28, &bytes_per_s, 4);
	memcpy(wav + 32, &frame_bytes, 2);
	memcpy(wav + 34, &bits, 2);
	memcpy(wav + 36, "data", 4);
	memcpy(wav + 40, &data_bytes, 4);
	return bytes_write(name, wav, 44 + n_bytes);
}

static void absurd_headers_are_refused(void **state)
{
	(void)state;
	struct opened o = open_path(wav_write("zero.wav", 0, 44100, 400, 400));
	assert_false(o.ok);
	sound_close(&o);
	require_refused(wav_write("many.wav", 200, 44100, 400, 400), "channels");
	require_refused(wav_write("slow.wav", 2, 3, 400, 400), "rate");
	require_refused(wav_write("fast.wav", 2, 2000000000, 400, 400), "rate");
}

static void a_length_beyond_the_file_is_not_believed(void **state)
{
	(void)state;
	static const uint32_t lies[] = { 0x7ffffff0, 0xffffffff, 1000, 404 };
	for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		struct opened o = open_good(wav_write("lie.wav", 2, 44100, lies[i], 400));
		assert_int_equal(o.info.n_frames, 100);
		size_t n;
		enum source_status status;
		free(sound_read(&o, 1000, &n, &status));
		assert_int_equal(n, 100);
		assert_int_equal(status, SOURCE_END);
		sound_close(&o);
	}
}

/* --------------------------------------------------------------- damage */

static void a_cut_wav_plays_what_is_there(void **state)
{
	(void)state;
	size_t n_bytes;
	unsigned char *bytes = bytes_read(
		sound_write("whole.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, 3000, (struct sound_tags){ 0 }),
		&n_bytes);
	struct opened o = open_good(bytes_write("cut.wav", bytes, n_bytes - 4001)); /* within a frame */
	size_t n;
	enum source_status status;
	float *frames = sound_read(&o, 5000, &n, &status);
	assert_int_equal(status, SOURCE_END);
	assert_int_equal(n, 1999);
	assert_int_equal(o.info.n_frames, 1999);
	sound_is_as_written(frames, n, 2, 0);
	free(frames);
	free(bytes);
	sound_close(&o);
}

static void a_cut_flac_plays_what_is_there_and_says_so(void **state)
{
	(void)state;
	size_t n_bytes;
	unsigned char *bytes = bytes_read(
		sound_write("whole.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, 30000, (struct sound_tags){ 0 }),
		&n_bytes);
	struct opened o = open_good(bytes_write("cut.flac", bytes, n_bytes / 2));
	size_t n;
	enum source_status status;
	float *frames = sound_read(&o, 40000, &n, &status);
	assert_int_equal(status, SOURCE_FAILED);
	assert_int_equal(o.err.code, ERR_INPUT);
	assert_non_null(strstr(o.err.message, "cut.flac: damaged or cut short"));
	assert_true(n > 10000 && n < 16000);
	sound_is_as_written(frames, n, 2, 0);
	free(frames);
	free(bytes);
	sound_close(&o);
}

static void a_cut_mp3_plays_what_is_there(void **state)
{
	(void)state;
	size_t n_bytes;
	unsigned char *bytes = bytes_read(sound_write("whole.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 2,
						  40000, (struct sound_tags){ 0 }),
		&n_bytes);
	struct opened o = open_good(bytes_write("cut.mp3", bytes, n_bytes / 2));
	size_t n;
	enum source_status status;
	free(sound_read(&o, 50000, &n, &status));
	assert_true(status == SOURCE_END || status == SOURCE_FAILED);
	assert_true(n > 15000 && n < 25000);
	free(bytes);
	sound_close(&o);
}

/* STREAMINFO's 36 bits of length lie in bytes 21 to 25 (RFC 9639, 8.2): as large as they can be. */
static void a_flac_that_lies_of_its_length_is_not_believed(void **state)
{
	(void)state;
	size_t n_bytes;
	unsigned char *bytes = bytes_read(
		sound_write("liar0.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, 9000, (struct sound_tags){ 0 }),
		&n_bytes);
	bytes[21] |= 0x0f;
	memset(bytes + 22, 0xff, 4);
	struct opened o = open_good(bytes_write("liar.flac", bytes, n_bytes));
	assert_int_equal(o.info.n_frames, -1);
	size_t n;
	enum source_status status;
	float *frames = sound_read(&o, 20000, &n, &status);
	assert_int_equal(n, 9000);
	assert_true(status == SOURCE_END || status == SOURCE_FAILED);
	sound_is_as_written(frames, n, 2, 0);
	free(frames);
	free(bytes);
	sound_close(&o);
}

/* --------------------------------------------------------------- descriptors */

static void a_descriptor_is_read_from_its_beginning_and_not_moved(void **state)
{
	(void)state;
	int fd = open(sound_write("fd.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, 100, (struct sound_tags){ 0 }),
		O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(lseek(fd, 60, SEEK_SET), 60);
	struct opened o = sound_open(&(struct source_request){ .fd = fd, .cancel_fd = -1 });
	assert_true(o.ok);
	assert_string_equal(o.ops->name, "file");
	assert_string_equal(o.info.title, "");
	size_t n;
	enum source_status status;
	float *frames = sound_read(&o, 200, &n, &status);
	assert_int_equal(n, 100);
	sound_is_as_written(frames, n, 2, 0);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), 60);
	free(frames);
	sound_close(&o);
	assert_int_equal(close(fd), 0); /* it has stayed open */
}

/* termviz - <file.raw */
static void a_descriptor_of_unknown_bytes_is_raw(void **state)
{
	(void)state;
	unsigned char raw[6 * 50];
	for (size_t i = 0; i < 50; i++) {
		for (unsigned c = 0; c < 2; c++) { /* 16 bits in the upper two of three big-endian bytes */
			unsigned value = (unsigned)sound_sample(i, c) & 0xffff;
			raw[6 * i + 3 * c] = (unsigned char)(value >> 8);
			raw[6 * i + 3 * c + 1] = (unsigned char)value;
			raw[6 * i + 3 * c + 2] = 0;
		}
	}
	int fd = open(bytes_write("x.raw", raw, sizeof raw), O_RDONLY);
	struct opened o = sound_open(&(struct source_request){
		.fd = fd, .cancel_fd = -1, .raw_type = SAMPLE_S24BE, .raw_rate_hz = 22050, .raw_n_channels = 2 });
	if (!o.ok)
		fail_msg("%s", o.err.message);
	assert_int_equal(o.info.rate_hz, 22050);
	assert_int_equal(o.info.n_frames, 50);
	size_t n;
	enum source_status status;
	float *frames = sound_read(&o, 200, &n, &status);
	assert_int_equal(n, 50);
	sound_is_as_written(frames, n, 2, 0);
	free(frames);
	sound_close(&o);
	close(fd);
}

/* termviz --still - <film.mp4: as loud as noise can be */
static void a_descriptor_of_a_container_is_never_raw(void **state)
{
	static const char mp4[64] = "\0\0\0\x20"
				    "ftypM4A ",
			  wav[64] = "RIFF\x40\0\0\0WAVEfmt \x02";
	(void)state;
	const char *const containers[]
		= { bytes_write("x.mp4", mp4, sizeof mp4), bytes_write("x.wav", wav, sizeof wav) };
	for (size_t i = 0; i < sizeof containers / sizeof containers[0]; i++) {
		int fd = open(containers[i], O_RDONLY);
		struct opened o = sound_open(&(struct source_request){ .fd = fd,
			.cancel_fd = -1,
			.raw_type = SAMPLE_S16LE,
			.raw_rate_hz = 44100,
			.raw_n_channels = 2 });
		assert_false(o.ok);
		assert_non_null(strstr(o.err.message, "not a sound file"));
		sound_close(&o);
		close(fd);
	}
}

static void nothing_to_open_is_nobodys_source(void **state)
{
	(void)state;
	assert_null(source_find(&(struct source_request){ .fd = -1, .cancel_fd = -1 }));
}

static void every_row_has_its_text(void **state)
{
	(void)state;
	assert_true(n_sources >= 4);
	for (size_t i = 0; i < n_sources; i++) {
		const struct source_ops *ops = source_table[i];
		assert_true(ops->name[0] && ops->help[0] && ops->state_bytes > 0);
		assert_true(ops->accepts && ops->open && ops->read && ops->close);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(ops->name, source_table[j]->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_is_read_and_named),
		cmocka_unit_test(a_descriptor_can_be_handed_over),
		cmocka_unit_test(an_mp3_behind_something_else_is_found),
		cmocka_unit_test(the_end_stays_the_end),
		cmocka_unit_test(seeking_is_exact),
		cmocka_unit_test(seeking_in_lossy_files_comes_to_the_same_place),
		cmocka_unit_test(ogg_channels_are_put_into_the_order_of_wave),
		cmocka_unit_test(all_orders_of_ogg_are_known),
		cmocka_unit_test(what_is_no_number_passes),
		cmocka_unit_test(titles_come_from_tags_and_are_fit_to_show),
		cmocka_unit_test(titles_come_from_all_kinds_of_tags),
		cmocka_unit_test(a_long_title_is_cut_at_a_character),
		cmocka_unit_test(a_file_name_is_made_fit_to_show),
		cmocka_unit_test(what_is_no_sound_file_is_refused),
		cmocka_unit_test(what_may_not_be_read_is_refused),
		cmocka_unit_test(absurd_headers_are_refused),
		cmocka_unit_test(a_length_beyond_the_file_is_not_believed),
		cmocka_unit_test(a_cut_wav_plays_what_is_there),
		cmocka_unit_test(a_cut_flac_plays_what_is_there_and_says_so),
		cmocka_unit_test(a_cut_mp3_plays_what_is_there),
		cmocka_unit_test(a_flac_that_lies_of_its_length_is_not_believed),
		cmocka_unit_test(a_descriptor_is_read_from_its_beginning_and_not_moved),
		cmocka_unit_test(a_descriptor_of_unknown_bytes_is_raw),
		cmocka_unit_test(a_descriptor_of_a_container_is_never_raw),
		cmocka_unit_test(nothing_to_open_is_nobodys_source),
		cmocka_unit_test(every_row_has_its_text),
	};
	return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}

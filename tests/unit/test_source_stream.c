/* Pipes and FIFOs: raw PCM by whole frames, every container, writers that die, what makes no sense, and giving up. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <FLAC/stream_encoder.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "sounds.h"

/* --------------------------------------------------------------- writers */

/* Someone at the other end: writes bytes in chunks, then goes. */
struct writer {
	pthread_t thread;
	int fd; /* -1: opens `path` first */
	const char *path;
	const unsigned char *bytes;
	size_t n, chunk;
};

static void *writer_run(void *context)
{
	struct writer *w = context;
	if (w->fd < 0)
		w->fd = open(w->path, O_WRONLY | O_CLOEXEC);
	for (size_t at = 0; at < w->n;) {
		size_t n = w->n - at < w->chunk ? w->n - at : w->chunk;
		ssize_t written = write(w->fd, w->bytes + at, n);
		if (written <= 0)
			break; /* the reader has gone */
		at += (size_t)written;
	}
	close(w->fd);
	return NULL;
}

static void writer_start(struct writer *w)
{
	assert_int_equal(pthread_create(&w->thread, NULL, writer_run, w), 0);
}

static struct source_request request_of(int fd)
{
	return (struct source_request){
		.fd = fd, .cancel_fd = -1, .raw_type = SAMPLE_S16LE, .raw_rate_hz = 44100, .raw_n_channels = 2
	};
}

struct feed {
	int fd; /* the reading end */
	struct writer writer;
};

/* Begins to write `n` bytes into a new pipe. */
static void feed_start(struct feed *feed, const void *bytes, size_t n, size_t chunk)
{
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	feed->fd = ends[0];
	feed->writer = (struct writer){ .fd = ends[1], .bytes = bytes, .n = n, .chunk = chunk };
	writer_start(&feed->writer);
}

static void feed_end(struct feed *feed)
{
	close(feed->fd);
	pthread_join(feed->writer.thread, NULL);
}

struct result {
	bool ok;
	struct source_info info;
	struct err err;
	enum source_status status;
	float *frames;
	size_t n;
};

/* What becomes of `bytes` on a pipe. `result.frames` is the caller's. */
static struct result play_as(const struct source_request *raw, const void *bytes, size_t n, size_t chunk)
{
	struct feed feed;
	feed_start(&feed, bytes, n, chunk);
	struct source_request request = *raw;
	request.fd = feed.fd;
	struct opened o = sound_open(&request);
	assert_string_equal(o.ops->name, "stream");
	struct result result = { .ok = o.ok };
	if (o.ok)
		result.frames = sound_read(&o, SOUND_MAX_FRAMES, &result.n, &result.status);
	result.info = o.info;
	result.err = o.err;
	sound_close(&o);
	feed_end(&feed);
	if (result.ok) {
		assert_true(result.info.live);
		assert_false(result.info.seekable);
		assert_int_equal(result.info.n_frames, -1);
	}
	return result;
}

static struct result play(const void *bytes, size_t n, size_t chunk)
{
	struct source_request raw = request_of(-1);
	return play_as(&raw, bytes, n, chunk);
}

static void require_refused(const void *bytes, size_t n, const char *because)
{
	struct result r = play(bytes, n, 4096);
	assert_false(r.ok);
	assert_int_equal(r.err.code, ERR_INPUT);
	if (!strstr(r.err.message, because))
		fail_msg("%s", r.err.message);
}

/* --------------------------------------------------------------- raw PCM */

static void s16_make(unsigned char *bytes, size_t first, size_t n_frames, unsigned n_channels)
{
	for (size_t i = 0; i < n_frames; i++) {
		for (unsigned c = 0; c < n_channels; c++) {
			unsigned value = (unsigned)sound_sample(first + i, c) & 0xffff;
			*bytes++ = (unsigned char)value;
			*bytes++ = (unsigned char)(value >> 8);
		}
	}
}

static void raw_samples_are_exact_in_any_pieces(void **state)
{
	(void)state;
	enum { N = 3000 };
	static unsigned char bytes[4 * N];
	static const size_t chunks[] = { 1, 3, 4, 1001, 4096, sizeof bytes };
	s16_make(bytes, 0, N, 2);
	for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
		struct result r = play(bytes, sizeof bytes, chunks[i]);
		assert_true(r.ok);
		assert_int_equal(r.info.rate_hz, 44100);
		assert_int_equal(r.info.n_channels, 2);
		assert_true(r.info.resumable);
		assert_int_equal(r.info.raw_type, SAMPLE_S16LE);
		assert_string_equal(r.info.format, "s16le");
		assert_string_equal(r.info.title, "");
		assert_int_equal(r.status, SOURCE_END);
		assert_int_equal(r.n, N);
		sound_is_as_written(r.frames, r.n, 2, 0);
		free(r.frames);
	}
}

static void every_raw_type_and_channel_count_is_read(void **state)
{
	(void)state;
	enum { N = 700 };
	for (size_t type = 0; type < N_SAMPLE_TYPES; type++) {
		for (uint32_t n_channels = 1; n_channels <= 7; n_channels += 2) {
			struct source_request raw = request_of(-1);
			raw.raw_type = (enum sample_type)type;
			raw.raw_n_channels = n_channels;
			size_t n_bytes = N * n_channels * sample_formats[type].sample_bytes;
			unsigned char *bytes = malloc(n_bytes);
			float *expected = calloc((size_t)N * n_channels, sizeof *expected);
			assert_non_null(bytes);
			assert_non_null(expected);
			for (size_t i = 0; i < n_bytes; i++)
				bytes[i] = (unsigned char)(i * 7 % 61);
			sample_formats[type].to_float(bytes, expected, (size_t)N * n_channels);
			struct result r = play_as(&raw, bytes, n_bytes, 1000);
			assert_true(r.ok);
			assert_int_equal(r.n, N);
			assert_memory_equal(r.frames, expected, N * n_channels * sizeof *expected);
			free(r.frames);
			free(expected);
			free(bytes);
		}
	}
}

static void odd_bytes_at_the_end_are_ignored(void **state)
{
	(void)state;
	unsigned char bytes[4 * 100 + 3];
	s16_make(bytes, 0, 100, 2);
	memset(bytes + 400, 0x55, 3);
	for (size_t odd = 1; odd <= 3; odd++) {
		struct result r = play(bytes, 400 + odd, 13);
		assert_true(r.ok);
		assert_int_equal(r.n, 100);
		assert_int_equal(r.status, SOURCE_END);
		free(r.frames);
	}
}

static size_t bytes_in_pipe(int fd)
{
	int n = 0;
	assert_int_equal(ioctl(fd, FIONREAD, &n), 0);
	return (size_t)n;
}

/* 5 ms of silence are enough to begin with; a part of a frame stays in the pipe, for whoever reads it next. */
static void a_live_stream_begins_at_once_and_is_read_by_whole_frames(void **state)
{
	(void)state;
	int ends[2];
	unsigned char bytes[4 * 220 + 3] = { 0 };
	float frames[2 * 500];
	size_t n = 0;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], bytes, sizeof bytes), sizeof bytes);
	struct source_request request = request_of(ends[0]);
	struct opened o = sound_open(&request);
	assert_true(o.ok);
	assert_int_equal(o.ops->read(o.state, frames, 500, &n, &o.err), SOURCE_OK);
	assert_int_equal(n, 220);
	assert_int_equal(bytes_in_pipe(ends[0]), 3);
	assert_int_equal(o.ops->read(o.state, frames, 500, &n, &o.err), SOURCE_DRY);
	assert_int_equal(n, 0);
	assert_int_equal(bytes_in_pipe(ends[0]), 3);

	assert_int_equal(write(ends[1], bytes, 1), 1); /* completes the frame */
	assert_int_equal(o.ops->wait(o.state), SOURCE_OK);
	assert_int_equal(o.ops->read(o.state, frames, 500, &n, &o.err), SOURCE_OK);
	assert_int_equal(n, 1);
	close(ends[1]);
	assert_int_equal(o.ops->wait(o.state), SOURCE_END);
	assert_int_equal(o.ops->read(o.state, frames, 500, &n, &o.err), SOURCE_END);
	sound_close(&o);
	close(ends[0]);
}

/* A writer that goes to sleep on a full pipe may not wake who waits for the rest of a frame: its first bytes were there
 * before. Many rounds, because it has to come while we wait. */
static void more_than_a_pipe_holds_after_part_of_a_frame(void **state)
{
	(void)state;
	enum { ROUNDS = 20, BEGUN = 4 * 220 + 3, MUCH = 80001 };
	unsigned char *bytes = calloc(1, MUCH);
	float frames[2 * 500];
	for (int round = 0; round < ROUNDS; round++) {
		int ends[2];
		size_t n = 0, n_all = 0;
		assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
		assert_int_equal(write(ends[1], bytes, BEGUN), BEGUN);
		struct source_request request = request_of(ends[0]);
		struct opened o = sound_open(&request);
		assert_true(o.ok);
		assert_int_equal(o.ops->read(o.state, frames, 500, &n, &o.err), SOURCE_OK);
		struct writer w = { .fd = ends[1], .bytes = bytes, .n = MUCH, .chunk = MUCH };
		writer_start(&w);
		while (o.ops->wait(o.state) == SOURCE_OK && o.ops->read(o.state, frames, 500, &n, &o.err) == SOURCE_OK)
			n_all += n;
		assert_int_equal(n_all, (BEGUN + MUCH) / 4 - 220);
		pthread_join(w.thread, NULL);
		sound_close(&o);
		close(ends[0]);
	}
	free(bytes);
}

/* wait() with a part of a frame in the pipe sleeps until the rest has come. */
static void waiting_for_the_rest_of_a_frame(void **state)
{
	(void)state;
	int ends[2];
	unsigned char bytes[8] = { 1, 2, 3, 4, 5 };
	float frames[4];
	size_t n = 0;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], bytes, 5), 5);
	struct source_request request = request_of(ends[0]);
	struct opened o = sound_open(&request);
	assert_true(o.ok);
	assert_int_equal(o.ops->read(o.state, frames, 2, &n, &o.err), SOURCE_OK);
	struct writer w = { .fd = ends[1], .bytes = bytes + 5, .n = 3, .chunk = 1 };
	writer_start(&w);
	assert_int_equal(o.ops->wait(o.state), SOURCE_OK);
	assert_int_equal(o.ops->read(o.state, frames, 2, &n, &o.err), SOURCE_OK);
	assert_int_equal(n, 1);
	assert_int_equal(o.ops->wait(o.state), SOURCE_END);
	pthread_join(w.thread, NULL);
	sound_close(&o);
	close(ends[0]);
}

/* A reader that dies and one that takes its place: frames may be lost between them, halves of frames are not. */
static void another_reader_goes_on_at_a_frames_beginning(void **state)
{
	(void)state;
	enum { N = 9000, FIRST = 1000 };
	static unsigned char wav[90 + 6 * N], raw[6 * N];
	size_t n_bytes;
	unsigned char *file = bytes_read(
		sound_write("join.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 3, N, (struct sound_tags){ 0 }),
		&n_bytes);
	assert_true(n_bytes <= sizeof wav);
	memcpy(wav, file, n_bytes);
	s16_make(raw, 0, N, 3);
	for (int is_wav = 0; is_wav < 2; is_wav++) {
		struct feed feed;
		feed_start(&feed, is_wav ? wav : raw, is_wav ? n_bytes : sizeof raw, 1001);
		struct source_request request = request_of(feed.fd);
		request.raw_n_channels = is_wav ? 2 : 3; /* the WAV's header is right, not this */
		struct opened o = sound_open(&request);
		assert_true(o.ok && o.info.resumable && o.info.n_channels == 3);
		size_t n;
		enum source_status status;
		float *frames = sound_read(&o, FIRST, &n, &status);
		assert_int_equal(n, FIRST);
		sound_is_as_written(frames, n, 3, 0);
		free(frames);
		request.resume_raw = true;
		request.raw_type = o.info.raw_type;
		request.raw_rate_hz = o.info.rate_hz;
		request.raw_n_channels = o.info.n_channels;
		sound_close(&o);

		o = sound_open(&request);
		assert_true(o.ok);
		frames = sound_read(&o, 2 * N, &n, &status);
		assert_int_equal(status, SOURCE_END);
		assert_true(n > 0 && n <= N - FIRST);
		sound_is_as_written(frames, n, 3, N - n);
		free(frames);
		sound_close(&o);
		feed_end(&feed);
	}
	free(file);
}

/* A reader that dies when it has had no more than what was looked at for the header's sake: that was taken by the frames
 * of the raw format, of 4 bytes, and ends amid one of the WAV's, of 6. */
static void a_reader_that_has_only_looked_leaves_whole_frames(void **state)
{
	(void)state;
	enum { N = 200, SEEN = 100, FIRST = 10 };
	size_t n_bytes, n;
	enum source_status status;
	unsigned char *bytes = bytes_read(
		sound_write("look.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 3, N, (struct sound_tags){ 0 }),
		&n_bytes);
	const size_t header = n_bytes - 6 * N;
	const size_t seen = SEEN + ((header + 6 * SEEN) % 4 == 0); /* frames; not as many as are whole by that unit */
	int ends[2];
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], bytes, header + 6 * seen), header + 6 * seen);
	struct source_request request = request_of(ends[0]);
	struct opened o = sound_open(&request);
	assert_true(o.ok);
	float *frames = sound_read(&o, FIRST, &n, &status);
	assert_int_equal(n, FIRST);
	sound_is_as_written(frames, n, 3, 0);
	free(frames);
	sound_close(&o);
	assert_int_equal(bytes_in_pipe(ends[0]) % 6, 0);

	/* cut off amid a frame, what there is of whole ones is played */
	assert_int_equal(write(ends[1], bytes, header + 6 * SEEN + 3), header + 6 * SEEN + 3);
	close(ends[1]);
	o = sound_open(&request);
	assert_true(o.ok);
	frames = sound_read(&o, N, &n, &status);
	assert_int_equal(n, SEEN);
	assert_int_equal(status, SOURCE_END);
	free(frames);
	sound_close(&o);
	close(ends[0]);
	free(bytes);
}

static void devices_that_cannot_count_are_read(void **state)
{
	(void)state;
	struct source_request request = request_of(-1);
	request.path = "/dev/zero";
	struct opened o = sound_open(&request);
	assert_true(o.ok);
	assert_string_equal(o.ops->name, "stream");
	size_t n;
	enum source_status status;
	float *frames = sound_read(&o, 5000, &n, &status);
	assert_int_equal(n, 5000);
	assert_true(frames[0] == 0.0f && frames[9999] == 0.0f);
	free(frames);
	sound_close(&o);

	request.path = "/dev/null";
	o = sound_open(&request);
	assert_false(o.ok);
	assert_non_null(strstr(o.err.message, "no sound came"));
	sound_close(&o);
}

static void a_socket_is_a_stream_too(void **state)
{
	(void)state;
	enum { N = 2000 };
	static unsigned char bytes[4 * N];
	int ends[2];
	s16_make(bytes, 0, N, 2);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
	struct writer w = { .fd = ends[1], .bytes = bytes, .n = sizeof bytes, .chunk = 999 };
	writer_start(&w);
	struct source_request request = request_of(ends[0]);
	struct opened o = sound_open(&request);
	assert_true(o.ok);
	size_t n;
	enum source_status status;
	float *frames = sound_read(&o, 2 * N, &n, &status);
	assert_int_equal(status, SOURCE_END);
	assert_int_equal(n, N);
	sound_is_as_written(frames, n, 2, 0);
	free(frames);
	sound_close(&o);
	pthread_join(w.thread, NULL);
	close(ends[0]);
}

/* --------------------------------------------------------------- containers */

static void every_container_comes_through_a_pipe(void **state)
{
	(void)state;
	static const struct {
		int format, rate_hz, n_channels;
		const char *name, *text;
		bool resumable, has_title;
	} kinds[] = {
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, "a.wav", "WAV s16", true, true },
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_24, 48000, 3, "b.wav", "WAV s24", true, true },
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_32, 48000, 1, "c.wav", "WAV s32", true, true },
		{ SF_FORMAT_WAV | SF_FORMAT_FLOAT, 8000, 2, "d.wav", "WAV f32", true, true },
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_U8, 8000, 1, "u.wav", "WAV u8", true, true },
		{ SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 8000, 2, "e.wav", "WAV f64", false, true },
		{ SF_FORMAT_WAV | SF_FORMAT_ULAW, 8000, 1, "f.wav", "WAV u-law", false, true },
		{ SF_FORMAT_WAVEX | SF_FORMAT_PCM_16, 48000, 6, "g.wav", "WAV s16", true, true },
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_16 | SF_ENDIAN_BIG, 44100, 2, "rifx.wav", "WAV s16", true, true },
		{ SF_FORMAT_W64 | SF_FORMAT_PCM_24, 44100, 2, "a.w64", "W64 s24", true, false },
		{ SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 384000, 2, "a.rf64", "RF64 s16", true, true },
		{ SF_FORMAT_AU | SF_FORMAT_PCM_16, 44100, 2, "a.au", "AU s16", true, false },
		{ SF_FORMAT_AU | SF_FORMAT_FLOAT, 44100, 2, "b.au", "AU f32", true, false },
		{ SF_FORMAT_AU | SF_FORMAT_PCM_S8, 44100, 2, "c.au", "AU s8", false, false },
		{ SF_FORMAT_AU | SF_FORMAT_PCM_24 | SF_ENDIAN_LITTLE, 44100, 2, "d.au", "AU s24", true, false },
		{ SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 44100, 2, "a.aiff", "AIFF s16", false, true },
		{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, "a.flac", "FLAC 16", false, true },
		{ SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 96000, 6, "b.flac", "FLAC 24", false, true },
		{ SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 3, "a.ogg", "Ogg Vorbis", false, true },
		{ SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 2, "a.opus", "Ogg Opus", false, true },
		{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 2, "a.mp3", "MP3", false, false },
		{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 24000, 1, "b.mp3", "MP3", false, false },
	};
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		enum { N = 6000 };
		size_t n_bytes, n;
		enum source_status status;
		const char *path = sound_write(kinds[k].name, kinds[k].format, kinds[k].rate_hz, kinds[k].n_channels, N,
			(struct sound_tags){ "Band", "Song" });
		unsigned char *bytes = bytes_read(path, &n_bytes);
		struct opened file = sound_open(&(struct source_request){ .path = path, .fd = -1, .cancel_fd = -1 });
		assert_true(file.ok);
		float *expected = sound_read(&file, 2 * N, &n, &status);
		assert_int_equal(n, N);
		sound_close(&file);

		for (size_t chunk = 37; chunk < 100000; chunk += 65536) {
			struct result r = play(bytes, n_bytes, chunk);
			if (!r.ok)
				fail_msg("%s: %s", kinds[k].name, r.err.message);
			assert_string_equal(r.info.format, kinds[k].text);
			assert_int_equal(r.info.rate_hz, kinds[k].rate_hz);
			assert_int_equal(r.info.n_channels, kinds[k].n_channels);
			assert_int_equal(r.info.resumable, kinds[k].resumable);
			assert_string_equal(r.info.title, kinds[k].has_title ? "Band - Song" : "");
			assert_int_equal(r.status, SOURCE_END);
			assert_int_equal(r.n, N);
			if (memcmp(r.frames, expected, N * r.info.n_channels * sizeof *expected) != 0)
				fail_msg("%s: other samples than in the file", kinds[k].name);
			free(r.frames);
		}
		free(expected);
		free(bytes);
	}
}

static void flac_in_ogg_comes_through_a_pipe(void **state)
{
	(void)state;
	enum { N = 5000 };
	static FLAC__int32 samples[2 * N];
	for (size_t i = 0; i < N; i++) {
		samples[2 * i] = sound_sample(i, 0);
		samples[2 * i + 1] = sound_sample(i, 1);
	}
	const char *path = sound_path("a.oga");
	FLAC__StreamEncoder *encoder = FLAC__stream_encoder_new();
	assert_non_null(encoder);
	FLAC__stream_encoder_set_sample_rate(encoder, 44100);
	FLAC__StreamEncoderInitStatus begun = FLAC__stream_encoder_init_ogg_file(encoder, path, NULL, NULL);
	if (begun == FLAC__STREAM_ENCODER_INIT_STATUS_UNSUPPORTED_CONTAINER) {
		FLAC__stream_encoder_delete(encoder);
		skip();
	}
	assert_true(FLAC__stream_encoder_process_interleaved(encoder, samples, N));
	assert_true(FLAC__stream_encoder_finish(encoder));
	FLAC__stream_encoder_delete(encoder);
	size_t n_bytes;
	unsigned char *bytes = bytes_read(path, &n_bytes);
	struct result r = play(bytes, n_bytes, 777);
	assert_true(r.ok);
	assert_string_equal(r.info.format, "FLAC 16");
	assert_int_equal(r.n, N);
	sound_is_as_written(r.frames, r.n, 2, 0);
	free(r.frames);
	free(bytes);
}

/* A tag with a title and a picture of 300 kB in front. */
static void a_long_tag_does_not_hide_what_follows(void **state)
{
	(void)state;
	enum { PICTURE = 300000, N = 4000 };
	static const unsigned char title[] = "TIT2\0\0\0\6\0\0\3Dream";
	static const struct {
		int format;
		const char *name, *text, *title;
	} kinds[] = {
		{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "tagged.mp3", "MP3", "Dream" },
		{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "tagged.flac", "FLAC 16", "" },
	};
	for (size_t k = 0; k < 2; k++) {
		size_t n_bytes, size = sizeof title - 1 + 10 + PICTURE;
		unsigned char *sound = bytes_read(
			sound_write(kinds[k].name, kinds[k].format, 44100, 2, N, (struct sound_tags){ 0 }), &n_bytes);
		unsigned char *bytes = calloc(1, 10 + size + n_bytes);
		assert_non_null(bytes);
		const unsigned char header[10] = { 'I', 'D', '3', 3, 0, 0, (unsigned char)(size >> 21 & 127),
			(unsigned char)(size >> 14 & 127), (unsigned char)(size >> 7 & 127),
			(unsigned char)(size & 127) };
		memcpy(bytes, header, 10);
		memcpy(bytes + 10, title, sizeof title - 1);
		unsigned char *picture = bytes + 10 + sizeof title - 1;
		memcpy(picture, "APIC", 4);
		picture[5] = PICTURE >> 16 & 255;
		picture[6] = PICTURE >> 8 & 255;
		picture[7] = PICTURE & 255;
		memset(picture + 10, 0x5a, PICTURE);
		memcpy(bytes + 10 + size, sound, n_bytes);
		struct result r = play(bytes, 10 + size + n_bytes, 65536);
		if (!r.ok)
			fail_msg("%s: %s", kinds[k].name, r.err.message);
		assert_string_equal(r.info.format, kinds[k].text);
		assert_string_equal(r.info.title, kinds[k].title);
		assert_int_equal(r.n, N);
		free(r.frames);
		free(bytes);
		free(sound);
	}
}

static void le32_put(unsigned char *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(value >> 8 * i);
}

/* Programs that write WAV into a pipe cannot know its length. */
static void a_wavs_length_is_not_believed(void **state)
{
	(void)state;
	enum { N = 2000, HEADER = 44 };
	size_t n_bytes;
	unsigned char *bytes = bytes_read(
		sound_write("len.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, N, (struct sound_tags){ 0 }),
		&n_bytes);
	assert_int_equal(n_bytes, HEADER + 4 * N);
	static const uint32_t lengths[] = { 0, 0xffffffff, 0x7ffff000, 400, 401, 4, 4 * N, 4 * N + 1000 };
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
		le32_put(bytes + 40, lengths[i]);
		struct result r = play(bytes, n_bytes, 1234);
		assert_true(r.ok);
		assert_int_equal(r.n, N);
		sound_is_as_written(r.frames, r.n, 2, 0);
		free(r.frames);
	}
	free(bytes);
}

/* But tags behind the samples are not played. */
static void tags_behind_a_wavs_samples_are_no_sound(void **state)
{
	(void)state;
	static const struct {
		uint32_t n_frames;
		int format, n_channels;
	} kinds[] = {
		{ 2000, SF_FORMAT_PCM_16, 2 },
		{ 1001, SF_FORMAT_PCM_U8, 1 },
		{ 333, SF_FORMAT_PCM_24, 1 },
		{ 1, SF_FORMAT_PCM_16, 2 },
	};
	static const unsigned char chunk[] = "LIST\x1a\0\0\0INFOISFT\xe\0\0\0Some editor 1\0";
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		size_t n_bytes;
		unsigned char *bytes
			= bytes_read(sound_write("list.wav", SF_FORMAT_WAV | kinds[k].format, 44100,
					     kinds[k].n_channels, kinds[k].n_frames, (struct sound_tags){ 0 }),
				&n_bytes);
		if (n_bytes % 2) /* the pad byte, if libsndfile has not written it */
			bytes[n_bytes++] = 0;
		memcpy(bytes + n_bytes, chunk, sizeof chunk - 1);
		for (size_t pieces = 1; pieces < 10000; pieces += 999) {
			struct result r = play(bytes, n_bytes + sizeof chunk - 1, pieces);
			assert_true(r.ok);
			assert_int_equal(r.n, kinds[k].n_frames);
			assert_int_equal(r.status, SOURCE_END);
			free(r.frames);
		}
		free(bytes);
	}
}

/* A header, then a pause: playing begins with the first samples, not with the first block. */
static void a_live_wav_begins_at_once(void **state)
{
	(void)state;
	size_t n_bytes, n = 0;
	float frames[2 * 100];
	int ends[2];
	unsigned char *bytes = bytes_read(
		sound_write("live.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 2, 10, (struct sound_tags){ 0 }),
		&n_bytes);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	assert_int_equal(write(ends[1], bytes, 44 + 8), 44 + 8);
	struct source_request request = request_of(ends[0]);
	struct opened o = sound_open(&request);
	assert_true(o.ok);
	assert_int_equal(o.ops->read(o.state, frames, 100, &n, &o.err), SOURCE_OK);
	assert_int_equal(n, 2);
	assert_int_equal(o.ops->read(o.state, frames, 100, &n, &o.err), SOURCE_DRY);
	assert_int_equal(write(ends[1], bytes + 52, 32), 32);
	assert_int_equal(o.ops->wait(o.state), SOURCE_OK);
	assert_int_equal(o.ops->read(o.state, frames, 100, &n, &o.err), SOURCE_OK);
	assert_int_equal(n, 8);
	sound_is_as_written(frames, n, 2, 2);
	sound_close(&o);
	close(ends[0]);
	close(ends[1]);
	free(bytes);
}

/* --------------------------------------------------------------- what makes no sense */

static void nothing_at_all_is_an_error(void **state)
{
	(void)state;
	require_refused("", 0, "no sound came through the pipe");
}

static void less_than_a_frame_is_an_error(void **state)
{
	(void)state;
	struct result r = play("ab", 2, 2);
	assert_true(!r.ok || (r.status == SOURCE_FAILED && r.n == 0));
	assert_true(r.err.message[0] != '\0');
	free(r.frames);
}

static void broken_headers_are_errors(void **state)
{
	(void)state;
	static const unsigned char no_channels[]
		= "RIFF\x2c\0\0\0WAVEfmt \20\0\0\0\1\0\0\0\x44\xac\0\0\0\0\0\0\0\0\20\0data\x8\0\0\0abcdefgh";
	static const unsigned char slow[]
		= "RIFF\x2c\0\0\0WAVEfmt \20\0\0\0\1\0\2\0\3\0\0\0\xc\0\0\0\4\0\20\0data\x8\0\0\0abcdefgh";
	require_refused("RIFF\x24\x08\0\0WAVEfmt ", 16, "header ends too early");
	require_refused("RIFF\x24\x08\0\0WAVE", 12, "header ends too early");
	require_refused(no_channels, sizeof no_channels - 1, "");
	require_refused(slow, sizeof slow - 1, "rate");
	require_refused("fLaC\0\0\0\x22short", 13, "FLAC header");
	require_refused("fLaC", 4, "FLAC header");
	require_refused("FORM\0\0\x08\x24"
			"AIFFCOMM\0\0\0\x12",
		20, "complete?");
	require_refused("ID3\3\0\0\0\0\0\4abcd", 14, "MP3");
	require_refused(".snd\0\0\0\x18\0\0", 10, "header ends too early");
	static const unsigned char ogg[]
		= "OggS\0\2\0\0\0\0\0\0\0\0abcd\0\0\0\0efgh\1\x1e\1vorbis and then nothing of the kind";
	require_refused(ogg, sizeof ogg - 1, "complete?");
}

static void what_cannot_be_streamed_is_refused_by_name(void **state)
{
	(void)state;
	require_refused("caff\0\1\0\0desc\0\0\0\0\0\0\0\x20", 20, "CAF cannot be read from a pipe");
	require_refused("\0\0\0\x1c"
			"ftypM4A \0\0\0\0",
		16, "MP4 cannot be read from a pipe");
	require_refused("\x1a\x45\xdf\xa3\x9f\x42\x86\x81", 8, "WebM cannot be read from a pipe");
}

/* A good header with nothing behind it. */
static void a_header_alone_is_an_error(void **state)
{
	(void)state;
	static const struct {
		int format;
		const char *name;
	} kinds[] = {
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, "h.wav" },
		{ SF_FORMAT_AU | SF_FORMAT_PCM_16, "h.au" },
		{ SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "h.aiff" },
		{ SF_FORMAT_WAV | SF_FORMAT_ULAW, "h2.wav" },
	};
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		size_t n_bytes;
		unsigned char *bytes = bytes_read(
			sound_write(kinds[k].name, kinds[k].format, 44100, 1, 0, (struct sound_tags){ 0 }), &n_bytes);
		struct result r = play(bytes, n_bytes, 4096);
		assert_true(!r.ok || r.status == SOURCE_FAILED);
		assert_int_equal(r.err.code, ERR_INPUT);
		assert_int_equal(r.n, 0);
		free(r.frames);
		free(bytes);
	}
}

/* A writer that is killed: what came is played, and that is that. FLAC knows that there should be more. */
static void a_writer_that_dies_is_an_end(void **state)
{
	(void)state;
	static const struct {
		int format;
		const char *name;
		enum source_status status;
	} kinds[] = {
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, "die.wav", SOURCE_END },
		{ SF_FORMAT_AIFF | SF_FORMAT_PCM_16, "die.aiff", SOURCE_END },
		{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "die.flac", SOURCE_FAILED },
		{ SF_FORMAT_OGG | SF_FORMAT_VORBIS, "die.ogg", SOURCE_END },
		{ SF_FORMAT_OGG | SF_FORMAT_OPUS, "die.opus", SOURCE_END },
		{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "die.mp3", SOURCE_END },
	};
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		enum { N = 192000 }; /* 4 s: libsndfile writes a page of Opus a second */
		size_t n_bytes;
		unsigned char *bytes = bytes_read(
			sound_write(kinds[k].name, kinds[k].format, 48000, 2, N, (struct sound_tags){ 0 }), &n_bytes);
		struct result r = play(bytes, n_bytes / 2 + 1, 4096);
		if (!r.ok)
			fail_msg("%s: %s", kinds[k].name, r.err.message);
		assert_int_equal(r.status, kinds[k].status);
		if (r.n < N / 5 || r.n > N * 3 / 4)
			fail_msg("%s: %zu frames", kinds[k].name, r.n);
		free(r.frames);
		free(bytes);
	}
}

/* A stretch of noise amid good frames costs some of them; what comes behind is played again. */
static void damage_in_the_middle_is_passed(void **state)
{
	(void)state;
	static const struct {
		int format;
		const char *name;
	} kinds[] = {
		{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "dam.flac" },
		{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "dam.mp3" },
	};
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		enum { N = 60000 };
		size_t n_bytes;
		unsigned char *bytes = bytes_read(
			sound_write(kinds[k].name, kinds[k].format, 44100, 1, N, (struct sound_tags){ 0 }), &n_bytes);
		memset(bytes + n_bytes / 2, 0x5a, 300);
		struct result r = play(bytes, n_bytes, 4096);
		assert_true(r.ok);
		assert_int_equal(r.status, SOURCE_END);
		assert_true(r.n > N * 6 / 10);
		free(r.frames);
		free(bytes);
	}
}

static void absurd_raw_formats_are_refused(void **state)
{
	(void)state;
	static const struct {
		uint32_t rate_hz, n_channels;
	} rows[] = { { 44100, 0 }, { 0, 2 }, { 44100, 65 }, { 4000000000, 2 } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct source_request raw = request_of(-1);
		raw.raw_rate_hz = rows[i].rate_hz;
		raw.raw_n_channels = rows[i].n_channels;
		struct result r = play_as(&raw, "abcdefghijklmnopqrstuvwx", 24, 24);
		assert_false(r.ok);
		assert_int_equal(r.err.code, ERR_INPUT);
	}
}

/* --------------------------------------------------------------- giving up */

static void opening_can_be_cancelled(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t n;
	} begun[] = {
		{ "", 0 },     /* before the first byte */
		{ "RIFF", 4 }, /* while it is looked at */
		{ "RIFF\x24\x08\0\0WAVEfmt ", 16 },
		{ "fLaC\0\0\0\x22", 8 }, /* while a decoder reads the header */
		{ "FORM\0\0\x08\x24"
		  "AIFFCOMM",
			16 },
		{ "ID3\3\0\0\0\0\0\4abcdefgh", 18 },
	};
	for (size_t i = 0; i < sizeof begun / sizeof begun[0]; i++) {
		int ends[2], cancel_fd = eventfd(1, EFD_CLOEXEC);
		assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
		if (begun[i].n > 0)
			assert_int_equal(write(ends[1], begun[i].bytes, begun[i].n), begun[i].n);
		struct source_request request = request_of(ends[0]);
		request.cancel_fd = cancel_fd;
		struct opened o = sound_open(&request);
		assert_false(o.ok);
		assert_int_equal(o.err.code, ERR_GONE);
		sound_close(&o);
		close(ends[0]);
		close(ends[1]);
		close(cancel_fd);
	}
}

/* A cancelled wait loses nothing: the same source plays on. */
static void waiting_can_be_cancelled_and_taken_up_again(void **state)
{
	(void)state;
	enum { N = 20000 };
	size_t n_bytes, n;
	enum source_status status;
	unsigned char *bytes = bytes_read(
		sound_write("pause.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44100, 2, N, (struct sound_tags){ 0 }),
		&n_bytes);
	int ends[2], cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	struct source_request request = request_of(ends[0]);
	request.cancel_fd = cancel_fd;
	assert_int_equal(write(ends[1], bytes, 30000), 30000);
	struct opened o = sound_open(&request);
	assert_true(o.ok);

	eventfd_write(cancel_fd, 1);
	float *frames = sound_read(&o, N, &n, &status);
	assert_int_equal(status, SOURCE_CANCELLED);
	assert_true(n < N);
	sound_is_as_written(frames, n, 2, 0);
	free(frames);

	eventfd_t ignored;
	eventfd_read(cancel_fd, &ignored);
	struct writer w = { .fd = ends[1], .bytes = bytes + 30000, .n = n_bytes - 30000, .chunk = 4096 };
	writer_start(&w);
	size_t rest;
	frames = sound_read(&o, 2 * N, &rest, &status);
	assert_int_equal(status, SOURCE_END);
	assert_int_equal(n + rest, N);
	sound_is_as_written(frames, rest, 2, n);
	free(frames);
	sound_close(&o);
	pthread_join(w.thread, NULL);
	close(ends[0]);
	close(cancel_fd);
	free(bytes);
}

/* Closed while the decoder waits: for bytes, or for room. */
static void closing_in_the_middle_leaves_nothing_behind(void **state)
{
	(void)state;
	static const struct {
		int format;
		const char *name;
	} kinds[] = {
		{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "close.flac" },
		{ SF_FORMAT_OGG | SF_FORMAT_VORBIS, "close.ogg" },
		{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "close.mp3" },
		{ SF_FORMAT_WAV | SF_FORMAT_PCM_16, "close.wav" },
	};
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
		enum { N = 60000 };
		size_t n_bytes;
		unsigned char *bytes = bytes_read(
			sound_write(kinds[k].name, kinds[k].format, 48000, 2, N, (struct sound_tags){ 0 }), &n_bytes);
		for (int is_whole = 0; is_whole < 2; is_whole++) {
			int ends[2];
			assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
			size_t n = is_whole ? n_bytes : n_bytes / 4;
			n = n < 60000 ? n : 60000; /* what a pipe holds */
			assert_int_equal(write(ends[1], bytes, n), n);
			struct source_request request = request_of(ends[0]);
			struct opened o = sound_open(&request);
			assert_true(o.ok);
			float frames[2 * 100];
			o.ops->read(o.state, frames, 100, &n, &o.err);
			sound_close(&o);
			close(ends[0]);
			close(ends[1]);
		}
		free(bytes);
	}
}

/* --------------------------------------------------------------- FIFOs */

static void a_fifo_is_opened_before_its_writer_comes(void **state)
{
	(void)state;
	enum { N = 500 };
	static unsigned char bytes[4 * N];
	s16_make(bytes, 0, N, 2);
	const char *path = sound_path("fifo");
	assert_int_equal(mkfifo(path, 0600), 0);
	struct writer w = { .fd = -1, .path = path, .bytes = bytes, .n = sizeof bytes, .chunk = 100 };
	writer_start(&w);
	struct source_request request = request_of(-1);
	request.path = path;
	struct opened o = sound_open(&request);
	assert_true(o.ok);
	assert_string_equal(o.ops->name, "stream");
	size_t n;
	enum source_status status;
	float *frames = sound_read(&o, 2 * N, &n, &status);
	assert_int_equal(status, SOURCE_END);
	assert_int_equal(n, N);
	sound_is_as_written(frames, n, 2, 0);
	free(frames);
	sound_close(&o);
	pthread_join(w.thread, NULL);
	unlink(path);
}

static void nobody_at_the_fifo_can_be_cancelled(void **state)
{
	(void)state;
	const char *path = sound_path("lonely");
	assert_int_equal(mkfifo(path, 0600), 0);
	struct source_request request = request_of(-1);
	request.path = path;
	request.cancel_fd = eventfd(1, EFD_CLOEXEC);
	struct opened o = sound_open(&request);
	assert_false(o.ok);
	assert_int_equal(o.err.code, ERR_GONE);
	sound_close(&o);
	close(request.cancel_fd);
	unlink(path);
}

/* With `wait`: a writer who says nothing is not the end; one who speaks is the end of this stream, and the FIFO can be
 * opened for the next. */
static void a_fifo_serves_one_writer_after_the_other(void **state)
{
	(void)state;
	enum { N = 500 };
	static unsigned char bytes[4 * N];
	s16_make(bytes, 0, N, 2);
	const char *path = sound_path("served");
	assert_int_equal(mkfifo(path, 0600), 0);
	struct source_request request = request_of(-1);
	request.path = path;
	request.wait = true;
	for (int round = 0; round < 3; round++) {
		struct writer silent = { .fd = -1, .path = path },
			      speaking = { .fd = -1, .path = path, .bytes = bytes, .n = sizeof bytes, .chunk = 99 };
		writer_start(&silent);
		/* has it gone before anyone listened, it was not there at all; both ways must do */
		writer_start(&speaking);
		struct opened o = sound_open(&request);
		assert_true(o.ok);
		size_t n;
		enum source_status status;
		float *frames = sound_read(&o, 2 * N, &n, &status);
		assert_int_equal(status, SOURCE_END);
		assert_int_equal(n, N);
		sound_is_as_written(frames, n, 2, 0);
		free(frames);
		pthread_join(speaking.thread, NULL);
		pthread_join(silent.thread, NULL);
		sound_close(&o);
	}
	unlink(path);
}

/* Without `wait` a silent writer's end is an error. */
static void a_silent_writer_at_a_fifo_is_an_error(void **state)
{
	(void)state;
	const char *path = sound_path("silent");
	assert_int_equal(mkfifo(path, 0600), 0);
	struct writer silent = { .fd = -1, .path = path };
	writer_start(&silent);
	struct source_request request = request_of(-1);
	request.path = path;
	struct opened o = sound_open(&request);
	assert_false(o.ok);
	assert_non_null(strstr(o.err.message, "no sound came"));
	sound_close(&o);
	pthread_join(silent.thread, NULL);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(raw_samples_are_exact_in_any_pieces),
		cmocka_unit_test(every_raw_type_and_channel_count_is_read),
		cmocka_unit_test(odd_bytes_at_the_end_are_ignored),
		cmocka_unit_test(a_live_stream_begins_at_once_and_is_read_by_whole_frames),
		cmocka_unit_test(waiting_for_the_rest_of_a_frame),
		cmocka_unit_test(more_than_a_pipe_holds_after_part_of_a_frame),
		cmocka_unit_test(another_reader_goes_on_at_a_frames_beginning),
		cmocka_unit_test(a_reader_that_has_only_looked_leaves_whole_frames),
		cmocka_unit_test(devices_that_cannot_count_are_read),
		cmocka_unit_test(a_socket_is_a_stream_too),
		cmocka_unit_test(every_container_comes_through_a_pipe),
		cmocka_unit_test(flac_in_ogg_comes_through_a_pipe),
		cmocka_unit_test(a_long_tag_does_not_hide_what_follows),
		cmocka_unit_test(a_wavs_length_is_not_believed),
		cmocka_unit_test(tags_behind_a_wavs_samples_are_no_sound),
		cmocka_unit_test(a_live_wav_begins_at_once),
		cmocka_unit_test(nothing_at_all_is_an_error),
		cmocka_unit_test(less_than_a_frame_is_an_error),
		cmocka_unit_test(broken_headers_are_errors),
		cmocka_unit_test(what_cannot_be_streamed_is_refused_by_name),
		cmocka_unit_test(a_header_alone_is_an_error),
		cmocka_unit_test(a_writer_that_dies_is_an_end),
		cmocka_unit_test(damage_in_the_middle_is_passed),
		cmocka_unit_test(absurd_raw_formats_are_refused),
		cmocka_unit_test(opening_can_be_cancelled),
		cmocka_unit_test(waiting_can_be_cancelled_and_taken_up_again),
		cmocka_unit_test(closing_in_the_middle_leaves_nothing_behind),
		cmocka_unit_test(a_fifo_is_opened_before_its_writer_comes),
		cmocka_unit_test(nobody_at_the_fifo_can_be_cancelled),
		cmocka_unit_test(a_fifo_serves_one_writer_after_the_other),
		cmocka_unit_test(a_silent_writer_at_a_fifo_is_an_error),
	};
	signal(SIGPIPE, SIG_IGN); /* writers here may outlive their readers */
	return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}

/* What the tests of sources share: sound files with known samples, and reading a source to its end. */
#ifndef TERMVIZ_TESTS_SOUNDS_H
#define TERMVIZ_TESTS_SOUNDS_H

#include <fcntl.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/source.h"

enum { SOUND_MAX_FRAMES = 1 << 18 };

/* A folder of its own for each program; sounds_end() removes it. */
static char sounds_folder[256];

static inline int sounds_begin(void **state)
{
	(void)state;
	const char *tmp = getenv("TMPDIR");
	snprintf(sounds_folder, sizeof sounds_folder, "%s/termviz-test-XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(sounds_folder) ? 0 : -1;
}

static inline int sounds_end(void **state)
{
	(void)state;
	char command[300];
	snprintf(command, sizeof command, "rm -rf '%s'", sounds_folder);
	return system(command) == 0 ? 0 : -1;
}

/* The path of a file in the folder; overwritten four calls later. */
static inline const char *sound_path(const char *name)
{
	static char paths[4][400];
	static unsigned next;
	char *path = paths[next++ % 4];
	snprintf(path, sizeof paths[0], "%s/%s", sounds_folder, name);
	return path;
}

static inline const char *bytes_write(const char *name, const void *bytes, size_t n)
{
	const char *path = sound_path(name);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
	return path;
}

static inline unsigned char *bytes_read(const char *path, size_t *n)
{
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	unsigned char *bytes = malloc(1 << 22);
	assert_non_null(bytes);
	*n = fread(bytes, 1, 1 << 22, file);
	fclose(file);
	return bytes;
}

/* Sample `c` of frame `i`: noise-like, so that no codec makes it small, each different from its neighbours, exact in 16
 * bits and in 24. */
static inline int sound_sample(size_t i, unsigned c)
{
	uint32_t x = (uint32_t)(i * 8 + c) * 2654435761U;
	return (int)(x >> 17) - 16384;
}

static inline float sound_float(size_t i, unsigned c)
{
	return (float)sound_sample(i, c) / 32768.0f;
}

struct sound_tags {
	const char *artist, *title;
};

/* Has libsndfile write `n_frames` of sound_sample() as `format`. */
static inline const char *sound_write(
	const char *name, int format, int rate_hz, int n_channels, size_t n_frames, struct sound_tags tags)
{
	const char *path = sound_path(name);
	SF_INFO sf = { .samplerate = rate_hz, .channels = n_channels, .format = format };
	SNDFILE *sound = sf_open(path, SFM_WRITE, &sf);
	if (!sound)
		fail_msg("%s: %s", name, sf_strerror(NULL));
	if (tags.artist)
		sf_set_string(sound, SF_STR_ARTIST, tags.artist);
	if (tags.title)
		sf_set_string(sound, SF_STR_TITLE, tags.title);
	int encoding = format & SF_FORMAT_SUBMASK;
	bool is_pcm = encoding >= SF_FORMAT_PCM_S8 && encoding <= SF_FORMAT_PCM_U8;
	for (size_t i = 0; i < n_frames; i++) {
		float frame[64];
		int whole[64];
		for (int c = 0; c < n_channels; c++) {
			frame[c] = sound_float(i, (unsigned)c);
			whole[c] = sound_sample(i, (unsigned)c)
				* 65536; /* floats would be rounded on their way to PCM */
		}
		assert_int_equal(is_pcm ? sf_writef_int(sound, whole, 1) : sf_writef_float(sound, frame, 1), 1);
	}
	assert_int_equal(sf_close(sound), 0);
	return path;
}

/* --------------------------------------------------------------- a source, opened and read */

struct opened {
	const struct source_ops *ops;
	void *state;
	bool ok;
	struct source_info info;
	struct err err;
};

static inline struct opened sound_open(const struct source_request *request)
{
	struct opened o = { .ops = source_find(request) };
	assert_non_null(o.ops);
	o.state = calloc(1, o.ops->state_bytes);
	assert_non_null(o.state);
	o.ok = o.ops->open(o.state, request, &o.info, &o.err);
	if (!o.ok) { /* one line, and an understandable code */
		assert_true(strlen(o.err.message) > 10);
		assert_null(strpbrk(o.err.message, "\n\r\t\033"));
		assert_true(o.err.code == ERR_INPUT || o.err.code == ERR_FORMAT || o.err.code == ERR_GONE);
	}
	return o;
}

static inline void sound_close(struct opened *o)
{
	o->ops->close(o->state);
	free(o->state);
	o->state = NULL;
}

/* Reads up to `max_frames` more into a new array; waits where a live source is dry. `*status` is what ended it:
 * SOURCE_OK, if there is more. */
static inline float *sound_read(struct opened *o, size_t max_frames, size_t *n_frames, enum source_status *status)
{
	enum { CHUNK = 500 };
	float *frames = calloc(max_frames + 1, o->info.n_channels * sizeof *frames);
	assert_non_null(frames);
	*n_frames = 0;
	*status = SOURCE_OK;
	while (*status == SOURCE_OK && *n_frames < max_frames) {
		size_t n = 77, want = max_frames - *n_frames < CHUNK ? max_frames - *n_frames : CHUNK;
		*status = o->ops->read(o->state, frames + *n_frames * o->info.n_channels, want, &n, &o->err);
		if (*status == SOURCE_OK)
			assert_true(n > 0 && n <= want);
		else
			assert_int_equal(n, 0);
		*n_frames += n;
		if (*status == SOURCE_DRY) {
			assert_non_null(o->ops->wait);
			*status = o->ops->wait(o->state);
		}
	}
	return frames;
}

/* `n_frames` frames are those of sound_write() from frame `first` on. */
static inline void sound_is_as_written(const float *frames, size_t n_frames, uint32_t n_channels, size_t first)
{
	for (size_t i = 0; i < n_frames; i++) {
		for (uint32_t c = 0; c < n_channels; c++) {
			if (frames[i * n_channels + c] != sound_float(first + i, c))
				fail_msg("frame %zu, channel %u: %.9g", i, c, (double)frames[i * n_channels + c]);
		}
	}
}

#endif

/* Any bytes on a pipe, to the stream source: it opens them or says why not, ends, and never gives more than whole
 * frames. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
const char *__lsan_default_suppressions(void);

/* What the decoders themselves lose on malformed headers is not ours to find. The leak sanitizer asks for this. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libsndfile\nleak:libvorbis\nleak:libopus\nleak:libFLAC\nleak:libmpg123\n";
}

enum { PIPE_BYTES = 65536, MAX_FRAMES = 1 << 20, CHUNK_FRAMES = 512 };

static void require(int holds)
{
	if (!holds)
		abort();
}

/* A pipe with all of `data` in it, and no writer any more. */
static int pipe_filled(const uint8_t *data, size_t n)
{
	int ends[2];
	require(pipe2(ends, O_CLOEXEC) == 0);
	require(n == 0 || write(ends[1], data, n) == (ssize_t)n);
	close(ends[1]);
	return ends[0];
}

static void read_to_the_end(const struct source_ops *ops, void *state, uint32_t n_channels)
{
	float *frames = malloc(CHUNK_FRAMES * n_channels * sizeof *frames);
	require(frames != NULL);
	struct err err = { 0 };
	for (size_t total = 0; total < MAX_FRAMES;) {
		size_t got = 0;
		enum source_status status = ops->read(state, frames, CHUNK_FRAMES, &got, &err);
		require(got <= CHUNK_FRAMES && (got > 0) == (status == SOURCE_OK));
		if (status == SOURCE_DRY)
			status = ops->wait(state);
		require(status == SOURCE_OK || status == SOURCE_END || status == SOURCE_FAILED);
		if (status != SOURCE_OK)
			break;
		total += got;
	}
	free(frames);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n > PIPE_BYTES)
		return 0;
	struct source_request request = { .fd = pipe_filled(data, n),
		.cancel_fd = -1,
		.raw_type = SAMPLE_S16LE,
		.raw_rate_hz = 44100,
		.raw_n_channels = 2 };
	struct source_info info;
	struct err err = { 0 };
	const struct source_ops *ops = source_find(&request);
	require(ops != NULL);
	void *state = calloc(1, ops->state_bytes);
	require(state != NULL);
	if (ops->open(state, &request, &info, &err)) {
		require(info.n_channels >= 1 && info.n_channels <= AUDIO_MAX_CHANNELS);
		require(info.rate_hz >= AUDIO_MIN_RATE_HZ && info.rate_hz <= AUDIO_MAX_RATE_HZ);
		require(memchr(info.title, 0, sizeof info.title) && memchr(info.format, 0, sizeof info.format));
		read_to_the_end(ops, state, info.n_channels);
	} else {
		require(err.code != ERR_NONE && err.message[0] != '\0');
	}
	ops->close(state);
	free(state);
	close(request.fd);
	return 0;
}

/* Sources, heard from their beginning to their end. */
#ifndef TERMVIZ_FUZZ_HEAR_H
#define TERMVIZ_FUZZ_HEAR_H

#include "fuzz.h"
#include "source/source.h"

enum { HEAR_MAX_FRAMES = 1 << 18, HEAR_CHUNK_FRAMES = 512 };

/* What the libraries of decoders themselves lose on malformed headers. */
#define HEAR_LEAKS "leak:libsndfile\nleak:libvorbis\nleak:libopus\nleak:libFLAC\nleak:libmpg123\n"

static inline void require_info(const struct source_info *info)
{
	require(info->n_channels >= 1 && info->n_channels <= AUDIO_MAX_CHANNELS);
	require(info->rate_hz >= AUDIO_MIN_RATE_HZ && info->rate_hz <= AUDIO_MAX_RATE_HZ);
	require(info->n_frames >= -1);
	require_printable(info->title, sizeof info->title);
	require_printable(info->format, sizeof info->format);
}

/* Reads to the end, or as far as is enough. Returns how many frames there were. */
static inline size_t hear_rest(const struct source_ops *ops, void *state, uint32_t n_channels)
{
	float *frames = malloc(HEAR_CHUNK_FRAMES * n_channels * sizeof *frames);
	require(frames != NULL);
	struct err err = { 0 };
	size_t total = 0;
	while (total < HEAR_MAX_FRAMES) {
		size_t got = 0;
		enum source_status status = ops->read(state, frames, HEAR_CHUNK_FRAMES, &got, &err);
		require(got <= HEAR_CHUNK_FRAMES && (got > 0) == (status == SOURCE_OK));
		if (status == SOURCE_DRY)
			status = ops->wait(state);
		require(status == SOURCE_OK || status == SOURCE_END || status == SOURCE_FAILED);
		require(status != SOURCE_FAILED || err.message[0]);
		if (status != SOURCE_OK)
			break;
		total += got;
	}
	free(frames);
	return total;
}

/* Opens it and hears all; from several places if it can be sought in. */
static inline void hear(const struct source_request *request)
{
	const struct source_ops *ops;
	struct source_info info;
	struct err err = { 0 };
	void *state;
	if (!source_open(request, &ops, &state, &info, &err)) {
		require(err.code != ERR_NONE && err.message[0]);
		return;
	}
	require_info(&info);
	const size_t n = hear_rest(ops, state, info.n_channels);
	const int64_t places[] = { (int64_t)n / 2, (int64_t)n, info.n_frames - 1, INT64_MAX, 0 };
	for (size_t i = 0; info.seekable && i < sizeof places / sizeof places[0] && ops->seek(state, places[i]); i++)
		hear_rest(ops, state, info.n_channels);
	ops->close(state);
	free(state);
}

#endif

/* FLAC on a pipe, which libsndfile cannot read: libFLAC's stream decoder. */
#include <FLAC/stream_decoder.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/codec.h"
#include "source/sndfile.h"

struct flac {
	FLAC__StreamDecoder *decoder;
	int fd;
	struct source_info *info; /* while it is opened: to be filled */
	uint32_t n_channels;
	float *block; /* what was decoded last: [begin, end) of its frames are still to be read */
	size_t begin, end, capacity_samples;
	uint64_t n_announced; /* frames; 0: not known */
	uint64_t n_decoded;
};

static FLAC__StreamDecoderReadStatus on_read(
	const FLAC__StreamDecoder *decoder, FLAC__byte to[], size_t *n, void *context)
{
	const struct flac *flac = context;
	(void)decoder;
	ssize_t got;
	do {
		got = read(flac->fd, to, *n);
	} while (got < 0 && errno == EINTR);
	*n = got > 0 ? (size_t)got : 0;
	return got > 0     ? FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
		: got == 0 ? FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM
			   : FLAC__STREAM_DECODER_READ_STATUS_ABORT;
}

static bool block_reserve(struct flac *flac, size_t n_samples)
{
	if (n_samples <= flac->capacity_samples)
		return true;
	float *block = realloc(flac->block, n_samples * sizeof *block);
	if (!block)
		return false;
	flac->block = block;
	flac->capacity_samples = n_samples;
	return true;
}

static FLAC__StreamDecoderWriteStatus on_write(
	const FLAC__StreamDecoder *decoder, const FLAC__Frame *frame, const FLAC__int32 *const samples[], void *context)
{
	struct flac *flac = context;
	(void)decoder;
	size_t n_frames = frame->header.blocksize;
	uint32_t n_channels = frame->header.channels, bits = frame->header.bits_per_sample;
	if (n_channels != flac->n_channels || bits < 1 || bits > 32 || !block_reserve(flac, n_frames * n_channels))
		return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
	float scale = 1.0f / (float)(UINT32_C(1) << (bits - 1));
	for (size_t i = 0; i < n_frames; i++) {
		for (uint32_t c = 0; c < n_channels; c++)
			flac->block[i * n_channels + c] = (float)samples[c][i] * scale;
	}
	flac->begin = 0;
	flac->end = n_frames;
	flac->n_decoded += n_frames;
	return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
}

static void take_comments(const FLAC__StreamMetadata_VorbisComment *comments, struct source_info *info)
{
	struct tags_reading reading = { 0 };
	for (uint32_t i = 0; i < comments->num_comments; i++)
		tags_put_comment(&reading, (const char *)comments->comments[i].entry, comments->comments[i].length);
	source_tell_tags(info, &reading);
}

static void on_metadata(const FLAC__StreamDecoder *decoder, const FLAC__StreamMetadata *metadata, void *context)
{
	struct flac *flac = context;
	(void)decoder;
	if (!flac->info)
		return;
	if (metadata->type == FLAC__METADATA_TYPE_VORBIS_COMMENT)
		take_comments(&metadata->data.vorbis_comment, flac->info);
	if (metadata->type != FLAC__METADATA_TYPE_STREAMINFO)
		return;
	const FLAC__StreamMetadata_StreamInfo *stream = &metadata->data.stream_info;
	flac->info->rate_hz = stream->sample_rate;
	flac->info->n_channels = stream->channels;
	flac->n_announced = stream->total_samples;
	snprintf(flac->info->format, sizeof flac->info->format, "FLAC %u", (unsigned)stream->bits_per_sample);
}

/* A damaged frame: libFLAC looks for the next by itself. */
static void on_error(const FLAC__StreamDecoder *decoder, FLAC__StreamDecoderErrorStatus status, void *context)
{
	(void)decoder;
	(void)status;
	(void)context;
}

static bool flac_open(struct flac *flac, int fd, bool in_ogg, struct source_info *info, struct err *err)
{
	flac->fd = fd;
	flac->info = info;
	flac->decoder = FLAC__stream_decoder_new();
	if (!flac->decoder)
		return err_set(err, ERR_SYSTEM, "out of memory for a decoder");
	FLAC__stream_decoder_set_metadata_respond(flac->decoder, FLAC__METADATA_TYPE_VORBIS_COMMENT);
	FLAC__StreamDecoderInitStatus status
		= (in_ogg ? FLAC__stream_decoder_init_ogg_stream : FLAC__stream_decoder_init_stream)(
			flac->decoder, on_read, NULL, NULL, NULL, NULL, on_write, on_metadata, on_error, flac);
	if (status == FLAC__STREAM_DECODER_INIT_STATUS_UNSUPPORTED_CONTAINER)
		return err_set(err, ERR_INPUT, "the stream: this libFLAC reads no FLAC in Ogg; send plain FLAC");
	bool found = status == FLAC__STREAM_DECODER_INIT_STATUS_OK
		&& FLAC__stream_decoder_process_until_end_of_metadata(flac->decoder) && info->rate_hz > 0;
	flac->info = NULL;
	flac->n_channels = info->n_channels;
	if (!found)
		return err_set(
			err, ERR_INPUT, "the stream: a FLAC header is announced, but does not follow; is it complete?");
	return sndfile_check(info->rate_hz, info->n_channels, "the stream", err);
}

static bool plain_open(void *state, int fd, struct source_info *info, struct err *err)
{
	return flac_open(state, fd, false, info, err);
}

static bool ogg_open(void *state, int fd, struct source_info *info, struct err *err)
{
	return flac_open(state, fd, true, info, err);
}

static size_t flac_read(void *state, float *frames, size_t max_frames)
{
	struct flac *flac = state;
	while (flac->begin == flac->end) {
		FLAC__StreamDecoderState now = FLAC__stream_decoder_get_state(flac->decoder);
		if (now == FLAC__STREAM_DECODER_END_OF_STREAM || now == FLAC__STREAM_DECODER_ABORTED
			|| !FLAC__stream_decoder_process_single(flac->decoder))
			return 0;
	}
	size_t n = flac->end - flac->begin < max_frames ? flac->end - flac->begin : max_frames;
	memcpy(frames, flac->block + flac->begin * flac->n_channels, n * flac->n_channels * sizeof *frames);
	flac->begin += n;
	return n;
}

static bool flac_is_damaged(const void *state)
{
	const struct flac *flac = state;
	return flac->n_decoded < flac->n_announced;
}

static void flac_close(void *state)
{
	struct flac *flac = state;
	if (flac->decoder)
		FLAC__stream_decoder_delete(flac->decoder);
	free(flac->block);
	*flac = (struct flac){ 0 };
}

const struct codec_ops codec_flac = {
	.state_bytes = sizeof(struct flac),
	.open = plain_open,
	.read = flac_read,
	.is_damaged = flac_is_damaged,
	.close = flac_close,
};

const struct codec_ops codec_ogg_flac = {
	.state_bytes = sizeof(struct flac),
	.open = ogg_open,
	.read = flac_read,
	.is_damaged = flac_is_damaged,
	.close = flac_close,
};

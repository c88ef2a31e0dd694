/* MP3 (and MP1, MP2) on a pipe: libmpg123 itself. libsndfile 1.2 uses it, too, but reads before its own buffer when it
 * cannot seek. */
#include <errno.h>
#include <mpg123.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "source/codec.h"
#include "source/sndfile.h"
#include "source/tags_id3.h"

enum { FEED_BYTES = 2048, RESYNC_BYTES = 65536, MAX_ERRORS = 32 };

struct mpeg {
	mpg123_handle *decoder;
	int fd;
	uint32_t n_channels;
	bool fed_all;
};

/* Gives the decoder what the pipe has, waits for it if need be. False at the end. */
static bool feed(struct mpeg *mpeg)
{
	unsigned char bytes[FEED_BYTES];
	ssize_t n;
	do {
		n = read(mpeg->fd, bytes, sizeof bytes);
	} while (n < 0 && errno == EINTR);
	mpeg->fed_all = n <= 0;
	return n > 0 && mpg123_feed(mpeg->decoder, bytes, (size_t)n) == MPG123_OK;
}

/* Feeds until the first frame's header has been found. */
static bool format_find(struct mpeg *mpeg, long *rate_hz, int *n_channels)
{
	int encoding, status;
	while ((status = mpg123_getformat(mpeg->decoder, rate_hz, n_channels, &encoding)) == MPG123_NEED_MORE) {
		if (!feed(mpeg))
			return false;
	}
	/* What may differ later on is turned into this. */
	return status == MPG123_OK && mpg123_format_none(mpeg->decoder) == MPG123_OK
		&& mpg123_format(mpeg->decoder, *rate_hz, *n_channels, MPG123_ENC_FLOAT_32) == MPG123_OK;
}

static bool mpeg_open(void *state, int fd, struct source_info *info, struct err *err)
{
	struct mpeg *mpeg = state;
	mpeg->fd = fd;
	mpg123_init(); /* needed before 1.27; harmless since */
	mpeg->decoder = mpg123_new(NULL, NULL);
	if (!mpeg->decoder)
		return err_set(err, ERR_SYSTEM, "out of memory for a decoder");
	mpg123_param(mpeg->decoder, MPG123_ADD_FLAGS,
		MPG123_FORCE_FLOAT | MPG123_GAPLESS | MPG123_QUIET | MPG123_PLAIN_ID3TEXT, 0.0);
	mpg123_param(mpeg->decoder, MPG123_RESYNC_LIMIT, RESYNC_BYTES, 0.0);
	long rate_hz = 0;
	int n_channels = 0;
	if (mpg123_open_feed(mpeg->decoder) != MPG123_OK || !format_find(mpeg, &rate_hz, &n_channels))
		return err_set(err, ERR_INPUT, "the stream: MP3 is announced, but does not follow; is it complete?");
	struct mpg123_frameinfo frame = { 0 };
	mpg123_info(mpeg->decoder, &frame);
	info->rate_hz = (uint32_t)rate_hz;
	info->n_channels = mpeg->n_channels = (uint32_t)n_channels;
	snprintf(info->format, sizeof info->format, "MP%d", frame.layer);
	struct tags_reading reading = { 0 };
	tags_put_id3v2(mpeg->decoder, &reading);
	source_tell_tags(info, &reading);
	return sndfile_check(info->rate_hz, info->n_channels, "the stream", err);
}

static size_t mpeg_read(void *state, float *frames, size_t max_frames)
{
	struct mpeg *mpeg = state;
	size_t frame_bytes = mpeg->n_channels * sizeof *frames;
	int n_errors = 0; /* a damaged frame may look like one of another kind; the next will do */
	while (n_errors < MAX_ERRORS) {
		size_t n_bytes = 0;
		int status = mpg123_read(mpeg->decoder, (void *)frames, max_frames * frame_bytes, &n_bytes);
		if (n_bytes >= frame_bytes)
			return n_bytes / frame_bytes;
		if (status == MPG123_ERR)
			n_errors++;
		else if (status == MPG123_NEED_MORE && !mpeg->fed_all)
			feed(mpeg);
		else if (status != MPG123_OK && status != MPG123_NEW_FORMAT)
			return 0;
	}
	return 0;
}

static void mpeg_close(void *state)
{
	struct mpeg *mpeg = state;
	if (mpeg->decoder)
		mpg123_delete(mpeg->decoder);
	mpeg->decoder = NULL;
}

const struct codec_ops codec_mpeg = {
	.state_bytes = sizeof(struct mpeg),
	.open = mpeg_open,
	.read = mpeg_read,
	.close = mpeg_close,
};

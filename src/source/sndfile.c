#include "source/sndfile.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "source/codec.h"
#include "source/tags_file.h"

struct format_name {
	int format;
	const char *name;
};

static const struct format_name containers[] = {
	{ SF_FORMAT_WAV, "WAV" },
	{ SF_FORMAT_WAVEX, "WAV" },
	{ SF_FORMAT_AIFF, "AIFF" },
	{ SF_FORMAT_AU, "AU" },
	{ SF_FORMAT_W64, "W64" },
	{ SF_FORMAT_RF64, "RF64" },
	{ SF_FORMAT_CAF, "CAF" },
	{ SF_FORMAT_FLAC, "FLAC" },
	{ SF_FORMAT_OGG, "Ogg" },
	{ SF_FORMAT_MPEG, "MPEG" },
	{ SF_FORMAT_RAW, "raw" },
};

static const struct format_name encodings[] = {
	{ SF_FORMAT_PCM_S8, "s8" },
	{ SF_FORMAT_PCM_16, "s16" },
	{ SF_FORMAT_PCM_24, "s24" },
	{ SF_FORMAT_PCM_32, "s32" },
	{ SF_FORMAT_PCM_U8, "u8" },
	{ SF_FORMAT_FLOAT, "f32" },
	{ SF_FORMAT_DOUBLE, "f64" },
	{ SF_FORMAT_ULAW, "u-law" },
	{ SF_FORMAT_ALAW, "A-law" },
	{ SF_FORMAT_IMA_ADPCM, "IMA ADPCM" },
	{ SF_FORMAT_MS_ADPCM, "MS ADPCM" },
	{ SF_FORMAT_GSM610, "GSM" },
	{ SF_FORMAT_VORBIS, "Vorbis" },
	{ SF_FORMAT_OPUS, "Opus" },
};

/* Formats that go by another name than container and encoding. */
static const struct format_name wholes[] = {
	{ SF_FORMAT_FLAC | SF_FORMAT_PCM_S8, "FLAC 8" },
	{ SF_FORMAT_FLAC | SF_FORMAT_PCM_16, "FLAC 16" },
	{ SF_FORMAT_FLAC | SF_FORMAT_PCM_24, "FLAC 24" },
	{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_I, "MP1" },
	{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_II, "MP2" },
	{ SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, "MP3" },
};

static const char *name_find(const struct format_name *names, size_t n, int format)
{
	for (size_t i = 0; i < n; i++) {
		if (names[i].format == format)
			return names[i].name;
	}
	return NULL;
}

#define NAME_FIND(names, format) name_find(names, sizeof names / sizeof names[0], format)

void sndfile_format_text(int format, char *to, size_t size)
{
	const char *whole = NAME_FIND(wholes, format & (SF_FORMAT_TYPEMASK | SF_FORMAT_SUBMASK));
	const char *container = NAME_FIND(containers, format & SF_FORMAT_TYPEMASK);
	const char *encoding = NAME_FIND(encodings, format & SF_FORMAT_SUBMASK);
	if (whole) {
		text_copy(to, size, whole);
		return;
	}
	SF_FORMAT_INFO other = { .format = format & SF_FORMAT_TYPEMASK };
	if (!container && sf_command(NULL, SFC_GET_FORMAT_INFO, &other, sizeof other) == 0)
		container = other.name;
	snprintf(to, size, "%s%s%s", container ? container : "sound", encoding ? " " : "", encoding ? encoding : "");
}

SNDFILE *sndfile_open(int fd, SF_INFO *sf)
{
	int own_fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return own_fd >= 0 ? sf_open_fd(own_fd, SFM_READ, sf, SF_TRUE) : NULL;
}

uint64_t sndfile_begin(int fd)
{
	enum { HEADER_BYTES = 10, MOST_TAGS = 16 };
	unsigned char header[HEADER_BYTES];
	off_t at = 0;
	for (int i = 0; i < MOST_TAGS; i++) {
		if (tags_bytes(fd, at, header, sizeof header) < sizeof header || memcmp(header, "ID3", 3) != 0)
			break;
		at += HEADER_BYTES
			+ ((off_t)(header[6] & 0x7f) << 21 | (header[7] & 0x7f) << 14 | (header[8] & 0x7f) << 7
				| (header[9] & 0x7f));
	}
	return (uint64_t)at;
}

/* --------------------------------------------------------------- a header of ours, and the sound of a file */

static sf_count_t view_length(void *context)
{
	return ((const struct sndfile_view *)context)->n_bytes;
}

static sf_count_t view_tell(void *context)
{
	return ((const struct sndfile_view *)context)->position;
}

static sf_count_t view_seek(sf_count_t offset, int whence, void *context)
{
	struct sndfile_view *v = context;
	const sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? v->position : v->n_bytes;
	v->position = offset < -base ? 0 : offset > v->n_bytes - base ? v->n_bytes : base + offset;
	return v->position;
}

static sf_count_t view_read(void *to, sf_count_t n, void *context)
{
	struct sndfile_view *v = context;
	const sf_count_t n_header = (sf_count_t)v->shape.n_header, left = v->n_bytes - v->position;
	sf_count_t got = 0;
	n = n < left ? n : left;
	if (v->position < n_header) {
		got = n < n_header - v->position ? n : n_header - v->position;
		memcpy(to, v->shape.header + v->position, (size_t)got);
	}
	const off_t at = (off_t)v->shape.sound_at + v->position + got - n_header;
	if (got < n)
		got += (sf_count_t)tags_bytes(v->fd, at, (char *)to + got, (size_t)(n - got));
	v->position += got;
	return got;
}

SNDFILE *sndfile_open_view(struct sndfile_view *view, int fd, SF_INFO *sf)
{
	SF_VIRTUAL_IO io = { .get_filelen = view_length, .seek = view_seek, .read = view_read, .tell = view_tell };
	struct stat st;
	if (fstat(fd, &st) != 0)
		return NULL;
	const sf_count_t there = (sf_count_t)st.st_size - (sf_count_t)view->shape.sound_at,
			 sound = (sf_count_t)view->shape.sound_bytes;
	view->fd = fd;
	view->position = 0;
	view->n_bytes = (sf_count_t)view->shape.n_header + (sound < there ? sound : there > 0 ? there : 0);
	return sf_open_virtual(&io, SFM_READ, sf, view);
}

bool sndfile_check(uint32_t rate_hz, uint32_t n_channels, const char *what, struct err *err)
{
	if (n_channels < 1)
		return err_set(err, ERR_INPUT, "%s: its header names no channels; there is nothing to play", what);
	if (n_channels > AUDIO_MAX_CHANNELS)
		return err_set(err, ERR_INPUT, "%s: it has %u channels; the most that can be played is %d", what,
			n_channels, AUDIO_MAX_CHANNELS);
	if (rate_hz < AUDIO_MIN_RATE_HZ || rate_hz > AUDIO_MAX_RATE_HZ)
		return err_set(err, ERR_INPUT, "%s: its rate is %u Hz; what can be played lies between %d and %d Hz",
			what, rate_hz, AUDIO_MIN_RATE_HZ, AUDIO_MAX_RATE_HZ);
	return true;
}

static void put_strings(SNDFILE *sound, struct tags_reading *reading)
{
	tags_put_text(reading, "ARTIST", sf_get_string(sound, SF_STR_ARTIST));
	tags_put_text(reading, "TITLE", sf_get_string(sound, SF_STR_TITLE));
	tags_put_text(reading, "ALBUM", sf_get_string(sound, SF_STR_ALBUM));
	tags_put_text(reading, "TRACKNUMBER", sf_get_string(sound, SF_STR_TRACKNUMBER));
}

bool sndfile_describe(SNDFILE *sound, const SF_INFO *sf, struct tags_reading *reading, const char *what,
	struct source_info *info, struct err *err)
{
	put_strings(sound, reading);
	source_tell_tags(info, reading);
	info->rate_hz = sf->samplerate > 0 ? (uint32_t)sf->samplerate : 0;
	info->n_channels = sf->channels > 0 ? (uint32_t)sf->channels : 0;
	sndfile_format_text(sf->format, info->format, sizeof info->format);
	return sndfile_check(info->rate_hz, info->n_channels, what, err);
}

void sndfile_reason(char *to, size_t size)
{
	text_clean(to, size, sf_strerror(NULL));
	size_t length = strlen(to);
	while (length > 0 && strchr(". ?", to[length - 1]))
		to[--length] = '\0';
	if (strstr(to, "regular file")) /* what it says of an MP3 without a single frame */
		to[0] = '\0';
}

/* From where each channel of WAVE's order comes: Vorbis I specification, 4.3.9; RFC 7845, 5.1.1.2. */
static const unsigned char vorbis_order[9][8] = {
	[3] = { 0, 2, 1 },
	[4] = { 0, 1, 2, 3 },
	[5] = { 0, 2, 1, 3, 4 },
	[6] = { 0, 2, 1, 5, 3, 4 },
	[7] = { 0, 2, 1, 6, 5, 3, 4 },
	[8] = { 0, 2, 1, 7, 5, 6, 3, 4 },
};

void sndfile_reorder(int format, uint32_t n_channels, float *frames, size_t n_frames)
{
	int encoding = format & SF_FORMAT_SUBMASK;
	if ((encoding != SF_FORMAT_VORBIS && encoding != SF_FORMAT_OPUS) || n_channels < 3 || n_channels > 8)
		return;
	for (size_t i = 0; i < n_frames; i++, frames += n_channels) {
		float frame[8];
		memcpy(frame, frames, n_channels * sizeof *frame);
		for (uint32_t c = 0; c < n_channels; c++)
			frames[c] = frame[vorbis_order[n_channels][c]];
	}
}

/* --------------------------------------------------------------- on a pipe */

struct pipe_sound {
	SNDFILE *sound;
	int format;
	uint32_t n_channels;
};

static bool pipe_open(void *state, int fd, struct source_info *info, struct err *err)
{
	struct pipe_sound *p = state;
	SF_INFO sf = { 0 };
	p->sound = sndfile_open(fd, &sf);
	if (!p->sound) {
		char reason[128];
		sndfile_reason(reason, sizeof reason);
		return err_set(err, ERR_INPUT,
			"the stream: what its first bytes announce does not follow%s%s%s; "
			"is it complete?",
			reason[0] ? " (" : "", reason, reason[0] ? ")" : "");
	}
	p->format = sf.format;
	p->n_channels = (uint32_t)sf.channels;
	return sndfile_describe(p->sound, &sf, &(struct tags_reading){ 0 }, "the stream", info, err);
}

static size_t pipe_read(void *state, float *frames, size_t max_frames)
{
	struct pipe_sound *p = state;
	sf_count_t n = sf_readf_float(p->sound, frames, (sf_count_t)max_frames);
	if (n <= 0)
		return 0;
	sndfile_reorder(p->format, p->n_channels, frames, (size_t)n);
	return (size_t)n;
}

static void pipe_close(void *state)
{
	struct pipe_sound *p = state;
	if (p->sound)
		sf_close(p->sound);
	p->sound = NULL;
}

const struct codec_ops codec_sndfile = {
	.state_bytes = sizeof(struct pipe_sound),
	.open = pipe_open,
	.read = pipe_read,
	.close = pipe_close,
};

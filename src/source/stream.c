/* Standard input, FIFOs and the like: sound that comes and cannot be had again. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "source/chunks.h"
#include "source/codec.h"
#include "source/rows.h"
#include "source/sndfile.h"
#include "source/stream_decoder.h"
#include "source/stream_guess.h"
#include "source/stream_header.h"
#include "source/stream_input.h"

enum { BUFFER_BYTES = 16384, CHUNK_ID_BYTES = 4 };

/* Raw PCM, from the beginning or behind a header. */
struct pcm {
	const struct sample_format *format;
	size_t frame_bytes;
	int64_t declared_bytes; /* until the end, if the header told the truth; -1: no matter */
	bool has_pad;           /* and then a byte that makes the chunk even */
	bool ended;             /* what follows is not sound */
	unsigned char bytes[BUFFER_BYTES];
	size_t n_bytes;
};

struct stream_source {
	bool opened;
	struct stream_input input;
	struct stream_decoder decoder; /* in use if it has a codec */
	struct pcm pcm;                /* else this */
	uint32_t n_channels;
	bool spoke;       /* some sound has come, here or before a resumption */
	const char *name; /* for messages; only while it is opened */
};

static bool stream_accepts(const struct source_request *request)
{
	struct stat st;
	if (request->demo || (!request->path && (request->fd < 0 || request->owns_fd)))
		return false;
	if ((request->path ? stat(request->path, &st) : fstat(request->fd, &st)) != 0)
		return false;
	return S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode) || (S_ISSOCK(st.st_mode) && !request->path);
}

/* --------------------------------------------------------------- raw PCM */

static void pcm_init(struct pcm *pcm, enum sample_type type, uint32_t n_channels, int64_t declared_bytes)
{
	pcm->format = &sample_formats[type];
	pcm->frame_bytes = n_channels * pcm->format->sample_bytes;
	pcm->declared_bytes = declared_bytes > 0 ? declared_bytes - declared_bytes % (int64_t)pcm->frame_bytes : -1;
	pcm->has_pad = declared_bytes > 0 && declared_bytes % 2 != 0;
}

/* At the end a header has announced: if tags begin here, it has told the truth. If not (yet), sound goes on. */
static void pcm_check_end(struct pcm *pcm)
{
	size_t at = pcm->has_pad;
	if (pcm->declared_bytes != 0 || pcm->n_bytes < at + CHUNK_ID_BYTES)
		return;
	pcm->ended = stream_header_is_chunk(pcm->bytes + at);
	pcm->declared_bytes = -1;
}

/* How many bytes must lie in `bytes` before reading makes sense. */
static size_t pcm_needed(const struct pcm *pcm)
{
	size_t n = pcm->declared_bytes == 0 ? (size_t)pcm->has_pad + CHUNK_ID_BYTES : 1;
	return (n + pcm->frame_bytes - 1) / pcm->frame_bytes * pcm->frame_bytes;
}

/* How many whole frames lie in `bytes` that are sound for certain. */
static size_t pcm_frames(const struct pcm *pcm)
{
	size_t n = pcm->n_bytes;
	if (pcm->declared_bytes >= 0 && (uint64_t)pcm->declared_bytes < n)
		n = (size_t)pcm->declared_bytes;
	return n / pcm->frame_bytes;
}

static enum source_status pcm_check(struct stream_source *s, bool block)
{
	struct pcm *pcm = &s->pcm;
	size_t needed = pcm_needed(pcm);
	if (pcm->ended)
		return SOURCE_END;
	if (pcm->n_bytes >= needed)
		return SOURCE_OK;
	return stream_input_check(&s->input, needed - pcm->n_bytes, block);
}

/* Takes what is there, in whole frames: should this process die, the next one finds the pipe at a frame's beginning. */
static void pcm_fill(struct stream_source *s)
{
	struct pcm *pcm = &s->pcm;
	size_t room = sizeof pcm->bytes - pcm->n_bytes;
	pcm->n_bytes += stream_input_take(&s->input, pcm->bytes + pcm->n_bytes, room, pcm->n_bytes, pcm->frame_bytes);
	pcm_check_end(pcm);
}

static enum source_status pcm_read(struct stream_source *s, float *frames, size_t max_frames, size_t *n_frames)
{
	struct pcm *pcm = &s->pcm;
	while (!pcm->ended && pcm_frames(pcm) == 0) {
		size_t before = pcm->n_bytes;
		pcm_fill(s);
		if (pcm->n_bytes > before || pcm->ended)
			continue;
		enum source_status status = pcm_check(s, false);
		if (status != SOURCE_OK)
			return status;
	}
	if (pcm->ended)
		return SOURCE_END;
	size_t n = pcm_frames(pcm) < max_frames ? pcm_frames(pcm) : max_frames;
	size_t used = n * pcm->frame_bytes;
	pcm->format->to_float(pcm->bytes, frames, n * s->n_channels);
	memmove(pcm->bytes, pcm->bytes + used, pcm->n_bytes - used);
	pcm->n_bytes -= used;
	if (pcm->declared_bytes > 0)
		pcm->declared_bytes -= (int64_t)used;
	pcm_check_end(pcm);
	*n_frames = n;
	return SOURCE_OK;
}

/* --------------------------------------------------------------- opening */

static bool refuse_empty(const char *name, struct err *err)
{
	return err_set(err, ERR_INPUT, "%s: no sound came through the pipe; does what writes into it work?", name);
}

/* Puts a failed wait into words. */
static bool refuse_status(const struct stream_source *s, enum source_status status, struct err *err)
{
	if (status == SOURCE_CANCELLED)
		return err_set(err, ERR_GONE, "%s: cancelled while its header was read", s->name);
	if (status == SOURCE_FAILED)
		return err_set(err, ERR_INPUT, "%s: its header is longer than %d bytes; send it without pictures",
			s->name, STREAM_HEAD_MAX_BYTES);
	return err_set(err, ERR_INPUT, "%s: its header ends too early, or makes no sense; is it complete?", s->name);
}

static const unsigned char *head_of(const struct stream_source *s)
{
	return s->input.head ? s->input.head + s->input.head_begin : NULL;
}

static size_t head_length(const struct stream_source *s)
{
	return s->input.head_end - s->input.head_begin;
}

/* What to take the first bytes by, in case they are raw. If the request is not fit for that, any number will do. */
static size_t raw_unit(const struct source_request *request)
{
	bool is_sane = request->raw_n_channels >= 1 && request->raw_n_channels <= AUDIO_MAX_CHANNELS;
	return is_sane ? request->raw_n_channels * sample_formats[request->raw_type].sample_bytes : 1;
}

static bool open_raw(
	struct stream_source *s, const struct source_request *request, struct source_info *info, struct err *err)
{
	info->rate_hz = request->raw_rate_hz;
	info->n_channels = request->raw_n_channels;
	info->resumable = true;
	info->raw_type = request->raw_type;
	text_copy(info->format, sizeof info->format, sample_formats[request->raw_type].name);
	if (!sndfile_check(info->rate_hz, info->n_channels, s->name, err))
		return false;
	pcm_init(&s->pcm, request->raw_type, request->raw_n_channels, -1);
	return true;
}

static bool open_codec(
	struct stream_source *s, const struct codec_ops *codec, struct source_info *info, struct err *err)
{
	return stream_decoder_init(&s->decoder, &s->input, codec, info, err);
}

static bool open_behind_header(
	struct stream_source *s, const struct stream_header *header, struct source_info *info, struct err *err)
{
	*info = header->info;
	info->n_frames = -1;
	info->live = true;
	info->resumable = true;
	info->raw_type = header->type;
	pcm_init(&s->pcm, header->type, info->n_channels, header->data_bytes);
	s->input.head_begin += header->data_offset;
	/* It was taken by another unit: who reads on after us is to begin where a frame of this one does. */
	enum source_status status = stream_input_align(&s->input, s->pcm.frame_bytes);
	return status == SOURCE_OK || status == SOURCE_END || refuse_status(s, status, err);
}

/* Looks at more of a header, which does not end in what is there. */
static bool look_further(struct stream_source *s, size_t unit, struct err *err)
{
	enum { STEP_DIVISOR = 4 }; /* a long header is looked at again when it has grown by a quarter */
	const size_t n = head_length(s), more = n < BUFFER_BYTES ? 1 : n / STEP_DIVISOR;
	enum source_status status = stream_input_look(&s->input, n + more, unit);
	return status == SOURCE_OK || (status == SOURCE_END && head_length(s) > n) || refuse_status(s, status, err);
}

static bool open_wav_or_au(
	struct stream_source *s, const struct source_request *request, struct source_info *info, struct err *err)
{
	for (;;) {
		struct stream_header header;
		switch (stream_header_read(head_of(s), head_length(s), &header, err)) {
		case STREAM_HEADER_PCM: return open_behind_header(s, &header, info, err);
		case STREAM_HEADER_OTHER: return open_codec(s, &codec_sndfile, info, err);
		case STREAM_HEADER_BAD: return false;
		case STREAM_HEADER_SHORT: break;
		}
		if (!look_further(s, raw_unit(request), err))
			return false;
	}
}

/* Puts a header of ours before the sound of a container of chunks. `texts`: what it says besides. */
static bool reduce_chunks(struct stream_source *s, size_t unit, struct tags_reading *texts, struct err *err)
{
	struct chunks_reduced reduced;
	struct chunks_bytes bytes;
	enum chunks_status status;
	for (;;) {
		bytes = (struct chunks_bytes){ .memory = head_of(s), .n = head_length(s) };
		status = chunks_reduce(&bytes, 0, &reduced);
		if (status != CHUNKS_SHORT)
			break;
		if (!look_further(s, unit, err))
			return false;
	}
	if (status == CHUNKS_NONE)
		return true;
	if (status == CHUNKS_BAD || reduced.n_header > reduced.sound_at)
		return refuse_status(s, SOURCE_END, err);
	chunks_put_texts(&bytes, 0, texts);
	s->input.head_begin += (size_t)reduced.sound_at - reduced.n_header;
	memcpy(s->input.head + s->input.head_begin, reduced.header, reduced.n_header);
	return true;
}

static bool open_container(struct stream_source *s, const struct source_request *request, enum stream_kind kind,
	struct source_info *info, struct err *err)
{
	struct tags_reading texts = { 0 };
	if (!reduce_chunks(s, raw_unit(request), &texts, err))
		return false;
	if (!(kind == STREAM_CODEC ? open_codec(s, &codec_sndfile, info, err) : open_wav_or_au(s, request, info, err)))
		return false;
	if (!info->title[0])
		source_tell_tags(info, &texts);
	return true;
}

/* Looks at as many first bytes as it takes to know what they are. With nothing more to come, they are raw. */
static enum source_status guess(struct stream_source *s, size_t unit, struct stream_guess *found)
{
	enum source_status status = SOURCE_OK;
	*found = stream_guess(head_of(s), 0);
	while (status == SOURCE_OK && found->kind == STREAM_UNDECIDED) {
		status = stream_input_look(&s->input, found->n_bytes, unit);
		*found = stream_guess(head_of(s), head_length(s));
	}
	if (status == SOURCE_END && head_length(s) > 0) {
		if (found->kind == STREAM_UNDECIDED)
			found->kind = STREAM_RAW;
		return SOURCE_OK;
	}
	return status;
}

/* What comes behind a tag is FLAC or, as a rule, MPEG audio. Both decoders read the tag themselves; if it is too long
 * to be looked past, it is that with the pictures. */
static bool open_tagged(
	struct stream_source *s, size_t tag_bytes, size_t unit, struct source_info *info, struct err *err)
{
	enum source_status status = stream_input_look(&s->input, tag_bytes + CHUNK_ID_BYTES, unit);
	if (status == SOURCE_CANCELLED)
		return refuse_status(s, status, err);
	bool is_flac = status == SOURCE_OK && memcmp(head_of(s) + tag_bytes, "fLaC", CHUNK_ID_BYTES) == 0;
	return open_codec(s, is_flac ? &codec_flac : &codec_mpeg, info, err);
}

static bool open_guessed(struct stream_source *s, const struct source_request *request,
	const struct stream_guess *found, struct source_info *info, struct err *err)
{
	switch (found->kind) {
	case STREAM_WAV:
	case STREAM_AU:
	case STREAM_CODEC: return open_container(s, request, found->kind, info, err);
	case STREAM_MPEG: return open_codec(s, &codec_mpeg, info, err);
	case STREAM_TAG: return open_tagged(s, found->n_bytes, raw_unit(request), info, err);
	case STREAM_FLAC: return open_codec(s, &codec_flac, info, err);
	case STREAM_OGG_FLAC: return open_codec(s, &codec_ogg_flac, info, err);
	case STREAM_REFUSED:
		return err_set(err, ERR_INPUT,
			"%s: %s cannot be read from a pipe; convert it: ffmpeg -i FILE -f wav - | …", s->name,
			found->name);
	case STREAM_UNDECIDED:
	case STREAM_RAW: break;
	}
	return open_raw(s, request, info, err);
}

static bool stream_open(void *state, const struct source_request *request, struct source_info *info, struct err *err)
{
	struct stream_source *s = state;
	*info = (struct source_info){ .n_frames = -1, .live = true };
	s->name = request->path ? request->path : "standard input";
	s->opened = true;
	if (!stream_input_init(&s->input, request, err))
		return false;
	if (request->resume_raw) {
		s->n_channels = request->raw_n_channels;
		s->spoke = true;
		return open_raw(s, request, info, err);
	}
	struct stream_guess found;
	s->input.awaits_writer = request->wait && request->path;
	enum source_status status = guess(s, raw_unit(request), &found);
	while (status == SOURCE_END && request->wait && request->path && head_length(s) == 0) {
		if (!stream_input_reopen(&s->input, request->path, err))
			return false;
		status = guess(s, raw_unit(request), &found);
	}
	s->input.awaits_writer = false;
	if (status == SOURCE_END)
		return refuse_empty(s->name, err);
	if (status != SOURCE_OK)
		return refuse_status(s, status, err);
	if (!open_guessed(s, request, &found, info, err))
		return false;
	s->n_channels = info->n_channels;
	return true;
}

/* --------------------------------------------------------------- playing */

static enum source_status stream_read(void *state, float *frames, size_t max_frames, size_t *n_frames, struct err *err)
{
	struct stream_source *s = state;
	*n_frames = 0;
	enum source_status status = s->decoder.codec ? stream_decoder_read(&s->decoder, frames, max_frames, n_frames)
						     : pcm_read(s, frames, max_frames, n_frames);
	if (status == SOURCE_OK)
		s->spoke = true;
	if (status == SOURCE_FAILED)
		err_set(err, ERR_INPUT, "the stream: damaged or cut short; it was read as far as it goes");
	if (status != SOURCE_END || s->spoke)
		return status;
	err_set(err, ERR_INPUT, "the stream: it ended before any sound in it; is it complete?");
	return SOURCE_FAILED;
}

static enum source_status stream_wait(void *state)
{
	struct stream_source *s = state;
	enum source_status status = s->decoder.codec ? stream_decoder_wait(&s->decoder) : pcm_check(s, true);
	return status == SOURCE_END && !s->spoke ? SOURCE_OK : status; /* read() has something to say then */
}

static void stream_close(void *state)
{
	struct stream_source *s = state;
	stream_decoder_fini(&s->decoder);
	if (s->opened)
		stream_input_fini(&s->input);
	s->opened = false;
}

const struct source_ops source_stream = {
	.name = "stream",
	.help = "standard input or a FIFO: raw PCM, WAV, AU, AIFF, FLAC, Ogg Vorbis, Opus, MP3",
	.state_bytes = sizeof(struct stream_source),
	.accepts = stream_accepts,
	.open = stream_open,
	.read = stream_read,
	.wait = stream_wait,
	.close = stream_close,
};

/* Sound files, through libsndfile. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/url.h"
#include "base/watch.h"
#include "source/rows.h"
#include "source/sndfile.h"
#include "source/stream_guess.h"
#include "source/tags_file.h"

/* Where frames of an MP3 that begins with something else are looked for. */
enum { LOOK_BYTES = 65536 };

struct file {
	SNDFILE *sound;
	struct sndfile_view view; /* what libsndfile sees of a container of chunks */
	int fd;                   /* ours, plus one: 0 is "none" in a zeroed state */
	int format;
	uint32_t n_channels;
	int64_t n_frames; /* -1: not known */
	bool at_end;      /* a seek went to the very end, where some decoders cannot go */
	bool is_damaged;  /* libsndfile said so with the frames before; it forgets by the next call */
	char name[256];
};

/* What is neither a pipe nor a device, and what is not there at all: to say so is this source's task. */
static bool file_accepts(const struct source_request *request)
{
	struct stat st;
	if (request->demo || (!request->path && request->fd < 0) || (request->path && url_is_remote(request->path)))
		return false;
	if ((request->path ? stat(request->path, &st) : fstat(request->fd, &st)) != 0)
		return true;
	return !S_ISFIFO(st.st_mode) && !S_ISCHR(st.st_mode) && !S_ISSOCK(st.st_mode);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

/* A descriptor of our own, so that its offset is, too. */
static int fd_open(const struct source_request *request)
{
	char path[64];
	if (request->path)
		return open(request->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (request->owns_fd)
		return request->fd;
	snprintf(path, sizeof path, "/proc/self/fd/%d", request->fd);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd >= 0 ? fd : fcntl(request->fd, F_DUPFD_CLOEXEC, 0); /* another user's file, handed down to us */
}

static bool fd_check(int fd, int open_errno, const char *name, struct stat *st, struct err *err)
{
	if (fd < 0 && open_errno == ENOENT)
		err_set(err, ERR_INPUT, "%s: no such file; check the name", name);
	else if (fd < 0)
		err_set(err, ERR_INPUT, "%s: cannot be opened: %s", name, strerror(open_errno));
	else if (fstat(fd, st) != 0)
		err_set(err, ERR_INPUT, "%s: cannot be read: %s", name, strerror(errno));
	else if (S_ISDIR(st->st_mode))
		err_set(err, ERR_INPUT, "%s: is a directory; name a file in it", name);
	else if (!S_ISREG(st->st_mode))
		err_set(err, ERR_INPUT, "%s: is a device, not a file; name a sound file", name);
	else if (st->st_size == 0)
		err_set(err, ERR_INPUT, "%s: is empty; there is nothing to play", name);
	else
		return true;
	if (err && fd < 0)
		err->sys_errno = open_errno;
	return false;
}

/* --------------------------------------------------------------- opening */

static int raw_format(enum sample_type type)
{
	static const int formats[N_SAMPLE_TYPES] = {
		[SAMPLE_S16LE] = SF_FORMAT_PCM_16 | SF_ENDIAN_LITTLE,
		[SAMPLE_S16BE] = SF_FORMAT_PCM_16 | SF_ENDIAN_BIG,
		[SAMPLE_S24LE] = SF_FORMAT_PCM_24 | SF_ENDIAN_LITTLE,
		[SAMPLE_S24BE] = SF_FORMAT_PCM_24 | SF_ENDIAN_BIG,
		[SAMPLE_S32LE] = SF_FORMAT_PCM_32 | SF_ENDIAN_LITTLE,
		[SAMPLE_S32BE] = SF_FORMAT_PCM_32 | SF_ENDIAN_BIG,
		[SAMPLE_F32LE] = SF_FORMAT_FLOAT | SF_ENDIAN_LITTLE,
		[SAMPLE_F32BE] = SF_FORMAT_FLOAT | SF_ENDIAN_BIG,
		[SAMPLE_U8] = SF_FORMAT_PCM_U8,
	};
	return SF_FORMAT_RAW | formats[type];
}

static SNDFILE *raw_open(int fd, const struct source_request *request, SF_INFO *sf)
{
	if (lseek(fd, 0, SEEK_SET) != 0)
		return NULL;
	*sf = (SF_INFO){ .format = raw_format(request->raw_type),
		.samplerate = (int)request->raw_rate_hz,
		.channels = (int)request->raw_n_channels };
	return sndfile_open(fd, sf);
}

/* From the first place on where MPEG frames follow each other: before it there may be a tag of a kind that libsndfile
 * does not know, or the rest of a frame. */
static SNDFILE *mpeg_open(int fd, SF_INFO *sf)
{
	unsigned char bytes[LOOK_BYTES];
	ssize_t n = pread(fd, bytes, sizeof bytes, 0);
	off_t at = 1;
	while (at < n && (bytes[at] != 0xff || stream_guess(bytes + at, (size_t)(n - at)).kind != STREAM_MPEG))
		at++;
	if (at >= n || lseek(fd, at, SEEK_SET) != at)
		return NULL;
	*sf = (SF_INFO){ 0 };
	return sndfile_open(fd, sf);
}

/* Whether a pipe that begins like this would be raw PCM: a container that is not read, or broken, would be noise. */
static bool may_be_raw(int fd)
{
	unsigned char bytes[LOOK_BYTES];
	const ssize_t n = pread(fd, bytes, sizeof bytes, 0);
	const enum stream_kind kind = stream_guess(bytes, n > 0 ? (size_t)n : 0).kind;
	return kind == STREAM_RAW || kind == STREAM_UNDECIDED;
}

static bool chunks_check(struct file *file, int fd, const char *name, struct err *err)
{
	const struct chunks_bytes bytes = { .fd = fd };
	const enum chunks_status status = chunks_reduce(&bytes, sndfile_begin(fd), &file->view.shape);
	if (status == CHUNKS_GOOD || status == CHUNKS_NONE)
		return true;
	return err_set(err, ERR_FORMAT,
		"%s: not a sound file of a known kind (no sound where its header leads); name another, or convert it "
		"to FLAC",
		name);
}

/* By its contents; then by its name, which tells libsndfile of an MP3 that begins with something else; then, if it has
 * no name because the shell opened it for us, as the raw PCM that a pipe would have been taken for; or, if that is not
 * wanted, by a closer look for an MP3. */
static SNDFILE *sound_open(struct file *file, int fd, const struct source_request *request, SF_INFO *sf)
{
	if (file->view.shape.n_header > 0)
		return sndfile_open_view(&file->view, fd, sf);
	SNDFILE *sound = sndfile_open(fd, sf);
	if (sound)
		return sound;
	if (request->path) {
		*sf = (SF_INFO){ 0 };
		return sf_open(request->path, SFM_READ, sf);
	}
	if (!request->raw_rate_hz || !request->raw_n_channels)
		return mpeg_open(fd, sf);
	return may_be_raw(fd) ? raw_open(fd, request, sf) : NULL;
}

/* What a header says of the length may be a lie or a guess. libsndfile itself bounds uncompressed sound by the file's
 * size; of the rest, nothing is believed that means fewer bits per second than any codec gets by with (FLAC spends
 * some 1,000 on digital silence). */
static int64_t length_believed(const SF_INFO *sf, int64_t file_bytes)
{
	enum { LEAST_BITS_PER_S = 50 };
	if (sf->frames <= 0 || sf->frames == SF_COUNT_MAX)
		return -1;
	double seconds = (double)sf->frames / (double)sf->samplerate;
	return seconds * LEAST_BITS_PER_S <= 8.0 * (double)file_bytes ? (int64_t)sf->frames : -1;
}

static bool refuse(const char *name, struct err *err)
{
	char reason[128];
	sndfile_reason(reason, sizeof reason);
	if (strstr(reason, "SF_INFO"))
		return err_set(
			err, ERR_INPUT, "%s: its header makes no sense (rate, channels or length); name another", name);
	return err_set(err, ERR_FORMAT,
		"%s: not a sound file of a known kind%s%s%s; name another, or convert it to FLAC", name,
		reason[0] ? " (" : "", reason, reason[0] ? ")" : "");
}

static bool open_sound(
	struct file *file, const struct source_request *request, struct source_info *info, struct err *err)
{
	struct stat st;
	const char *name = request->path ? request->path : request->name ? request->name : "standard input";
	text_clean(file->name, sizeof file->name, request->name ? name : base_name(name));
	int fd = fd_open(request);
	int open_errno = errno;
	file->fd = fd + 1;
	if (!fd_check(fd, open_errno, name, &st, err) || !chunks_check(file, fd, name, err))
		return false;

	SF_INFO sf = { 0 };
	file->sound = sound_open(file, fd, request, &sf);
	if (!file->sound)
		return refuse(name, err);
	*info = (struct source_info){ 0 };
	struct tags_reading reading = { 0 };
	tags_read_file(fd, &reading);
	if (!sndfile_describe(file->sound, &sf, &reading, name, info, err))
		return false;
	if (sf.frames == 0)
		return err_set(err, ERR_INPUT, "%s: there is no sound in it, only a header; name another file", name);
	info->n_frames = length_believed(&sf, st.st_size);
	info->seekable = sf.seekable != 0;
	if (!info->title[0] && request->path)
		text_copy(info->title, sizeof info->title, file->name);
	file->format = sf.format;
	file->n_channels = info->n_channels;
	file->n_frames = info->n_frames;
	return true;
}

static bool file_open(void *state, const struct source_request *request, struct source_info *info, struct err *err)
{
	watch_begin(WATCH_OPEN_FILE);
	bool good = open_sound(state, request, info, err);
	watch_end();
	return good;
}

/* --------------------------------------------------------------- playing */

static enum source_status file_read(void *state, float *frames, size_t max_frames, size_t *n_frames, struct err *err)
{
	struct file *file = state;
	*n_frames = 0;
	if (file->at_end)
		return SOURCE_END;
	watch_begin(WATCH_DECODE);
	sf_count_t n = file->is_damaged ? 0 : sf_readf_float(file->sound, frames, (sf_count_t)max_frames);
	watch_end();
	file->is_damaged = file->is_damaged || sf_error(file->sound) != SF_ERR_NO_ERROR;
	if (n > 0) {
		*n_frames = (size_t)n;
		sndfile_reorder(file->format, file->n_channels, frames, *n_frames);
		return SOURCE_OK;
	}
	if (!file->is_damaged)
		return SOURCE_END;
	err_set(err, ERR_INPUT, "%s: damaged or cut short; it was read as far as it goes", file->name);
	return SOURCE_FAILED;
}

static bool file_seek(void *state, int64_t frame)
{
	struct file *file = state;
	file->is_damaged = false;
	file->at_end = file->n_frames >= 0 && frame >= file->n_frames;
	watch_begin(WATCH_SEEK);
	bool good = file->at_end || sf_seek(file->sound, frame < 0 ? 0 : frame, SEEK_SET) >= 0;
	watch_end();
	return good;
}

static void file_close(void *state)
{
	struct file *file = state;
	watch_begin(WATCH_CLOSE_FILE);
	if (file->sound)
		sf_close(file->sound);
	watch_end();
	if (file->fd > 0)
		close(file->fd - 1);
	*file = (struct file){ 0 };
}

const struct source_ops source_file = {
	.name = "file",
	.help = "a sound file: WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF, AU and more",
	.state_bytes = sizeof(struct file),
	.accepts = file_accepts,
	.open = file_open,
	.read = file_read,
	.seek = file_seek,
	.close = file_close,
};

/* What libsndfile cannot read, and what comes from a server: through the ffmpeg program, if there is one.
 *
 * One process does it all: asking ffprobe first would double the time to the first sound, nearly all of which is the
 * program's own start, and ask a server twice. So rate, channels and tags come from the header before the samples, the
 * length from what it says meanwhile. Seeking is starting it anew. Its pipe is the reserve of a stream: a server may send
 * in bursts, as long as we take what the clock of who listens wants.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/url.h"
#include "source/caf_header.h"
#include "source/ffmpeg_log.h"
#include "source/ffmpeg_process.h"
#include "source/rows.h"
#include "source/sndfile.h"

enum {
	FIRST_BUFFER_BYTES = 1 << 16,
	MOST_HEADER_BYTES = 1 << 20, /* tags may be long; pictures are not among them */
	LOG_BYTES = 4096,
	STALL_MS = 500, /* nothing came for as long as what is decoded ahead lasts */
	LOOK_MS = 50,   /* how often it is looked how much has come since */
	FIRST_RETRY_MS = 1000,
	MOST_RETRY_MS = 30000,
};

/* What has to lie in the pipe before a stream that has stalled goes on. */
#define RESERVE_S 1.0
/* A file that ends earlier than this, and with an error, is cut short; what is said of lengths is seldom exact. */
#define SHORT_S 0.5

struct ffmpeg {
	struct ffmpeg_process process;
	struct ffmpeg_log log;
	char *input; /* as ffmpeg has it; owned */
	bool is_remote;
	char name[256]; /* for messages */
	int cancel_fd;
	void (*tell)(enum source_news news, const char *text, void *context);
	void *tell_context;

	unsigned char *bytes; /* [begin, end) are read and not handed on; owned */
	size_t begin, end, capacity;
	bool has_header; /* of this process; what follows is sound */

	struct source_info info;
	bool is_endless;        /* a radio: an end is none, it is tried again */
	bool is_stalled;        /* until there is a reserve again */
	bool at_end;            /* a seek went there */
	int64_t at_frame;       /* the next to be read */
	int retry_ms;           /* how long to wait before the process is started; 0: not at all */
	int64_t title_at_frame; /* where log.title, if it is new, is to be told */
};

static bool ffmpeg_accepts(const struct source_request *request)
{
	struct stat st;
	if (request->demo || request->input || !request->path)
		return false;
	return url_is_remote(request->path) || (stat(request->path, &st) == 0 && S_ISREG(st.st_mode));
}

static void tell(const struct ffmpeg *f, enum source_news news, const char *text)
{
	if (f->tell)
		f->tell(news, text, f->tell_context);
}

/* --------------------------------------------------------------- waiting for it */

static size_t frame_bytes(const struct ffmpeg *f)
{
	return f->info.n_channels * sizeof(float);
}

static size_t bytes_in_pipe(const struct ffmpeg *f)
{
	int n = 0;
	return ioctl(f->process.sound_fd, FIONREAD, &n) == 0 && n > 0 ? (size_t)n : 0;
}

/* It is told of while its first sound is decoded, behind all that is in the pipe. */
static void note_title(struct ffmpeg *f)
{
	size_t n_bytes = bytes_in_pipe(f) + f->end - f->begin;
	f->title_at_frame = f->at_frame + (f->has_header ? (int64_t)(n_bytes / frame_bytes(f)) : 0);
}

static void take_log(struct ffmpeg *f)
{
	char bytes[LOG_BYTES];
	const bool had_title = f->log.title_is_new;
	ssize_t n = read(f->process.log_fd, bytes, sizeof bytes);
	if (n > 0) {
		ffmpeg_log_bytes(&f->log, f->input, bytes, (size_t)n);
	} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		close(f->process.log_fd);
		f->process.log_fd = -1;
	}
	if (f->log.reconnects) {
		char text[sizeof f->name + 64];
		snprintf(text, sizeof text, "%s: the connection broke; trying again", f->name);
		tell(f, SOURCE_NEWS_NOTICE, text);
		f->log.reconnects = false;
	}
	if (f->log.title_is_new && !had_title)
		note_title(f);
}

static void take_sound(struct ffmpeg *f)
{
	ssize_t n = read(f->process.sound_fd, f->bytes + f->end, f->capacity - f->end);
	if (n > 0) {
		f->end += (size_t)n;
	} else if (n == 0 || (errno != EINTR && errno != EAGAIN)) {
		close(f->process.sound_fd);
		f->process.sound_fd = -1;
	}
}

/* Whether there is enough in the pipe again, or no more will come. */
static bool is_filled(const struct ffmpeg *f)
{
	struct pollfd sound = { .fd = f->process.sound_fd };
	size_t wanted = (size_t)(RESERVE_S * f->info.rate_hz) * frame_bytes(f);
	wanted = wanted < FFMPEG_PIPE_BYTES / 2 ? wanted : FFMPEG_PIPE_BYTES / 2;
	return sound.fd < 0 || bytes_in_pipe(f) >= wanted || (poll(&sound, 1, 0) > 0 && (sound.revents & POLLHUP));
}

/* Waits until there are more bytes in `bytes`, which has room. SOURCE_END: there will be none. */
static enum source_status wait_for_bytes(struct ffmpeg *f)
{
	const size_t had = f->end;
	while (f->end == had) {
		struct ffmpeg_process *p = &f->process;
		if (p->sound_fd < 0 && p->log_fd < 0)
			return SOURCE_END;
		struct pollfd polls[] = { { .fd = f->is_stalled ? -1 : p->sound_fd, .events = POLLIN },
			{ .fd = p->log_fd, .events = POLLIN }, { .fd = f->cancel_fd, .events = POLLIN } };
		int n = poll(polls, 3, f->is_stalled ? LOOK_MS : f->is_remote && f->has_header ? STALL_MS : -1);
		f->is_stalled = f->is_stalled ? !is_filled(f) : n == 0;
		if (polls[1].revents)
			take_log(f);
		if (polls[0].revents)
			take_sound(f);
		else if (polls[2].revents)
			return SOURCE_CANCELLED;
	}
	return SOURCE_OK;
}

/* --------------------------------------------------------------- its header */

static bool make_room(struct ffmpeg *f)
{
	if (f->begin > 0) {
		memmove(f->bytes, f->bytes + f->begin, f->end - f->begin);
		f->end -= f->begin;
		f->begin = 0;
	}
	if (f->end < f->capacity)
		return true;
	size_t capacity = f->capacity ? 2 * f->capacity : FIRST_BUFFER_BYTES;
	unsigned char *bytes = capacity <= MOST_HEADER_BYTES ? realloc(f->bytes, capacity) : NULL;
	if (!bytes)
		return false;
	f->bytes = bytes;
	f->capacity = capacity;
	return true;
}

static void take_tags(struct ffmpeg *f, const struct caf_header *header)
{
	struct tags_reading reading = { 0 };
	const char *at = (const char *)f->bytes + header->tags_offset, *end = at + header->tags_bytes;
	while (at < end) {
		const char *value = at + strnlen(at, (size_t)(end - at)) + 1;
		size_t n = value < end ? strnlen(value, (size_t)(end - value)) : 0;
		if (value + n >= end)
			break; /* not terminated */
		tags_put(&reading, at, value, n);
		if (text_begins(at, "icy-"))
			f->is_endless = true;
		if (strcmp(at, "icy-name") == 0)
			text_clean(f->info.title, sizeof f->info.title, value);
		at = value + n + 1;
	}
	if (f->log.title[0]) { /* of a radio, whose other tags are those of the piece that was first in the connection */
		reading = (struct tags_reading){ 0 };
		tags_put_text(&reading, "TITLE", f->log.title);
	}
	tags_finish(&reading, &f->info.tags);
	if (f->info.tags.title[0])
		tags_whole_title(&f->info.tags, f->info.title, sizeof f->info.title);
}

/* All that is known when the first header has come. */
static bool describe(struct ffmpeg *f, const struct caf_header *header, struct err *err)
{
	f->info = (struct source_info){ .rate_hz = header->rate_hz, .n_channels = header->n_channels, .n_frames = -1 };
	if (f->log.duration_s >= 0 && f->log.duration_s * header->rate_hz < (double)INT64_MAX)
		f->info.n_frames = (int64_t)(f->log.duration_s * header->rate_hz + 0.5);
	f->info.seekable = f->info.n_frames >= 0;
	f->is_endless = strcmp(f->log.container, "hls") == 0;
	const char *slash = f->is_remote ? NULL : strrchr(f->name, '/');
	text_copy(f->info.title, sizeof f->info.title, slash ? slash + 1 : f->name);
	ffmpeg_log_format(&f->log, f->info.format, sizeof f->info.format);
	take_tags(f, header);
	f->is_endless = f->is_endless && f->is_remote && f->info.n_frames < 0;
	return sndfile_check(header->rate_hz, header->n_channels, f->name, err);
}

/* Has the bytes before the sound been read? SOURCE_DRY: not all of them are there. */
static enum source_status read_header(struct ffmpeg *f, struct err *err)
{
	struct caf_header header;
	enum caf_header_status status = caf_header_read(f->bytes + f->begin, f->end - f->begin, &header);
	if (status == CAF_HEADER_SHORT)
		return SOURCE_DRY;
	if (status == CAF_HEADER_BAD) {
		err_set(err, ERR_INPUT, "%s: what ffmpeg says makes no sense; is it the program of that name?",
			f->name);
		return SOURCE_FAILED;
	}
	if (f->info.rate_hz == 0 && !describe(f, &header, err))
		return SOURCE_FAILED;
	if (header.rate_hz != f->info.rate_hz || header.n_channels != f->info.n_channels) {
		err_set(err, ERR_INPUT, "%s: it has changed its rate or channels; play it again", f->name);
		return SOURCE_FAILED;
	}
	f->begin += header.data_offset;
	f->has_header = true;
	return SOURCE_OK;
}

/* --------------------------------------------------------------- its start and end */

static void stop(struct ffmpeg *f)
{
	ffmpeg_process_stop(&f->process);
	f->begin = f->end = 0;
	f->has_header = f->is_stalled = false;
}

static enum source_status start(struct ffmpeg *f, struct err *err)
{
	struct pollfd cancel = { .fd = f->cancel_fd, .events = POLLIN };
	if (f->retry_ms && poll(&cancel, 1, f->retry_ms) > 0)
		return SOURCE_CANCELLED;
	const struct ffmpeg_request request = { .input = f->input,
		.is_remote = f->is_remote,
		.from_s = f->is_endless || f->at_frame == 0 ? 0 : (double)f->at_frame / f->info.rate_hz };
	stop(f);
	ffmpeg_log_init(&f->log);
	return ffmpeg_process_start(&f->process, &request, f->name, err) ? SOURCE_OK : SOURCE_FAILED;
}

static bool is_cut_short(const struct ffmpeg *f)
{
	return f->log.error[0] && (double)(f->info.n_frames - f->at_frame) > SHORT_S * f->info.rate_hz;
}

/* A radio has gone silent, or is not there again yet. */
static void plan_retry(struct ffmpeg *f)
{
	char text[sizeof f->name + sizeof f->log.error + 64];
	f->retry_ms = f->retry_ms == 0 ? FIRST_RETRY_MS : 2 * f->retry_ms;
	f->retry_ms = f->retry_ms < MOST_RETRY_MS ? f->retry_ms : MOST_RETRY_MS;
	snprintf(text, sizeof text, "%s: broken off; trying again in %d s%s%s%s", f->name, f->retry_ms / 1000,
		f->log.error[0] ? " (" : "", f->log.error, f->log.error[0] ? ")" : "");
	tell(f, SOURCE_NEWS_NOTICE, text);
}

/* It has ended by itself. SOURCE_OK: another will be started. */
static enum source_status end(struct ffmpeg *f, struct err *err)
{
	int status = ffmpeg_process_reap(&f->process);
	const char *why = f->log.error;
	if (f->is_endless) {
		plan_retry(f);
		return SOURCE_OK;
	}
	f->at_end = true;
	if (WIFSIGNALED(status))
		err_set(err, ERR_INPUT, "%s: ffmpeg was ended by signal %d; it was read as far as that", f->name,
			WTERMSIG(status));
	else if (!f->has_header)
		err_set(err, ERR_INPUT, "%s: cannot be played: %s; name another", f->name,
			why[0] ? why : "ffmpeg does not say why");
	else if (f->at_frame == 0)
		err_set(err, ERR_INPUT, "%s: there is no sound in it; name another file", f->name);
	else if (status != 0 || is_cut_short(f))
		err_set(err, ERR_INPUT, "%s: damaged or cut short%s%s%s; it was read as far as it goes", f->name,
			why[0] ? " (" : "", why, why[0] ? ")" : "");
	else
		return SOURCE_END;
	return SOURCE_FAILED;
}

static enum source_status refuse_header(const struct ffmpeg *f, struct err *err)
{
	err_set(err, ERR_INPUT, "%s: its tags are too long, or there is no memory for them", f->name);
	return SOURCE_FAILED;
}

/* Until a whole frame of sound is there. */
static enum source_status wait_for_sound(struct ffmpeg *f, struct err *err)
{
	enum source_status status = SOURCE_OK;
	while (status == SOURCE_OK || status == SOURCE_DRY) {
		if (f->has_header && f->end - f->begin >= frame_bytes(f))
			return SOURCE_OK;
		if (f->process.pid == 0)
			status = start(f, err);
		else
			status = make_room(f) ? wait_for_bytes(f) : refuse_header(f, err);
		if (status == SOURCE_END)
			status = end(f, err);
		else if (status == SOURCE_OK && f->end > f->begin && !f->has_header)
			status = read_header(f, err);
	}
	return status;
}

/* --------------------------------------------------------------- the source */

static bool ffmpeg_open(void *state, const struct source_request *request, struct source_info *info, struct err *err)
{
	struct ffmpeg *f = state;
	const char *path = request->path;
	f->process = FFMPEG_NONE;
	f->is_remote = url_is_remote(path);
	f->cancel_fd = request->cancel_fd;
	f->tell = request->tell;
	f->tell_context = request->tell_context;
	url_show(f->name, sizeof f->name, path);
	if (f->is_remote)
		f->input = strdup(path);
	else if (asprintf(&f->input, "file:%s", path) < 0)
		f->input = NULL;
	if (!f->input)
		return err_set(err, ERR_SYSTEM, "out of memory for a file's name");
	enum source_status status = wait_for_sound(f, err);
	if (status == SOURCE_CANCELLED)
		return err_set(err, ERR_GONE, "%s: cancelled while it was opened", f->name);
	*info = f->info;
	return status == SOURCE_OK;
}

/* A title that comes with the first sound is in the header, too. */
static void tell_title(struct ffmpeg *f)
{
	if (!f->log.title_is_new || f->at_frame < f->title_at_frame)
		return;
	f->log.title_is_new = false;
	if (strcmp(f->log.title, f->info.title) == 0)
		return;
	text_copy(f->info.title, sizeof f->info.title, f->log.title);
	tell(f, SOURCE_NEWS_TITLE, f->log.title);
}

static enum source_status ffmpeg_read(void *state, float *frames, size_t max_frames, size_t *n_frames, struct err *err)
{
	struct ffmpeg *f = state;
	*n_frames = 0;
	enum source_status status = f->at_end ? SOURCE_END : wait_for_sound(f, err);
	if (status != SOURCE_OK)
		return status;
	size_t n = (f->end - f->begin) / frame_bytes(f);
	n = n < max_frames ? n : max_frames;
	sample_formats[SAMPLE_F32LE].to_float(f->bytes + f->begin, frames, n * f->info.n_channels);
	f->begin += n * frame_bytes(f);
	f->at_frame += (int64_t)n;
	f->retry_ms = 0;
	tell_title(f);
	*n_frames = n;
	return SOURCE_OK;
}

static bool ffmpeg_seek(void *state, int64_t frame)
{
	struct ffmpeg *f = state;
	stop(f);
	f->at_frame = frame > 0 ? frame : 0;
	f->at_end = f->info.n_frames >= 0 && frame >= f->info.n_frames;
	return true;
}

static void ffmpeg_close(void *state)
{
	struct ffmpeg *f = state;
	if (f->input)
		ffmpeg_process_stop(&f->process);
	free(f->input);
	free(f->bytes);
	*f = (struct ffmpeg){ 0 };
}

const struct source_ops source_ffmpeg = {
	.name = "ffmpeg",
	.help
	= "http and https streams, and files that only ffmpeg reads: M4A, AAC, ALAC, WMA, WebM, the sound of films",
	.state_bytes = sizeof(struct ffmpeg),
	.accepts = ffmpeg_accepts,
	.open = ffmpeg_open,
	.read = ffmpeg_read,
	.seek = ffmpeg_seek,
	.close = ffmpeg_close,
};

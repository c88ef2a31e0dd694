/* What libsndfile cannot read, and what comes from a server: through the ffmpeg program, if there is one.
 *
 * One process does it all: asking ffprobe first would double the time to the first sound, nearly all of which is the
 * program's own start, and ask a server twice. So rate, channels and tags come from the header before the samples, the
 * length from what it says meanwhile. Seeking is starting it anew. Its pipe is the reserve of a stream: a server may send
 * in bursts, as long as we take what the clock of who listens wants.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/text.h"
#include "base/url.h"
#include "source/caf_header.h"
#include "source/ffmpeg_feed.h"
#include "source/rows.h"
#include "source/sndfile.h"

enum { FIRST_RETRY_MS = 1000, MOST_RETRY_MS = 30000 };

/* Of a file. By then what was decoded ahead has been played. */
enum { PATIENCE_MS = 2000 };

/* What has to be there again of a stream that has stalled. */
#define RESERVE_S 1.0

struct ffmpeg {
	struct ffmpeg_feed feed;
	bool is_remote;
	char name[256]; /* for messages */
	void (*tell)(enum source_news news, const char *text, void *context);
	void *tell_context;
	bool has_header; /* what the process sends now is sound */
	struct source_info info;
	bool is_endless;         /* a radio: an end is none, it is tried again */
	int retry_ms;            /* how long to wait before that; 0: not at all */
	bool at_end;             /* and stays there, but for a seek */
	int64_t at_frame;        /* the next to be read */
	int64_t killed_at_frame; /* where it was when a process was killed; -1: none was */
	bool has_title;          /* feed.log.title is to be told when this frame has been read: */
	int64_t title_at_frame;
};

static bool ffmpeg_accepts(const struct source_request *request)
{
	struct stat st;
	if (request->demo || request->input)
		return false;
	if (!request->path)
		return request->owns_fd && fstat(request->fd, &st) == 0 && S_ISFIFO(st.st_mode);
	return url_is_remote(request->path) || (stat(request->path, &st) == 0 && S_ISREG(st.st_mode));
}

static void tell(const struct ffmpeg *f, enum source_news news, const char *text)
{
	if (f->tell)
		f->tell(news, text, f->tell_context);
}

static size_t frame_bytes(const struct ffmpeg *f)
{
	return f->info.n_channels * sizeof(float);
}

/* --------------------------------------------------------------- what it says */

/* A title is told while its first sound is decoded, behind all that is in the pipe. */
static void take_news(struct ffmpeg *f)
{
	struct ffmpeg_log *log = &f->feed.log;
	if (log->reconnects) {
		char text[sizeof f->name + 64];
		snprintf(text, sizeof text, "%s: the connection broke; trying again", f->name);
		tell(f, SOURCE_NEWS_NOTICE, text);
	}
	if (f->feed.n_quiet == 1) {
		char text[sizeof f->name + 64];
		snprintf(text, sizeof text, "%s: decoding it takes long", f->name);
		tell(f, SOURCE_NEWS_NOTICE, text);
	}
	if (log->title_is_new && f->has_header) {
		f->title_at_frame = f->at_frame + (int64_t)(ffmpeg_feed_pending(&f->feed) / frame_bytes(f));
		f->has_title = true;
		log->title_is_new = false;
	}
	log->reconnects = false;
}

static void tell_title(struct ffmpeg *f)
{
	if (!f->has_title || f->at_frame < f->title_at_frame)
		return;
	f->has_title = false;
	if (strcmp(f->feed.log.title, f->info.title) == 0)
		return; /* it is the same piece after the connection broke */
	text_copy(f->info.title, sizeof f->info.title, f->feed.log.title);
	tell(f, SOURCE_NEWS_TITLE, f->info.title);
}

/* --------------------------------------------------------------- its header */

static void take_tags(struct ffmpeg *f, const struct caf_header *header)
{
	struct tags_reading reading = { 0 };
	const char *at = (const char *)f->feed.bytes + f->feed.begin + header->tags_offset,
		   *end = at + header->tags_bytes;
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
	/* Of a radio, whose other tags are those of the piece that was first in the connection. */
	if (f->feed.log.title[0]) {
		reading = (struct tags_reading){ 0 };
		tags_put_text(&reading, "TITLE", f->feed.log.title);
	}
	tags_finish(&reading, &f->info.tags);
	if (f->info.tags.title[0])
		tags_whole_title(&f->info.tags, f->info.title, sizeof f->info.title);
}

/* All that is known when the first header has come. */
static bool describe(struct ffmpeg *f, const struct caf_header *header, struct err *err)
{
	f->info = (struct source_info){ .rate_hz = header->rate_hz, .n_channels = header->n_channels, .n_frames = -1 };
	if (f->feed.log.duration_s >= 0 && f->feed.log.duration_s * header->rate_hz < (double)INT64_MAX)
		f->info.n_frames = (int64_t)(f->feed.log.duration_s * header->rate_hz + 0.5);
	f->info.seekable = f->info.n_frames >= 0;
	f->is_endless = strcmp(f->feed.log.container, "hls") == 0;
	const char *slash = f->is_remote ? NULL : strrchr(f->name, '/');
	text_copy(f->info.title, sizeof f->info.title, slash ? slash + 1 : f->name);
	ffmpeg_log_format(&f->feed.log, f->info.format, sizeof f->info.format);
	take_tags(f, header);
	f->is_endless = f->is_endless && f->is_remote && f->info.n_frames < 0;
	return sndfile_check(header->rate_hz, header->n_channels, f->name, err);
}

/* Looks whether all that precedes the sound is there. */
static enum source_status read_header(struct ffmpeg *f, struct err *err)
{
	struct ffmpeg_feed *feed = &f->feed;
	struct caf_header header;
	enum caf_header_status status = caf_header_read(feed->bytes + feed->begin, feed->end - feed->begin, &header);
	if (status == CAF_HEADER_SHORT)
		return SOURCE_OK;
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
	feed->begin += header.data_offset;
	feed->reserve_bytes = f->is_remote ? (size_t)(RESERVE_S * f->info.rate_hz) * frame_bytes(f) : 0;
	f->has_header = true;
	return SOURCE_OK;
}

/* --------------------------------------------------------------- its start and end */

static enum source_status start(struct ffmpeg *f, struct err *err)
{
	struct pollfd cancel = { .fd = f->feed.cancel_fd, .events = POLLIN };
	if (f->retry_ms && poll(&cancel, 1, f->retry_ms) > 0)
		return SOURCE_CANCELLED;
	double from_s = f->is_endless || f->at_frame == 0 ? 0 : (double)f->at_frame / f->info.rate_hz;
	f->has_header = f->has_title = false;
	return ffmpeg_feed_start(&f->feed, from_s, f->name, err) ? SOURCE_OK : SOURCE_FAILED;
}

/* A radio has gone silent, or is not there again yet. */
static void plan_retry(struct ffmpeg *f)
{
	char text[sizeof f->name + sizeof f->feed.log.error + 64];
	f->retry_ms = f->retry_ms == 0 ? FIRST_RETRY_MS : 2 * f->retry_ms;
	f->retry_ms = f->retry_ms < MOST_RETRY_MS ? f->retry_ms : MOST_RETRY_MS;
	snprintf(text, sizeof text, "%s: broken off; trying again in %d s%s%s%s", f->name, f->retry_ms / 1000,
		f->feed.log.error[0] ? " (" : "", f->feed.log.error, f->feed.log.error[0] ? ")" : "");
	tell(f, SOURCE_NEWS_NOTICE, text);
}

/* Whether another is to go on for one that was killed, unless it is what comes next that kills them. */
static bool goes_on(struct ffmpeg *f, int status)
{
	char text[sizeof f->name + 64];
	const bool can_be_read_again = f->feed.input && (f->info.seekable || f->info.rate_hz == 0);
	if (!WIFSIGNALED(status) || !can_be_read_again || f->at_frame == f->killed_at_frame)
		return false;
	f->killed_at_frame = f->at_frame;
	snprintf(text, sizeof text, "%s: ffmpeg was killed (signal %d); another goes on", f->name, WTERMSIG(status));
	tell(f, SOURCE_NEWS_NOTICE, text);
	return true;
}

/* It has ended by itself. SOURCE_OK: another will be started. */
static enum source_status end(struct ffmpeg *f, struct err *err)
{
	int status = ffmpeg_process_reap(&f->feed.process);
	if (f->is_endless) {
		plan_retry(f);
		return SOURCE_OK;
	}
	if (goes_on(f, status))
		return SOURCE_OK;
	f->at_end = true;
	double read_s = f->has_header ? (double)f->at_frame / f->info.rate_hz : -1;
	return ffmpeg_log_judge(&f->feed.log, status, read_s, f->name, err) ? SOURCE_END : SOURCE_FAILED;
}

/* Goes on by a step: starts it, or waits for what it sends or says. */
static enum source_status step(struct ffmpeg *f, struct err *err)
{
	if (!ffmpeg_feed_runs(&f->feed))
		return start(f, err);
	enum source_status status = ffmpeg_feed_wait(&f->feed);
	take_news(f);
	if (status == SOURCE_END)
		return end(f, err);
	if (status == SOURCE_FAILED)
		err_set(err, ERR_INPUT, "%s: its tags are too long, or there is no memory for them", f->name);
	return status == SOURCE_OK && !f->has_header ? read_header(f, err) : status;
}

/* Until a whole frame of sound is there. */
static enum source_status wait_for_sound(struct ffmpeg *f, struct err *err)
{
	enum source_status status = SOURCE_OK;
	while (status == SOURCE_OK && !(f->has_header && f->feed.end - f->feed.begin >= frame_bytes(f)))
		status = step(f, err);
	return status;
}

/* --------------------------------------------------------------- the source */

static bool ffmpeg_open(void *state, const struct source_request *request, struct source_info *info, struct err *err)
{
	struct ffmpeg *f = state;
	f->killed_at_frame = -1;
	f->tell = request->tell;
	f->tell_context = request->tell_context;
	f->is_remote = request->path && url_is_remote(request->path);
	url_show(f->name, sizeof f->name, request->path ? request->path : request->name);
	if (!ffmpeg_feed_init(&f->feed, request->path, request->fd, request->cancel_fd, err))
		return false;
	f->feed.patience_ms = f->is_remote || !request->path ? 0 : PATIENCE_MS;
	enum source_status status = wait_for_sound(f, err);
	if (status == SOURCE_CANCELLED)
		return err_set(err, ERR_GONE, "%s: cancelled while it was opened", f->name);
	*info = f->info;
	return status == SOURCE_OK;
}

static enum source_status ffmpeg_read(void *state, float *frames, size_t max_frames, size_t *n_frames, struct err *err)
{
	struct ffmpeg *f = state;
	*n_frames = 0;
	enum source_status status = f->at_end ? SOURCE_END : wait_for_sound(f, err);
	if (status != SOURCE_OK)
		return status;
	size_t n = (f->feed.end - f->feed.begin) / frame_bytes(f);
	n = n < max_frames ? n : max_frames;
	sample_formats[SAMPLE_F32LE].to_float(f->feed.bytes + f->feed.begin, frames, n * f->info.n_channels);
	f->feed.begin += n * frame_bytes(f);
	f->at_frame += (int64_t)n;
	f->retry_ms = 0;
	tell_title(f);
	*n_frames = n;
	return SOURCE_OK;
}

static bool ffmpeg_seek(void *state, int64_t frame)
{
	struct ffmpeg *f = state;
	ffmpeg_feed_stop(&f->feed);
	f->has_header = f->has_title = false;
	f->at_frame = frame > 0 ? frame : 0;
	f->at_end = f->info.n_frames >= 0 && frame >= f->info.n_frames;
	return true;
}

static void ffmpeg_close(void *state)
{
	struct ffmpeg *f = state;
	ffmpeg_feed_fini(&f->feed);
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

#include "engine/opening.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/url.h"
#include "base/watch.h"
#include "control/message.h"
#include "engine/choosing.h"
#include "engine/output.h"
#include "engine/rescue.h"

enum { FIFO_WAIT_MS = 500 };

static void tell(struct stream *stream, const char *why)
{
	fprintf(stderr, "%s\n", why);
	status_notice(stream->status, why);
}

void opening_failed(struct stream *stream, const char *why)
{
	struct session_progress *progress = &stream->session->progress;
	if (atomic_load_explicit(&progress->n_failed, memory_order_relaxed) == 0)
		text_copy(progress->first_failure, sizeof progress->first_failure, why);
	atomic_fetch_add_explicit(&progress->n_failed, 1, memory_order_release);
	tell(stream, why);
}

bool opening_is_stream(const struct track *track)
{
	return track->kind == RUN_SOURCE_STREAM;
}

/* Whether an engine before this one has read the beginning of what is to be opened. */
static bool is_begun(const struct stream *stream)
{
	const struct session_progress *progress = &stream->session->progress;
	return atomic_load_explicit(&progress->stream_begun, memory_order_acquire)
		&& atomic_load_explicit(&progress->stream_id, memory_order_relaxed) == stream->id;
}

/* What a source has to say while it is read. A radio's next piece begins like a track: what adds up begins anew. */
static void hear_news(enum source_news news, const char *text, void *context)
{
	struct stream *stream = context;
	if (news == SOURCE_NEWS_NOTICE) {
		tell(stream, text);
		return;
	}
	struct source_info *info = &stream->track.info;
	text_copy(info->title, sizeof info->title, text);
	info->tags = (struct source_tags){ 0 };
	text_copy(info->tags.title, sizeof info->tags.title, text);
	stream_push_mark(stream, (struct mark){ 0 });
}

/* What to open for the entry. */
static void fill_request(struct stream *stream, const struct queue_item *item, struct source_request *request)
{
	const struct session_request *wanted = &stream->session->request;
	const struct session_progress *progress = &stream->session->progress;
	*request = (struct source_request){ .fd = -1,
		.cancel_fd = stream->cancel_fd,
		.tell = hear_news,
		.tell_context = stream,
		.demo = wanted->demo,
		.wait = wanted->wait,
		.raw_type = wanted->raw_type,
		.raw_rate_hz = wanted->raw_rate_hz,
		.raw_n_channels = wanted->raw_n_channels };
	const char *input = session_input(stream->session);
	if (input[0])
		request->input = input;
	if (!stream->queue)
		return;
	if (strcmp(item->path, "-") == 0)
		request->fd = stream->sound_fd;
	else
		request->path = item->path;
	if (is_begun(stream)) {
		request->resume_raw = true;
		request->raw_type = progress->stream_raw_type;
		request->raw_rate_hz = progress->stream_rate_hz;
		request->raw_n_channels = progress->stream_n_channels;
	}
}

void opening_captured(struct stream *stream)
{
	stream->captured = true;
	atomic_store_explicit(&stream->session->progress.n_renewals, 0, memory_order_relaxed);
}

/* A device or server that was there and is gone may come back, for an engine that knows nothing of its end. Returns only
 * when the feeder is asked for something. */
void opening_wait_for_device(struct stream *stream, const char *why)
{
	tell(stream, why);
	status_set_phase(stream->status, RUN_WAITING);
	stream_wait(stream, (int)(rescue_wait_ns(stream->session) / NS_PER_MS));
	if (!stream_is_asked(stream))
		rescue_renew(stream->session);
}

/* For a successor: a stream's beginning has been consumed; can the rest be read without it? */
static void note_stream_begun(struct stream *stream)
{
	struct session_progress *progress = &stream->session->progress;
	const struct source_info *info = &stream->track.info;
	if (!opening_is_stream(&stream->track))
		return;
	progress->stream_id = stream->id;
	progress->stream_resumable = info->resumable;
	progress->stream_raw_type = info->raw_type;
	progress->stream_rate_hz = info->rate_hz;
	progress->stream_n_channels = info->n_channels;
	atomic_store_explicit(&progress->stream_begun, 1, memory_order_release);
}

/* There is a stream to wait for: the run has begun. Of a track that tells the pacer, when commands find it. */
static void tell_opened(struct stream *stream)
{
	struct message ready = message_of(MESSAGE_READY);
	if (!stream->told_ready)
		stream->told_ready = message_send(stream->status->keeper_fd, &ready, NULL, 0) == MESSAGE_OK;
}

/* An engine before this one died in the middle of a container that cannot be joined there. */
static bool can_join(struct stream *stream, struct err *err)
{
	const struct session_progress *progress = &stream->session->progress;
	if (!is_begun(stream) || progress->stream_resumable)
		return true;
	return err_set(
		err, ERR_GONE, "the stream cannot be joined in its middle after the engine died; start it again");
}

/* What to call an input that has no title. */
static const char *name_of(const struct source_request *request)
{
	return request->input ? request->input : request->path ? request->path : "standard input";
}

/* Opening a pipe may take until somebody writes to it, a URL until its server answers. */
static void tell_waiting(struct stream *stream, const struct source_request *request)
{
	struct stat st = { 0 };
	const bool remote = request->path && url_is_remote(request->path);
	if (request->demo || request->input)
		return;
	if (!remote
		&& ((request->path ? stat(request->path, &st) : fstat(request->fd, &st)) != 0 || S_ISREG(st.st_mode)))
		return;
	if (request->wait && S_ISFIFO(st.st_mode))
		stream->fifo_id = stream->id;
	struct run_state *state = status_begin(stream->status);
	if (state->phase == RUN_STARTING || state->phase == RUN_PLAYING)
		state->phase = RUN_WAITING;
	if (!state->title[0])
		url_show(state->title, sizeof state->title, name_of(request));
	status_end(stream->status);
	if (!remote && !S_ISDIR(st.st_mode)) /* a server that refuses is an error like a file that is missing */
		tell_opened(stream);
}

static bool open_source(struct stream *stream, const struct source_request *request, struct err *err)
{
	if (!can_join(stream, err))
		return false;
	tell_waiting(stream, request);
	return source_open(request, &stream->ops, &stream->source, &stream->track.info, err);
}

static enum run_source_kind kind_of(const struct source_request *request, const struct source_info *info)
{
	if (request->demo)
		return RUN_SOURCE_DEMO;
	if (request->input)
		return RUN_SOURCE_CAPTURE;
	return info->live ? RUN_SOURCE_STREAM : RUN_SOURCE_FILE;
}

/* A file is decoded for whatever the output takes. What is live and heard waits, resampled, for the output's clock. */
bool opening_plan_intake(struct stream *stream, struct err *err)
{
	const struct source_info *info = &stream->track.info;
	bool played = output_plays(stream->session, stream->track.kind);
	uint32_t output_hz = atomic_load_explicit(&stream->output_rate_hz, memory_order_relaxed);
	const struct intake_plan plan = { .n_channels = info->n_channels,
		.from_hz = info->rate_hz,
		.to_hz = played && output_hz ? output_hz : info->rate_hz,
		.live = played && info->live };
	return intake_begin(&stream->intake, &plan, err);
}

/* Whether what cannot be captured now could be before, perhaps by another engine. */
static bool was_there(const struct stream *stream)
{
	return stream->captured
		|| atomic_load_explicit(&stream->session->progress.n_renewals, memory_order_relaxed) > 0;
}

/* A FIFO whose next writer is waited for, whatever this one had to say. */
static bool waits_for_writers(const struct source_request *request)
{
	struct stat st;
	return request->wait && request->path && stat(request->path, &st) == 0 && S_ISFIFO(st.st_mode);
}

/* Some writers remove their FIFO when they end, and make it again when they begin, as MPD does. */
static bool waits_for_fifo(const struct stream *stream, const struct source_request *request)
{
	struct stat st;
	return request->wait && request->path && stream->fifo_id == stream->id && stat(request->path, &st) != 0
		&& errno == ENOENT;
}

/* What may still come is opened again: a device that was there, a FIFO's next writer. */
static enum opened bear_failure(struct stream *stream, const struct source_request *request, const char *why)
{
	if (request->input && was_there(stream)) {
		opening_wait_for_device(stream, why);
	} else if (waits_for_fifo(stream, request)) {
		status_set_phase(stream->status, RUN_WAITING);
		stream_wait(stream, FIFO_WAIT_MS);
	} else if (waits_for_writers(request)) {
		tell(stream, why);
	} else {
		opening_failed(stream, why);
		return OPEN_FAILED;
	}
	return OPEN_CANCELLED;
}

/* --------------------------------------------------------------- opening it */

static int64_t frame_at(const struct stream *stream, int64_t ns)
{
	return llround((double)ns * stream->track.info.rate_hz / NS_PER_S);
}

/* Makes the track the part of the file that the entry is. */
static bool cut_out(struct stream *stream, const struct queue_item *item, struct err *err)
{
	struct track *track = &stream->track;
	if (item->start_ns == 0 && item->end_ns < 0)
		return true;
	if (!track->info.seekable)
		return err_set(err, ERR_INPUT, "%s: cannot be played in parts, as the cue sheet has it; play the file",
			item->path);
	int64_t length = track->info.n_frames, end = item->end_ns >= 0 ? frame_at(stream, item->end_ns) : length;
	track->offset_frames = frame_at(stream, item->start_ns);
	if (length >= 0 && (end < 0 || end > length))
		end = length;
	if (end >= 0 && end <= track->offset_frames)
		return err_set(err, ERR_INPUT, "%s: ends before the track that the cue sheet has there; check both",
			item->path);
	track->info.n_frames = end >= 0 ? end - track->offset_frames : -1;
	if (item->title[0]) {
		text_copy(track->info.title, sizeof track->info.title, item->title);
		text_copy(track->info.tags.title, sizeof track->info.tags.title, item->title);
		track->info.tags.artist[0] = '\0'; /* the sheet has both in one */
	}
	return opening_seek(stream, 0)
		|| err_set(err, ERR_INPUT, "%s: cannot be sought, to play a part of it; play the file", item->path);
}

bool opening_seek(struct stream *stream, int64_t frame)
{
	const struct track *track = &stream->track;
	stream->n_left = -1;
	if (track->is_part && track->info.n_frames >= 0)
		stream->n_left = frame < track->info.n_frames ? track->info.n_frames - frame : 0;
	return stream->ops->seek(stream->source, track->offset_frames + frame);
}

/* Where to begin: where an engine before this one was, where somebody has sought, or where the run is to start. */
static int64_t take_resumption(struct stream *stream)
{
	int64_t from = stream->resume_frame;
	stream->resume_frame = 0;
	if (stream->begins_run)
		from = llround(stream->start_s * stream->track.info.rate_hz);
	stream->begins_run = false;
	return from;
}

static enum opened open_item(struct stream *stream, const struct queue_item *item)
{
	struct source_request request;
	struct err err = { 0 };
	fill_request(stream, item, &request);
	memset(&stream->track, 0, sizeof stream->track);
	stream->n_left = -1;
	stream->track.queue_id = stream->id;
	watch_set_item(stream->id);
	stream->track.is_part = item->start_ns > 0 || item->end_ns >= 0;
	bool good = item->flags & QUEUE_BROKEN ? err_set(&err, ERR_INPUT, "%s", item->title)
					       : open_source(stream, &request, &err) && cut_out(stream, item, &err);
	if (!good) {
		stream_close_track(stream);
		return stream_is_asked(stream) ? OPEN_CANCELLED : bear_failure(stream, &request, err.message);
	}
	if (!stream->track.info.tags.title[0] && item->title[0]) /* as a playlist has it */
		text_copy(stream->track.info.title, sizeof stream->track.info.title, item->title);
	if (!stream->track.info.title[0])
		text_clean(stream->track.info.title, sizeof stream->track.info.title, name_of(&request));
	stream->told_bad = false;
	stream->track.kind = kind_of(&request, &stream->track.info);
	levelling_begin(&stream->levelling, &stream->track, &request);
	stream->looked_ahead = false;
	if (!opening_plan_intake(stream, &err)) {
		stream_close_track(stream);
		opening_failed(stream, err.message);
		return OPEN_FAILED;
	}
	return OPENED;
}

enum opened opening_next(struct stream *stream)
{
	struct queue_item item = { .path = "", .title = "", .end_ns = -1 };
	enum queue_answer answer = choosing_next(stream);
	if (answer != QUEUE_FOUND)
		return answer == QUEUE_LATER ? OPEN_LATER : OPEN_NO_MORE;
	if (stream->queue && !queue_item(stream->queue, stream->id, &item))
		return OPEN_NO_MORE;
	enum opened opened = open_item(stream, &item);
	stream->chosen = opened == OPEN_CANCELLED;
	if (opened == OPEN_FAILED) {
		stream->n_failures++;
		stream->start_s = stream->session->request.start_s; /* a resumed track's place is of no other, */
		stream->resume_frame = 0;                           /* nor is that of an engine before this one */
	}
	if (opened != OPENED)
		return opened;
	stream->n_failures = 0;
	note_stream_begun(stream);
	int64_t from = take_resumption(stream);
	if (from && !(stream->track.info.seekable && opening_seek(stream, from)))
		from = opening_is_stream(&stream->track) ? from : 0;
	stream_push_mark(
		stream, (struct mark){ .jump = stream->jumps, .again = stream->again, .position_frame = from });
	stream->jumps = stream->again = false;
	return OPENED;
}

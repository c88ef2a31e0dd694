#include "engine/stream.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "control/message.h"
#include "engine/output.h"
#include "engine/rescue.h"

enum {
	ROOM_WAIT_MS = 100,
	JUMP_WAIT_MS = 2, /* a reader that comes to a jump makes all the room there is, and wants to go on */
	MAX_REST_MS = 16,
	MAX_RESTS = 4,
	QUARTER_PIPE_BYTES = 16384,
};

bool stream_init(struct stream *stream, struct session *session, struct status *status,
	struct snapshot_counters *counters, int sound_fd, struct err *err)
{
	*stream = (struct stream){
		.session = session, .status = status, .counters = counters, .sound_fd = sound_fd, .cancel_fd = -1
	};
	pthread_mutex_init(&stream->mutex, NULL);
	stream->index = atomic_load_explicit(&session->progress.queue_index, memory_order_relaxed);
	stream->resume_frame = atomic_load_explicit(&session->progress.position_frame, memory_order_relaxed);
	stream->samples = calloc((size_t)INTAKE_CHUNK_FRAMES * AUDIO_MAX_CHANNELS, sizeof *stream->samples);
	stream->cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!stream->samples || stream->cancel_fd < 0)
		return err_set_sys(err, errno, "cannot prepare to decode");
	intake_init(&stream->intake, &stream->flow, counters);
	return flow_init(&stream->flow, STREAM_RING_FRAMES, err);
}

void stream_ask(struct stream *stream, enum stream_request_kind request, int64_t target)
{
	pthread_mutex_lock(&stream->mutex);
	if (stream->request != STREAM_QUIT) {
		stream->request = request;
		stream->target = target;
	}
	eventfd_write(stream->cancel_fd, 1);
	pthread_mutex_unlock(&stream->mutex);
}

void stream_set_output(struct stream *stream, uint32_t rate_hz)
{
	atomic_store_explicit(&stream->output_rate_hz, rate_hz, memory_order_relaxed);
	atomic_store_explicit(&stream->output_known, true, memory_order_relaxed);
}

static enum stream_request_kind take_request(struct stream *stream, int64_t *target)
{
	eventfd_t ignored;
	pthread_mutex_lock(&stream->mutex);
	enum stream_request_kind request = stream->request;
	*target = stream->target;
	if (request != STREAM_QUIT && request != STREAM_NOTHING) {
		stream->request = STREAM_NOTHING;
		eventfd_read(stream->cancel_fd, &ignored);
	}
	pthread_mutex_unlock(&stream->mutex);
	return request;
}

static bool is_asked(struct stream *stream)
{
	pthread_mutex_lock(&stream->mutex);
	bool asked = stream->request != STREAM_NOTHING;
	pthread_mutex_unlock(&stream->mutex);
	return asked;
}

/* Sleeps until there is a request, at most `ms` (negative: without end). */
static void wait_for_request(const struct stream *stream, int ms)
{
	struct pollfd request = { .fd = stream->cancel_fd, .events = POLLIN };
	poll(&request, 1, ms);
}

/* The reader takes marks as it reaches them; should it be far behind, wait for it. */
static void push_mark(struct stream *stream, struct mark mark)
{
	if (mark.jump)
		intake_jump(&stream->intake);
	if (mark.end)
		intake_end(&stream->intake);
	mark.at = intake_position(&stream->intake);
	if (mark.jump)
		stream->jumped_at = mark.at;
	mark.rate_hz = stream->intake.plan.to_hz;
	mark.track = stream->track;
	while (!ring_write(&stream->flow.marks, &mark, 1)) {
		wait_for_request(stream, ROOM_WAIT_MS);
		if (is_asked(stream))
			return;
	}
	stream->arrived(stream->context);
}

static void close_track(struct stream *stream)
{
	if (stream->source)
		stream->ops->close(stream->source);
	free(stream->source);
	stream->source = NULL;
	stream->ops = NULL;
}

/* --------------------------------------------------------------- opening */

static void keep_failure(struct stream *stream, const char *why)
{
	struct session_progress *progress = &stream->session->progress;
	if (atomic_load_explicit(&progress->n_failed, memory_order_relaxed) == 0)
		text_copy(progress->first_failure, sizeof progress->first_failure, why);
	atomic_fetch_add_explicit(&progress->n_failed, 1, memory_order_release);
	fprintf(stderr, "%s\n", why);
	status_notice(stream->status, why);
}

static bool is_stream(const struct track *track)
{
	return track->kind == RUN_SOURCE_STREAM;
}

/* Whether an engine before this one has read the beginning of what is to be opened. */
static bool is_begun(const struct stream *stream)
{
	const struct session_progress *progress = &stream->session->progress;
	return atomic_load_explicit(&progress->stream_begun, memory_order_acquire)
		&& atomic_load_explicit(&progress->stream_index, memory_order_relaxed) == stream->index;
}

/* What to open for queue entry `stream->index`; false past the queue's end. */
static bool fill_request(const struct stream *stream, struct source_request *request)
{
	const struct session_request *wanted = &stream->session->request;
	const struct session_progress *progress = &stream->session->progress;
	*request = (struct source_request){ .fd = -1,
		.cancel_fd = stream->cancel_fd,
		.demo = wanted->demo,
		.wait = wanted->wait,
		.raw_type = wanted->raw_type,
		.raw_rate_hz = wanted->raw_rate_hz,
		.raw_n_channels = wanted->raw_n_channels };
	if (wanted->input[0])
		request->input = wanted->input;
	if (wanted->demo || wanted->input[0])
		return stream->index == 0;
	const char *path = session_queue_path(stream->session, stream->index);
	if (!path)
		return false;
	if (strcmp(path, "-") == 0)
		request->fd = stream->sound_fd;
	else
		request->path = path;
	if (is_begun(stream)) {
		request->resume_raw = true;
		request->raw_type = progress->stream_raw_type;
		request->raw_rate_hz = progress->stream_rate_hz;
		request->raw_n_channels = progress->stream_n_channels;
	}
	return true;
}

/* A device or server that was there and is gone may come back, for an engine that knows nothing of its end. Returns only
 * when the feeder is asked for something. */
static void wait_for_device(struct stream *stream, const char *why)
{
	fprintf(stderr, "%s\n", why);
	status_notice(stream->status, why);
	status_set_phase(stream->status, RUN_WAITING);
	wait_for_request(stream, (int)(rescue_wait_ns(stream->session) / NS_PER_MS));
	if (!is_asked(stream))
		rescue_renew(stream->session);
}

/* For a successor: a stream's beginning has been consumed; can the rest be read without it? */
static void note_stream_begun(struct stream *stream)
{
	struct session_progress *progress = &stream->session->progress;
	const struct source_info *info = &stream->track.info;
	if (!is_stream(&stream->track))
		return;
	progress->stream_index = stream->index;
	progress->stream_resumable = info->resumable;
	progress->stream_raw_type = info->raw_type;
	progress->stream_rate_hz = info->rate_hz;
	progress->stream_n_channels = info->n_channels;
	atomic_store_explicit(&progress->stream_begun, 1, memory_order_release);
}

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

/* Opening a pipe may take until somebody writes to it. */
static void tell_waiting(struct stream *stream, const struct source_request *request)
{
	struct stat st;
	if (request->demo || request->input || (request->path ? stat(request->path, &st) : fstat(request->fd, &st)) != 0
		|| S_ISREG(st.st_mode))
		return;
	struct run_state *state = status_begin(stream->status);
	if (state->phase == RUN_STARTING || state->phase == RUN_PLAYING)
		state->phase = RUN_WAITING;
	if (!state->title[0])
		text_clean(state->title, sizeof state->title, name_of(request));
	status_end(stream->status);
	if (!S_ISDIR(st.st_mode))
		tell_opened(stream);
}

static bool open_source(struct stream *stream, const struct source_request *request, struct err *err)
{
	if (!can_join(stream, err))
		return false;
	tell_waiting(stream, request);
	stream->ops = source_find(request);
	if (!stream->ops)
		return err_set(err, ERR_INPUT, "nothing to play: name a file, or - for standard input");
	stream->source = calloc(1, stream->ops->state_bytes);
	if (!stream->source)
		return err_set(err, ERR_SYSTEM, "out of memory for a decoder");
	return stream->ops->open(stream->source, request, &stream->track.info, err);
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
static bool plan_intake(struct stream *stream, struct err *err)
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

/* Whether what cannot be captured now could be by an engine before this one. */
static bool was_there(const struct stream *stream)
{
	return atomic_load_explicit(&stream->session->progress.n_renewals, memory_order_relaxed) > 0;
}

enum opened { OPENED, OPEN_FAILED, OPEN_CANCELLED, OPEN_NO_MORE };

/* A FIFO whose next writer is waited for, whatever this one had to say. */
static bool waits_for_writers(const struct source_request *request)
{
	struct stat st;
	return request->wait && request->path && stat(request->path, &st) == 0 && S_ISFIFO(st.st_mode);
}

static enum opened tell_bad_writer(const struct stream *stream, const char *why)
{
	fprintf(stderr, "%s\n", why);
	status_notice(stream->status, why);
	return OPEN_CANCELLED;
}

static enum opened open_track(struct stream *stream)
{
	struct source_request request;
	struct err err = { 0 };
	if (!fill_request(stream, &request))
		return OPEN_NO_MORE;
	int64_t from = stream->resume_frame;
	stream->resume_frame = 0;
	memset(&stream->track, 0, sizeof stream->track);
	if (!open_source(stream, &request, &err)) {
		close_track(stream);
		if (is_asked(stream))
			return OPEN_CANCELLED;
		if (request.input && was_there(stream))
			wait_for_device(stream, err.message);
		else if (waits_for_writers(&request))
			return tell_bad_writer(stream, err.message);
		else
			keep_failure(stream, err.message);
		return OPEN_FAILED;
	}
	if (!stream->track.info.title[0])
		text_clean(stream->track.info.title, sizeof stream->track.info.title, name_of(&request));
	stream->told_bad = false;
	stream->track.queue_index = stream->index;
	stream->track.kind = kind_of(&request, &stream->track.info);
	if (!plan_intake(stream, &err)) {
		close_track(stream);
		keep_failure(stream, err.message);
		return OPEN_FAILED;
	}
	note_stream_begun(stream);
	tell_opened(stream);
	if (from && !(stream->track.info.seekable && stream->ops->seek(stream->source, from)))
		from = is_stream(&stream->track) ? from : 0;
	push_mark(stream, (struct mark){ .jump = stream->jumps, .position_frame = from });
	stream->jumps = false;
	return OPENED;
}

/* --------------------------------------------------------------- feeding */

static void next_track(struct stream *stream)
{
	bool again = stream->session->request.wait && is_stream(&stream->track) && stream->sound_fd < 0;
	if (is_stream(&stream->track))
		atomic_store_explicit(&stream->session->progress.stream_begun, 0, memory_order_relaxed);
	close_track(stream);
	if (!again)
		stream->index++;
}

/* How long a live source may be left alone: waking for each of its writer's small writes would cost more than all the
 * analysis, and readers look only so often. A quarter of a pipe (64 KiB on Linux) may fill meanwhile, so that its
 * writer never waits for us. */
static int rest_ms(const struct stream *stream)
{
	size_t most = atomic_load_explicit(&stream->redraw_ms, memory_order_relaxed);
	size_t bytes_per_ms = (size_t)stream->track.info.rate_hz * stream->track.info.n_channels * 4 / 1000 + 1;
	size_t ms = QUARTER_PIPE_BYTES / bytes_per_ms;
	if (most > MAX_REST_MS)
		most = MAX_REST_MS;
	return (int)(ms < most ? ms : most);
}

/* There is nothing to read now: the reader may want to know, to tell a live source from a slow one. A source that keeps
 * coming is looked at again after a rest; one that has stopped is waited for, without a timer. */
static enum source_status wait_for_source(struct stream *stream)
{
	enum source_status status = SOURCE_OK;
	intake_look_at_fill(&stream->intake);
	atomic_store_explicit(&stream->dry, true, memory_order_release);
	if (stream->n_rests++ < MAX_RESTS)
		wait_for_request(stream, rest_ms(stream));
	else
		status = stream->ops->wait(stream->source);
	atomic_store_explicit(&stream->dry, false, memory_order_release);
	return status;
}

static void tell_bad_samples(struct stream *stream)
{
	stream->told_bad = true;
	status_notice(stream->status, "some samples are no sound (NaN, infinite or over +80 dB): taken as silence");
}

/* Whether what is read now would have to be thrown away or bent afterwards: the output is still being opened. */
static bool waits_for_output(const struct stream *stream)
{
	return stream->intake.plan.live && !atomic_load_explicit(&stream->output_known, memory_order_relaxed);
}

static void feed(struct stream *stream)
{
	size_t room = intake_room(&stream->intake);
	if (room == 0 || waits_for_output(stream)) {
		bool just_jumped = ring_written(&stream->flow.sound) - stream->jumped_at < STREAM_RING_FRAMES;
		wait_for_request(stream, room ? -1 : just_jumped ? JUMP_WAIT_MS : ROOM_WAIT_MS);
		return;
	}
	struct err err = { 0 };
	size_t n_frames = 0;
	enum source_status status = stream->ops->read(stream->source, stream->samples, room, &n_frames, &err);
	if (n_frames) {
		stream->n_rests = 0;
		if (stream->track.kind == RUN_SOURCE_CAPTURE)
			atomic_store_explicit(&stream->session->progress.n_renewals, 0, memory_order_relaxed);
		if (intake_push(&stream->intake, stream->samples, n_frames) > 0 && !stream->told_bad)
			tell_bad_samples(stream);
		stream->arrived(stream->context);
	}
	if (status == SOURCE_DRY)
		status = wait_for_source(stream);
	if (status == SOURCE_FAILED && stream->track.kind == RUN_SOURCE_CAPTURE)
		wait_for_device(stream, err.message);
	else if (status == SOURCE_FAILED)
		keep_failure(stream, err.message);
	if (status == SOURCE_END || status == SOURCE_FAILED)
		next_track(stream);
}

/* --------------------------------------------------------------- requests */

/* Has the feeder open a track next, whatever it was about to do; what is still to be heard is void then. */
static void begin_at(struct stream *stream, uint32_t index, int64_t frame)
{
	stream->index = index;
	stream->resume_frame = frame;
	stream->jumps = true;
	stream->ended = false;
}

/* The output may have become known meanwhile, or another one. What cannot be converted is shown as it is. */
static void replan(struct stream *stream)
{
	struct err err = { 0 };
	uint32_t had_hz = stream->intake.plan.to_hz;
	if (!plan_intake(stream, &err))
		keep_failure(stream, err.message);
	if (!stream->track.info.seekable && stream->intake.plan.to_hz != had_hz)
		push_mark(stream, (struct mark){ 0 });
}

static int64_t clamp_to_length(const struct track *track, int64_t *frame)
{
	if (track->info.n_frames >= 0 && *frame > track->info.n_frames)
		*frame = track->info.n_frames;
	return *frame;
}

static void seek(struct stream *stream, int64_t frame)
{
	if (stream->track.queue_index
		!= atomic_load_explicit(&stream->session->progress.queue_index, memory_order_relaxed))
		close_track(stream); /* what is heard is a track before the one that is being decoded */
	if (!stream->ops)
		begin_at(stream, stream->session->progress.queue_index, frame);
	else if (!stream->track.info.seekable)
		replan(stream);
	else if (stream->ops->seek(stream->source, clamp_to_length(&stream->track, &frame))) {
		intake_jump(&stream->intake); /* before it is planned anew: nothing of it is to come out */
		replan(stream);
		push_mark(stream, (struct mark){ .jump = true, .position_frame = frame });
	}
}

static bool obey(struct stream *stream)
{
	int64_t target;
	switch (take_request(stream, &target)) {
	case STREAM_QUIT: return false;
	case STREAM_SEEK: seek(stream, target); break;
	case STREAM_TRACK:
		close_track(stream);
		begin_at(stream, (uint32_t)target, 0);
		break;
	case STREAM_NOTHING: break;
	}
	return true;
}

static void *feeder(void *context)
{
	struct stream *stream = context;
	prctl(PR_SET_NAME, "feeder");
	while (obey(stream)) {
		if (stream->ended) {
			wait_for_request(stream, -1);
		} else if (stream->ops) {
			feed(stream);
		} else {
			enum opened opened = open_track(stream);
			if (opened == OPEN_FAILED)
				stream->index++;
			stream->ended = opened == OPEN_NO_MORE;
			if (stream->ended)
				push_mark(stream, (struct mark){ .jump = stream->jumps, .end = true });
		}
	}
	close_track(stream);
	return NULL;
}

/* --------------------------------------------------------------- start and end */

bool stream_start(struct stream *stream, void (*arrived)(void *context), void *context, struct err *err)
{
	stream->arrived = arrived;
	stream->context = context;
	int e = pthread_create(&stream->thread, NULL, feeder, stream);
	stream->running = e == 0;
	return e == 0 || err_set_sys(err, e, "cannot start decoding");
}

void stream_fini(struct stream *stream)
{
	if (stream->running) {
		stream_ask(stream, STREAM_QUIT, 0);
		pthread_join(stream->thread, NULL);
	}
	flow_fini(&stream->flow);
	intake_fini(&stream->intake);
	free(stream->samples);
	if (stream->cancel_fd >= 0)
		close(stream->cancel_fd);
	pthread_mutex_destroy(&stream->mutex);
}

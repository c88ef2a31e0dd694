#include "engine/stream.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/watch.h"
#include "engine/capturing.h"
#include "engine/choosing.h"
#include "engine/opening.h"

enum {
	ROOM_WAIT_MS = 100,
	JUMP_WAIT_MS = 2, /* a reader that comes to a jump makes all the room there is, and wants to go on */
	MAX_JUMP_WAITS = 50,
	MAX_REST_MS = 17, /* a sixtieth of a second */
	MAX_RESTS = 4,
	LATER_WAIT_MS = 1000, /* the queue's change is told; but its lock may have been in the way */
	PIPE_BYTES = 65536,   /* of Linux, if nobody has changed it */
};

/* What it takes to wake, read and analyse before a reader looks. */
#define LOOK_AHEAD_NS (2 * NS_PER_MS)

static_assert(FLOW_BYTES(STREAM_RING_FRAMES) <= SESSION_HELD_BYTES, "held sound has its place");

bool stream_init(struct stream *stream, struct session *session, const struct queue *queue, struct status *status,
	struct snapshot_counters *counters, int sound_fd, void *held, struct err *err)
{
	*stream = (struct stream){ .session = session,
		.queue = queue,
		.status = status,
		.counters = counters,
		.sound_fd = sound_fd,
		.cancel_fd = -1,
		.room_fd = -1,
		.fifo_id = QUEUE_NOTHING,
		.again = true };
	pthread_mutex_init(&stream->mutex, NULL);
	levelling_init(&stream->levelling, session, status);
	stream->samples = calloc((size_t)INTAKE_CHUNK_FRAMES * AUDIO_MAX_CHANNELS, sizeof *stream->samples);
	stream->cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	stream->room_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (!stream->samples || stream->cancel_fd < 0 || stream->room_fd < 0)
		return err_set_sys(err, errno, "cannot prepare to decode");
	intake_init(&stream->intake, &stream->flow, counters);
	if (held)
		flow_place(&stream->flow, held, STREAM_RING_FRAMES);
	return held || flow_init(&stream->flow, STREAM_RING_FRAMES, err);
}

void stream_place(const struct stream *stream, uint32_t id, uint32_t *place, uint32_t *n)
{
	if (!stream->queue) {
		*place = *n = 0;
		return;
	}
	*n = queue_figures(stream->queue).n_shown;
	queue_place(stream->queue, id, place); /* without an answer it stays; there will be news of the change */
}

static void wait_at_most(const struct stream *stream, const struct timespec *most)
{
	struct pollfd request = { .fd = stream->cancel_fd, .events = POLLIN };
	ppoll(&request, 1, most, NULL);
}

/* Sleeps until there is a request, at most `ms` (negative: without end). */
void stream_wait(const struct stream *stream, int ms)
{
	struct timespec most = clock_timespec(ms * NS_PER_MS);
	wait_at_most(stream, ms < 0 ? NULL : &most);
}

/* The reader takes marks as it reaches them; should it be far behind, wait for it. */
void stream_push_mark(struct stream *stream, struct mark mark)
{
	if (mark.jump)
		intake_jump(&stream->intake);
	if (mark.end)
		intake_end(&stream->intake);
	mark.rate_hz = stream->intake.plan.to_hz;
	mark.track = stream->track;
	while (!flow_write_mark(&stream->flow, &mark, intake_pending(&stream->intake))) {
		stream_wait(stream, ROOM_WAIT_MS);
		if (stream_is_asked(stream))
			return;
	}
	if (mark.jump) {
		stream->jumped_at = mark.at;
		stream->jumped_id = mark.track.queue_id;
		stream->jumped_to = mark.position_frame;
	}
	stream->arrived(stream->context);
}

void stream_close_track(struct stream *stream)
{
	if (stream->source)
		stream->ops->close(stream->source);
	free(stream->source);
	stream->source = NULL;
	stream->ops = NULL;
}

/* --------------------------------------------------------------- feeding */

static void next_track(struct stream *stream)
{
	bool again = stream->session->request.wait && opening_is_stream(&stream->track) && stream->sound_fd < 0;
	if (opening_is_stream(&stream->track))
		atomic_store_explicit(&stream->session->progress.stream_begun, 0, memory_order_relaxed);
	stream_close_track(stream);
	stream->chosen = again;
}

static uint32_t sample_bytes(const struct source_info *info)
{
	return info->resumable ? sample_formats[info->raw_type].sample_bytes : sizeof(float);
}

/* How long a live source may be left alone: waking for each of its writer's small writes would cost more than all the
 * analysis, and readers look only so often. What they see is as new as can be if it is read just before. A quarter of a
 * pipe may fill meanwhile, so that its writer never waits for us; half of it while we are paused and all is thrown
 * away. */
static int64_t rest_ns(const struct stream *stream, int64_t now_ns)
{
	const struct source_info *info = &stream->track.info;
	const int64_t bytes_per_s = (int64_t)info->rate_hz * info->n_channels * sample_bytes(info) + 1;
	int64_t most_ns = PIPE_BYTES / 4 * NS_PER_S / bytes_per_s;
	if (atomic_load_explicit(&stream->session->progress.paused, memory_order_relaxed))
		return 2 * most_ns;
	if (most_ns > MAX_REST_MS * NS_PER_MS)
		most_ns = MAX_REST_MS * NS_PER_MS;
	uint32_t looks_per_s = atomic_load_explicit(&stream->looks_per_s, memory_order_relaxed);
	if (looks_per_s == 0)
		return most_ns;
	int64_t look_ns = clock_next_beat_ns(now_ns + LOOK_AHEAD_NS, looks_per_s) - LOOK_AHEAD_NS - now_ns;
	return look_ns < most_ns ? look_ns : most_ns;
}

/* There is nothing to read now: the reader may want to know, to tell a live source from a slow one. A source that keeps
 * coming is looked at again after a rest; one that has stopped is waited for, without a timer. */
static enum source_status wait_for_source(struct stream *stream)
{
	enum source_status status = SOURCE_OK;
	intake_look_at_fill(&stream->intake);
	atomic_store_explicit(&stream->dry, true, memory_order_release);
	struct timespec rest = clock_timespec(rest_ns(stream, clock_now_ns()));
	if (stream->n_rests++ < MAX_RESTS)
		wait_at_most(stream, &rest);
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

/* How long until the reader may have made room. While it is paused it makes none, but at a jump; stream_wake() tells
 * when it goes on. */
static int room_wait_ms(struct stream *stream)
{
	const bool just_jumped = flow_written(&stream->flow) - stream->jumped_at < stream->flow.most_frames;
	if (just_jumped && stream->n_room_waits++ < MAX_JUMP_WAITS)
		return JUMP_WAIT_MS;
	return atomic_load_explicit(&stream->session->progress.paused, memory_order_relaxed) ? -1 : ROOM_WAIT_MS;
}

static void wait_for_room(struct stream *stream)
{
	struct pollfd polls[]
		= { { .fd = stream->cancel_fd, .events = POLLIN }, { .fd = stream->room_fd, .events = POLLIN } };
	eventfd_t ignored;
	poll(polls, sizeof polls / sizeof polls[0], room_wait_ms(stream));
	eventfd_read(stream->room_fd, &ignored);
}

/* Whether the open track is the one that is heard: it may be ahead of that. */
static bool is_heard(const struct stream *stream)
{
	return stream->track.queue_id
		== atomic_load_explicit(&stream->session->progress.queue_id, memory_order_relaxed);
}

static void feed(struct stream *stream)
{
	size_t room = intake_room(&stream->intake);
	if (stream->n_left == 0) {
		next_track(stream);
		return;
	}
	if (choosing_moves_on(stream)) {
		stream->jumps = stream->jumps || is_heard(stream); /* else what is heard is before it */
		next_track(stream);
		return;
	}
	if (stream->n_left > 0 && (int64_t)room > stream->n_left)
		room = (size_t)stream->n_left;
	if (room == 0) {
		wait_for_room(stream);
		return;
	}
	if (waits_for_output(stream)) {
		stream_wait(stream, -1);
		return;
	}
	struct err err = { 0 };
	size_t n_frames = 0;
	bool is_clock = false;
	enum source_status status = stream->ops->read(stream->source, stream->samples, room, &n_frames, &err);
	if (n_frames) {
		stream->n_rests = stream->n_room_waits = 0;
		if (stream->n_left > 0)
			stream->n_left -= (int64_t)n_frames;
		if (stream->track.kind == RUN_SOURCE_CAPTURE)
			opening_captured(stream);
		choosing_look_ahead(stream);
		levelling_apply(&stream->levelling, &stream->track, stream->samples, n_frames);
		if (intake_push(&stream->intake, stream->samples, n_frames) > 0 && !stream->told_bad)
			tell_bad_samples(stream);
		is_clock = stream->arrived(stream->context);
	}
	/* Plain samples come in whatever number is there: this was all, and asking again would cost more than reading. */
	if (status == SOURCE_OK && is_clock && n_frames < room && stream->track.info.resumable)
		status = SOURCE_DRY;
	if (status == SOURCE_DRY)
		status = wait_for_source(stream);
	if (status == SOURCE_FAILED && stream->track.kind == RUN_SOURCE_CAPTURE) {
		opening_wait_for_device(stream, err.message);
		stream_close_track(stream); /* to be opened again */
		return;
	}
	if (status == SOURCE_FAILED)
		opening_failed(stream, err.message);
	if (status == SOURCE_END || status == SOURCE_FAILED)
		next_track(stream);
}

/* --------------------------------------------------------------- the thread */

/* Opens the next track, or finds that there is none now. */
static void go_on(struct stream *stream)
{
	switch (opening_next(stream)) {
	case OPENED:
	case OPEN_CANCELLED:
	case OPEN_FAILED: break;
	case OPEN_LATER: stream_wait(stream, LATER_WAIT_MS); break;
	case OPEN_NO_MORE:
		stream->ended = true;
		stream_push_mark(stream, (struct mark){ .jump = stream->jumps, .end = true });
		break;
	}
}

static void *feeder(void *context)
{
	struct stream *stream = context;
	prctl(PR_SET_NAME, "feeder");
	watch_join(WATCH_FEEDER);
	while (stream_obey(stream)) {
		if (stream->ended || capturing_rests(stream))
			stream_wait(stream, -1);
		else if (stream->ops)
			feed(stream);
		else
			go_on(stream);
	}
	stream_close_track(stream);
	return NULL;
}

/* --------------------------------------------------------------- start and end */

/* Where the progress stands or, with sound of an engine before this one, where that ends. */
static void take_up(struct stream *stream)
{
	const struct session_progress *progress = &stream->session->progress;
	struct mark mark;
	stream->start_s = stream->session->request.start_s;
	stream->id = atomic_load_explicit(&progress->queue_id, memory_order_relaxed);
	stream->chosen = stream->id != QUEUE_NOTHING;
	stream->begins_run = !stream->chosen;
	stream->resume_frame = atomic_load_explicit(&progress->position_frame, memory_order_relaxed);
	stream->resumes = flow_resume(&stream->flow, clock_now_ns(), &mark);
	if (!stream->resumes)
		return;
	stream->id = mark.track.queue_id;
	stream->chosen = !mark.end;
	stream->begins_run = false;
	stream->resume_frame = mark.position_frame;
}

bool stream_start(struct stream *stream, bool (*arrived)(void *context), void *context, struct err *err)
{
	stream->arrived = arrived;
	stream->context = context;
	take_up(stream);
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
	levelling_fini(&stream->levelling);
	intake_fini(&stream->intake);
	free(stream->samples);
	if (stream->cancel_fd >= 0)
		close(stream->cancel_fd);
	if (stream->room_fd >= 0)
		close(stream->room_fd);
	pthread_mutex_destroy(&stream->mutex);
}

/* What others ask of a feeder, and what it does then. */
#include <sys/eventfd.h>

#include "engine/capturing.h"
#include "engine/opening.h"
#include "engine/stream.h"

/* --------------------------------------------------------------- asking */

/* Whether a request gives way to one that has not been taken yet. One to hear the same again looks around by itself. */
static bool yields(enum stream_request_kind request, enum stream_request_kind pending)
{
	if (request == STREAM_AGAIN)
		return pending != STREAM_NOTHING && pending != STREAM_LOOK;
	return pending == STREAM_QUIT || (request == STREAM_LOOK && pending != STREAM_NOTHING);
}

void stream_ask(struct stream *stream, enum stream_request_kind request, int64_t target)
{
	pthread_mutex_lock(&stream->mutex);
	if (!yields(request, stream->request)) {
		stream->request = request;
		stream->target = target;
	}
	eventfd_write(stream->cancel_fd, 1);
	pthread_mutex_unlock(&stream->mutex);
}

bool stream_is_asked(struct stream *stream)
{
	pthread_mutex_lock(&stream->mutex);
	bool asked = stream->request != STREAM_NOTHING;
	pthread_mutex_unlock(&stream->mutex);
	return asked;
}

void stream_look(struct stream *stream)
{
	if (atomic_exchange(&stream->awaits_queue, false))
		stream_ask(stream, STREAM_LOOK, 0);
}

void stream_wake(struct stream *stream)
{
	eventfd_write(stream->room_fd, 1);
}

void stream_set_output(struct stream *stream, uint32_t rate_hz)
{
	atomic_store_explicit(&stream->output_rate_hz, rate_hz, memory_order_relaxed);
	atomic_store_explicit(&stream->output_known, true, memory_order_relaxed);
}

/* --------------------------------------------------------------- doing it: the feeder's thread */

static enum stream_request_kind take(struct stream *stream, int64_t *target)
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

/* Has the feeder open a track next, whatever it was about to do; what is still to be heard is void then. */
static void begin_at(struct stream *stream, uint32_t id, int64_t frame, bool again)
{
	stream->id = id;
	stream->chosen = true;
	stream->resume_frame = frame;
	stream->jumps = true;
	stream->again = again;
	stream->ended = false;
}

/* The output may have become known meanwhile, or another one. What cannot be converted is shown as it is. */
static void replan(struct stream *stream)
{
	struct err err = { 0 };
	uint32_t had_hz = stream->intake.plan.to_hz;
	if (!opening_plan_intake(stream, &err))
		opening_failed(stream, err.message);
	if (!stream->track.info.seekable && stream->intake.plan.to_hz != had_hz)
		stream_push_mark(stream, (struct mark){ 0 });
}

static int64_t clamp_to_length(const struct track *track, int64_t *frame)
{
	if (track->info.n_frames >= 0 && *frame > track->info.n_frames)
		*frame = track->info.n_frames;
	return *frame;
}

/* Where somebody has sought meanwhile counts, not where the reader was when it asked for the same once more. */
static void seek(struct stream *stream, int64_t frame, bool again)
{
	const bool is_overtaken = again && flow_jump_ahead(&stream->flow);
	const uint32_t id = is_overtaken
		? stream->jumped_id
		: atomic_load_explicit(&stream->session->progress.queue_id, memory_order_relaxed);
	if (is_overtaken)
		frame = stream->jumped_to;
	if (again && stream->jumps)
		return; /* another track is about to be opened, for what the output takes now */
	if (stream->track.queue_id != id)
		stream_close_track(stream); /* what is heard is a track before the one that is being decoded */
	if (!stream->ops)
		begin_at(stream, id, frame, again);
	else if (!stream->track.info.seekable)
		replan(stream);
	else if (opening_seek(stream, clamp_to_length(&stream->track, &frame))) {
		intake_jump(&stream->intake); /* before it is planned anew: nothing of it is to come out */
		replan(stream);
		stream_push_mark(stream, (struct mark){ .jump = true, .again = again, .position_frame = frame });
	}
}

bool stream_obey(struct stream *stream)
{
	int64_t target;
	switch (take(stream, &target)) {
	case STREAM_QUIT: return false;
	case STREAM_SEEK: seek(stream, target, false); break;
	case STREAM_AGAIN: seek(stream, target, true); break;
	case STREAM_TRACK:
		stream_close_track(stream);
		begin_at(stream, (uint32_t)target, 0, false);
		break;
	case STREAM_INPUT: capturing_serve_move(stream); break;
	case STREAM_LOOK: stream->ended = false; break;
	case STREAM_NOTHING: break;
	}
	return true;
}

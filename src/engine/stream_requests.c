/* What others ask of a feeder. */
#include <sys/eventfd.h>

#include "engine/stream.h"

void stream_ask(struct stream *stream, enum stream_request_kind request, int64_t target)
{
	pthread_mutex_lock(&stream->mutex);
	const bool yields = (request == STREAM_LOOK || request == STREAM_AGAIN) && stream->request != STREAM_NOTHING;
	if (stream->request != STREAM_QUIT && !yields) {
		stream->request = request;
		stream->target = target;
	}
	eventfd_write(stream->cancel_fd, 1);
	pthread_mutex_unlock(&stream->mutex);
}

enum stream_request_kind stream_take_request(struct stream *stream, int64_t *target)
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

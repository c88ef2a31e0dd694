#include "engine/choosing.h"

#include "base/clock.h"
#include "engine/levelling.h"

#define SHUFFLE_PATIENCE_NS (200 * NS_PER_MS)

/* After so many that could not be played there is no use in going round once more. */
static bool has_given_up(const struct stream *stream)
{
	return stream->n_failures >= atomic_load_explicit(&stream->queue->n_shown, memory_order_relaxed);
}

/* A queue in a random order is to begin with any of it: for a moment, what is in a folder is waited for. */
static bool waits_for_more(const struct stream *stream)
{
	const int64_t since_ns = clock_now_ns() - stream->session->request.began_ns;
	return stream->id == QUEUE_NOTHING && atomic_load_explicit(&stream->queue->shuffled, memory_order_relaxed)
		&& atomic_load_explicit(&stream->queue->n_unread, memory_order_relaxed)
		&& since_ns < SHUFFLE_PATIENCE_NS;
}

/* Where the run that is resumed was, once that has been read; QUEUE_END: it is not to be had. */
static enum queue_answer find_resumed(struct stream *stream)
{
	const struct session_request *wanted = &stream->session->request;
	if (stream->id != QUEUE_NOTHING || !wanted->resume_path[0])
		return QUEUE_END;
	const bool is_read = queue_figures(stream->queue).n_unread == 0;
	const uint32_t found = queue_find(stream->queue, wanted->resume_path, wanted->resume_start_ns);
	if (found == QUEUE_NOTHING && is_read && !stream->misses_resumed) {
		status_notice(stream->status, "what was played last is not there any more; from the start");
		stream->misses_resumed = true;
	}
	if (found == QUEUE_NOTHING)
		return is_read ? QUEUE_END : QUEUE_LATER;
	stream->id = found;
	stream->start_s = wanted->resume_s;
	return QUEUE_FOUND;
}

static bool is_removed(const struct stream *stream)
{
	struct queue_item item;
	return queue_item(stream->queue, stream->id, &item) && (item.flags & QUEUE_REMOVED);
}

/* Chooses what follows on stream->id. */
static enum queue_answer choose(struct stream *stream)
{
	if (stream->chosen)
		return QUEUE_FOUND;
	if (!stream->queue) {
		stream->id = stream->id == QUEUE_NOTHING ? 0 : 1;
		return stream->id == 0 ? QUEUE_FOUND : QUEUE_END;
	}
	const enum queue_answer resumed = find_resumed(stream);
	if (resumed != QUEUE_END)
		return resumed;
	const uint32_t loop = atomic_load_explicit(&stream->queue->loop, memory_order_relaxed);
	if (loop == QUEUE_LOOP_TRACK && stream->id != QUEUE_NOTHING && stream->n_failures == 0 && !is_removed(stream))
		return QUEUE_FOUND;
	const bool around = loop != QUEUE_LOOP_OFF && !has_given_up(stream);
	return waits_for_more(stream) ? QUEUE_LATER : queue_step(stream->queue, stream->id, 1, around, &stream->id);
}

/* Should the queue change just now, it is looked at again. */
enum queue_answer choosing_next(struct stream *stream)
{
	enum queue_answer answer = choose(stream);
	if (answer != QUEUE_FOUND && stream->queue) {
		atomic_store(&stream->awaits_queue, true);
		answer = choose(stream);
	}
	if (answer == QUEUE_FOUND) {
		stream->chosen = true;
		atomic_store(&stream->awaits_queue, false); /* what is being opened is not to be interrupted */
	}
	return answer;
}

/* What is going to be opened next, unless the queue changes; NULL: not known. */
static const char *path_after(const struct stream *stream)
{
	const bool around = atomic_load_explicit(&stream->queue->loop, memory_order_relaxed) != QUEUE_LOOP_OFF;
	struct queue_item item;
	uint32_t next;
	return queue_step(stream->queue, stream->id, 1, around, &next) == QUEUE_FOUND
			&& queue_item(stream->queue, next, &item)
		? item.path
		: NULL;
}

bool choosing_moves_on(const struct stream *stream)
{
	return stream->queue && is_removed(stream) && path_after(stream);
}

void choosing_look_ahead(struct stream *stream)
{
	if (!stream->queue)
		return;
	uint32_t sequence = atomic_load_explicit(&stream->queue->sequence, memory_order_relaxed);
	if (stream->looked_ahead && sequence == stream->ahead_sequence)
		return;
	stream->looked_ahead = true;
	stream->ahead_sequence = sequence;
	levelling_expect(&stream->levelling, path_after(stream));
}

#include "control/session.h"

#include <string.h>

static size_t queue_bytes(const char *const *queue, size_t n)
{
	size_t bytes = 0;
	for (size_t i = 0; i < n; i++)
		bytes += strlen(queue[i]) + 1;
	return bytes;
}

size_t session_size(const char *const *queue, size_t n)
{
	return sizeof(struct session) + queue_bytes(queue, n);
}

void session_init(struct session *session, const struct session_request *request, const char *const *queue, size_t n)
{
	session->magic = SESSION_MAGIC;
	session->version = SESSION_VERSION;
	session->queue_bytes = (uint32_t)queue_bytes(queue, n);
	session->request = *request;
	session->request.queue_length = (uint32_t)n;
	atomic_store_explicit(&session->progress.volume_db, request->volume_db, memory_order_relaxed);
	char *to = session->queue;
	for (size_t i = 0; i < n; i++) {
		size_t bytes = strlen(queue[i]) + 1;
		memcpy(to, queue[i], bytes);
		to += bytes;
	}
}

bool session_check(const struct session *session, size_t size, struct err *err)
{
	if (size < sizeof *session || session->magic != SESSION_MAGIC || session->version != SESSION_VERSION)
		return err_set(err, ERR_VERSION,
			"session memory: of another version of termviz; end the run and start it again");
	size_t bytes = session->queue_bytes;
	if (bytes > size - sizeof *session || (bytes && session->queue[bytes - 1] != '\0'))
		return err_set(
			err, ERR_VERSION, "session memory: its queue is damaged; end the run and start it again");
	if (memchr(session->request.input, 0, SESSION_NAME) == NULL
		|| memchr(session->request.output, 0, SESSION_NAME) == NULL)
		return err_set(err, ERR_VERSION, "session memory: a name is damaged; end the run and start it again");
	return true;
}

const char *session_queue_path(const struct session *session, uint32_t index)
{
	const char *path = session->queue, *end = session->queue + session->queue_bytes;
	for (; index && path < end; index--)
		path += strlen(path) + 1;
	return path < end ? path : NULL;
}

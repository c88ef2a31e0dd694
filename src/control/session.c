#include "control/session.h"

#include <string.h>

#include "queue/queue.h"

_Static_assert((int)SESSION_PATH == (int)QUEUE_PATH, "a path of the queue");

void session_init(struct session *session, const struct session_request *request)
{
	session->magic = SESSION_MAGIC;
	session->version = SESSION_VERSION;
	session->request = *request;
	atomic_store_explicit(&session->progress.queue_id, QUEUE_NOTHING, memory_order_relaxed);
	atomic_store_explicit(&session->progress.volume_db, request->volume_db, memory_order_relaxed);
	atomic_store_explicit(&session->progress.replaygain, request->replaygain, memory_order_relaxed);
	atomic_store_explicit(&session->progress.normalize_lufs, request->normalize_lufs, memory_order_relaxed);
}

bool session_check(const struct session *session, size_t size, struct err *err)
{
	if (size < sizeof *session || session->magic != SESSION_MAGIC || session->version != SESSION_VERSION)
		return err_set(err, ERR_VERSION,
			"session memory: of another version of termviz; end the run and start it again");
	if (memchr(session->request.input, 0, SESSION_NAME) == NULL
		|| memchr(session->request.output, 0, SESSION_NAME) == NULL
		|| memchr(session->request.follow, 0, SESSION_NAME) == NULL
		|| memchr(session->request.resume_path, 0, SESSION_PATH) == NULL
		|| memchr(session->request.mpd, 0, SESSION_NAME) == NULL)
		return err_set(err, ERR_VERSION, "session memory: a name is damaged; end the run and start it again");
	return true;
}

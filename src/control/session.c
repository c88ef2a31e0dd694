#include "control/session.h"

#include <string.h>

#include "base/text.h"
#include "queue/queue.h"

_Static_assert((int)SESSION_PATH == (int)QUEUE_PATH, "a path of the queue");

void session_init(struct session *session, const struct session_request *request)
{
	session->magic = SESSION_MAGIC;
	session->version = SESSION_VERSION;
	session->request = *request;
	atomic_store_explicit(&session->progress.queue_id, QUEUE_NOTHING, memory_order_relaxed);
	atomic_store_explicit(&session->progress.levelled_id, QUEUE_NOTHING, memory_order_relaxed);
	atomic_store_explicit(&session->progress.volume_db, request->volume_db, memory_order_relaxed);
	atomic_store_explicit(&session->progress.replaygain, request->replaygain, memory_order_relaxed);
	atomic_store_explicit(&session->progress.normalize_lufs, request->normalize_lufs, memory_order_relaxed);
}

/* Acquire pairs with the release in session_choose(): the name is whole. */
static const char *chosen(const struct session_choice *choice, const char *requested)
{
	uint32_t which = atomic_load_explicit(&choice->which, memory_order_acquire);
	return which == 0 ? requested : choice->names[(which - 1) % 2];
}

const char *session_input(const struct session *session)
{
	return chosen(&session->progress.input, session->request.input);
}

const char *session_output(const struct session *session)
{
	return chosen(&session->progress.output, session->request.output);
}

bool session_choose(struct session_choice *choice, const char *name)
{
	uint32_t next = atomic_load_explicit(&choice->which, memory_order_relaxed) % 2;
	if (!text_copy(choice->names[next], SESSION_NAME, name))
		return false;
	atomic_store_explicit(&choice->which, next + 1, memory_order_release);
	return true;
}

static bool is_terminated(const char *name)
{
	return memchr(name, 0, SESSION_NAME) != NULL;
}

bool session_check(const struct session *session, size_t size, struct err *err)
{
	if (size < sizeof *session || session->magic != SESSION_MAGIC || session->version != SESSION_VERSION)
		return err_set(err, ERR_VERSION,
			"session memory: of another version of termviz; end the run and start it again");
	if (!is_terminated(session->last_death) || !is_terminated(session->request.input)
		|| !is_terminated(session->request.output) || !is_terminated(session->request.follow)
		|| !is_terminated(session->request.mpd) || !is_terminated(session_input(session))
		|| !is_terminated(session_output(session)) || !memchr(session->request.resume_path, 0, SESSION_PATH))
		return err_set(err, ERR_VERSION, "session memory: a name is damaged; end the run and start it again");
	return true;
}

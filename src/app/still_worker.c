#include "app/still_worker.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/spawn.h"
#include "base/text.h"
#include "snapshot/shared.h"

/* It says something every second; a disk may have to spin up, a network come back. */
enum { PATIENCE_MS = 60 * 1000 };

/* --------------------------------------------------------------- its life */

static bool share_ring(struct still_worker *worker, int *fd, struct err *err)
{
	*fd = shared_create("termviz-still", sizeof(struct snapshot_ring), err);
	struct snapshot_ring *ring = *fd >= 0 ? shared_map(*fd, sizeof *ring, true, &worker->ring_bytes, err) : NULL;
	worker->ring = ring;
	worker->snapshot = calloc(1, sizeof *worker->snapshot);
	if (!ring)
		return false;
	snapshot_ring_init(ring);
	snapshot_reader_init(&worker->reader, ring);
	return worker->snapshot || err_set(err, ERR_SYSTEM, "out of memory for a snapshot");
}

void still_worker_stop(struct still_worker *worker)
{
	worker_process_stop(&worker->process);
	shared_unmap((void *)(size_t)worker->ring, worker->ring_bytes);
	free(worker->snapshot);
	*worker = (struct still_worker){ .ring = NULL };
}

/* --------------------------------------------------------------- what it says */

static bool refuse_nonsense(const struct still_worker *worker, struct err *err)
{
	return err_set(err, ERR_INPUT, "%s: its decoder talks nonsense; the file may be damaged", worker->name);
}

/* The next message that is more than a sign of life. */
static bool listen_to(struct still_worker *worker, struct still_message *message, struct err *err)
{
	do {
		struct pollfd polled = { .fd = worker->process.socket_fd, .events = POLLIN };
		int n;
		while ((n = poll(&polled, 1, PATIENCE_MS)) < 0 && errno == EINTR)
			;
		if (n <= 0)
			return err_set(err, ERR_INPUT, "%s: its decoder hangs; the file may be damaged", worker->name);
		switch (still_receive(worker->process.socket_fd, message, NULL)) {
		case MESSAGE_OK: break;
		case MESSAGE_GONE:
			return err_set(
				err, ERR_INPUT, "%s: its decoder crashed; the file may be damaged", worker->name);
		default: return refuse_nonsense(worker, err);
		}
	} while (message->type == STILL_ALIVE);
	return true;
}

/* As above; false, too, if it is none of the type that is to come, or says what went wrong. */
static bool await(struct still_worker *worker, enum still_type type, struct still_message *message, struct err *err)
{
	if (!listen_to(worker, message, err))
		return false;
	if (message->type == STILL_UNKNOWN)
		return err_set(err, ERR_FORMAT, "%s", message->u.error);
	if ((message->type == STILL_READY || message->type == STILL_END) && message->u.error[0])
		return err_set(err, ERR_INPUT, "%s", message->u.error);
	return message->type == type || refuse_nonsense(worker, err);
}

bool still_worker_start(
	struct still_worker *worker, const struct still_task *task, int fd, struct still_info *info, struct err *err)
{
	int ring_fd;
	struct still_message message = still_message_of(STILL_TASK), answer;
	*worker = (struct still_worker){ .ring = NULL };
	text_copy(worker->name, sizeof worker->name, task->file.name);
	bool good = share_ring(worker, &ring_fd, err) && worker_process_start(&worker->process, "still", ring_fd, err);
	if (ring_fd >= 0)
		close(ring_fd);
	message.u.task = *task;
	if (good && listen_to(worker, &answer, NULL) && answer.type == STILL_READY)
		good = !answer.u.error[0] || err_set(err, ERR_SYSTEM, "%s", answer.u.error);
	else if (good)
		good = err_set(err, ERR_SYSTEM, "%s does not start; is the installation complete?", SPAWN_ENGINE);
	if (!good)
		return false;
	still_send(worker->process.socket_fd, &message, fd); /* should it have died, that is heard next */
	if (!await(worker, STILL_INFO, &answer, err))
		return false;
	*info = answer.u.info;
	return true;
}

/* --------------------------------------------------------------- the sound */

static void take_all(struct still_worker *worker, const struct still_listener *listener)
{
	struct still_go go = { .channels = 0 };
	for (;;) {
		listener->want(listener->context, &go);
		const struct snapshot_wish wish
			= { .channels = go.channels, .levels = go.levels, .measures = go.measures };
		if (!snapshot_reader_next(&worker->reader, &wish, worker->snapshot))
			return;
		listener->take(listener->context, worker->snapshot);
	}
}

/* Nothing of what it has published was overwritten, so that what is missing was not fit to be believed. */
static bool ends_well(const struct still_worker *worker, const struct still_message *message, struct err *err)
{
	if (message->type != STILL_END || worker->reader.n_missed > 0)
		return refuse_nonsense(worker, err);
	return !message->u.error[0] || err_set(err, ERR_INPUT, "%s", message->u.error);
}

/* While one part is taken in here, the next one is made there. */
bool still_worker_play(struct still_worker *worker, int64_t from_frame, int64_t until_frame,
	const struct still_listener *listener, struct err *err)
{
	struct still_message message = still_message_of(STILL_GO), answer;
	message.u.go.from_frame = from_frame;
	message.u.go.until_frame = until_frame;
	listener->want(listener->context, &message.u.go);
	for (int i = 0; i < STILL_PARTS_AHEAD; i++)
		still_send(worker->process.socket_fd, &message, -1);
	while (listen_to(worker, &answer, err)) {
		take_all(worker, listener);
		if (answer.type != STILL_PART)
			return ends_well(worker, &answer, err);
		listener->want(listener->context, &message.u.go);
		still_send(worker->process.socket_fd, &message, -1);
	}
	take_all(worker, listener);
	return false;
}

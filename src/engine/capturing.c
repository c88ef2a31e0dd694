#include "engine/capturing.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#include "base/clock.h"
#include "base/text.h"
#include "device/device.h"
#include "engine/output.h"
#include "engine/rescue.h"

/* --------------------------------------------------------------- letting go */

static bool is_unwanted(const struct stream *stream)
{
	bool recorded = stream->recording && recording_is_on(stream->recording);
	return (atomic_load(&stream->unseen) && !recorded) || atomic_load(&stream->session->progress.paused);
}

static bool is_time(struct stream *stream)
{
	const double let_go_s = stream->session->request.let_go_s;
	const int64_t now_ns = clock_now_ns();
	if (stream->unwanted_ns == 0)
		stream->unwanted_ns = now_ns;
	return let_go_s > 0 && (double)(now_ns - stream->unwanted_ns) >= let_go_s * 1e9;
}

bool capturing_rests(struct stream *stream)
{
	if (!is_unwanted(stream)) {
		stream->unwanted_ns = 0;
		atomic_store(&stream->let_go, false);
		return false;
	}
	if (atomic_load(&stream->let_go))
		return true;
	if (!stream->ops || stream->track.kind != RUN_SOURCE_CAPTURE || !is_time(stream))
		return false;
	stream_close_track(stream);
	stream->chosen = true;
	/* Sequentially consistent, as in capturing_look(): either it sees that we wait, or we what has changed. */
	atomic_store(&stream->let_go, true);
	return is_unwanted(stream);
}

void capturing_look(struct stream *stream)
{
	if (atomic_load(&stream->let_go))
		stream_ask(stream, STREAM_LOOK, 0);
}

void capturing_set_unseen(struct stream *stream, bool unseen)
{
	atomic_store(&stream->unseen, unseen);
	capturing_look(stream);
}

/* --------------------------------------------------------------- something else */

/* Opens it and closes it again: nothing else is captured meanwhile. */
static bool try_input(const char *name, int cancel_fd, struct err *err)
{
	const struct source_request request = { .fd = -1, .cancel_fd = cancel_fd, .input = name };
	const struct source_ops *ops = source_find(&request);
	struct source_info info;
	void *source = calloc(1, ops->state_bytes);
	bool good = source && ops->open(source, &request, &info, err);
	if (source)
		ops->close(source);
	else
		err_set(err, ERR_SYSTEM, "out of memory for a capture");
	free(source);
	return good;
}

int capturing_probe(const char *name)
{
	struct err err = { 0 };
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* it may hang for long after its engine is gone */
	device_prepare_environment();
	if (try_input(name, -1, &err))
		return 0;
	rescue_tell(&err);
	return 1;
}

void capturing_serve_move(struct stream *stream)
{
	struct session *session = stream->session;
	struct stream_move move;
	struct err err = { 0 };
	pthread_mutex_lock(&stream->mutex);
	move = stream->move;
	pthread_mutex_unlock(&stream->mutex);
	stream_close_track(stream);
	bool here = try_input(move.name, stream->cancel_fd, &err);
	/* What PortAudio does not know yet, the next engine may. */
	bool good = here || rescue_try("probe-input", move.name, &err);
	if (good)
		session_choose(&session->progress.input, move.name);
	status_answer(stream->status, move.token, good ? NULL : err.message);
	if (good && !here)
		rescue_renew(session);
	stream->chosen = true;
	stream->ended = false;
}

void capturing_move(struct stream *stream, const char *name, uint32_t token)
{
	if (!session_input(stream->session)[0]) {
		status_answer(stream->status, token, "input: this run captures nothing; start one with --input");
		return;
	}
	if (strcmp(name, "monitor") == 0 && output_plays(stream->session, RUN_SOURCE_CAPTURE)) {
		status_answer(stream->status, token, "input: what plays here is not played again into itself");
		return;
	}
	pthread_mutex_lock(&stream->mutex);
	stream->move.token = token;
	text_copy(stream->move.name, sizeof stream->move.name, name);
	pthread_mutex_unlock(&stream->mutex);
	stream_ask(stream, STREAM_INPUT, 0);
}

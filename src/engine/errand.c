#include "engine/errand.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "control/worker_process.h"
#include "source/ffmpeg_pipe.h"

enum {
	LOOK_MS = 200,
	NICE = 10, /* decoding what is heard comes first */
};

/* Between two words of the worker: a disk may have to spin up, a network come back. */
#define PATIENCE_NS (60 * NS_PER_S)

/* Who is on it. */
struct attempt {
	const struct errand *errand;
	struct worker_process worker;
	struct ffmpeg_pipe ffmpeg; /* open if that decodes it */
};

/* Waits for the worker to say something of this type. False: it said something else, it died or hangs; or, with
 * ERR_GONE, the errand is not wanted any more. */
static bool hear(struct attempt *attempt, enum report_type type, struct report_message *message, struct err *err)
{
	const struct errand *errand = attempt->errand;
	struct pollfd polls[] = { { .fd = attempt->worker.socket_fd, .events = POLLIN },
		{ .fd = errand->wake_fd, .events = POLLIN } };
	int64_t until_ns = clock_now_ns() + PATIENCE_NS;
	eventfd_t ignored;
	for (;;) {
		poll(polls, sizeof polls / sizeof polls[0], LOOK_MS);
		ffmpeg_pipe_listen(&attempt->ffmpeg);
		eventfd_read(errand->wake_fd, &ignored);
		if (!errand->is_wanted(errand->context))
			return err_set(err, ERR_GONE, "it is not wanted any more");
		enum message_result result = report_receive(attempt->worker.socket_fd, message, NULL);
		if (result == MESSAGE_OK && message->type == type)
			return true;
		if (result == MESSAGE_OK && message->type == REPORT_PROGRESS) {
			until_ns = clock_now_ns() + PATIENCE_NS;
			if (errand->progresses)
				errand->progresses(message->u.progress, errand->context);
		} else if (result != MESSAGE_NONE) {
			return err_set(err, ERR_INPUT, "its decoder crashed");
		} else if (clock_now_ns() > until_ns) {
			return err_set(err, ERR_INPUT, "its decoder hangs");
		}
	}
}

static bool hand_over(struct attempt *attempt, int fd, struct report_message *message, struct err *err)
{
	*message = report_message_of(REPORT_TASK);
	message->u.task = attempt->errand->task;
	report_send(attempt->worker.socket_fd, message, fd, true); /* should it have died, that is heard next */
	return hear(attempt, REPORT_RESULT, message, err);
}

/* What no library reads, ffmpeg may; where there is none, it cannot be played either. */
static bool hand_over_decoded(struct attempt *attempt, struct report_message *message, struct err *err)
{
	const char *path = attempt->errand->path;
	struct err ignored;
	int fd = ffmpeg_pipe_open(&attempt->ffmpeg, path, path, &ignored);
	if (fd < 0)
		return true;
	setpriority(PRIO_PROCESS, (id_t)attempt->ffmpeg.process.pid, NICE);
	bool good = hand_over(attempt, fd, message, err);
	close(fd);
	return good;
}

static bool ask(struct attempt *attempt, struct report_message *message, struct err *err)
{
	if (!hear(attempt, REPORT_READY, message, err))
		return err->code != ERR_GONE && err_set(err, ERR_SYSTEM, "what measures it does not start");
	if (message->u.error[0])
		return err_set(err, ERR_SYSTEM, "%s", message->u.error);
	return hand_over(attempt, attempt->errand->fd, message, err)
		&& (!message->u.result.is_unknown || hand_over_decoded(attempt, message, err));
}

bool errand_run(const struct errand *errand, struct report_result *result, struct err *err)
{
	struct attempt attempt = { .errand = errand };
	struct report_message message;
	bool good = worker_process_start(&attempt.worker, errand->work, errand->shared_fd, err);
	if (good)
		setpriority(PRIO_PROCESS, (id_t)attempt.worker.pid, NICE);
	good = good && ask(&attempt, &message, err);
	worker_process_stop(&attempt.worker);
	ffmpeg_pipe_close(&attempt.ffmpeg); /* which nobody reads any more */
	if (good)
		*result = message.u.result;
	return good;
}

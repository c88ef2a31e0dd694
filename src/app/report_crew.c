#include "app/report_crew.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/spawn.h"
#include "base/text.h"
#include "control/worker_process.h"

/* A worker tells of progress ten times a second; a disk may have to spin up, a network come back. */
#define PATIENCE_NS (60 * NS_PER_S)

enum { LOOK_MS = 200, NO_FILE = -1 };

struct worker {
	struct worker_process process;
	bool is_ready; /* it has said so */
	ssize_t file;  /* it works on; NO_FILE: none */
	double progress;
	int64_t heard_ns; /* when it said something, or was given something to do */
	struct report_task task;
};

struct crew {
	const struct crew_work *work;
	size_t n_workers, n_begun, n_done;
	struct worker *workers;
	struct pollfd *polled; /* of each worker, then of the signals */
	int signal_fd;
	int signal_number;
};

/* --------------------------------------------------------------- files */

static void finish(struct crew *crew, size_t file, const struct report_result *result)
{
	crew->n_done++;
	crew->work->done(crew->work->context, file, result);
}

static void finish_failed(struct crew *crew, size_t file, const char *why)
{
	struct report_result result = { 0 };
	text_copy(result.error, sizeof result.error, why);
	finish(crew, file, &result);
}

static void tell_progress(const struct crew *crew)
{
	double n_done = (double)crew->n_done;
	for (size_t i = 0; i < crew->n_workers; i++)
		n_done += crew->workers[i].file != NO_FILE ? crew->workers[i].progress : 0;
	crew->work->progress(crew->work->context, n_done);
}

/* --------------------------------------------------------------- a worker's life */

static bool worker_start(struct worker *worker, struct err *err)
{
	*worker = (struct worker){ .file = NO_FILE, .heard_ns = clock_now_ns() };
	return worker_process_start(&worker->process, "report", -1, err);
}

static void worker_stop(struct worker *worker)
{
	worker_process_stop(&worker->process);
	*worker = (struct worker){ .process = worker->process, .file = NO_FILE };
}

/* Its file has failed, others go on in a new process. Dead before it was ready: so would be the next. */
static bool worker_lost(struct crew *crew, struct worker *worker, const char *why, struct err *err)
{
	ssize_t file = worker->file;
	bool was_ready = worker->is_ready;
	struct err failure = { 0 };
	if (file != NO_FILE)
		err_set(&failure, ERR_INPUT, "%s: %s", worker->task.name, why);
	worker_stop(worker);
	if (file != NO_FILE)
		finish_failed(crew, (size_t)file, failure.message);
	if (!was_ready)
		return err_set(err, ERR_SYSTEM, "%s does not start; is the installation complete?", SPAWN_ENGINE);
	return crew->n_begun == crew->work->n_files || worker_start(worker, err);
}

static bool worker_give(struct crew *crew, struct worker *worker, size_t file, const struct report_message *message,
	int fd, struct err *err)
{
	worker->file = (ssize_t)file;
	worker->progress = 0;
	worker->heard_ns = clock_now_ns();
	worker->task = message->u.task;
	enum message_result result = report_send(worker->process.socket_fd, message, fd, false);
	close(fd);
	return result == MESSAGE_OK || worker_lost(crew, worker, "what was to measure it has died; try again", err);
}

/* Gives it the next file that can be opened. */
static bool worker_employ(struct crew *crew, struct worker *worker, struct err *err)
{
	while (worker->is_ready && worker->file == NO_FILE && crew->n_begun < crew->work->n_files) {
		size_t file = crew->n_begun++;
		struct report_message message = report_message_of(REPORT_TASK);
		struct err failure = { 0 };
		int fd = crew->work->open(crew->work->context, file, &message.u.task, &failure);
		if (fd < 0) {
			finish_failed(crew, file, failure.message);
			continue;
		}
		if (!worker_give(crew, worker, file, &message, fd, err))
			return false;
	}
	return true;
}

/* --------------------------------------------------------------- what workers say */

#define NONSENSE "its decoder talks nonsense; the file may be damaged"

static bool take_result(struct crew *crew, struct worker *worker, struct report_result *result, struct err *err)
{
	size_t file = (size_t)worker->file;
	struct report_message again = report_message_of(REPORT_TASK);
	int fd = result->is_unknown ? crew->work->open_again(crew->work->context, file, result) : -1;
	worker->file = NO_FILE;
	if (fd < 0) {
		finish(crew, file, result);
		return true;
	}
	again.u.task = worker->task;
	return worker_give(crew, worker, file, &again, fd, err);
}

static bool take_message(struct crew *crew, struct worker *worker, struct report_message *message, struct err *err)
{
	worker->heard_ns = clock_now_ns();
	if (message->type == REPORT_READY && !worker->is_ready) {
		worker->is_ready = true;
		return !message->u.error[0] || err_set(err, ERR_SYSTEM, "%s", message->u.error);
	}
	if (message->type == REPORT_PROGRESS && worker->file != NO_FILE) {
		worker->progress = (double)message->u.progress;
		return true;
	}
	if (message->type != REPORT_RESULT || worker->file == NO_FILE)
		return worker_lost(crew, worker, NONSENSE, err);
	return take_result(crew, worker, &message->u.result, err);
}

/* One message at a time: whatever a worker says, the others and signals are heard, too. */
static bool worker_listen(struct crew *crew, struct worker *worker, struct err *err)
{
	struct report_message message;
	switch (report_receive(worker->process.socket_fd, &message, NULL)) {
	case MESSAGE_NONE: return true;
	case MESSAGE_OK: return take_message(crew, worker, &message, err);
	case MESSAGE_GONE: return worker_lost(crew, worker, "its decoder crashed; the file may be damaged", err);
	default: return worker_lost(crew, worker, NONSENSE, err);
	}
}

/* --------------------------------------------------------------- all of them */

static void wait_for_news(struct crew *crew)
{
	for (size_t i = 0; i < crew->n_workers; i++)
		crew->polled[i] = (struct pollfd){ .fd = crew->workers[i].process.socket_fd, .events = POLLIN };
	crew->polled[crew->n_workers] = (struct pollfd){ .fd = crew->signal_fd, .events = POLLIN };
	if (poll(crew->polled, crew->n_workers + 1, LOOK_MS) < 0)
		for (size_t i = 0; i <= crew->n_workers; i++)
			crew->polled[i].revents = 0;
}

static bool look_after(struct crew *crew, struct err *err)
{
	struct signalfd_siginfo info;
	if (crew->polled[crew->n_workers].revents && read(crew->signal_fd, &info, sizeof info) == sizeof info) {
		crew->signal_number = (int)info.ssi_signo;
		return false;
	}
	for (size_t i = 0; i < crew->n_workers; i++) {
		struct worker *worker = &crew->workers[i];
		bool is_late = worker->process.pid > 0 && (!worker->is_ready || worker->file != NO_FILE)
			&& clock_now_ns() > worker->heard_ns + PATIENCE_NS;
		if (crew->polled[i].revents && !worker_listen(crew, worker, err))
			return false;
		if (!crew->polled[i].revents && is_late
			&& !worker_lost(crew, worker, "its decoder hangs; the file may be damaged", err))
			return false;
	}
	return true;
}

static bool work_off(struct crew *crew, struct err *err)
{
	for (size_t i = 0; i < crew->n_workers; i++)
		if (!worker_start(&crew->workers[i], err))
			return false;
	for (;;) {
		for (size_t i = 0; i < crew->n_workers; i++)
			if (!worker_employ(crew, &crew->workers[i], err))
				return false;
		if (crew->n_done == crew->work->n_files)
			return true;
		wait_for_news(crew);
		if (!look_after(crew, err))
			return false;
		tell_progress(crew);
	}
}

/* One for each core that we may use. */
static size_t n_workers_for(size_t n_files)
{
	cpu_set_t cores;
	size_t n = sched_getaffinity(0, sizeof cores, &cores) == 0 ? (size_t)CPU_COUNT(&cores) : 1;
	return n_files < n ? n_files : n;
}

/* Blocks the signals that end us and returns a descriptor that tells of them. What is to be ignored (by nohup, in a
 * script's background) would be told of, too, and is left as it is. */
static int open_signals(sigset_t *before)
{
	static const int wanted[] = { SIGINT, SIGTERM, SIGHUP };
	sigset_t signals;
	sigemptyset(&signals);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		struct sigaction present;
		if (sigaction(wanted[i], NULL, &present) == 0 && present.sa_handler != SIG_IGN)
			sigaddset(&signals, wanted[i]);
	}
	sigprocmask(SIG_BLOCK, &signals, before);
	return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

bool crew_run(const struct crew_work *work, int *signal_number, struct err *err)
{
	struct crew crew = { .work = work, .n_workers = n_workers_for(work->n_files) };
	sigset_t before;
	crew.signal_fd = open_signals(&before);
	crew.workers = calloc(crew.n_workers, sizeof *crew.workers);
	crew.polled = calloc(crew.n_workers + 1, sizeof *crew.polled);
	bool good = crew.workers && crew.polled && crew.signal_fd >= 0;
	if (good)
		good = work_off(&crew, err);
	else
		err_set(err, ERR_SYSTEM, "out of memory or descriptors for %zu workers", crew.n_workers);
	for (size_t i = 0; crew.workers && i < crew.n_workers; i++)
		worker_stop(&crew.workers[i]);
	if (crew.signal_fd >= 0)
		close(crew.signal_fd);
	free(crew.workers);
	free(crew.polled);
	*signal_number = crew.signal_number;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return good;
}

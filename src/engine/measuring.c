#include "engine/measuring.h"

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/db.h"
#include "base/text.h"
#include "control/report.h"
#include "control/worker_process.h"
#include "source/ffmpeg_pipe.h"
#include "source/tags_file.h"

enum {
	LOOK_MS = 200,
	NICE = 10, /* decoding what is heard comes first */
};

/* Between two words of the worker: a disk may have to spin up, a network come back. */
#define PATIENCE_NS (60 * NS_PER_S)

static const struct level_found nothing_found = { .integrated_lufs = -INFINITY, .true_peak = 1 };

void measuring_init(struct measuring *measuring, struct session *session, struct status *status)
{
	*measuring = (struct measuring){
		.progress = &session->progress, .status = status, .wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)
	};
	pthread_mutex_init(&measuring->mutex, NULL);
}

/* --------------------------------------------------------------- what is known */

static struct session_measured file_of(const struct stat *st)
{
	return (struct session_measured){ .device = st->st_dev,
		.inode = st->st_ino,
		.size = st->st_size,
		.changed_s = st->st_mtim.tv_sec,
		.changed_ns = st->st_mtim.tv_nsec };
}

static bool is_same(const struct session_measured *a, const struct session_measured *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size && a->changed_s == b->changed_s
		&& a->changed_ns == b->changed_ns;
}

static bool find(struct measuring *measuring, const struct stat *st, struct level_found *found)
{
	const struct session_measured file = file_of(st), *measured = measuring->progress->measured;
	bool is_known = false;
	pthread_mutex_lock(&measuring->mutex);
	for (size_t i = 0; i < SESSION_MEASURED && !is_known; i++) {
		is_known = is_same(&measured[i], &file);
		if (is_known)
			*found = (struct level_found){ measured[i].integrated_lufs, measured[i].true_peak };
	}
	pthread_mutex_unlock(&measuring->mutex);
	return is_known;
}

/* The process may die between any two stores: an entry is that of a file when the rest of it is there. */
static void keep(struct measuring *measuring, const struct stat *st, const struct level_found *found)
{
	struct session_measured file = file_of(st);
	const uint64_t inode = file.inode;
	file.inode = 0;
	file.integrated_lufs = found->integrated_lufs;
	file.true_peak = found->true_peak;
	pthread_mutex_lock(&measuring->mutex);
	uint32_t n = measuring_n_found(measuring);
	struct session_measured *place = &measuring->progress->measured[n % SESSION_MEASURED];
	place->inode = 0;
	atomic_signal_fence(memory_order_seq_cst);
	*place = file;
	atomic_signal_fence(memory_order_seq_cst);
	place->inode = inode;
	atomic_store_explicit(&measuring->progress->n_measured, n + 1, memory_order_relaxed);
	pthread_mutex_unlock(&measuring->mutex);
}

uint32_t measuring_n_found(const struct measuring *measuring)
{
	return atomic_load_explicit(&measuring->progress->n_measured, memory_order_relaxed);
}

bool measuring_find(struct measuring *measuring, const char *path, struct level_found *found)
{
	struct stat st;
	return measuring_n_found(measuring) > 0 && stat(path, &st) == 0 && find(measuring, &st, found);
}

/* --------------------------------------------------------------- one file */

/* Of one channel, two loudspeakers play the same. */
static struct level_found found_of(const struct findings *findings)
{
	const float both_lu = findings->n_channels == 1 ? db_from_power(2) : 0;
	const struct snapshot_measures *measures = &findings->measures;
	if (findings->n_frames == 0 || measures->loudness.integrated_lufs <= SNAPSHOT_NO_LEVEL)
		return nothing_found;
	struct level_found found = { .integrated_lufs = measures->loudness.integrated_lufs + both_lu };
	for (uint32_t c = 0; c < findings_n_meters(findings); c++)
		found.true_peak = fmaxf(found.true_peak, measures->meters[c].max_true_peak);
	return found;
}

static bool is_wanted(struct measuring *measuring)
{
	pthread_mutex_lock(&measuring->mutex);
	bool is_wanted = measuring->present_is_wanted && !measuring->quits;
	pthread_mutex_unlock(&measuring->mutex);
	return is_wanted;
}

/* Who measures it. */
struct attempt {
	struct worker_process worker;
	struct ffmpeg_pipe ffmpeg; /* open if that decodes it */
};

/* Waits for the worker to say something of this type. False: it said something else, it died or hangs; or, with
 * ERR_GONE, the file is not wanted any more. */
static bool hear(struct measuring *measuring, struct attempt *attempt, enum report_type type,
	struct report_message *message, struct err *err)
{
	struct pollfd polls[] = { { .fd = attempt->worker.socket_fd, .events = POLLIN },
		{ .fd = measuring->wake_fd, .events = POLLIN } };
	int64_t until_ns = clock_now_ns() + PATIENCE_NS;
	eventfd_t ignored;
	for (;;) {
		poll(polls, sizeof polls / sizeof polls[0], LOOK_MS);
		ffmpeg_pipe_listen(&attempt->ffmpeg);
		eventfd_read(measuring->wake_fd, &ignored);
		if (!is_wanted(measuring))
			return err_set(err, ERR_GONE, "it is not wanted any more");
		enum message_result result = report_receive(attempt->worker.socket_fd, message, NULL);
		if (result == MESSAGE_OK && message->type == type)
			return true;
		if (result == MESSAGE_OK && message->type == REPORT_PROGRESS)
			until_ns = clock_now_ns() + PATIENCE_NS;
		else if (result != MESSAGE_NONE)
			return err_set(err, ERR_INPUT, "its decoder crashed");
		else if (clock_now_ns() > until_ns)
			return err_set(err, ERR_INPUT, "its decoder hangs");
	}
}

static bool hand_over(
	struct measuring *measuring, struct attempt *attempt, int fd, struct report_message *message, struct err *err)
{
	*message = report_message_of(REPORT_TASK);
	report_send(attempt->worker.socket_fd, message, fd, true); /* should it have died, that is heard next */
	return hear(measuring, attempt, REPORT_RESULT, message, err);
}

/* What no library reads, ffmpeg may; where there is none, it cannot be played either. */
static bool hand_over_decoded(
	struct measuring *measuring, struct attempt *attempt, struct report_message *message, struct err *err)
{
	struct err ignored;
	int fd = ffmpeg_pipe_open(&attempt->ffmpeg, measuring->present, measuring->present, &ignored);
	if (fd < 0)
		return true;
	setpriority(PRIO_PROCESS, (id_t)attempt->ffmpeg.process.pid, NICE);
	bool good = hand_over(measuring, attempt, fd, message, err);
	close(fd);
	return good;
}

static bool ask(
	struct measuring *measuring, struct attempt *attempt, int fd, struct level_found *found, struct err *err)
{
	struct report_message message;
	if (!hear(measuring, attempt, REPORT_READY, &message, err))
		return err->code != ERR_GONE && err_set(err, ERR_SYSTEM, "what measures it does not start");
	if (message.u.error[0])
		return err_set(err, ERR_SYSTEM, "%s", message.u.error);
	if (!hand_over(measuring, attempt, fd, &message, err)
		|| (message.u.result.is_unknown && !hand_over_decoded(measuring, attempt, &message, err)))
		return false;
	*found = found_of(&message.u.result.findings);
	return true;
}

static void tell_failure(struct measuring *measuring, const char *why)
{
	const char *slash = strrchr(measuring->present, '/');
	char text[512];
	snprintf(text, sizeof text, "%.200s plays as loud as it is, it could not be measured: %.200s",
		slash ? slash + 1 : measuring->present, why);
	fprintf(stderr, "%s\n", text);
	status_notice(measuring->status, text);
}

/* One that cannot be measured is not tried again. */
static void measure(struct measuring *measuring, int fd, const struct stat *st)
{
	struct attempt attempt = { .worker.pid = 0 };
	struct level_found found = nothing_found;
	struct err err = { 0 };
	bool good = worker_process_start(&attempt.worker, "report", -1, &err);
	if (good)
		setpriority(PRIO_PROCESS, (id_t)attempt.worker.pid, NICE);
	good = good && ask(measuring, &attempt, fd, &found, &err);
	worker_process_stop(&attempt.worker);
	ffmpeg_pipe_close(&attempt.ffmpeg); /* which nobody reads any more */
	if (err.code == ERR_GONE)
		return;
	if (!good)
		tell_failure(measuring, err.message);
	keep(measuring, st, &found);
}

static bool tags_are_enough(struct measuring *measuring, int fd)
{
	struct tags_reading reading = { 0 };
	struct source_tags tags;
	tags_read_file(fd, &reading);
	tags_finish(&reading, &tags);
	pthread_mutex_lock(&measuring->mutex);
	const struct level_wishes wishes = measuring->wishes;
	pthread_mutex_unlock(&measuring->mutex);
	return !level_wants_measuring(&wishes, &tags);
}

static void look_at_present(struct measuring *measuring)
{
	struct level_found found;
	struct stat st;
	int fd = open(measuring->present, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && !find(measuring, &st, &found)
		&& !tags_are_enough(measuring, fd))
		measure(measuring, fd, &st);
	close(fd);
}

/* --------------------------------------------------------------- the thread */

/* Takes the most urgent of what is wanted as the present one. */
static bool take_next(struct measuring *measuring)
{
	pthread_mutex_lock(&measuring->mutex);
	char *next = measuring->wanted[0][0] ? measuring->wanted[0] : measuring->wanted[1];
	text_copy(measuring->present, sizeof measuring->present, next);
	next[0] = '\0';
	bool any = measuring->present_is_wanted = measuring->present[0] != '\0';
	pthread_mutex_unlock(&measuring->mutex);
	return any;
}

static bool has_to_quit(struct measuring *measuring)
{
	pthread_mutex_lock(&measuring->mutex);
	bool quits = measuring->quits;
	pthread_mutex_unlock(&measuring->mutex);
	return quits;
}

static void *measurer(void *context)
{
	struct measuring *measuring = context;
	struct pollfd wake = { .fd = measuring->wake_fd, .events = POLLIN };
	eventfd_t ignored;
	prctl(PR_SET_NAME, "measurer");
	while (!has_to_quit(measuring)) {
		if (take_next(measuring)) {
			look_at_present(measuring);
		} else {
			poll(&wake, 1, -1);
			eventfd_read(measuring->wake_fd, &ignored);
		}
	}
	return NULL;
}

/* What is being measured goes on if it is wanted still; then it is looked at once more, and known. */
void measuring_want(
	struct measuring *measuring, const struct level_wishes *wishes, const char *const paths[MEASURING_WANTED])
{
	bool any = false;
	pthread_mutex_lock(&measuring->mutex);
	measuring->wishes = *wishes;
	measuring->present_is_wanted = false;
	for (size_t i = 0; i < MEASURING_WANTED; i++) {
		text_copy(measuring->wanted[i], PATH_MAX, paths[i] ? paths[i] : "");
		any = any || paths[i];
		if (paths[i] && strcmp(paths[i], measuring->present) == 0)
			measuring->present_is_wanted = true;
	}
	if (any && !measuring->runs)
		measuring->runs = pthread_create(&measuring->thread, NULL, measurer, measuring) == 0;
	pthread_mutex_unlock(&measuring->mutex);
	eventfd_write(measuring->wake_fd, 1);
}

void measuring_fini(struct measuring *measuring)
{
	pthread_mutex_lock(&measuring->mutex);
	measuring->quits = true;
	pthread_mutex_unlock(&measuring->mutex);
	eventfd_write(measuring->wake_fd, 1);
	if (measuring->runs)
		pthread_join(measuring->thread, NULL);
	close(measuring->wake_fd);
	pthread_mutex_destroy(&measuring->mutex);
}

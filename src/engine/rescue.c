#include "engine/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/no_answer.h"
#include "base/spawn.h"
#include "device/device.h"
#include "engine/output.h"
#include "engine/signs.h"
#include "sink/speaker.h"

/* A probe costs a tenth of a second of CPU: the longer in vain, the more seldom. */
#define FIRST_WAIT_NS (1500 * NS_PER_MS)
/* With the probe's own tenth of a second, and the time after which callbacks count as away: a second. */
#define STUCK_WAIT_NS (200 * NS_PER_MS)
#define LONGEST_WAIT_NS (60 * NS_PER_S)
/* A server that shows a sign of life needs a moment until it can be used: so long, then twice as long, and so on. */
#define SIGN_WAIT_NS (100 * NS_PER_MS)
#define LONGEST_SIGN_WAIT_NS (1600 * NS_PER_MS)
/* PortAudio's initialisation hangs for a minute where a server is stopped. */
#define PROBE_PATIENCE_NS (4 * NS_PER_S)
#define PROBE_RATE_HZ 48000
#define PROBE_LOOK_NS (20 * NS_PER_MS)

void rescue_init(struct rescue *rescue, struct session *session)
{
	*rescue = (struct rescue){ .session = session, .wake_fd = -1 };
	pthread_mutex_init(&rescue->mutex, NULL);
}

/* --------------------------------------------------------------- the probe */

void rescue_tell(const struct err *err)
{
	dprintf(SPAWN_FIRST_FD, "%s", err->message);
}

int rescue_probe(const char *name)
{
	static struct speaker speaker; /* large; and never closed, which may hang as well: the process ends */
	const struct speaker_calls none = { 0 };
	struct err err = { 0 };
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* it may hang for long after its engine is gone */
	device_prepare_environment();
	if (speaker_open(&speaker, name, PROBE_RATE_HZ, 0, &none, &err))
		return 0;
	rescue_tell(&err);
	return 1;
}

/* Waits for a child for a bounded time, then kills it; whether it succeeded. */
static bool succeeds(pid_t pid)
{
	int64_t until_ns = clock_now_ns() + PROBE_PATIENCE_NS;
	const struct timespec pause = clock_timespec(PROBE_LOOK_NS);
	int status;
	pid_t ended;
	while ((ended = waitpid(pid, &status, WNOHANG)) == 0 && clock_now_ns() < until_ns)
		nanosleep(&pause, NULL);
	if (ended == pid)
		return WIFEXITED(status) && WEXITSTATUS(status) == 0;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return false;
}

bool rescue_try(const char *role, const char *name, struct err *err)
{
	char why[sizeof((struct err *)0)->message] = "";
	int pipe_fds[2];
	if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) != 0)
		return err_set_sys(err, errno, "cannot make a pipe");
	const char *const argv[] = { SPAWN_ENGINE, role, name, NULL };
	const struct spawn_request request = { .argv = argv, .fds = { pipe_fds[1] }, .n_fds = 1, .stderr_fd = -1 };
	pid_t pid = spawn_program(&request, err);
	bool good = pid > 0 && succeeds(pid);
	ssize_t n = read(pipe_fds[0], why, sizeof why - 1);
	close(pipe_fds[0]);
	close(pipe_fds[1]);
	if (good || pid <= 0)
		return good;
	if (n <= 0)
		no_answer_explain(why, sizeof why);
	return err_set(err, ERR_INPUT, "%s", why);
}

/* --------------------------------------------------------------- the thread */

static bool is_wanted(struct rescue *rescue)
{
	eventfd_t ignored;
	eventfd_read(rescue->wake_fd, &ignored);
	pthread_mutex_lock(&rescue->mutex);
	bool wanted = rescue->wanted;
	pthread_mutex_unlock(&rescue->mutex);
	return wanted;
}

/* Sleeps until then, or until somebody has changed his mind, or there is a sign: returns whether there is. */
static bool wait_for_sign(const struct rescue *rescue, int signs_fd, int64_t until_ns)
{
	struct pollfd polls[] = { { .fd = rescue->wake_fd, .events = POLLIN }, { .fd = signs_fd, .events = POLLIN } };
	int64_t left_ns = until_ns - clock_now_ns();
	const struct timespec most = clock_timespec(left_ns > 0 ? left_ns : 0);
	return ppoll(polls, 2, until_ns == INT64_MAX ? NULL : &most, NULL) > 0 && polls[1].revents
		&& signs_clear(signs_fd);
}

static enum rescue_cause cause_of(struct rescue *rescue)
{
	pthread_mutex_lock(&rescue->mutex);
	enum rescue_cause cause = rescue->cause;
	pthread_mutex_unlock(&rescue->mutex);
	return cause;
}

static int64_t first_wait_ns(struct rescue *rescue)
{
	const uint32_t n = atomic_load_explicit(&rescue->session->progress.n_renewals, memory_order_relaxed);
	return cause_of(rescue) == RESCUE_STUCK && n == 0 ? STUCK_WAIT_NS : rescue_wait_ns(rescue->session);
}

static void end(struct session *session, int status)
{
	atomic_fetch_add_explicit(&session->progress.n_renewals, 1, memory_order_relaxed);
	atomic_store_explicit(&session->progress.opens_output, 0, memory_order_relaxed);
	_exit(status);
}

/* A server that has been there all the time knows an engine that stands by as well. */
static void renew(struct rescue *rescue)
{
	fprintf(stderr, "the output is back\n");
	end(rescue->session, cause_of(rescue) == RESCUE_STUCK ? SESSION_STUCK_STATUS : SESSION_RENEW_STATUS);
}

static void try_it(struct rescue *rescue)
{
	if (rescue_may_renew(rescue->session) && rescue_try("probe", output_name(rescue->session), NULL)
		&& is_wanted(rescue))
		renew(rescue);
}

/* From time to time, and soon after a sign a few times. */
static void look_while_wanted(struct rescue *rescue, int signs_fd)
{
	int64_t wait_ns = first_wait_ns(rescue), due_ns = clock_now_ns() + wait_ns;
	int64_t sign_wait_ns = 0, sign_due_ns = INT64_MAX;
	while (is_wanted(rescue)) {
		if (wait_for_sign(rescue, signs_fd, sign_due_ns < due_ns ? sign_due_ns : due_ns)
			&& sign_due_ns == INT64_MAX) {
			sign_wait_ns = SIGN_WAIT_NS;
			sign_due_ns = clock_now_ns() + sign_wait_ns;
		}
		const bool by_time = clock_now_ns() >= due_ns, by_sign = clock_now_ns() >= sign_due_ns;
		if (!by_time && !by_sign)
			continue;
		try_it(rescue);
		signs_clear(signs_fd); /* they may be the probe's own */
		if (by_time) {
			wait_ns = wait_ns * 2 < LONGEST_WAIT_NS ? wait_ns * 2 : LONGEST_WAIT_NS;
			due_ns = clock_now_ns() + wait_ns;
		}
		if (by_sign) {
			sign_wait_ns *= 2;
			sign_due_ns = sign_wait_ns <= LONGEST_SIGN_WAIT_NS ? clock_now_ns() + sign_wait_ns : INT64_MAX;
		}
	}
}

static void *look_for_it(void *context)
{
	struct rescue *rescue = context;
	prctl(PR_SET_NAME, "rescue");
	for (;;) {
		int signs_fd = signs_open();
		look_while_wanted(rescue, signs_fd);
		if (signs_fd >= 0)
			close(signs_fd);
		while (!is_wanted(rescue))
			wait_for_sign(rescue, -1, INT64_MAX);
	}
	return NULL;
}

static void want(struct rescue *rescue, bool wanted, enum rescue_cause cause)
{
	pthread_mutex_lock(&rescue->mutex);
	rescue->wanted = wanted;
	rescue->cause = cause;
	if (wanted && !rescue->started) {
		rescue->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		rescue->started
			= rescue->wake_fd >= 0 && pthread_create(&rescue->thread, NULL, look_for_it, rescue) == 0;
		if (rescue->wake_fd >= 0 && !rescue->started) /* the next wish makes another */
			close(rescue->wake_fd);
	}
	if (rescue->started)
		eventfd_write(rescue->wake_fd, 1);
	pthread_mutex_unlock(&rescue->mutex);
}

bool rescue_may_renew(const struct session *session)
{
	const struct session_progress *progress = &session->progress;
	return !atomic_load_explicit(&progress->stream_begun, memory_order_acquire)
		|| atomic_load_explicit(&progress->stream_resumable, memory_order_relaxed);
}

void rescue_renew(struct session *session)
{
	end(session, SESSION_RENEW_STATUS);
}

int64_t rescue_wait_ns(const struct session *session)
{
	uint32_t n = atomic_load_explicit(&session->progress.n_renewals, memory_order_relaxed);
	return n < 6 ? FIRST_WAIT_NS << n : LONGEST_WAIT_NS;
}

void rescue_start(struct rescue *rescue, enum rescue_cause cause)
{
	want(rescue, true, cause);
}

void rescue_end(struct rescue *rescue)
{
	want(rescue, false, RESCUE_GONE);
}

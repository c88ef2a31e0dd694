#include "engine/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/spawn.h"
#include "base/text.h"
#include "device/device.h"
#include "engine/output.h"
#include "sink/speaker.h"

/* A probe costs a tenth of a second of CPU: the longer in vain, the more seldom. */
#define FIRST_WAIT_NS (1500 * NS_PER_MS)
#define LONGEST_WAIT_NS (60 * NS_PER_S)
/* How often the places are looked at: a few stat() calls. */
#define LOOK_NS (500 * NS_PER_MS)
/* PortAudio's initialisation hangs for a minute where a server is stopped. */
#define PROBE_PATIENCE_NS (4 * NS_PER_S)
#define PROBE_RATE_HZ 48000
#define PROBE_LOOK_NS (20 * NS_PER_MS)

void rescue_init(struct rescue *rescue, struct session *session)
{
	pthread_condattr_t attributes;
	*rescue = (struct rescue){ .session = session };
	pthread_mutex_init(&rescue->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&rescue->changed, &attributes);
	pthread_condattr_destroy(&attributes);
}

/* --------------------------------------------------------------- signs of a server */

static uint64_t mix(uint64_t sum, const char *path)
{
	struct stat st;
	if (!path || stat(path, &st) != 0)
		return sum * 31;
	return sum * 31 + (uint64_t)st.st_ino + (uint64_t)st.st_mtim.tv_sec * 7 + (uint64_t)st.st_mtim.tv_nsec;
}

static uint64_t mix_in(uint64_t sum, const char *folder, const char *name)
{
	char path[512];
	if (!folder)
		return sum * 31;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return mix(sum, path);
}

/* Changes when sound cards or servers come and go: device nodes, sockets, JACK's shared memory. */
static uint64_t signs(void)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR"), *pulse = getenv("PULSE_SERVER");
	uint64_t sum = mix(mix(0, "/dev/snd"), "/dev/shm");
	sum = mix_in(mix_in(mix_in(sum, runtime, "pipewire-0"), runtime, "pulse"), runtime, "pulse/native");
	return mix(sum, pulse && text_begins(pulse, "unix:") ? pulse + 5 : NULL);
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
	return err_set(err, ERR_INPUT, "%s", n > 0 ? why : "the audio server does not answer");
}

/* --------------------------------------------------------------- the thread */

/* Sleeps until it is time to try, or there is a sign; false: nobody wants it any more. */
static bool wait_for_time(struct rescue *rescue, int64_t wait_ns)
{
	int64_t until_ns = clock_now_ns() + wait_ns;
	uint64_t before = signs();
	pthread_mutex_lock(&rescue->mutex);
	while (rescue->wanted && clock_now_ns() < until_ns) {
		struct timespec next = clock_timespec(clock_now_ns() + LOOK_NS);
		pthread_cond_timedwait(&rescue->changed, &rescue->mutex, &next);
		/* A server that shows up needs a moment until it can be used. */
		if (signs() != before && until_ns > clock_now_ns() + LOOK_NS)
			until_ns = clock_now_ns() + LOOK_NS;
	}
	bool wanted = rescue->wanted;
	pthread_mutex_unlock(&rescue->mutex);
	return wanted;
}

static void wait_until_wanted(struct rescue *rescue)
{
	pthread_mutex_lock(&rescue->mutex);
	while (!rescue->wanted)
		pthread_cond_wait(&rescue->changed, &rescue->mutex);
	pthread_mutex_unlock(&rescue->mutex);
}

static void *look_for_it(void *context)
{
	struct rescue *rescue = context;
	prctl(PR_SET_NAME, "rescue");
	for (;;) {
		wait_until_wanted(rescue);
		int64_t wait_ns = rescue_wait_ns(rescue->session);
		while (wait_for_time(rescue, wait_ns)) {
			if (rescue_try("probe", output_name(rescue->session), NULL) && wait_for_time(rescue, 0)) {
				fprintf(stderr, "the output is back\n");
				rescue_renew(rescue->session);
			}
			wait_ns = wait_ns * 2 < LONGEST_WAIT_NS ? wait_ns * 2 : LONGEST_WAIT_NS;
		}
	}
	return NULL;
}

static void want(struct rescue *rescue, bool wanted)
{
	pthread_mutex_lock(&rescue->mutex);
	rescue->wanted = wanted;
	if (wanted && !rescue->started)
		rescue->started = pthread_create(&rescue->thread, NULL, look_for_it, rescue) == 0;
	pthread_cond_signal(&rescue->changed);
	pthread_mutex_unlock(&rescue->mutex);
}

void rescue_renew(struct session *session)
{
	atomic_fetch_add_explicit(&session->progress.n_renewals, 1, memory_order_relaxed);
	atomic_store_explicit(&session->progress.opens_output, 0, memory_order_relaxed);
	_exit(SESSION_RENEW_STATUS);
}

int64_t rescue_wait_ns(const struct session *session)
{
	uint32_t n = atomic_load_explicit(&session->progress.n_renewals, memory_order_relaxed);
	return n < 6 ? FIRST_WAIT_NS << n : LONGEST_WAIT_NS;
}

void rescue_start(struct rescue *rescue)
{
	want(rescue, true);
}

void rescue_end(struct rescue *rescue)
{
	want(rescue, false);
}

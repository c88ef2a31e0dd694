/* The audio callback under a filter that kills the process at any system call, with allocation and locks forbidden. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device/device.h"
#include "engine/player.h"
#include "wrapped.h"

enum { RATE = 48000, PERIOD = 256, N_CALLS = 20000 };

static _Thread_local bool is_real_time;
static _Atomic bool done;

static void on_wrapped(void)
{
	if (is_real_time)
		abort();
}

WRAP(int, pthread_mutex_lock, (pthread_mutex_t * m), (m))
WRAP(int, pthread_mutex_trylock, (pthread_mutex_t * m), (m))
WRAP(int, pthread_cond_signal, (pthread_cond_t * c), (c))
WRAP(int, pthread_cond_broadcast, (pthread_cond_t * c), (c))

static struct flow flow; /* as an engine's: in memory that it shares with who may go on with it */
static struct recording *recording;
static uint64_t lost_ns; /* of the first recording */
static struct player player;
static struct snapshot_counters counters;

static void filter_calls(void)
{
	struct sock_filter kill[] = { { BPF_RET | BPF_K, 0, 0, SECCOMP_RET_KILL_PROCESS } };
	const struct sock_fprog program = { 1, kill };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
		_exit(77);
}

/* Takes what the player has handed on; returns the channels of what comes next. */
static uint32_t empty_tap(void)
{
	static uint32_t n_channels = 2;
	static float stereo[2 * PERIOD], wide[PERIOD * FLOW_MAX_WIDE];
	struct mark passed;
	size_t n;
	do {
		while (flow_next_mark(&player.tap, &passed, &n))
			n_channels = passed.track.info.n_channels;
	} while (flow_read(&player.tap, stereo, wide, flow_n_wide(n_channels), n < PERIOD ? n : PERIOD) > 0);
	return n_channels;
}

/* All a run can do to the callback: tracks, of few and of many channels, jumps, ends, lacks, other rates, pauses, volumes,
 * recordings, being off. */
static void disturb(int i)
{
	static const uint32_t n_channels[] = { 2, 6, 1, 8, 12 };
	static uint32_t n_wide;
	static float sound[2 * PERIOD], wide[PERIOD * FLOW_MAX_WIDE];
	struct mark mark = { .track.info.n_channels = n_channels[i / 61 % 5] };
	mark.jump = i % 97 == 0;
	mark.end = i % 1009 == 0;
	mark.rate_hz = i % 211 == 0 ? 44100 : RATE;
	mark.again = i % 3 == 0;
	mark.track.info.rate_hz = mark.rate_hz;
	mark.track.info.seekable = true;
	if ((i % 61 == 0 || mark.jump || mark.end) && flow_write_mark(&flow, &mark, 0))
		n_wide = flow_n_wide(mark.track.info.n_channels);
	if (i % 500 < 400)
		flow_write(&flow, sound, wide, n_wide, PERIOD);
	if (i % 5000 < 4000)
		player.counted_ns = 0; /* as if time had gone by as it should; else the device runs wild */
	player.paused = i % 300 > 280;
	player.volume = (float)(i % 10) / 10;
	if (i == N_CALLS / 2) {
		lost_ns = recording->lost_ns;
		recording_end(recording);
	}
	if (i == N_CALLS / 2 + 10)
		recording_begin(recording);
	if (i % 2003 == 0)
		player_stop(&player);
	if (i % 2003 == 50)
		player_start(&player, empty_tap(), RATE, false);
	empty_tap();
}

static void *call_back(void *context)
{
	static float out[2 * PERIOD];
	(void)context;
	is_real_time = true;
	filter_calls();
	for (int i = 0; i < N_CALLS; i++) {
		disturb(i);
		player_process(&player, out, PERIOD, device_heard_ns(i % 2 ? 0.01 : NAN, 0.02), i % 50 == 0);
	}
	atomic_store(&done, true);
	for (;;) /* to end a thread takes system calls */
		;
	return NULL;
}

static void *share(size_t n_bytes)
{
	void *memory = mmap(NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		_exit(1);
	return memory;
}

/* In a process of its own. Exit status: 0 all went well, 77 no filter can be had. */
static void run(void)
{
	pthread_t thread;
	flow_place(&flow, share(FLOW_BYTES(1 << 16)), 1 << 16);
	recording = share(sizeof *recording);
	recording_init(recording);
	recording_begin(recording);
	for (int i = 0; i < (RECORDING_FRAMES - (1 << 18)) / PERIOD; i++) /* it will be full soon */
		recording_write(recording, RATE, (const float[2 * PERIOD]){ 0 }, PERIOD);
	player_init(&player, &flow, &counters, NULL);
	player.recorder.recording = recording;
	player.rate_hz = RATE;
	player_start(&player, 2, RATE, true);
	alarm(60);
	pthread_create(&thread, NULL, call_back, NULL);
	while (!atomic_load(&done))
		usleep(1000);
	_exit(counters.n_underruns > 0 && counters.n_xruns > 0 && player.wild && lost_ns > 0 ? 0 : 1);
}

static void test_the_callback_neither_calls_the_system_nor_waits(void **state)
{
	(void)state;
	int status;
	pid_t pid = fork();
	if (pid == 0)
		run();
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_true(WIFEXITED(status)); /* else a signal: SIGSYS for a system call, SIGABRT for what is wrapped */
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* What has just been proven is worth something only if the trap works. */
static void test_the_trap_works(void **state)
{
	(void)state;
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		filter_calls();
		getppid();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_callback_neither_calls_the_system_nor_waits),
		cmocka_unit_test(test_the_trap_works),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

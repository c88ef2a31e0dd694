#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "control/recording.h"

enum { CHUNK = 1000 };

static struct recording *open_ring(void)
{
	struct recording *recording = calloc(1, sizeof *recording);
	assert_non_null(recording);
	recording_init(recording);
	assert_true(recording_check(recording, sizeof *recording, NULL));
	recording_begin(recording);
	return recording;
}

/* Frame `i` says which it is. */
static void write_frames(struct recording *recording, uint32_t rate_hz, uint64_t first, size_t n)
{
	float stereo[2 * CHUNK];
	for (size_t done = 0, now; done < n; done += now) {
		now = n - done < CHUNK ? n - done : CHUNK;
		for (size_t i = 0; i < now; i++) {
			stereo[2 * i] = (float)((first + done + i) % (1 << 23));
			stereo[2 * i + 1] = -stereo[2 * i];
		}
		recording_write(recording, rate_hz, stereo, now);
	}
}

/* Takes what there is, up to `max`, which has to be frames from `first` on; how many there were. */
static size_t take_frames(struct recording *recording, uint64_t first, size_t max, uint32_t *rate_hz)
{
	float stereo[2 * CHUNK];
	uint64_t at = recording_first(recording);
	size_t n = recording_take(recording, &at, stereo, max < CHUNK ? max : CHUNK, rate_hz);
	recording_let_go(recording, at);
	for (size_t i = 0; i < n; i++)
		if (stereo[2 * i] != (float)((first + i) % (1 << 23)) || stereo[2 * i + 1] != -stereo[2 * i])
			fail_msg("frame %llu is another one", (unsigned long long)(first + i));
	return n;
}

static void what_is_written_is_taken_in_order(void **state)
{
	(void)state;
	struct recording *recording = open_ring();
	uint32_t rate_hz = 0;
	assert_int_equal(take_frames(recording, 0, CHUNK, &rate_hz), 0);
	/* Several times round. */
	for (uint64_t at = 0; at < 3 * (uint64_t)RECORDING_FRAMES; at += 999) {
		write_frames(recording, 48000, at, 999);
		assert_int_equal(take_frames(recording, at, 500, &rate_hz), 500);
		assert_int_equal(rate_hz, 48000);
		assert_int_equal(take_frames(recording, at + 500, CHUNK, &rate_hz), 499);
	}
	assert_int_equal(recording->lost_ns, 0);
	free(recording);
}

static void each_frame_has_its_rate(void **state)
{
	(void)state;
	struct recording *recording = open_ring();
	static const uint32_t rates[] = { 44100, 48000, 48000, 96000, 8000 };
	uint64_t at = 0, taken = 0;
	for (unsigned i = 0; i < 5; i++, at += 100)
		write_frames(recording, rates[i], at, 100);
	for (uint32_t rate_hz; taken < at;) {
		size_t n = take_frames(recording, taken, 77, &rate_hz);
		assert_true(n > 0);
		assert_int_equal(rate_hz, rates[taken / 100]);
		assert_int_equal(rate_hz, rates[(taken + n - 1) / 100]);
		taken += n;
	}
	free(recording);
}

static void what_does_not_fit_is_counted(void **state)
{
	(void)state;
	struct recording *recording = open_ring();
	uint32_t rate_hz;
	write_frames(recording, 48000, 0, RECORDING_FRAMES);
	assert_int_equal(recording->lost_ns, 0);
	write_frames(recording, 48000, RECORDING_FRAMES, 480);
	assert_int_equal(recording->lost_ns, 10 * NS_PER_MS);
	/* What is there is whole. */
	for (uint64_t at = 0; at < RECORDING_FRAMES;)
		at += take_frames(recording, at, CHUNK, &rate_hz);
	/* More rates than can be told: their sound is lost, and nothing is written at another's. */
	uint64_t at = 0;
	for (uint32_t i = 0; i < 2 * RECORDING_RATES; i++)
		write_frames(recording, 10000 + i, 0, 1);
	while (take_frames(recording, 0, 1, &rate_hz) > 0)
		at++;
	assert_int_equal(at, RECORDING_RATES - 1);
	assert_int_equal(rate_hz, 10000 + RECORDING_RATES - 2);
	write_frames(recording, 48000, 5, 1);
	assert_int_equal(take_frames(recording, 5, 1, &rate_hz), 1);
	assert_int_equal(rate_hz, 48000);
	free(recording);
}

/* A writer that dies has another begin with what it has not let go of, at the rate that has. */
static void what_is_not_let_go_of_is_taken_again(void **state)
{
	(void)state;
	struct recording *recording = open_ring();
	uint32_t rate_hz;
	float stereo[2 * CHUNK];
	write_frames(recording, 44100, 0, 100);
	write_frames(recording, 48000, 100, 100);
	uint64_t at = recording_first(recording);
	assert_int_equal(recording_take(recording, &at, stereo, CHUNK, &rate_hz), 100);
	assert_int_equal(recording_take(recording, &at, stereo, CHUNK, &rate_hz), 100);
	assert_int_equal(rate_hz, 48000);
	assert_int_equal(recording_take(recording, &at, stereo, CHUNK, &rate_hz), 0);
	recording_let_go(recording, at - 150);
	assert_int_equal(take_frames(recording, 50, CHUNK, &rate_hz), 50);
	assert_int_equal(rate_hz, 44100);
	assert_int_equal(take_frames(recording, 100, CHUNK, &rate_hz), 100);
	assert_int_equal(rate_hz, 48000);
	free(recording);
}

/* It begins with an empty ring; what was left in it is not of this one. */
static void another_recording_begins_anew(void **state)
{
	(void)state;
	struct recording *recording = open_ring();
	uint32_t rate_hz;
	write_frames(recording, 44100, 0, 100);
	write_frames(recording, 48000, 100, 100);
	recording_end(recording);
	assert_false(recording_is_on(recording));
	recording_begin(recording);
	assert_int_equal(take_frames(recording, 0, CHUNK, &rate_hz), 0);
	write_frames(recording, 48000, 300, 10);
	assert_int_equal(take_frames(recording, 300, CHUNK, &rate_hz), 10);
	assert_int_equal(rate_hz, 48000);
	assert_int_equal(recording->recorded_ns, clock_frames_to_ns(10, 48000));
	free(recording);
}

static void no_sound_is_missed_by_falling_asleep(void **state)
{
	(void)state;
	struct recording *recording = open_ring();
	uint32_t rate_hz;
	assert_false(recording_rouse(recording));
	write_frames(recording, 44100, 0, 1);
	assert_false(recording_fall_asleep(recording, recording_first(recording)));
	assert_int_equal(take_frames(recording, 0, CHUNK, &rate_hz), 1);
	assert_true(recording_fall_asleep(recording, recording_first(recording)));
	write_frames(recording, 44100, 1, 1);
	assert_true(recording_rouse(recording));
	assert_false(recording_rouse(recording));
	free(recording);
}

/* --------------------------------------------------------------- two threads */

enum { N_SENT = 3000000 };

static void *send(void *context)
{
	struct recording *recording = context;
	for (uint64_t at = 0; at < N_SENT;) {
		uint64_t room = RECORDING_FRAMES - (atomic_load(&recording->written) - atomic_load(&recording->taken));
		size_t n = 1 + at % 300;
		if (room < n) {
			sched_yield();
			continue;
		}
		write_frames(recording, at / 50000 % 2 ? 44100 : 48000, at, n);
		at += n;
	}
	atomic_store(&recording->on, 0);
	return NULL;
}

static void two_threads_need_no_lock(void **state)
{
	(void)state;
	struct recording *recording = open_ring();
	pthread_t thread;
	uint64_t at = 0;
	uint32_t rate_hz;
	assert_int_equal(pthread_create(&thread, NULL, send, recording), 0);
	for (bool over = false; !over;) {
		over = !recording_is_on(recording);
		for (size_t n; (n = take_frames(recording, at, CHUNK, &rate_hz)) > 0; at += n)
			;
		sched_yield();
	}
	pthread_join(thread, NULL);
	assert_true(at >= N_SENT);
	assert_int_equal(recording->lost_ns, 0);
	free(recording);
}

/* --------------------------------------------------------------- what comes from elsewhere */

static void a_ring_of_others_is_refused(void **state)
{
	(void)state;
	struct recording *recording = open_ring();
	assert_false(recording_check(recording, sizeof *recording - 1, NULL));
	recording->version++;
	assert_false(recording_check(recording, sizeof *recording, NULL));
	recording_init(recording);
	/* Positions that cannot be: nothing is taken, and nothing read beyond the ring. */
	uint32_t rate_hz;
	recording->written = (uint64_t)RECORDING_FRAMES + 1;
	recording->n_rates = 1;
	assert_int_equal(take_frames(recording, 0, CHUNK, &rate_hz), 0);
	recording->written = 100;
	recording->n_rates = UINT64_MAX;
	assert_int_equal(take_frames(recording, 0, CHUNK, &rate_hz), 0);
	recording->n_rates = 1; /* of a rate that there is not */
	assert_int_equal(take_frames(recording, 0, CHUNK, &rate_hz), 0);
	free(recording);
}

static void names_tell_kinds(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		bool good;
		enum recording_kind kind;
	} rows[] = {
		{ "/tmp/termviz-none.wav", true, RECORDING_WAV },
		{ "/tmp/termviz-none.FLAC", true, RECORDING_FLAC },
		{ "termviz-none.x.ogg", true, RECORDING_OGG },
		{ "/tmp/termviz-none.mp3", false, 0 },
		{ "/tmp/.wav", false, 0 },
		{ ".wav", false, 0 },
		{ "wav", false, 0 },
		{ "", false, 0 },
		{ "/nowhere/at/all/x.wav", false, 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		enum recording_kind kind = RECORDING_WAV;
		struct err err = { 0 };
		assert_int_equal(recording_check_path(rows[i].path, &kind, &err), rows[i].good);
		if (rows[i].good)
			assert_int_equal(kind, rows[i].kind);
		else
			assert_true(strlen(err.message) > 10);
	}
}

static void what_exists_is_left_alone(void **state)
{
	(void)state;
	char path[64];
	snprintf(path, sizeof path, "/tmp/termviz-test-XXXXXX.wav");
	int fd = mkstemps(path, 4);
	assert_true(fd >= 0);
	struct err err = { 0 };
	assert_false(recording_check_path(path, NULL, &err));
	assert_non_null(strstr(err.message, "exists"));
	close(fd);
	unlink(path);
	assert_true(recording_check_path(path, NULL, &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_taken_in_order),
		cmocka_unit_test(each_frame_has_its_rate),
		cmocka_unit_test(what_does_not_fit_is_counted),
		cmocka_unit_test(what_is_not_let_go_of_is_taken_again),
		cmocka_unit_test(another_recording_begins_anew),
		cmocka_unit_test(no_sound_is_missed_by_falling_asleep),
		cmocka_unit_test(two_threads_need_no_lock),
		cmocka_unit_test(a_ring_of_others_is_refused),
		cmocka_unit_test(names_tell_kinds),
		cmocka_unit_test(what_exists_is_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

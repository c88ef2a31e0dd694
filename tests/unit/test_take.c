#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "sounds.h"
#include "writer/take.h"

enum { RATE = 44100, CHUNK = 441 };

static struct recording *ring;

static int begin(void **state)
{
	/* Shared with the processes that are killed. */
	ring = mmap(NULL, sizeof *ring, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_ptr_not_equal(ring, MAP_FAILED);
	recording_init(ring);
	recording_begin(ring);
	return sounds_begin(state);
}

static int end(void **state)
{
	munmap(ring, sizeof *ring);
	return sounds_end(state);
}

static void hear(uint32_t rate_hz, size_t first, size_t n)
{
	for (size_t i = first; i < first + n; i++) {
		const float frame[2] = { sound_float(i, 0), sound_float(i, 1) };
		recording_write(ring, rate_hz, frame, 1);
	}
}

static void work(struct take *take)
{
	struct err err = { 0 };
	bool any;
	if (!take_work(take, &any, &err))
		fail_msg("%s", err.message);
}

static void end_take(struct take *take)
{
	struct err err = { 0 };
	if (!take_end(take, &err))
		fail_msg("%s", err.message);
}

/* Reads a recording; the caller frees it. */
static float *read_back(const char *path, SF_INFO *info, size_t *n_frames)
{
	*info = (SF_INFO){ 0 };
	SNDFILE *sound = sf_open(path, SFM_READ, info);
	if (!sound)
		fail_msg("%s: %s", path, sf_strerror(NULL));
	float *stereo = calloc(2 * SOUND_MAX_FRAMES, sizeof *stereo);
	*n_frames = (size_t)sf_readf_float(sound, stereo, SOUND_MAX_FRAMES);
	assert_int_equal(sf_error(sound), SF_ERR_NO_ERROR);
	sf_close(sound);
	return stereo;
}

/* How many frames are there, all as they were heard. */
static size_t count_equal(const char *path, uint32_t rate_hz)
{
	SF_INFO info;
	size_t n;
	float *stereo = read_back(path, &info, &n);
	assert_int_equal(info.samplerate, rate_hz);
	for (size_t i = 0; i < n; i++)
		if (stereo[2 * i] != sound_float(i, 0) || stereo[2 * i + 1] != sound_float(i, 1))
			fail_msg("frame %zu is %g, not %g", i, (double)stereo[2 * i], (double)sound_float(i, 0));
	free(stereo);
	return n;
}

static const char *const lossless[] = { "a.wav", "a.flac" };

static void what_was_heard_is_in_the_file(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct take take;
		const char *path = sound_path(lossless[i]);
		recording_begin(ring);
		take_init(&take, ring, path);
		work(&take);
		assert_int_not_equal(access(path, F_OK), 0); /* no sound, no file */
		for (size_t at = 0; at < 2 * RATE; at += CHUNK) {
			hear(RATE, at, CHUNK);
			work(&take);
		}
		end_take(&take);
		assert_int_equal(count_equal(path, RATE), 2 * RATE);
	}
}

static void more_than_full_scale(void **state)
{
	(void)state;
	static const float loud[2] = { 2, -2 };
	for (int i = 0; i < 2; i++) {
		struct take take;
		const char *path = sound_path(i ? "loud.flac" : "loud.wav");
		recording_begin(ring);
		take_init(&take, ring, path);
		for (int n = 0; n < 100; n++)
			recording_write(ring, RATE, loud, 1);
		work(&take);
		end_take(&take);
		SF_INFO info;
		size_t n;
		float *stereo = read_back(path, &info, &n);
		/* Floats keep it; what cannot hold it is clipped, and does not wrap round. */
		assert_true(fabsf(stereo[0] - (i ? 1 : 2)) < 1e-6f);
		assert_true(fabsf(stereo[1] + (i ? 1 : 2)) < 1e-6f);
		free(stereo);
	}
}

static void nothing_is_overwritten(void **state)
{
	(void)state;
	struct take take;
	struct err err = { 0 };
	bool any;
	const char *path = bytes_write("there.wav", "kept", 4);
	recording_begin(ring);
	take_init(&take, ring, path);
	hear(RATE, 0, 10);
	assert_false(take_work(&take, &any, &err));
	assert_non_null(strstr(err.message, "exists"));
	assert_true(take_end(&take, NULL));
	size_t n;
	unsigned char *bytes = bytes_read(path, &n);
	assert_int_equal(n, 4);
	free(bytes);
}

/* The tone of a track at another rate goes on in the file at the file's own. */
static void another_rate_is_converted(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 44100, 48000, 96000, 44100 };
	struct take take;
	const char *path = sound_path("rates.wav");
	recording_begin(ring);
	take_init(&take, ring, path);
	for (int r = 0; r < 4; r++) {
		for (uint32_t i = 0; i < rates[r] / 2; i++) {
			float tone = 0.5f * (float)sin(2 * M_PI * 1000 * i / rates[r]);
			recording_write(ring, rates[r], (float[]){ tone, tone }, 1);
		}
		work(&take);
	}
	end_take(&take);
	SF_INFO info;
	size_t n;
	float *stereo = read_back(path, &info, &n);
	assert_int_equal(info.samplerate, 44100);
	assert_in_range(n, 2 * 44100 - 4, 2 * 44100 + 4);
	/* Half a second is whole periods: the same tone all through, but for the converter's edges. */
	for (size_t i = 0; i < n; i++) {
		double edge = fabs((double)i / 22050 - round((double)i / 22050)) * 22050;
		double wanted = 0.5 * sin(2 * M_PI * 1000 * (double)i / 44100);
		if (edge > 200 && fabs(stereo[2 * i] - wanted) > 0.02)
			fail_msg("frame %zu is %g, not %g", i, (double)stereo[2 * i], wanted);
	}
	free(stereo);
}

static void what_was_lost_is_told(void **state)
{
	(void)state;
	struct take take;
	struct err err = { 0 };
	recording_begin(ring);
	take_init(&take, ring, sound_path("lost.wav"));
	assert_false(take_has_lost(&take));
	float *silence = calloc(2 * RECORDING_FRAMES, sizeof *silence);
	recording_write(ring, RATE, silence, RECORDING_FRAMES);
	recording_write(ring, RATE, silence, 2 * RATE);
	free(silence);
	assert_true(take_has_lost(&take));
	assert_false(take_has_lost(&take));
	work(&take);
	assert_false(take_end(&take, &err));
	assert_non_null(strstr(err.message, "2.0 s are missing"));
}

/* --------------------------------------------------------------- ends that nobody wished */

/* In a process of its own: what happens to it happens to nothing else. */
static int in_child(void (*act)(const char *path), const char *path)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		act(path);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

enum { N_KILLED = 3 * RATE };

static void record_and_be_killed(const char *path)
{
	struct take take;
	bool any;
	take_init(&take, ring, path);
	for (size_t at = 0; at < N_KILLED; at += CHUNK) {
		hear(RATE, at, CHUNK);
		if (!take_work(&take, &any, NULL))
			_exit(1);
	}
	raise(SIGKILL);
}

/* From within the file that holds `n_frames`, or where that ends. */
static void another_writer_goes_on(size_t n_frames)
{
	struct take take;
	const size_t first = (size_t)recording_first(ring);
	const char *path = sound_path("on.wav");
	assert_in_range(first, n_frames < RATE + CHUNK ? 0 : n_frames - RATE - CHUNK, n_frames);
	hear(RATE, N_KILLED, CHUNK);
	take_init(&take, ring, path);
	work(&take);
	end_take(&take);
	SF_INFO info;
	size_t n;
	float *stereo = read_back(path, &info, &n);
	assert_int_equal(first + n, N_KILLED + CHUNK);
	for (size_t i = 0; i < n; i++)
		assert_true(stereo[2 * i] == sound_float(first + i, 0));
	free(stereo);
	unlink(path);
}

static void a_killed_writers_file_can_be_read(void **state)
{
	(void)state;
	/* WAV: all that was written; FLAC: up to the last block; Ogg: up to the last page, and what the first decoder
	 * of a stream keeps for itself. */
	static const struct {
		const char *name;
		size_t least;
	} rows[] = { { "k.wav", N_KILLED }, { "k.flac", N_KILLED - 2 * 4096 }, { "k.ogg", N_KILLED - RATE } };
	for (size_t i = 0; i < 3; i++) {
		SF_INFO info;
		size_t n;
		const char *path = sound_path(rows[i].name);
		recording_init(memset(ring, 0, sizeof *ring));
		recording_begin(ring);
		int status = in_child(record_and_be_killed, path);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		if (i < 2)
			n = count_equal(path, RATE);
		else
			free(read_back(path, &info, &n));
		assert_in_range(n, rows[i].least, N_KILLED);
		another_writer_goes_on(n);
	}
}

enum { DISK_BYTES = 300000 };

/* A limit of the process stands for the disk's. */
static void fill_the_disk(const char *path)
{
	const struct rlimit limit = { DISK_BYTES, DISK_BYTES };
	struct take take;
	struct err err = { 0 };
	bool any, good = true;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	recording_begin(ring);
	take_init(&take, ring, path);
	for (size_t at = 0; good && at < 10 * RATE; at += CHUNK) {
		hear(RATE, at, CHUNK);
		good = take_work(&take, &any, &err);
	}
	if (good || !strstr(err.message, "s recorded, then it ")) {
		fprintf(stderr, "%s: '%s'\n", path, err.message);
		_exit(1);
	}
	take_end(&take, NULL);
}

static void a_full_disk_leaves_a_whole_file(void **state)
{
	(void)state;
	static const char *const names[] = { "f.wav", "f.flac", "f.ogg" };
	/* Noise of 16 bits takes that much in WAV and at least so much in FLAC. */
	static const size_t least[] = { DISK_BYTES / 8 - 2 * 4096, DISK_BYTES / 8, RATE };
	for (int i = 0; i < 3; i++) {
		const char *path = sound_path(names[i]);
		SF_INFO info;
		size_t n;
		assert_int_equal(in_child(fill_the_disk, path), 0);
		if (i < 2)
			n = count_equal(path, RATE);
		else
			free(read_back(path, &info, &n));
		assert_in_range(n, least[i], 10 * RATE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_heard_is_in_the_file),
		cmocka_unit_test(more_than_full_scale),
		cmocka_unit_test(nothing_is_overwritten),
		cmocka_unit_test(another_rate_is_converted),
		cmocka_unit_test(what_was_lost_is_told),
		cmocka_unit_test(a_killed_writers_file_can_be_read),
		cmocka_unit_test(a_full_disk_leaves_a_whole_file),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

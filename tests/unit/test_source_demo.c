/* The demo: plays at once, never clips, is the same wherever one begins, and goes round. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "source/source.h"

enum { RATE_HZ = 44100, ROUND_FRAMES = 3456000, CHUNK_FRAMES = 1000 };

static const struct source_ops *ops;
static const struct source_request request = { .demo = true, .fd = -1, .cancel_fd = -1 };

static void *demo_new(void)
{
	struct source_info info;
	struct err err;
	void *demo = calloc(1, ops->state_bytes);
	assert_non_null(demo);
	assert_true(ops->open(demo, &request, &info, &err));
	return demo;
}

static void demo_free(void *demo)
{
	ops->close(demo);
	free(demo);
}

static void demo_read(void *demo, float *frames, size_t n_frames)
{
	size_t n = 0;
	struct err err;
	assert_int_equal(ops->read(demo, frames, n_frames, &n, &err), SOURCE_OK);
	assert_int_equal(n, n_frames);
}

static void says_what_it_is(void **state)
{
	(void)state;
	struct source_info info;
	struct err err;
	void *demo = calloc(1, ops->state_bytes);
	assert_non_null(demo);
	assert_true(ops->open(demo, &request, &info, &err));
	assert_int_equal(info.rate_hz, RATE_HZ);
	assert_int_equal(info.n_channels, 2);
	assert_int_equal(info.n_frames, -1);
	assert_true(info.seekable);
	assert_false(info.live);
	assert_true(info.title[0] != '\0' && info.format[0] != '\0');
	demo_free(demo);
}

static void sounds_within_ten_milliseconds(void **state)
{
	(void)state;
	float frames[2 * RATE_HZ / 100];
	void *demo = demo_new();
	demo_read(demo, frames, RATE_HZ / 100);
	float peak = 0.0f;
	for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++)
		peak = fmaxf(peak, fabsf(frames[i]));
	assert_true(peak > 0.01f);
	demo_free(demo);
}

/* The whole piece: its loudest sample lies near -3 dBFS, both sides are at work and are not the same, no second is
 * silent. */
static void fills_the_scale_and_never_clips(void **state)
{
	(void)state;
	static float frames[2 * CHUNK_FRAMES];
	void *demo = demo_new();
	float peak = 0.0f;
	double second[2] = { 0 }, difference = 0;
	for (int64_t at = 0; at < ROUND_FRAMES; at += CHUNK_FRAMES) {
		demo_read(demo, frames, CHUNK_FRAMES);
		for (int i = 0; i < CHUNK_FRAMES; i++) {
			float left = frames[2 * i], right = frames[2 * i + 1];
			peak = fmaxf(peak, fmaxf(fabsf(left), fabsf(right)));
			second[0] += (double)left * (double)left;
			second[1] += (double)right * (double)right;
			difference += (double)fabsf(left - right);
		}
		if ((at + CHUNK_FRAMES) % (44 * CHUNK_FRAMES) == 0) {
			assert_true(sqrt(second[0] / RATE_HZ) > 0.003);
			assert_true(sqrt(second[1] / RATE_HZ) > 0.003);
			memset(second, 0, sizeof second);
		}
	}
	assert_true(20.0f * log10f(peak) < -2.7f);
	assert_true(20.0f * log10f(peak) > -3.3f);
	assert_true(difference / ROUND_FRAMES > 0.001);
	demo_free(demo);
}

static void every_place_sounds_the_same_however_one_came_there(void **state)
{
	(void)state;
	/* in the first bar, at its end, in a roll, in the last bar, far beyond the first round */
	static const int64_t places[] = { 0, 1, 53, 54, 5399, 86399, 86400, 86401, 100000, 2332800, 3455000, 3542000 };
	enum { N = 300, LAST = 3542000 + N };
	static float here[2 * N], there[2 * N], played[2 * CHUNK_FRAMES];
	void *jumping = demo_new();
	void *playing = demo_new();
	int64_t at = 0;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		assert_true(ops->seek(jumping, places[i]));
		demo_read(jumping, there, N);
		if (places[i] < at) { /* overlaps with the place before */
			assert_true(ops->seek(playing, 0));
			at = 0;
		}
		while (at < places[i]) {
			int64_t n = places[i] - at < CHUNK_FRAMES ? places[i] - at : CHUNK_FRAMES;
			demo_read(playing, played, (size_t)n);
			at += n;
		}
		demo_read(playing, here, N);
		at += N;
		assert_memory_equal(here, there, sizeof here);
	}
	demo_free(jumping);
	demo_free(playing);
}

/* A bar's history is all there is; the second bar of each round has none of the seam in it. */
static void goes_round(void **state)
{
	(void)state;
	enum { N = 4000, BAR = 86400 };
	static float first[2 * N], second[2 * N];
	void *demo = demo_new();
	assert_true(ops->seek(demo, 2 * BAR));
	demo_read(demo, first, N);
	assert_true(ops->seek(demo, 2 * BAR + ROUND_FRAMES));
	demo_read(demo, second, N);
	assert_memory_equal(first, second, sizeof first);
	demo_free(demo);
}

static void no_seam_is_heard(void **state)
{
	(void)state;
	float frames[2 * 200];
	void *demo = demo_new();
	assert_true(ops->seek(demo, ROUND_FRAMES - 100));
	demo_read(demo, frames, 200);
	for (int i = 1; i < 200; i++)
		assert_true(fabsf(frames[2 * i] - frames[2 * i - 2]) < 0.3f);
	demo_free(demo);
}

static void a_negative_place_is_the_beginning(void **state)
{
	(void)state;
	float a[200], b[200];
	void *demo = demo_new();
	demo_read(demo, a, 100);
	assert_true(ops->seek(demo, -5));
	demo_read(demo, b, 100);
	assert_memory_equal(a, b, sizeof a);
	demo_free(demo);
}

static int find_demo(void **state)
{
	(void)state;
	ops = source_find(&request);
	return ops && strcmp(ops->name, "demo") == 0 ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_it_is),
		cmocka_unit_test(sounds_within_ten_milliseconds),
		cmocka_unit_test(fills_the_scale_and_never_clips),
		cmocka_unit_test(every_place_sounds_the_same_however_one_came_there),
		cmocka_unit_test(goes_round),
		cmocka_unit_test(no_seam_is_heard),
		cmocka_unit_test(a_negative_place_is_the_beginning),
	};
	return cmocka_run_group_tests(tests, find_demo, NULL);
}

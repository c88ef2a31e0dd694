/* What the analysis allocates: how much, and nothing once it has started. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <malloc.h>
#include <stdlib.h>

#include "analysis/analysis.h"
#include "wrapped.h"

static struct kept kept;

/* --------------------------------------------------------------- how much */

/* By all, libraries included; with a sanitizer's allocator 0. */
static size_t bytes_in_use(void)
{
	struct mallinfo2 info = mallinfo2();
	return info.uordblks + info.hblkhd;
}

static size_t bytes_to_start(uint32_t rate_hz, uint32_t n_channels)
{
	struct snapshot_ring *ring = calloc(1, sizeof *ring);
	struct analysis *analysis = calloc(1, sizeof *analysis);
	assert_non_null(ring);
	assert_non_null(analysis);
	snapshot_ring_init(ring);
	size_t before = bytes_in_use();
	assert_true(analysis_init(analysis, ring, &kept, WINDOW_HANN, NULL));
	assert_true(analysis_start(analysis, rate_hz, n_channels, NULL));
	size_t after = bytes_in_use();
	analysis_fini(analysis);
	free(analysis);
	free(ring);
	return after - before;
}

/* Over half of it is libebur128's, which keeps 0.4 s of each channel as doubles and, up to 96 kHz, has room for a true
 * peak that is not asked of it. */
static void it_takes_little(void **state)
{
	(void)state;
	static const uint32_t n_channels[] = { 1, 2, 8 };
	static const struct {
		uint32_t rate_hz;
		size_t most_kb[3];
	} rows[] = {
		{ 44100, { 1500, 2000, 7000 } },
		{ 48000, { 1500, 2000, 7000 } },
		{ 96000, { 2000, 3000, 10000 } },
		{ 192000, { 3000, 4000, 10000 } },
		{ 384000, { 4000, 6000, 20000 } },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (size_t c = 0; c < 3; c++) {
			size_t n_bytes = bytes_to_start(rows[i].rate_hz, n_channels[c]);
			if (n_bytes > rows[i].most_kb[c] * 1000)
				fail_msg("%u Hz, %u channels: %zu bytes", rows[i].rate_hz, n_channels[c], n_bytes);
		}
}

/* --------------------------------------------------------------- nothing more */

static bool has_started;
static unsigned n_calls; /* of the allocator by our own code since then */

static void on_wrapped(void)
{
	n_calls += has_started;
}

/* Whatever readers want, one thing more or less at a time; jumps, fillers and restarts between. */
static void disturb(struct analysis *analysis, uint32_t n_channels)
{
	enum { N = 700 };
	static float stereo[2 * N], source[SNAPSHOT_N_SOURCE_CHANNELS * N];
	for (size_t i = 0; i < 2 * N; i++)
		stereo[i] = source[i] = (float)(i % 100) / 100;
	for (uint32_t i = 0; i < 200; i++) {
		const struct spectrum_wish wish
			= { .channels = i * 37 & SNAPSHOT_ALL_CHANNELS, .levels = i * 101 & SNAPSHOT_ALL_LEVELS };
		const struct analysis_block block = {
			.stereo = stereo,
			.source = n_channels > 2 ? source : NULL,
			.n_frames = N,
			.filler = i % 50 > 45,
		};
		analysis_set_wish(analysis, &wish);
		analysis_set_measures(analysis, i * 13);
		analysis_process(analysis, &block);
		if (i % 37 == 0)
			analysis_jump(analysis);
		if (i % 41 == 0)
			analysis_restart(analysis);
	}
}

static void nothing_is_allocated_after_the_start(void **state)
{
	(void)state;
	static const uint32_t n_channels[] = { 1, 2, 8 };
	for (size_t i = 0; i < sizeof n_channels / sizeof n_channels[0]; i++) {
		struct snapshot_ring *ring = calloc(1, sizeof *ring);
		struct analysis *analysis = calloc(1, sizeof *analysis);
		snapshot_ring_init(ring);
		assert_true(analysis_init(analysis, ring, &kept, WINDOW_HANN, NULL));
		assert_true(analysis_start(analysis, 48000, n_channels[i], NULL));
		size_t before = bytes_in_use();
		n_calls = 0;
		has_started = true;
		disturb(analysis, n_channels[i]);
		has_started = false;
		assert_int_equal(n_calls, 0);
		assert_int_equal(bytes_in_use(), before);
		analysis_fini(analysis);
		free(analysis);
		free(ring);
	}
}

/* What has just been proven is worth something only if calls are counted. */
static void calls_are_counted(void **state)
{
	(void)state;
	struct analysis *analysis = calloc(1, sizeof *analysis);
	n_calls = 0;
	has_started = true;
	assert_true(analysis_init(analysis, calloc(1, sizeof(struct snapshot_ring)), &kept, WINDOW_HANN, NULL));
	has_started = false;
	assert_int_equal(n_calls, 2);
	free(analysis->writer.ring);
	analysis_fini(analysis);
	free(analysis);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_takes_little),
		cmocka_unit_test(nothing_is_allocated_after_the_start),
		cmocka_unit_test(calls_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What adds up is right whenever the process that measures dies: between any two stores. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "analysis/analyzer.h"
#include "dsp/dynamic_range.h"
#include "dsp/loudness_histogram.h"
#include "dsp/window_sum.h"
#include "near.h"

static void the_memory_is_checked(void **state)
{
	(void)state;
	static struct kept kept;
	assert_false(kept_check(&kept, sizeof kept, NULL));
	kept_init(&kept);
	assert_true(kept_check(&kept, sizeof kept, NULL));
	assert_false(kept_check(&kept, sizeof kept - 1, NULL));
	kept.version++;
	assert_false(kept_check(&kept, sizeof kept, NULL));
}

/* --------------------------------------------------------------- each store */

static void the_sheet_that_is_being_written_does_not_count(void **state)
{
	(void)state;
	struct window_sum sums;
	struct window_sum_whole whole = { 0 };
	window_sum_init(&sums, &whole, 1000, 1);
	sums.newest[0] = 30;
	window_sum_advance(&sums, 10);
	struct window_sum_sheet *other = &whole.sheets[~whole.which & 1];
	other->seconds = NAN;
	other->sums[0] = NAN;
	window_sum_init(&sums, &whole, 2000, 1);
	assert_near(window_sum_whole_mean(&sums, 0), 3, 1e-12);
	sums.newest[0] = 20;
	window_sum_advance(&sums, 20);
	assert_near(window_sum_whole_mean(&sums, 0), 2, 1e-12);
}

/* The sums of a histogram are written before or after its counts: only these are believed. */
static void a_histogram_is_what_is_counted(void **state)
{
	(void)state;
	static struct loudness_histogram whole, torn;
	struct loudness_gated a, b;
	for (int i = 0; i < 1000; i++) {
		loudness_histogram_add(&whole, -30 + i % 17);
		loudness_histogram_add(&torn, -30 + i % 17);
	}
	torn.n++;
	torn.power = 3e9;
	torn.highest = 7;
	loudness_histogram_adopt(&torn);
	assert_true(loudness_histogram_gate(&whole, -10, &a) && loudness_histogram_gate(&torn, -10, &b));
	assert_near(a.mean_lufs, b.mean_lufs, 1e-9);
	assert_near(a.low_lufs, b.low_lufs, 0);
	assert_near(a.high_lufs, b.high_lufs, 0);
	torn.counts[5]++; /* the next one, half done; then all is to be forgotten */
	loudness_histogram_clear(&torn);
	loudness_histogram_adopt(&torn);
	assert_false(loudness_histogram_gate(&torn, -10, &b));
	assert_int_equal(torn.counts[5], 0);
}

static void a_dynamic_range_is_what_is_counted(void **state)
{
	(void)state;
	static struct dynamic_range whole, torn;
	for (int i = 0; i < 20; i++) {
		dynamic_range_add(&whole, 0.01 + 0.001 * i, 0.5f + 0.01f * (float)(i % 7));
		dynamic_range_add(&torn, 0.01 + 0.001 * i, 0.5f + 0.01f * (float)(i % 7));
	}
	torn.n_blocks++;
	dynamic_range_adopt(&torn);
	assert_true(dynamic_range_db(&whole) > 0);
	assert_near((double)dynamic_range_db(&whole), (double)dynamic_range_db(&torn), 0);
	dynamic_range_clear(&torn);
	dynamic_range_adopt(&torn);
	assert_true(dynamic_range_db(&torn) < 0);
}

/* --------------------------------------------------------------- any moment */

enum { RATE_HZ = 8000, N_CHANNELS = 2, SECOND = RATE_HZ * N_CHANNELS, N_DEATHS = 150 };

/* A process that goes on from what is kept, as fast as it can; until it is killed. */
static void measure_until_killed(struct kept *kept, const float *second)
{
	void *states[ANALYZERS_MAX];
	struct snapshot_measures measures;
	const struct analyzer_format format = { RATE_HZ, N_CHANNELS };
	if (!analyzers_init(states, kept, SNAPSHOT_ALL_MEASURES, &format, NULL))
		_exit(1);
	for (size_t at = 0;; at = (at + 80 * N_CHANNELS) % SECOND)
		for (size_t i = 0; i < n_analyzers; i++) {
			analyzer_table[i]->process(states[i], &(struct analyzer_block){ second + at, 80 });
			analyzer_table[i]->publish(states[i], &measures);
		}
}

static void live_for(struct kept *kept, const float *second, long ns)
{
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		measure_until_killed(kept, second);
	nanosleep(&(struct timespec){ .tv_nsec = ns }, NULL);
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

/* Of a tone, however much was heard of it. What is told at all is that tone. */
static void assert_is_tone(struct kept *kept)
{
	void *states[ANALYZERS_MAX];
	struct snapshot_measures measures = { 0 };
	const struct analyzer_format format = { RATE_HZ, N_CHANNELS };
	assert_true(analyzers_init(states, kept, SNAPSHOT_ALL_MEASURES, &format, NULL));
	for (size_t i = 0; i < n_analyzers; i++)
		analyzer_table[i]->publish(states[i], &measures);
	analyzers_fini(states);
	const struct snapshot_loudness *loudness = &measures.loudness;
	const float told[] = { loudness->integrated_lufs, loudness->max_momentary_lufs, loudness->max_short_term_lufs,
		loudness->range_low_lufs, loudness->range_high_lufs };
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
		if (told[i] > SNAPSHOT_NO_LEVEL && fabsf(told[i] - -6) > 0.1f)
			fail_msg("loudness %zu is %g", i, (double)told[i]);
	for (int c = 0; c < N_CHANNELS; c++) {
		const struct snapshot_meter *meter = &measures.meters[c];
		if (meter->whole_square > 0) {
			assert_near((double)meter->whole_square, 0.125, 1e-6);
			assert_near((double)meter->dc, 0, 1e-6);
		}
		assert_true(meter->max_peak <= 0.5f && meter->max_true_peak < 0.51f);
		assert_int_equal(meter->n_clipped, 0);
	}
	if (measures.dynamic_range_db >= 0)
		assert_near((double)measures.dynamic_range_db, 0, 0.01);
	if (measures.stereo.whole_correlation > 0)
		assert_near((double)measures.stereo.whole_correlation, 1, 1e-6);
}

static void a_death_at_any_moment_leaves_no_wrong_figure(void **state)
{
	(void)state;
	static float second[SECOND];
	struct kept *kept = mmap(NULL, sizeof *kept, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(kept != MAP_FAILED);
	/* Whole periods in any 10 ms; -3 LUFS is of a full-scale tone of 1 kHz on one side, 0 of two. */
	for (size_t i = 0; i < SECOND; i++)
		second[i] = 0.5f * (float)sin(2 * M_PI * 1000 / RATE_HZ * (double)(i / N_CHANNELS));
	for (long i = 0; i < N_DEATHS; i++) {
		live_for(kept, second, 500000 + 37217 * i);
		assert_is_tone(kept);
	}
	munmap(kept, sizeof *kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_memory_is_checked),
		cmocka_unit_test(the_sheet_that_is_being_written_does_not_count),
		cmocka_unit_test(a_histogram_is_what_is_counted),
		cmocka_unit_test(a_dynamic_range_is_what_is_counted),
		cmocka_unit_test(a_death_at_any_moment_leaves_no_wrong_figure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What adds up is right wherever the process that measures dies: between any two stores. */
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
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/analyzer.h"
#include "dsp/dynamic_range.h"
#include "dsp/loudness_histogram.h"
#include "dsp/tempo.h"
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

/* --------------------------------------------------------------- one that went mad */

static void sums_that_nobody_can_have_measured_are_forgotten(void **state)
{
	(void)state;
	static const struct window_sum_sheet mad[] = {
		{ .seconds = -1, .sums = { 1 } },
		{ .seconds = NAN },
		{ .seconds = 1, .sums = { INFINITY } },
		{ .seconds = 1, .sums = { -1e10 } },
		{ .seconds = 0, .sums = { 1 } },
		{ .seconds = 1e300, .sums = { 1 } },
	};
	for (size_t i = 0; i < sizeof mad / sizeof mad[0]; i++) {
		struct window_sum_whole whole = { .sheets[0] = mad[i] };
		struct window_sum sums;
		window_sum_init(&sums, &whole, 1000, 1);
		sums.newest[0] = 30;
		window_sum_advance(&sums, 10);
		assert_near(window_sum_whole_mean(&sums, 0), 3, 1e-12);
	}
}

static void counts_that_go_round_are_no_figures(void **state)
{
	(void)state;
	static struct dynamic_range range;
	static struct loudness_histogram histogram;
	struct loudness_gated gated;
	range.n_blocks = 1;
	memset(range.n_at_level, 0xff, sizeof range.n_at_level);
	range.peaks[0] = INFINITY;
	range.peaks[1] = NAN;
	dynamic_range_adopt(&range);
	for (int i = 0; i < DYNAMIC_RANGE_N_LEVELS; i++)
		range.n_at_level[i]++;
	assert_near(dynamic_range_db(&range), DYNAMIC_RANGE_UNKNOWN, 0);
	dynamic_range_add(&range, 0.5, 1);
	dynamic_range_add(&range, 0.5, 1);
	assert_true(isfinite(dynamic_range_db(&range)));
	histogram.n = 1;
	histogram.counts[LOUDNESS_N_STEPS - 1] = UINT32_MAX;
	loudness_histogram_adopt(&histogram);
	loudness_histogram_add(&histogram, LOUDNESS_MAX_LUFS);
	assert_false(loudness_histogram_gate(&histogram, -10, &gated));
}

static void a_tempo_of_sums_that_nobody_can_have_measured_is_forgotten(void **state)
{
	(void)state;
	static struct tempo tempo;
	static struct tempo_sums sums;
	static const double mad[][2] = { { NAN, 0 }, { -1, 0 }, { 1e-300, 1e300 }, { 1, NAN }, { INFINITY, 1 } };
	for (size_t i = 0; i < sizeof mad / sizeof mad[0]; i++) {
		sums = (struct tempo_sums){ .step_s = 0.006, .n_steps = 1000, .sums = { mad[i][0], mad[i][1] } };
		tempo_init(&tempo, &sums, 0.006, INFINITY);
		assert_int_equal(sums.n_steps, 0);
	}
	sums = (struct tempo_sums){ .step_s = 0.006, .n_steps = 1000, .sums = { 2, -1, 1 } };
	tempo_init(&tempo, &sums, 0.006, INFINITY);
	assert_int_equal(sums.n_steps, 1000);
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
	torn.highest = SIZE_MAX; /* of one that went mad before anything was counted */
	loudness_histogram_adopt(&torn);
	assert_int_equal(torn.highest, 0);
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

/* A process measures, one instruction after the other; what it would leave if it died there is adopted and read. All
 * that it does at the end of a piece, a gating block and a block of the dynamic range comes with one last frame. The
 * rhythm is left out: of a step that is half taken in it keeps a part. */
enum { RATE_HZ = 8000, N_CHANNELS = 2, N_FRAMES = 2 * RATE_HZ * DYNAMIC_RANGE_BLOCK_MS / 1000 };
#define MEASURES (SNAPSHOT_ALL_MEASURES & ~SNAPSHOT_BIT(SNAPSHOT_RHYTHM))
enum { N_WORDS = sizeof(struct snapshot_measures) / sizeof(float), LINE = 64, MAX_LINES = 256 };

struct readings {
	float words[N_WORDS];
};

static void process(void **states, const float *frames, size_t n_frames)
{
	for (size_t i = 0; i < n_analyzers; i++)
		if (states[i])
			analyzer_table[i]->process(states[i], &(struct analyzer_block){ frames, n_frames });
}

static struct readings adopt(const struct kept *left)
{
	static struct kept kept;
	void *states[ANALYZERS_MAX];
	struct snapshot_measures measures = { 0 };
	struct readings readings;
	const struct analyzer_format format = { RATE_HZ, N_CHANNELS };
	memcpy(&kept, left, sizeof kept);
	assert_true(analyzers_init(states, &kept, MEASURES, &format, NULL));
	for (size_t i = 0; i < n_analyzers; i++)
		if (states[i])
			analyzer_table[i]->publish(states[i], &measures);
	analyzers_fini(states);
	memcpy(readings.words, &measures, sizeof readings.words);
	return readings;
}

/* A process that stops before the last frame and after it. */
static pid_t start_measuring(struct kept *kept, const float *sound)
{
	const struct analyzer_format format = { RATE_HZ, N_CHANNELS };
	void *states[ANALYZERS_MAX];
	memset(kept, 0, sizeof *kept);
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	if (!analyzers_init(states, kept, MEASURES, &format, NULL) || ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
		_exit(1);
	process(states, sound, N_FRAMES - 1);
	raise(SIGSTOP);
	process(states, sound + (N_FRAMES - 1) * N_CHANNELS, 1);
	raise(SIGSTOP);
	_exit(0);
}

/* Whether it has stopped by itself; else it has taken a step. */
static bool waits(pid_t pid)
{
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFSTOPPED(status))
		skip(); /* nobody may be traced here */
	return WSTOPSIG(status) == SIGSTOP;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* Very loud: what looks through all levels from the loudest on takes fewer steps. */
static const float *tone(void)
{
	static float sound[N_FRAMES * N_CHANNELS];
	for (size_t i = 0; i < N_FRAMES * N_CHANNELS; i++) /* whole periods in any 10 ms */
		sound[i] = 5000 * (float)sin(2 * M_PI * 1000 / RATE_HZ * (double)(i / N_CHANNELS));
	return sound;
}

static bool is_near(float a, float b)
{
	return memcmp(&a, &b, sizeof a) == 0 || fabsf(a - b) <= 1e-5f * fabsf(b);
}

/* Each figure is as it was before the frame, or as it is after it. */
static void assert_one_or_the_other(
	const struct readings *now, const struct readings *before, const struct readings *after)
{
	for (size_t i = 0; i < N_WORDS; i++)
		if (!is_near(now->words[i], before->words[i]) && !is_near(now->words[i], after->words[i]))
			fail_msg("figure %zu is %g, neither %g nor %g", i, (double)now->words[i],
				(double)before->words[i], (double)after->words[i]);
}

/* Where the memory is not the same, in lines; returns how many there are. */
static size_t compare(const struct kept *a, const struct kept *b, size_t *at)
{
	size_t n = 0;
	for (size_t i = 0; i < KEPT_BYTES; i += LINE)
		if (memcmp(a->bytes + i, b->bytes + i, LINE) != 0 && n < MAX_LINES)
			at[n++] = i;
	return n;
}

static bool has_changed(const struct kept *now, struct kept *seen, const size_t *at, size_t n)
{
	bool changed = false;
	for (size_t i = 0; i < n; i++)
		if (memcmp(now->bytes + at[i], seen->bytes + at[i], LINE) != 0) {
			memcpy(seen->bytes + at[i], now->bytes + at[i], LINE);
			changed = true;
		}
	return changed;
}

static void a_death_between_any_two_stores_leaves_no_wrong_figure(void **state)
{
	(void)state;
	static struct kept seen;
	struct kept *kept = mmap(NULL, sizeof *kept, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	size_t lines[MAX_LINES], n_states = 0;
	assert_true(kept != MAP_FAILED);
	pid_t pid = start_measuring(kept, tone()); /* once to see where anything changes */
	assert_true(waits(pid));
	memcpy(&seen, kept, sizeof seen);
	const struct readings before = adopt(kept);
	assert_int_equal(ptrace(PTRACE_CONT, pid, NULL, NULL), 0);
	assert_true(waits(pid));
	const struct readings after = adopt(kept);
	size_t n_lines = compare(kept, &seen, lines);
	end(pid);

	pid = start_measuring(kept, tone());
	assert_true(waits(pid));
	do {
		if (has_changed(kept, &seen, lines, n_lines)) {
			const struct readings now = adopt(kept);
			assert_one_or_the_other(&now, &before, &after);
			n_states++;
		}
		if (ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL) != 0)
			skip(); /* this machine has no such steps */
	} while (!waits(pid));
	end(pid);
	assert_true(n_states > 10);
	munmap(kept, sizeof *kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_memory_is_checked),
		cmocka_unit_test(sums_that_nobody_can_have_measured_are_forgotten),
		cmocka_unit_test(counts_that_go_round_are_no_figures),
		cmocka_unit_test(a_tempo_of_sums_that_nobody_can_have_measured_is_forgotten),
		cmocka_unit_test(the_sheet_that_is_being_written_does_not_count),
		cmocka_unit_test(a_histogram_is_what_is_counted),
		cmocka_unit_test(a_dynamic_range_is_what_is_counted),
		cmocka_unit_test(a_death_between_any_two_stores_leaves_no_wrong_figure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

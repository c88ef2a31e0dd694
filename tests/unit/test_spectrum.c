#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "near.h"

enum { LONGEST = 16384 };

/* An analysis with its own ring; what it published last is in analysis.writer.snapshot. */
struct bench {
	struct snapshot_ring *ring;
	struct analysis analysis;
};

static void open_bench(struct bench *bench, uint32_t rate_hz)
{
	bench->ring = calloc(1, sizeof *bench->ring);
	snapshot_ring_init(bench->ring);
	assert_true(analysis_init(&bench->analysis, bench->ring, NULL));
	assert_true(analysis_start(&bench->analysis, rate_hz, NULL));
	analysis_set_channels(&bench->analysis, SNAPSHOT_ALL_CHANNELS);
}

static void close_bench(struct bench *bench)
{
	analysis_fini(&bench->analysis);
	free(bench->ring);
}

static size_t process(struct bench *bench, const float *stereo, size_t n_frames, int64_t position)
{
	const struct analysis_block block = { .stereo = stereo, .n_frames = n_frames, .position_frame = position,
					      .heard_ns = position };
	return analysis_process(&bench->analysis, &block);
}

static float *sine(double hz, double rate_hz, size_t n_frames, double right)
{
	float *stereo = calloc(2 * n_frames, sizeof *stereo);
	for (size_t i = 0; i < n_frames; i++) {
		double x = sin(2 * M_PI * hz * (double)i / rate_hz);
		stereo[2 * i] = (float)x;
		stereo[2 * i + 1] = (float)(right * x);
	}
	return stereo;
}

static double total_db(const struct bench *bench, int channel, int level)
{
	const struct snapshot *snapshot = &bench->analysis.writer.snapshot;
	double sum = 0;
	for (uint32_t k = 0; k < snapshot->head.levels[level].n_bins; k++)
		sum += (double)snapshot->channels[channel].bins[level][k];
	return 10 * log10(sum + 1e-20);
}

/* Full scale is 0 dB at every rate and level; the mix of equal channels, too; a side alone is 6 dB less in the mix. */
static void a_full_scale_sine_is_0_db_at_any_rate(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 8000, 22050, 44100, 48000, 96000, 192000, 384000 };
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
		struct bench bench;
		size_t n = rates[r];
		float *both = sine(400, rates[r], n, 1), *left = sine(400, rates[r], n, 0);
		open_bench(&bench, rates[r]);
		process(&bench, both, n, 0);
		for (int level = 0; level < SNAPSHOT_N_LEVELS; level++)
			for (int c = 0; c < SNAPSHOT_N_CHANNELS; c++)
				assert_near(total_db(&bench, c, level), 0, 0.01);
		process(&bench, left, n, 0);
		assert_near(total_db(&bench, SNAPSHOT_LEFT, 2), 0, 0.01);
		assert_near(total_db(&bench, SNAPSHOT_MONO, 2), -6.02, 0.01);
		assert_true(total_db(&bench, SNAPSHOT_RIGHT, 2) < -190);
		assert_near((double)bench.analysis.writer.snapshot.channels[SNAPSHOT_LEFT].mean_square, 0.5, 0.02);
		assert_near((double)bench.analysis.writer.snapshot.head.side_peak[0], 1, 0.01);
		assert_near((double)bench.analysis.writer.snapshot.head.side_peak[1], 0, 0);
		close_bench(&bench);
		free(both);
		free(left);
	}
}

/* The bin with the most power is where the frequency says. */
static void a_sine_is_where_it_belongs(void **state)
{
	(void)state;
	struct bench bench;
	float *stereo = sine(440, 44100, 44100, 1);
	open_bench(&bench, 44100);
	process(&bench, stereo, 44100, 0);
	const struct snapshot *snapshot = &bench.analysis.writer.snapshot;
	for (int level = 0; level < SNAPSHOT_N_LEVELS; level++) {
		const float *bins = snapshot->channels[SNAPSHOT_MONO].bins[level];
		uint32_t best = 0;
		for (uint32_t k = 1; k < snapshot->head.levels[level].n_bins; k++)
			if (bins[k] > bins[best])
				best = k;
		assert_int_equal(best, lround(440 / (double)snapshot->head.levels[level].bin_hz));
	}
	free(stereo);
	close_bench(&bench);
}

static uint64_t hash_of(const struct snapshot *snapshot)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	const unsigned char *bytes = (const unsigned char *)snapshot;
	for (size_t i = 0; i < sizeof *snapshot; i++)
		hash = (hash ^ bytes[i]) * 1099511628211u;
	return hash;
}

/* What is published does not depend on how the sound was cut into blocks. */
static void block_sizes_do_not_matter(void **state)
{
	(void)state;
	static const size_t sizes[] = { 44100, 1, 7, 256, 1000 };
	enum { N = 30000 };
	float *stereo = sine(997, 44100, N, 0.5);
	uint64_t hashes[N / 256] = { 0 };
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		struct bench bench;
		size_t n_seen = 0;
		open_bench(&bench, 44100);
		for (size_t at = 0; at < N; at += sizes[s]) {
			size_t n = sizes[s] < N - at ? sizes[s] : N - at;
			n_seen += process(&bench, stereo + 2 * at, n, (int64_t)at);
		}
		assert_int_equal(n_seen, N / 256);
		struct snapshot *got = calloc(1, sizeof *got);
		struct snapshot_reader reader = { .ring = bench.ring };
		for (size_t i = 0; i < n_seen; i++) {
			assert_true(snapshot_reader_next(&reader, SNAPSHOT_ALL_CHANNELS, got));
			assert_int_equal(got->head.position_frame, 256 * (i + 1));
			got->head.heard_ns = 0;
			uint64_t hash = hash_of(got);
			if (s == 0)
				hashes[i] = hash;
			else
				assert_true(hash == hashes[i]);
		}
		free(got);
		close_bench(&bench);
	}
	free(stereo);
}

static void silence_is_nothing_and_says_so(void **state)
{
	(void)state;
	struct bench bench;
	float *tone = sine(100, 48000, LONGEST, 1), *quiet = calloc(2 * LONGEST, sizeof *quiet);
	open_bench(&bench, 48000);
	process(&bench, tone, LONGEST, 0);
	assert_int_equal(bench.analysis.writer.snapshot.head.silent, 0);
	assert_near((double)analysis_peak(&bench.analysis), 1, 0.01);
	process(&bench, quiet, LONGEST / 2, 0);
	assert_int_equal(bench.analysis.writer.snapshot.head.silent, 0);
	assert_true(analysis_peak(&bench.analysis) == 0);
	process(&bench, quiet, LONGEST, 0);
	assert_int_equal(bench.analysis.writer.snapshot.head.silent, 1);
	for (int level = 0; level < SNAPSHOT_N_LEVELS; level++)
		assert_true(total_db(&bench, SNAPSHOT_MONO, level) < -199);
	free(tone);
	free(quiet);
	close_bench(&bench);
}

static void a_jump_forgets_what_was(void **state)
{
	(void)state;
	struct bench bench;
	float *tone = sine(1000, 48000, LONGEST, 1), *quiet = calloc(2 * 256, sizeof *quiet);
	open_bench(&bench, 48000);
	process(&bench, tone, LONGEST, 0);
	uint32_t segment = bench.analysis.writer.snapshot.head.segment;
	analysis_jump(&bench.analysis);
	process(&bench, quiet, 256, 0);
	assert_int_equal(bench.analysis.writer.snapshot.head.segment, segment + 1);
	assert_int_equal(bench.analysis.writer.snapshot.head.silent, 1);
	assert_true(total_db(&bench, SNAPSHOT_MONO, 2) < -199);
	free(tone);
	free(quiet);
	close_bench(&bench);
}

/* A reader that comes needs no warming up; channels nobody wants cost nothing and say nothing. */
static void a_channel_is_there_as_soon_as_it_is_wanted(void **state)
{
	(void)state;
	struct bench bench;
	float *tone = sine(1000, 48000, LONGEST + 256, 1);
	open_bench(&bench, 48000);
	analysis_set_channels(&bench.analysis, 0);
	process(&bench, tone, LONGEST, 0);
	assert_int_equal(bench.analysis.writer.snapshot.head.channels, 0);
	analysis_set_channels(&bench.analysis, SNAPSHOT_BIT(SNAPSHOT_RIGHT));
	process(&bench, tone + 2 * LONGEST, 256, 0);
	assert_int_equal(bench.analysis.writer.snapshot.head.channels, SNAPSHOT_BIT(SNAPSHOT_RIGHT));
	for (int level = 0; level < SNAPSHOT_N_LEVELS; level++)
		assert_near(total_db(&bench, SNAPSHOT_RIGHT, level), 0, 0.01);
	free(tone);
	close_bench(&bench);
}

/* Square waves over full scale, DC, the largest sample that is let in: all finite. */
static void nothing_makes_it_leave_the_numbers(void **state)
{
	(void)state;
	struct bench bench;
	float *stereo = calloc(2 * 44100, sizeof *stereo);
	open_bench(&bench, 44100);
	for (size_t i = 0; i < 44100; i++) {
		stereo[2 * i] = i / 50 % 2 ? 1e4f : -1e4f;
		stereo[2 * i + 1] = 1;
	}
	process(&bench, stereo, 44100, 0);
	assert_true(snapshot_is_sane(&bench.analysis.writer.snapshot));
	free(stereo);
	close_bench(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_scale_sine_is_0_db_at_any_rate),
		cmocka_unit_test(a_sine_is_where_it_belongs),
		cmocka_unit_test(block_sizes_do_not_matter),
		cmocka_unit_test(silence_is_nothing_and_says_so),
		cmocka_unit_test(a_jump_forgets_what_was),
		cmocka_unit_test(a_channel_is_there_as_soon_as_it_is_wanted),
		cmocka_unit_test(nothing_makes_it_leave_the_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

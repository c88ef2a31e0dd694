#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "dsp/bands.h"
#include "near.h"

enum { LONGEST = 65536 };

static const struct spectrum_wish everything = { .channels = SNAPSHOT_ALL_CHANNELS, .levels = SNAPSHOT_ALL_LEVELS };
static const struct snapshot_wish all_of_it = { SNAPSHOT_ALL_CHANNELS, SNAPSHOT_ALL_LEVELS, SNAPSHOT_ALL_BESIDE };

/* An analysis with its own ring; what it published last is in analysis.writer.snapshot. */
struct bench {
	struct snapshot_ring *ring;
	struct kept *kept;
	struct analysis analysis;
};

static void open_bench(struct bench *bench, uint32_t rate_hz)
{
	bench->ring = calloc(1, sizeof *bench->ring);
	bench->kept = calloc(1, sizeof *bench->kept);
	snapshot_ring_init(bench->ring);
	assert_true(analysis_init(&bench->analysis, bench->ring, bench->kept, WINDOW_HANN, NULL));
	assert_true(analysis_start(&bench->analysis, rate_hz, 2, NULL));
	analysis_set_wish(&bench->analysis, &everything);
}

static void close_bench(struct bench *bench)
{
	analysis_fini(&bench->analysis);
	free(bench->ring);
	free(bench->kept);
}

static size_t process(struct bench *bench, const float *stereo, size_t n_frames, int64_t position)
{
	const struct analysis_block block
		= { .stereo = stereo, .n_frames = n_frames, .position_frame = position, .heard_ns = position };
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

/* The highest frequency of a level, less what a window's main lobe needs. */
static bool reaches(const struct bench *bench, int level, double hz)
{
	const struct snapshot_level *published = &bench->analysis.spectrum.published[level];
	return hz < ((double)published->n_bins - 4) * (double)published->bin_hz;
}

static double total_db(const struct bench *bench, int channel, int level)
{
	const struct snapshot *snapshot = &bench->analysis.writer.snapshot;
	double sum = 0;
	for (uint32_t k = 0; k < snapshot->head.levels[level].n_bins; k++)
		sum += (double)snapshot->bins[channel][snapshot_level_first[level] + k];
	return 10 * log10(sum + 1e-20);
}

/* Full scale is 0 dB at every rate and level; the mix of equal channels, too; a side alone is 6 dB less in the mix. */
static void a_full_scale_sine_is_0_db_at_any_rate(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 8000, 22050, 44100, 48000, 96000, 192000, 384000 };
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
		struct bench bench;
		size_t n = 2 * (size_t)snapshot_scaled(LONGEST, rates[r]);
		const double hz = 300;
		float *both = sine(hz, rates[r], n, 1), *left = sine(hz, rates[r], n, 0);
		open_bench(&bench, rates[r]);
		process(&bench, both, n, 0);
		for (int level = 0; level < SNAPSHOT_N_LEVELS; level++) {
			if (!reaches(&bench, level, hz))
				continue;
			for (int c = SNAPSHOT_LEFT; c <= SNAPSHOT_SOURCE + 1; c++) {
				bool none = c == SNAPSHOT_SIDE || c == SNAPSHOT_CROSS_IM;
				assert_near(total_db(&bench, c, level), none ? -200 : 0, 0.01);
			}
		}
		process(&bench, left, n, 0);
		assert_near(total_db(&bench, SNAPSHOT_LEFT, 0), 0, 0.01);
		assert_near(total_db(&bench, SNAPSHOT_MONO, 0), -6.02, 0.01);
		assert_near(total_db(&bench, SNAPSHOT_SIDE, 0), -6.02, 0.01);
		assert_true(total_db(&bench, SNAPSHOT_RIGHT, 0) < -190);
		assert_near((double)bench.analysis.writer.snapshot.head.side_peak[0], 1, 0.01);
		assert_near((double)bench.analysis.writer.snapshot.head.side_peak[1], 0, 0);
		close_bench(&bench);
		free(both);
		free(left);
	}
}

/* The cross spectrum's angle in a tone's bins is how far left is ahead, and its length the product of both levels. */
static void the_phase_between_the_sides_is_that_of_the_tone(void **state)
{
	(void)state;
	static const double degrees[] = { 0, 30, 90, 179, -120 };
	static const struct spectrum_wish wish
		= { .channels = SNAPSHOT_BIT(SNAPSHOT_CROSS_RE) | SNAPSHOT_BIT(SNAPSHOT_CROSS_IM),
			  .levels = SNAPSHOT_ALL_LEVELS };
	float *stereo = calloc(2 * 2 * LONGEST, sizeof *stereo);
	for (size_t d = 0; d < sizeof degrees / sizeof degrees[0]; d++) {
		struct bench bench;
		for (size_t i = 0; i < 2 * LONGEST; i++) {
			double phase = 2 * M_PI * 300 * (double)i / 48000;
			stereo[2 * i] = (float)sin(phase + degrees[d] * M_PI / 180);
			stereo[2 * i + 1] = (float)(0.5 * sin(phase));
		}
		open_bench(&bench, 48000);
		analysis_set_wish(&bench.analysis, &wish);
		process(&bench, stereo, 2 * LONGEST, 0);
		for (int level = 0; level < SNAPSHOT_N_LEVELS; level++) {
			const struct snapshot *snapshot = &bench.analysis.writer.snapshot;
			double re = 0, im = 0;
			for (uint32_t k = 0; k < snapshot->head.levels[level].n_bins; k++) {
				re += (double)snapshot->bins[SNAPSHOT_CROSS_RE][snapshot_level_first[level] + k];
				im += (double)snapshot->bins[SNAPSHOT_CROSS_IM][snapshot_level_first[level] + k];
			}
			if (!reaches(&bench, level, 300))
				continue;
			assert_near(atan2(im, re) * 180 / M_PI, degrees[d], 0.5);
			assert_near(hypot(re, im), 0.5, 0.005);
		}
		close_bench(&bench);
	}
	free(stereo);
}

/* The bin with the most power is where the frequency says. */
static void a_sine_is_where_it_belongs(void **state)
{
	(void)state;
	struct bench bench;
	float *stereo = sine(160, 44100, 2 * LONGEST, 1);
	open_bench(&bench, 44100);
	process(&bench, stereo, 2 * LONGEST, 0);
	const struct snapshot *snapshot = &bench.analysis.writer.snapshot;
	for (int level = 0; level < SNAPSHOT_N_LEVELS; level++) {
		const float *bins = snapshot->bins[SNAPSHOT_MONO] + snapshot_level_first[level];
		uint32_t best = 0;
		for (uint32_t k = 1; k < snapshot->head.levels[level].n_bins; k++)
			if (bins[k] > bins[best])
				best = k;
		assert_int_equal(best, lround(160 / (double)snapshot->head.levels[level].bin_hz));
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

static void cut_and_compare(uint32_t rate_hz)
{
	static const size_t sizes[] = { 44100, 1, 7, 256, 1000 };
	enum { N = 30000 };
	uint32_t frames = snapshot_scaled(SNAPSHOT_FRAMES, rate_hz);
	/* The bins of the oldest ones lie in slots that have been overwritten. */
	size_t n_snapshots = N / frames, n_kept = SNAPSHOT_N_SLOTS - 16;
	if (n_kept > n_snapshots)
		n_kept = n_snapshots;
	float *stereo = sine(997, rate_hz, N, 0.5);
	uint64_t hashes[SNAPSHOT_N_SLOTS] = { 0 };
	struct snapshot *got = calloc(1, sizeof *got);
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		struct bench bench;
		size_t n_seen = 0;
		open_bench(&bench, rate_hz);
		for (size_t at = 0; at < N; at += sizes[s]) {
			size_t n = sizes[s] < N - at ? sizes[s] : N - at;
			n_seen += process(&bench, stereo + 2 * at, n, (int64_t)at);
		}
		assert_int_equal(n_seen, n_snapshots);
		struct snapshot_reader reader = { .ring = bench.ring, .next = n_snapshots - n_kept };
		for (size_t i = 0; i < n_kept; i++) {
			assert_true(snapshot_reader_next(&reader, &all_of_it, got));
			assert_int_equal(got->head.position_frame, frames * (got->head.index + 1));
			got->head.heard_ns = 0; /* the bench's blocks do not say it to the nanosecond */
			if (s == 0)
				hashes[i] = hash_of(got);
			else
				assert_true(hash_of(got) == hashes[i]);
		}
		close_bench(&bench);
	}
	free(got);
	free(stereo);
}

/* What is published does not depend on how the sound was cut into blocks. */
static void block_sizes_do_not_matter(void **state)
{
	(void)state;
	cut_and_compare(8000);
	cut_and_compare(44100);
	cut_and_compare(384000);
}

/* The whole way, from samples to bars: a full-scale sine in the middle of a band reads 0 dB. */
static void assert_centre_reads_0_db(struct bench *bench, size_t n_bands, enum scale_id scale, size_t band)
{
	const struct snapshot *snapshot = &bench->analysis.writer.snapshot;
	uint32_t rate_hz = bench->analysis.rate_hz;
	struct band_map map;
	struct scale_grid grid;
	struct band_source source = { .window = (enum window_id)snapshot->head.window, .n_levels = SNAPSHOT_N_LEVELS };
	const float *bins[SNAPSHOT_N_LEVELS];
	float power[300];
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		const struct snapshot_level *level = &bench->analysis.spectrum.published[l];
		source.levels[l] = (struct band_level){ level->n_bins, level->bin_hz };
		bins[l] = snapshot->bins[SNAPSHOT_LEFT] + snapshot_level_first[l];
	}
	scale_grid_init(&grid, scale, 30, fmin(16000, 0.4 * rate_hz), n_bands);
	assert_true(band_map_init(&map, &grid, DETAIL_HIGH, &source, NULL));
	band = band * (grid.n_bands - 1) / 3;
	const struct spectrum_wish wish
		= { .channels = SNAPSHOT_BIT(SNAPSHOT_LEFT), .levels = 1u << map.bands[band].level };
	size_t n = bench->analysis.spectrum.published[map.bands[band].level].window_frames * 5 / 4;
	n += snapshot_scaled(8 * SNAPSHOT_FRAMES, rate_hz);
	float *stereo = sine((double)map.bands[band].centre_hz, rate_hz, n, 0);
	analysis_jump(&bench->analysis);
	analysis_set_wish(&bench->analysis, &wish);
	process(bench, stereo, n, 0);
	band_map_apply(&map, bins, UINT32_MAX, power);
	assert_near(10 * log10((double)power[band]), 0, 0.1);
	free(stereo);
	band_map_fini(&map);
}

static void a_bar_reads_the_sine_in_its_centre(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 8000, 11025, 22050, 32000, 44100, 48000, 96000, 192000, 384000 };
	static const struct {
		size_t n_bands;
		enum scale_id scale;
	} cases[] = { { 10, SCALE_ID_LOG }, { 66, SCALE_ID_LOG }, { 200, SCALE_ID_LOG }, { 66, SCALE_ID_LINEAR },
		{ 200, SCALE_ID_LINEAR }, { 66, SCALE_ID_MEL }, { 66, SCALE_ID_BARK }, { 300, SCALE_ID_SEMITONE },
		{ 300, SCALE_ID_OCTAVE_3 }, { 300, SCALE_ID_OCTAVE_24 } };
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
		struct bench bench;
		open_bench(&bench, rates[r]);
		for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++)
			for (size_t i = 0; i < 4; i++)
				assert_centre_reads_0_db(&bench, cases[c].n_bands, cases[c].scale, i);
		close_bench(&bench);
	}
}

/* Most levels look at halved rates: up to their last bin nothing is lost, and nothing folds into it. */
static void halving_neither_loses_nor_invents(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 22050, 44100, 384000 };
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++)
		for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
			struct bench bench;
			open_bench(&bench, rates[r]);
			const struct spectrum_wish wish
				= { .channels = SNAPSHOT_BIT(SNAPSHOT_MONO), .levels = 1u << l };
			analysis_set_wish(&bench.analysis, &wish);
			const struct snapshot_level level = bench.analysis.spectrum.published[l];
			size_t n = level.window_frames + level.window_frames / 4;
			double halved_hz = rates[r] / exp2((double)bench.analysis.spectrum.levels[l].octave);
			double last_hz = ((double)level.n_bins - 5) * (double)level.bin_hz;
			float *low = sine(last_hz, rates[r], n, 1);
			process(&bench, low, n, 0);
			assert_near(total_db(&bench, SNAPSHOT_MONO, l), 0, 0.01);
			free(low);
			if (halved_hz < rates[r]) {
				/* folds onto last_hz, if it is let through the first halving or the last one */
				float *high = sine(halved_hz - last_hz, rates[r], n, 1);
				float *higher = sine(rates[r] / 2.0 - last_hz, rates[r], n, 1);
				analysis_jump(&bench.analysis);
				process(&bench, high, n, 0);
				assert_true(total_db(&bench, SNAPSHOT_MONO, l) < -90);
				analysis_jump(&bench.analysis);
				process(&bench, higher, n, 0);
				assert_true(total_db(&bench, SNAPSHOT_MONO, l) < -90);
				free(high);
				free(higher);
			}
			close_bench(&bench);
		}
}

/* Uniform noise has a mean square of 1/3, so two thirds of a full-scale sine's power in the size/2 bins of a window. */
static void noise_has_the_same_density_at_every_level(void **state)
{
	(void)state;
	enum { RATE = 48000, SECONDS = 6 };
	static const struct spectrum_wish left
		= { .channels = SNAPSHOT_BIT(SNAPSHOT_LEFT), .levels = SNAPSHOT_ALL_LEVELS };
	struct bench bench;
	float *stereo = calloc(2 * RATE * SECONDS, sizeof *stereo);
	uint32_t seed = 1;
	double mean[SNAPSHOT_N_LEVELS] = { 0 };
	int n = 0;
	for (size_t i = 0; i < 2 * RATE * SECONDS; i++) {
		seed = seed * 1664525u + 1013904223u;
		stereo[i] = (float)((double)seed / 2147483648.0 - 1);
	}
	open_bench(&bench, RATE);
	analysis_set_wish(&bench.analysis, &left);
	const struct snapshot *snapshot = &bench.analysis.writer.snapshot;
	for (size_t at = 0; at + 2048 <= RATE * SECONDS; at += 2048) {
		process(&bench, stereo + 2 * at, 2048, 0);
		if (at < LONGEST)
			continue;
		n++;
		for (int l = 0; l < SNAPSHOT_N_LEVELS; l++)
			for (uint32_t k = 8; k < 108; k++)
				mean[l] += (double)snapshot->bins[SNAPSHOT_LEFT][snapshot_level_first[l] + k] / 100;
	}
	for (int l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		double bins = (double)snapshot->head.levels[l].window_frames / 2;
		assert_near(10 * log10(mean[l] / n * bins), 10 * log10(2.0 / 3), 0.4);
	}
	free(stereo);
	close_bench(&bench);
}

/* What is wanted coarse is renewed less often, and is the same then. */
static void coarse_it_is_renewed_less_often(void **state)
{
	(void)state;
	enum { RATE = 48000, N = 64 };
	static const struct spectrum_wish wish
		= { .channels = SNAPSHOT_BIT(SNAPSHOT_LEFT), .levels = SNAPSHOT_ALL_LEVELS, .coarse = true };
	struct bench fine, coarse;
	float *stereo = sine(997, RATE, N * SNAPSHOT_FRAMES, 1);
	uint32_t n_renewed[SNAPSHOT_N_LEVELS] = { 0 };
	const struct snapshot *there = &coarse.analysis.writer.snapshot;
	open_bench(&fine, RATE);
	open_bench(&coarse, RATE);
	analysis_set_wish(&coarse.analysis, &wish);
	for (size_t i = 0; i < N; i++) {
		process(&fine, stereo + i * 2 * SNAPSHOT_FRAMES, SNAPSHOT_FRAMES, 0);
		process(&coarse, stereo + i * 2 * SNAPSHOT_FRAMES, SNAPSHOT_FRAMES, 0);
		for (uint32_t l = 0; l < SNAPSHOT_N_LEVELS; l++) {
			const float *bins = there->bins[SNAPSHOT_LEFT] + snapshot_level_first[l];
			const float *same = fine.analysis.writer.snapshot.bins[SNAPSHOT_LEFT] + snapshot_level_first[l];
			if (!(there->head.renewed & 1u << l))
				continue;
			n_renewed[l] += i > 0; /* the first time all are */
			for (uint32_t k = 0; k < there->head.levels[l].n_bins; k++)
				assert_near(bins[k], same[k], 1e-6);
		}
	}
	assert_int_equal(there->head.published, SNAPSHOT_ALL_LEVELS);
	for (uint32_t l = 0; l < SNAPSHOT_N_LEVELS; l++) {
		const uint32_t hop = there->head.levels[l].hop_frames / SNAPSHOT_FRAMES;
		assert_near(n_renewed[l], N / (hop < SPECTRUM_COARSE_HOP ? SPECTRUM_COARSE_HOP : hop), 1);
	}
	free(stereo);
	close_bench(&fine);
	close_bench(&coarse);
}

/* From silence to -3 dB within 20 ms at 8 kHz. */
static void treble_rises_quickly(void **state)
{
	(void)state;
	struct bench bench;
	float *stereo = sine(8000, 48000, 960, 1);
	open_bench(&bench, 48000);
	process(&bench, stereo, 960, 0);
	assert_true(total_db(&bench, SNAPSHOT_MONO, 0) > -3);
	free(stereo);
	close_bench(&bench);
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

/* "Silent" is never said while a bin is left, whenever the sound ended. */
static void silent_means_that_all_bins_are_0(void **state)
{
	(void)state;
	float *tone = sine(100, 48000, LONGEST, 1), *quiet = calloc(2 * 256, sizeof *quiet);
	for (size_t n_loud = 1; n_loud <= 9; n_loud++) {
		struct bench bench;
		size_t n_quiet = 0;
		open_bench(&bench, 48000);
		process(&bench, tone, 256 * n_loud, 0);
		do {
			process(&bench, quiet, 256, 0);
			n_quiet++;
		} while (!bench.analysis.writer.snapshot.head.silent);
		assert_int_equal(n_quiet, LONGEST / 256);
		for (int level = 0; level < SNAPSHOT_N_LEVELS; level++)
			assert_near(total_db(&bench, SNAPSHOT_MONO, level), -200, 0);
		close_bench(&bench);
	}
	free(tone);
	free(quiet);
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
	static const struct spectrum_wish nothing,
		right = { .channels = SNAPSHOT_BIT(SNAPSHOT_RIGHT), .levels = SNAPSHOT_ALL_LEVELS };
	float *tone = sine(300, 48000, LONGEST + 2048, 1);
	open_bench(&bench, 48000);
	analysis_set_wish(&bench.analysis, &nothing);
	process(&bench, tone, LONGEST, 0);
	assert_int_equal(bench.analysis.writer.snapshot.head.channels, 0);
	analysis_set_wish(&bench.analysis, &right);
	process(&bench, tone + 2 * LONGEST, 2048, 0);
	assert_int_equal(bench.analysis.writer.snapshot.head.channels, SNAPSHOT_BIT(SNAPSHOT_RIGHT));
	for (int level = 0; level < SNAPSHOT_N_LEVELS; level++)
		if (reaches(&bench, level, 300))
			assert_near(total_db(&bench, SNAPSHOT_RIGHT, level), 0, 0.01);
	/* and it is fresh: the middle of its window is half a window back, plus the filters' delay of 20 ms at most, and a hop */
	for (int level = 0; level < SNAPSHOT_N_LEVELS; level++) {
		const struct snapshot_head *head = &bench.analysis.writer.snapshot.head;
		double half_s = head->levels[level].window_frames / 96000.0;
		double before_s = (double)head->level_centre_ns_before[level] / 1e9;
		assert_true(before_s >= half_s - 1e-6 && before_s < half_s + 0.064);
	}
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
	assert_true(snapshot_is_sane(&bench.analysis.writer.snapshot, SNAPSHOT_ALL_LEVELS));
	free(stereo);
	close_bench(&bench);
}

/* No NaN comes here; if one did, it would be gone with the history. */
static void even_a_nan_does_not_stay(void **state)
{
	(void)state;
	struct bench bench;
	float *stereo = sine(300, 48000, 3 * LONGEST, 1);
	stereo[2 * 1000] = NAN;
	open_bench(&bench, 48000);
	process(&bench, stereo, 3 * LONGEST, 0);
	assert_true(snapshot_is_sane(&bench.analysis.writer.snapshot, SNAPSHOT_ALL_LEVELS));
	for (int level = 0; level < SNAPSHOT_N_LEVELS; level++)
		if (reaches(&bench, level, 300))
			assert_near(total_db(&bench, SNAPSHOT_MONO, level), 0, 0.01);
	free(stereo);
	close_bench(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_scale_sine_is_0_db_at_any_rate),
		cmocka_unit_test(the_phase_between_the_sides_is_that_of_the_tone),
		cmocka_unit_test(a_sine_is_where_it_belongs),
		cmocka_unit_test(coarse_it_is_renewed_less_often),
		cmocka_unit_test(block_sizes_do_not_matter),
		cmocka_unit_test(a_bar_reads_the_sine_in_its_centre),
		cmocka_unit_test(halving_neither_loses_nor_invents),
		cmocka_unit_test(noise_has_the_same_density_at_every_level),
		cmocka_unit_test(treble_rises_quickly),
		cmocka_unit_test(silence_is_nothing_and_says_so),
		cmocka_unit_test(silent_means_that_all_bins_are_0),
		cmocka_unit_test(a_jump_forgets_what_was),
		cmocka_unit_test(a_channel_is_there_as_soon_as_it_is_wanted),
		cmocka_unit_test(nothing_makes_it_leave_the_numbers),
		cmocka_unit_test(even_a_nan_does_not_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

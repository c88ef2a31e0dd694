#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analyzer.h"
#include "near.h"

/* Low, so that it is quick. */
enum { RATE_HZ = 8000, FIRST_BEAT_MS = 250 };

struct bench {
	const struct analyzer_ops *ops;
	void *state, *kept;
	uint32_t rate_hz;
	struct snapshot_measures measures; /* as published last */
};

static void open_bench(struct bench *bench, uint32_t rate_hz, uint32_t n_channels)
{
	*bench = (struct bench){ .rate_hz = rate_hz };
	for (size_t i = 0; i < n_analyzers; i++)
		if (analyzer_table[i]->measure == SNAPSHOT_RHYTHM)
			bench->ops = analyzer_table[i];
	assert_non_null(bench->ops);
	bench->state = calloc(1, bench->ops->state_bytes);
	bench->kept = calloc(1, bench->ops->kept_bytes);
	const struct analyzer_format format = { .rate_hz = rate_hz, .n_channels = n_channels };
	assert_true(bench->ops->init(bench->state, bench->kept, &format, NULL));
}

static void close_bench(struct bench *bench)
{
	bench->ops->fini(bench->state);
	free(bench->state);
	free(bench->kept);
}

/* Takes in frames of one channel, which end a snapshot. */
static const struct snapshot_rhythm *hear(struct bench *bench, const float *frames, size_t n_frames)
{
	const struct analyzer_block block = { frames, n_frames };
	bench->ops->process(bench->state, &block);
	bench->ops->publish(bench->state, &bench->measures);
	return &bench->measures.rhythm;
}

/* --------------------------------------------------------------- sounds, all of one channel */

static float *new_sound(double seconds, uint32_t rate_hz, size_t *n_frames)
{
	*n_frames = (size_t)lround(seconds * rate_hz);
	return calloc(*n_frames, sizeof(float));
}

static double noise(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u; /* Numerical Recipes */
	return (double)(*seed >> 8) / (1 << 23) - 1;
}

static double click_at(double t)
{
	return 0.5 * sin(2 * M_PI * 2000 * t) * exp(-t / 0.003);
}

static double kick_at(double t)
{
	return 0.6 * sin(2 * M_PI * (55 * t + 6 * (1 - exp(-t / 0.03)))) * exp(-t / 0.06);
}

/* Adds a drum from frame `at` on. */
static void strike(float *frames, size_t n_frames, size_t at, uint32_t rate_hz, double (*drum_at)(double))
{
	for (size_t i = at; i < n_frames && i < at + rate_hz / 4; i++)
		frames[i] += (float)drum_at((double)(i - at) / rate_hz);
}

static size_t beat_frame(size_t beat, double bpm, uint32_t rate_hz)
{
	return (size_t)lround((FIRST_BEAT_MS / 1000.0 + (double)beat * 60 / bpm) * rate_hz);
}

static void add_clicks(float *frames, size_t n_frames, double bpm, uint32_t rate_hz)
{
	for (size_t beat = 0; beat_frame(beat, bpm, rate_hz) < n_frames; beat++)
		strike(frames, n_frames, beat_frame(beat, bpm, rate_hz), rate_hz, click_at);
}

/* Kicks on beats, hi-hats of noise on eighths. */
static void add_drums(float *frames, size_t n_frames, double bpm, uint32_t rate_hz)
{
	uint32_t seed = 1;
	for (size_t eighth = 0; beat_frame(eighth, 2 * bpm, rate_hz) < n_frames; eighth++) {
		size_t at = beat_frame(eighth, 2 * bpm, rate_hz);
		if (eighth % 2 == 0)
			strike(frames, n_frames, at, rate_hz, kick_at);
		for (size_t i = at; i < n_frames && i < at + rate_hz / 20; i++)
			frames[i] += (float)(0.1 * noise(&seed) * exp(-(double)(i - at) / rate_hz / 0.008));
	}
}

/* --------------------------------------------------------------- tempo */

static const double tempi_bpm[] = { 60, 90, 120, 128, 174 };
enum { N_TEMPI = sizeof tempi_bpm / sizeof tempi_bpm[0] };

static struct snapshot_rhythm heard_in_20_s(
	uint32_t rate_hz, double bpm, void (*add)(float *, size_t, double, uint32_t))
{
	struct bench bench;
	size_t n;
	float *frames = new_sound(20, rate_hz, &n);
	add(frames, n, bpm, rate_hz);
	open_bench(&bench, rate_hz, 1);
	struct snapshot_rhythm rhythm = *hear(&bench, frames, n);
	close_bench(&bench);
	free(frames);
	return rhythm;
}

static void clicks_have_their_tempo_at_any_rate(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 8000, 44100, 96000 };
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
		for (size_t i = r ? N_TEMPI - 1 : 0; i < N_TEMPI; i++) {
			struct snapshot_rhythm rhythm = heard_in_20_s(rates[r], tempi_bpm[i], add_clicks);
			assert_near((double)rhythm.tempo_bpm, tempi_bpm[i], 0.1);
			assert_near((double)rhythm.whole_tempo_bpm, tempi_bpm[i], 0.1);
			assert_true(rhythm.tempo_confidence > 0.7f && rhythm.tempo_confidence <= 1);
			assert_true(rhythm.whole_tempo_confidence > 0.7f && rhythm.whole_tempo_confidence <= 1);
		}
	}
}

/* Eighths of which every other one is a little stronger may be taken for the beat. */
static void drums_have_their_tempo_or_its_octave(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_TEMPI; i++) {
		struct snapshot_rhythm rhythm = heard_in_20_s(RATE_HZ, tempi_bpm[i], add_drums);
		double octaves = round(log2((double)rhythm.tempo_bpm / tempi_bpm[i]));
		assert_near(octaves, 0, 1);
		assert_near((double)rhythm.tempo_bpm, tempi_bpm[i] * exp2(octaves), 0.2);
	}
}

static void a_change_of_tempo_is_followed_in_10_s(void **state)
{
	(void)state;
	struct bench bench;
	size_t n, n_after;
	float *before = new_sound(20, RATE_HZ, &n), *after = new_sound(10, RATE_HZ, &n_after);
	add_clicks(before, n, 100, RATE_HZ);
	add_clicks(after, n_after, 140, RATE_HZ);
	open_bench(&bench, RATE_HZ, 1);
	assert_near((double)hear(&bench, before, n)->tempo_bpm, 100, 0.1);
	assert_near((double)hear(&bench, after, n_after)->tempo_bpm, 140, 0.2);
	assert_near((double)bench.measures.rhythm.whole_tempo_bpm, 100, 0.2); /* the greater part */
	close_bench(&bench);
	free(before);
	free(after);
}

/* --------------------------------------------------------------- what is no rhythm */

static double silence(double t)
{
	(void)t;
	return 0;
}

static double direct_current(double t)
{
	(void)t;
	return 0.5;
}

static double tone(double t)
{
	return sin(2 * M_PI * 997 * t);
}

static double square(double t)
{
	return sin(2 * M_PI * 40 * t) < 0 ? -1 : 1;
}

static double drone(double t)
{
	return 0.1 * sin(2 * M_PI * 220 * t) + 0.07 * sin(2 * M_PI * 330 * t);
}

/* They beat 196 times a minute. */
static double semitone_at_55_hz(double t)
{
	return 0.25 * sin(2 * M_PI * 55 * t) + 0.25 * sin(2 * M_PI * 55 * exp2(1 / 12.0) * t);
}

static double semitone_at_220_hz(double t)
{
	return 0.25 * sin(2 * M_PI * 220 * t) + 0.25 * sin(2 * M_PI * 220 * exp2(1 / 12.0) * t);
}

/* 20 Hz … 4 kHz in 20 s: it enters the bands in strict time. */
static double sweep(double t)
{
	double scale = 20 / log(200);
	return 0.25 * sin(2 * M_PI * 20 * scale * expm1(t / scale));
}

/* It may begin with an onset; a second later there is none. */
static void steady_tones_have_no_onsets_and_no_tempo(void **state)
{
	(void)state;
	static double (*const sounds[])(double)
		= { silence, direct_current, tone, square, drone, semitone_at_55_hz, semitone_at_220_hz, sweep };
	enum { SNAPSHOT = RATE_HZ / 125 };
	for (size_t s = 0; s < sizeof sounds / sizeof sounds[0]; s++) {
		struct bench bench;
		size_t n;
		float *frames = new_sound(20, RATE_HZ, &n);
		for (size_t i = 0; i < n; i++)
			frames[i] = (float)sounds[s]((double)i / RATE_HZ);
		open_bench(&bench, RATE_HZ, 1);
		for (size_t i = 0; i + SNAPSHOT <= n; i += SNAPSHOT) {
			const struct snapshot_rhythm *rhythm = hear(&bench, frames + i, SNAPSHOT);
			if (i > RATE_HZ)
				assert_near((double)rhythm->onset, 0, 0.05);
			if (rhythm->tempo_bpm > 0 || rhythm->whole_tempo_bpm > 0 || rhythm->n_beats > 0
				|| rhythm->beat_phase > 0)
				fail_msg("sound %zu has a tempo of %g after %zu frames", s, (double)rhythm->tempo_bpm,
					i);
		}
		close_bench(&bench);
		free(frames);
	}
}

static void noise_has_no_tempo(void **state)
{
	(void)state;
	enum { SNAPSHOT = RATE_HZ / 4 };
	for (uint32_t seed = 1; seed <= 4; seed++) {
		struct bench bench;
		float frames[SNAPSHOT];
		uint32_t random = seed;
		open_bench(&bench, RATE_HZ, 1);
		for (size_t snapshot = 0; snapshot < 4 * 30; snapshot++) {
			for (size_t i = 0; i < SNAPSHOT; i++)
				frames[i] = (float)(0.3 * noise(&random));
			hear(&bench, frames, SNAPSHOT);
			assert_near((double)bench.measures.rhythm.tempo_bpm, 0, 0);
			assert_near((double)bench.measures.rhythm.whole_tempo_bpm, 0, 0);
		}
		close_bench(&bench);
	}
}

/* Nor have onsets at random times. */
static void irregular_clicks_have_no_tempo(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 8; seed++) {
		struct bench bench;
		size_t n;
		uint32_t random = seed * 7919;
		float *frames = new_sound(30, RATE_HZ, &n);
		for (size_t at = RATE_HZ / 4; at < n; at += (size_t)((0.5 + 0.4 * noise(&random)) * RATE_HZ))
			strike(frames, n, at, RATE_HZ, click_at);
		open_bench(&bench, RATE_HZ, 1);
		for (size_t i = 0; i + RATE_HZ <= n; i += RATE_HZ)
			assert_near((double)hear(&bench, frames + i, RATE_HZ)->tempo_bpm, 0, 0);
		assert_near((double)bench.measures.rhythm.whole_tempo_bpm, 0, 0);
		close_bench(&bench);
		free(frames);
	}
}

/* One every 5 s is not a fourth of a beat. */
static void slow_clicks_have_no_tempo(void **state)
{
	(void)state;
	struct bench bench;
	size_t n;
	float *frames = new_sound(60, RATE_HZ, &n);
	add_clicks(frames, n, 12, RATE_HZ);
	open_bench(&bench, RATE_HZ, 1);
	for (size_t i = 0; i + RATE_HZ <= n; i += RATE_HZ) {
		assert_near((double)hear(&bench, frames + i, RATE_HZ)->tempo_bpm, 0, 0);
		assert_near((double)bench.measures.rhythm.whole_tempo_bpm, 0, 0);
	}
	close_bench(&bench);
	free(frames);
}

/* --------------------------------------------------------------- onsets and beats */

/* The strongest onset published for the frames [from, from + n), which are heard in small snapshots. */
static float strongest_onset(struct bench *bench, const float *frames, size_t from, size_t n)
{
	enum { SNAPSHOT = 20 };
	float strongest = 0;
	for (size_t i = 0; i < n; i += SNAPSHOT)
		strongest = fmaxf(strongest, hear(bench, frames + from + i, SNAPSHOT)->onset);
	return strongest;
}

static void a_click_is_an_onset_within_20_ms(void **state)
{
	(void)state;
	enum { LATE = RATE_HZ / 50, PERIOD = RATE_HZ / 2 };
	struct bench bench;
	size_t n, at = beat_frame(0, 120, RATE_HZ);
	float *frames = new_sound(6, RATE_HZ, &n);
	add_clicks(frames, n, 120, RATE_HZ);
	open_bench(&bench, RATE_HZ, 1);
	assert_near((double)strongest_onset(&bench, frames, 0, at), 0, 0);
	for (; at + PERIOD <= n; at += PERIOD) {
		assert_near((double)strongest_onset(&bench, frames, at, LATE), 1, 0.1);
		strongest_onset(&bench, frames, at + LATE, LATE); /* it may still rise */
		assert_near((double)strongest_onset(&bench, frames, at + 2 * LATE, PERIOD - 2 * LATE), 0, 0);
	}
	close_bench(&bench);
	free(frames);
}

/* Hears clicks for 20 s, one sample of the third being `spoilt`; from 5 s on each beat is within 30 ms of a click.
 * Returns how many beats there were. */
static uint32_t beats_near_clicks(double bpm, float spoilt)
{
	enum { SNAPSHOT = RATE_HZ / 125, LOCKED = 5 * RATE_HZ };
	struct bench bench;
	size_t n;
	uint32_t n_beats = 0;
	float *frames = new_sound(20, RATE_HZ, &n);
	add_clicks(frames, n, bpm, RATE_HZ);
	frames[3 * RATE_HZ] += spoilt;
	open_bench(&bench, RATE_HZ, 1);
	for (size_t i = 0; i + SNAPSHOT <= n; i += SNAPSHOT) {
		const struct snapshot_rhythm *rhythm = hear(&bench, frames + i, SNAPSHOT);
		double clicks = ((double)(i + SNAPSHOT) / RATE_HZ - FIRST_BEAT_MS / 1000.0) * bpm / 60;
		double error = (double)rhythm->beat_phase - clicks;
		if (i >= LOCKED)
			assert_near((error - round(error)) * 60 / bpm, 0, 0.03);
		assert_true(rhythm->beat_phase >= 0 && rhythm->beat_phase < 1);
		assert_true(rhythm->n_beats == n_beats || rhythm->n_beats == n_beats + 1);
		n_beats = rhythm->n_beats;
	}
	close_bench(&bench);
	free(frames);
	return n_beats;
}

static void beats_are_where_the_clicks_are(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_TEMPI; i++) {
		uint32_t n_beats = beats_near_clicks(tempi_bpm[i], 0);
		assert_true(n_beats >= (uint32_t)(15 / 60.0 * tempi_bpm[i]));
		assert_true(n_beats <= (uint32_t)(20 / 60.0 * tempi_bpm[i]));
	}
}

/* --------------------------------------------------------------- manners of an analyzer */

static void cutting_into_blocks_changes_nothing(void **state)
{
	(void)state;
	static const size_t sizes[] = { 4000, 1, 7, 1000 };
	enum { SNAPSHOT = 4000 };
	size_t n;
	float *frames = new_sound(8, RATE_HZ, &n);
	struct snapshot_rhythm expected[16];
	add_drums(frames, n, 128, RATE_HZ);
	for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
		struct bench bench;
		open_bench(&bench, RATE_HZ, 1);
		for (size_t snapshot = 0; snapshot < n / SNAPSHOT; snapshot++) {
			for (size_t done = 0, size; done < SNAPSHOT; done += size) {
				size = sizes[s] < SNAPSHOT - done ? sizes[s] : SNAPSHOT - done;
				const struct analyzer_block block = { frames + snapshot * SNAPSHOT + done, size };
				bench.ops->process(bench.state, &block);
			}
			const struct snapshot_rhythm *rhythm = hear(&bench, NULL, 0);
			if (s == 0)
				expected[snapshot] = *rhythm;
			assert_memory_equal(rhythm, &expected[snapshot], sizeof *rhythm);
		}
		assert_true(bench.measures.rhythm.tempo_bpm > 0);
		close_bench(&bench);
	}
	free(frames);
}

/* Twice the same: bit for bit what it was, after restart(). After jump(), the whole is still known, the moment not. */
static void a_jump_forgets_the_moment_and_a_restart_all(void **state)
{
	(void)state;
	struct bench bench;
	size_t n;
	float *frames = new_sound(12.003, RATE_HZ, &n);
	add_clicks(frames, n, 120, RATE_HZ);
	open_bench(&bench, RATE_HZ, 1);
	const struct snapshot_rhythm first = *hear(&bench, frames, n);
	assert_true(first.n_beats >= 12);
	bench.ops->jump(bench.state);
	const struct snapshot_rhythm *rhythm = hear(&bench, NULL, 0);
	assert_near((double)rhythm->tempo_bpm, 0, 0);
	assert_near((double)rhythm->beat_phase, 0, 0);
	assert_near((double)rhythm->onset, 0, 0);
	assert_near((double)rhythm->whole_tempo_bpm, 120, 0.1);
	assert_int_equal(rhythm->n_beats, first.n_beats);
	hear(&bench, frames, n);
	assert_near((double)rhythm->whole_tempo_bpm, 120, 0.1);
	assert_true(rhythm->n_beats > first.n_beats);
	bench.ops->restart(bench.state);
	assert_int_equal(hear(&bench, NULL, 0)->n_beats, 0);
	assert_near((double)rhythm->whole_tempo_bpm, 0, 0);
	hear(&bench, frames, n);
	assert_memory_equal(rhythm, &first, sizeof first);
	close_bench(&bench);
	free(frames);
}

/* The mix of all channels counts. */
static void clicks_on_any_channel_count(void **state)
{
	(void)state;
	enum { N_CHANNELS = 8 };
	struct bench bench;
	size_t n;
	float *frames = new_sound(10, RATE_HZ, &n), *many = calloc(n * N_CHANNELS, sizeof *many);
	add_clicks(frames, n, 120, RATE_HZ);
	for (size_t i = 0; i < n; i++)
		many[i * N_CHANNELS + N_CHANNELS - 1] = frames[i];
	open_bench(&bench, RATE_HZ, N_CHANNELS);
	assert_near((double)hear(&bench, many, n)->tempo_bpm, 120, 0.1);
	close_bench(&bench);
	free(frames);
	free(many);
}

/* None of these comes here; if one did, it would be gone soon. */
static void no_bad_sample_stays(void **state)
{
	(void)state;
	assert_true(beats_near_clicks(120, NAN) > 25);
	assert_true(beats_near_clicks(120, INFINITY) > 25);
	assert_true(beats_near_clicks(120, 3e38f) > 25);
}

/* Rates that leave hardly any spectrum, and samples that no format has. */
static void nothing_makes_it_leave_the_numbers(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 1, 100, 1000, 3000, 8000, 384000 };
	enum { N = 60000 };
	float *frames = calloc(N, sizeof *frames);
	for (size_t i = 0; i < N; i++)
		frames[i] = i / 500 % 2 ? 1e4f : -1e4f;
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
		struct bench bench;
		open_bench(&bench, rates[r], 1);
		for (size_t i = 0; i + 100 <= N; i += 100) {
			const struct snapshot_rhythm *rhythm = hear(&bench, frames + i, 100);
			assert_true(rhythm->onset >= 0 && rhythm->onset <= 1);
			assert_true(rhythm->tempo_bpm >= 0 && rhythm->tempo_bpm < 250);
			assert_true(rhythm->tempo_confidence >= 0 && rhythm->tempo_confidence <= 1);
			assert_true(rhythm->beat_phase >= 0 && rhythm->beat_phase < 1);
			assert_true(rhythm->whole_tempo_bpm >= 0 && rhythm->whole_tempo_bpm < 250);
			assert_true(rhythm->whole_tempo_confidence >= 0 && rhythm->whole_tempo_confidence <= 1);
		}
		close_bench(&bench);
	}
	free(frames);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clicks_have_their_tempo_at_any_rate),
		cmocka_unit_test(drums_have_their_tempo_or_its_octave),
		cmocka_unit_test(a_change_of_tempo_is_followed_in_10_s),
		cmocka_unit_test(steady_tones_have_no_onsets_and_no_tempo),
		cmocka_unit_test(noise_has_no_tempo),
		cmocka_unit_test(irregular_clicks_have_no_tempo),
		cmocka_unit_test(slow_clicks_have_no_tempo),
		cmocka_unit_test(a_click_is_an_onset_within_20_ms),
		cmocka_unit_test(beats_are_where_the_clicks_are),
		cmocka_unit_test(cutting_into_blocks_changes_nothing),
		cmocka_unit_test(a_jump_forgets_the_moment_and_a_restart_all),
		cmocka_unit_test(clicks_on_any_channel_count),
		cmocka_unit_test(no_bad_sample_stays),
		cmocka_unit_test(nothing_makes_it_leave_the_numbers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

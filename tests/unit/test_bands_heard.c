/* From samples to bands, all the way a reader's picture goes: levels, response, separation, noise. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <complex.h>

#include "hall.h"
#include "near.h"

enum { RATE = 48000, LONGEST = 65536 };

static float *silence(size_t n)
{
	float *mono = calloc(n, sizeof *mono);
	assert_non_null(mono);
	return mono;
}

/* --------------------------------------------------------------- levels */

/* Many tones at once, far enough from each other that none reaches into another's band. */
static void assert_centres_read_exactly(enum settings_scale scale, size_t apart)
{
	enum { N = LONGEST * 5 / 4 };
	for (size_t first = 0; first < apart; first++) {
		struct hall hall;
		struct listener listener;
		float *mono = silence(N);
		hall_open(&hall, RATE);
		listener_join(&listener, &hall, scale, DETAIL_SETTING_HIGH, 20, 20000, LISTENER_MAX_BANDS);
		const struct scale_grid *grid = &listener.feed.grid;
		for (size_t b = first; b < grid->n_bands; b += apart) {
			double hz = scale_hz(grid->scale, grid->first + ((double)b + 0.5) * grid->step);
			add_tone(mono, N, RATE, hz, 0.08);
		}
		hall_play_to(&hall, &listener, mono, N);
		for (size_t b = first; b < grid->n_bands; b += apart)
			assert_near(listener_db(&listener, b), 20 * log10(0.08), 0.1);
		listener_leave(&listener);
		hall_close(&hall);
		free(mono);
	}
}

static void band_centres_read_exactly(void **state)
{
	(void)state;
	assert_centres_read_exactly(SCALE_SEMITONE, 12);
	assert_centres_read_exactly(SCALE_OCTAVE_3, 3);
}

static double reading_db(enum settings_scale scale, uint32_t rate_hz, double hz, double amplitude)
{
	struct hall hall;
	struct listener listener;
	size_t n = rate_hz / 2 + rate_hz / 4;
	float *mono = silence(n);
	hall_open(&hall, rate_hz);
	listener_join(&listener, &hall, scale, DETAIL_SETTING_NORMAL, 30, 3500, LISTENER_MAX_BANDS);
	add_tone(mono, n, rate_hz, hz, amplitude);
	hall_play_to(&hall, &listener, mono, n);
	double db = listener_db(&listener, listener_band_at(&listener, hz));
	listener_leave(&listener);
	hall_close(&hall);
	free(mono);
	return db;
}

static void levels_are_true_over_60_db(void **state)
{
	(void)state;
	for (int db = 0; db >= -60; db -= 5)
		assert_near(reading_db(SCALE_OCTAVE_3, RATE, 997, pow(10, db / 20.0)), db, 0.25);
}

static void a_tone_reads_the_same_at_any_rate(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 8000, 11025, 22050, 32000, 44100, 48000, 96000, 192000, 384000 };
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
		assert_near(reading_db(SCALE_SEMITONE, rates[r], 220, 0.5), -6.02, 0.1);
		assert_near(reading_db(SCALE_OCTAVE_3, rates[r], 1000, 0.5), -6.02, 0.1);
		assert_near(reading_db(SCALE_OCTAVE_3, rates[r], 3162.28, 0.5), -6.02, 0.1);
	}
}

/* --------------------------------------------------------------- time */

/* From a tone's first frame to the end of the snapshot that reads it within 3 dB. It begins anywhere in a snapshot: the
 * worst of eight. */
static double rise_ms(double hz)
{
	enum { N = RATE / 2 };
	size_t worst = 0;
	for (size_t begin = 0; begin < 8 * SNAPSHOT_FRAMES; begin += SNAPSHOT_FRAMES + SNAPSHOT_FRAMES / 8) {
		struct hall hall;
		struct listener listener;
		float *mono = silence(N);
		size_t end = 0;
		hall_open(&hall, RATE);
		listener_join(&listener, &hall, SCALE_SEMITONE, DETAIL_SETTING_NORMAL, 27.5, 16000, LISTENER_MAX_BANDS);
		size_t band = listener_band_at(&listener, hz);
		double place = listener.feed.grid.first + ((double)band + 0.5) * listener.feed.grid.step;
		add_tone(mono + begin, N - begin, RATE, scale_hz(listener.feed.grid.scale, place), 1);
		while (end < N && listener.power[band] < 0.5f) {
			hall_play_to(&hall, &listener, mono + end, SNAPSHOT_FRAMES);
			end += SNAPSHOT_FRAMES;
		}
		worst = end - begin > worst ? end - begin : worst;
		listener_leave(&listener);
		hall_close(&hall);
		free(mono);
	}
	return 1e3 * (double)worst / RATE;
}

static void high_notes_show_soon(void **state)
{
	(void)state;
	static const struct {
		double hz, most_ms;
	} rows[] = { { 8000, 20 }, { 4000, 25 }, { 2000, 40 }, { 1000, 70 } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		double ms = rise_ms(rows[i].hz);
		if (ms > rows[i].most_ms)
			fail_msg("%g Hz: %g ms", rows[i].hz, ms);
	}
}

/* --------------------------------------------------------------- separation */

/* Two equal tones a semitone apart, in quarter tones: the band between them is so much lower than either, at every
 * moment of their beat. */
static double least_dip_db(double low_hz, enum settings_detail detail)
{
	enum { FILL = LONGEST + 4096, N = FILL + RATE / 2 };
	struct hall hall;
	struct listener listener;
	float *mono = silence(N);
	double least = 1e9;
	hall_open(&hall, RATE);
	listener_join(&listener, &hall, SCALE_OCTAVE_24, detail, low_hz * 0.9, low_hz * 1.2, LISTENER_MAX_BANDS);
	size_t low = listener_band_at(&listener, low_hz);
	add_tone(mono, N, RATE, low_hz, 0.4);
	add_tone(mono, N, RATE, low_hz * exp2(1 / 12.0), 0.4);
	hall_play_to(&hall, &listener, mono, FILL);
	for (size_t at = FILL; at + SNAPSHOT_FRAMES <= N; at += SNAPSHOT_FRAMES) {
		hall_play_to(&hall, &listener, mono + at, SNAPSHOT_FRAMES);
		double lower = fmin(listener_db(&listener, low), listener_db(&listener, low + 2));
		least = fmin(least, lower - listener_db(&listener, low + 1));
	}
	listener_leave(&listener);
	hall_close(&hall);
	free(mono);
	return least;
}

static void semitones_are_told_apart(void **state)
{
	(void)state;
	static const struct {
		double hz;
		enum settings_detail detail;
	} rows[] = { { 110, DETAIL_SETTING_NORMAL }, { 220, DETAIL_SETTING_NORMAL }, { 440, DETAIL_SETTING_NORMAL },
		{ 55, DETAIL_SETTING_HIGH } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		double dip = least_dip_db(rows[i].hz, rows[i].detail);
		if (dip < 3)
			fail_msg("%g Hz: %g dB", rows[i].hz, dip);
	}
}

/* --------------------------------------------------------------- noise */

enum { PERIOD = 1 << 18, N_FILL = LONGEST + 4096 };

/* The sum of x[k] exp(2πi jk/n) into x[j], n a power of two: J. W. Cooley and J. W. Tukey, 1965. */
static void sum_waves(double complex *x, size_t n)
{
	for (size_t i = 1, j = 0; i < n; i++) {
		size_t bit = n >> 1;
		for (; j & bit; bit >>= 1)
			j ^= bit;
		j ^= bit;
		if (i < j) {
			double complex other = x[i];
			x[i] = x[j];
			x[j] = other;
		}
	}
	for (size_t size = 2; size <= n; size *= 2) {
		double complex step = cexp(2 * M_PI * I / (double)size), turn = 1;
		for (size_t k = 0; k < size / 2; k++, turn *= step)
			for (size_t i = k; i < n; i += size) {
				double complex odd = x[i + size / 2] * turn;
				x[i + size / 2] = x[i] - odd;
				x[i] += odd;
			}
	}
}

/* Noise that repeats: one sine at each multiple of RATE / PERIOD, of random phase, its power as that power of its
 * frequency: 0 is white, -1 pink. What is averaged over one period is exact, not an estimate. */
static float *noise(double exponent)
{
	double complex *wave = calloc(PERIOD, sizeof *wave);
	float *mono = silence(PERIOD);
	uint32_t seed = 1;
	assert_non_null(wave);
	for (size_t k = 1; k < PERIOD / 2; k++) {
		seed = seed * 1664525u + 1013904223u;
		wave[k] = cexp(2 * M_PI * I * (double)seed / 4294967296.0) * pow((double)k, exponent / 2);
	}
	sum_waves(wave, PERIOD);
	double power = 0;
	for (size_t i = 0; i < PERIOD; i++)
		power += creal(wave[i]) * creal(wave[i]) / PERIOD;
	for (size_t i = 0; i < PERIOD; i++)
		mono[i] = (float)(0.1 * creal(wave[i]) / sqrt(power));
	free(wave);
	return mono;
}

/* What each third octave from 25 Hz to 16 kHz reads of it on average, in dB. Returns how many there are. */
static size_t measure_noise(double exponent, double *db)
{
	struct hall hall;
	struct listener listener;
	double sum[LISTENER_MAX_BANDS] = { 0 };
	float *mono = noise(exponent);
	hall_open(&hall, RATE);
	listener_join(&listener, &hall, SCALE_OCTAVE_3, DETAIL_SETTING_HIGH, 25, 16000, LISTENER_MAX_BANDS);
	hall_play_to(&hall, &listener, mono + PERIOD - N_FILL, N_FILL);
	for (size_t at = 0; at < PERIOD; at += SNAPSHOT_FRAMES) {
		hall_play_to(&hall, &listener, mono + at, SNAPSHOT_FRAMES);
		for (size_t b = 0; b < listener.feed.grid.n_bands; b++)
			sum[b] += (double)listener.power[b] * SNAPSHOT_FRAMES / PERIOD;
	}
	size_t n = listener.feed.grid.n_bands;
	for (size_t b = 0; b < n; b++)
		db[b] = 10 * log10(sum[b]);
	listener_leave(&listener);
	hall_close(&hall);
	free(mono);
	return n;
}

/* IEC 61260-1: the bands are a tenth of a decade apart, so that white noise rises by 1 dB from each to the next, which is
 * 3.01 dB in an octave. */
static void noise_has_its_slope(void **state)
{
	(void)state;
	double pink[LISTENER_MAX_BANDS], white[LISTENER_MAX_BANDS], of_pink = 0, of_white = 0;
	size_t n = measure_noise(-1, pink);
	assert_int_equal(n, 29);
	assert_int_equal(measure_noise(0, white), n);
	for (size_t b = 0; b < n; b++) {
		of_pink += pink[b] / (double)n;
		of_white += (white[b] - (double)b) / (double)n;
	}
	for (size_t b = 0; b < n; b++) {
		assert_near(pink[b], of_pink, 0.3);
		assert_near(white[b], of_white + (double)b, 0.1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(band_centres_read_exactly),
		cmocka_unit_test(levels_are_true_over_60_db),
		cmocka_unit_test(a_tone_reads_the_same_at_any_rate),
		cmocka_unit_test(high_notes_show_soon),
		cmocka_unit_test(semitones_are_told_apart),
		cmocka_unit_test(noise_has_its_slope),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

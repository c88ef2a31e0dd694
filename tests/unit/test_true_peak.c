#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <ebur128.h>

#include "meter.h"
#include "near.h"

enum { RATE = 48000, N = RATE / 2 };

/* The true peak in dB of mono sound. */
static double true_peak_db(const float *samples, size_t n, uint32_t rate_hz)
{
	struct meter meter;
	meter_open(&meter, &analyzer_true_peak, rate_hz, 1);
	meter_measure(&meter, samples, n);
	meter_close(&meter);
	return amplitude_db((double)meter.measures.meters[0].max_true_peak);
}

/* Raised-cosine ends of 10 ms. */
static void fade(float *samples, size_t n, uint32_t rate_hz)
{
	size_t length = rate_hz / 100;
	for (size_t i = 0; i < length; i++) {
		float gain = (float)(0.5 - 0.5 * cos(M_PI * ((double)i + 0.5) / (double)length));
		samples[i] *= gain;
		samples[n - 1 - i] *= gain;
	}
}

static void assert_within_tech_3341(double db, double expected_db)
{
	assert_true(db <= expected_db + 0.2);
	assert_true(db >= expected_db - 0.4);
}

/* --------------------------------------------------------------- EBU Tech 3341 */

/* Cases 15 to 19: sines at a whole fraction of the rate. */
static void tones_of_tech_3341(void **state)
{
	(void)state;
	static const struct {
		double period, amplitude, degrees, expected_db;
	} cases[] = { { 4, 0.5, 0, -6 }, { 4, 0.5, 45, -6 }, { 6, 0.5, 60, -6 }, { 8, 0.5, 67.5, -6 },
		{ 4, 1.41, 45, 3 } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		float *samples = sound_of(N, 1);
		add_sine(samples, 1, N, cases[i].amplitude, 1 / cases[i].period, cases[i].degrees);
		fade(samples, N, RATE);
		assert_within_tech_3341(true_peak_db(samples, N, RATE), cases[i].expected_db);
		free(samples);
	}
}

/* A low-pass below half of a quarter of the rate: a sinc in a Blackman window (side lobes below -58 dB, ripple below
 * 0.002 dB). */
enum { LOW_PASS_TAPS = 1025 };

static void make_low_pass(double *taps)
{
	double cutoff = 0.98 / 8, sum = 0;
	for (int i = 0; i < LOW_PASS_TAPS; i++) {
		double at = i - (LOW_PASS_TAPS - 1) / 2, turn = 2 * M_PI * i / (LOW_PASS_TAPS - 1);
		double sinc = at == 0 ? 1 : sin(2 * M_PI * cutoff * at) / (2 * M_PI * cutoff * at);
		taps[i] = sinc * (0.42 - 0.5 * cos(turn) + 0.08 * cos(2 * turn));
		sum += taps[i];
	}
	for (int i = 0; i < LOW_PASS_TAPS; i++)
		taps[i] /= sum;
}

/* Cases 20 to 23: a sine of a sixth of the rate at 0.5, in its midst one period of a quarter of the rate at 1; made at
 * four times the rate, low-passed, and decimated with each of the four offsets. */
static void bursts_of_tech_3341(void **state)
{
	(void)state;
	enum { LONG = 4 * 4800, SLOW = 24, FAST = 16, MIDDLE = LONG / 2 / SLOW * SLOW };
	static double taps[LOW_PASS_TAPS];
	static float fine[LONG], samples[LONG / 4];
	for (int i = 0; i < LONG; i++)
		fine[i] = (float)(0.5 * sin(2 * M_PI * (i < MIDDLE ? i : i - MIDDLE - FAST) / SLOW));
	for (int i = 0; i < FAST; i++)
		fine[MIDDLE + i] = (float)sin(2 * M_PI * i / FAST);
	fade(fine, LONG, 4 * RATE);
	make_low_pass(taps);
	for (int offset = 0; offset < 4; offset++) {
		for (int i = 0; i < LONG / 4; i++) {
			double sum = 0;
			int first = 4 * i + offset - (LOW_PASS_TAPS - 1) / 2;
			for (int k = first < 0 ? -first : 0; k < LOW_PASS_TAPS && first + k < LONG; k++)
				sum += taps[k] * (double)fine[first + k];
			samples[i] = (float)sum;
		}
		assert_within_tech_3341(true_peak_db(samples, LONG / 4, RATE), 0);
	}
}

/* --------------------------------------------------------------- closed forms */

/* Whatever its phase and the rate: where samples are 45° from the crest they miss 3 dB. */
static void a_sine_reads_its_amplitude(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 8000, 44100, 48000, 88200, 96000, 192000 };
	static const double periods[] = { 4, 5, 6, 8, 10, 48.3 };
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++)
		for (size_t p = 0; p < sizeof periods / sizeof periods[0]; p++)
			for (double degrees = 0; degrees < 90; degrees += 11.25) {
				float samples[4000] = { 0 };
				add_sine(samples, 1, 4000, 0.5, 1 / periods[p], degrees);
				/* The crest lies at most half a step from one of the values: a closed form as well. */
				int factor = rates[r] < 192000 ? 4 : 2;
				double least_db = amplitude_db(0.5 * cos(M_PI / (factor * periods[p])));
				double db = true_peak_db(samples, 4000, rates[r]);
				assert_true(db < amplitude_db(0.5) + 0.05);
				assert_true(db > least_db - 0.05);
			}
}

/* No interpolation from 192 kHz on, and nowhere less than the samples. */
static void samples_count_too(void **state)
{
	(void)state;
	struct meter meter;
	float frames[2 * 300] = { 0 };
	frames[2 * 7] = 0.25f;
	frames[2 * 299 + 1] = -0.5f; /* the very last */
	meter_open(&meter, &analyzer_true_peak, RATE, 2);
	meter_measure(&meter, frames, 300);
	assert_near((double)meter.measures.meters[0].true_peak, 0.25, 0);
	assert_near((double)meter.measures.meters[1].true_peak, 0.5, 0);
	meter_close(&meter);
	float samples[4000] = { 0 };
	add_sine(samples, 1, 4000, 1, 0.25, 45);
	assert_near(true_peak_db(samples, 4000, 384000), -3.0103, 1e-3);
}

/* Each snapshot has its own; the largest stays until it begins again. */
static void peaks_are_of_the_snapshot_and_of_the_whole(void **state)
{
	(void)state;
	struct meter meter;
	float samples[4096] = { 0 }, quiet[4096] = { 0 };
	const struct snapshot_meter *reading = &meter.measures.meters[0];
	add_sine(samples, 1, 4096, 1, 0.25, 45);
	meter_open(&meter, &analyzer_true_peak, RATE, 1);
	meter_measure(&meter, samples, 4096);
	assert_near((double)reading->true_peak, 1, 0.02);
	meter_measure(&meter, quiet, 4096);
	meter_measure(&meter, quiet, 256);
	assert_true(reading->true_peak == 0);
	assert_near((double)reading->max_true_peak, 1, 0.02);
	meter.ops->restart(meter.state);
	meter_measure(&meter, quiet, 256);
	assert_true(reading->max_true_peak == 0);
	meter_close(&meter);
}

/* A seek into the midst of sound is no step from silence, to which any interpolator answers with an overshoot. */
static void a_jump_is_not_heard(void **state)
{
	(void)state;
	struct meter meter;
	float samples[256];
	for (int i = 0; i < 256; i++)
		samples[i] = 0.9f;
	meter_open(&meter, &analyzer_true_peak, RATE, 1);
	meter_measure(&meter, samples, 256);
	assert_near((double)meter.measures.meters[0].max_true_peak, 0.9, 1e-5);
	for (int i = 0; i < 256; i++)
		samples[i] = -0.9f;
	meter.ops->jump(meter.state);
	meter_measure(&meter, samples, 256);
	assert_near((double)meter.measures.meters[0].max_true_peak, 0.9, 1e-5);
	meter_close(&meter);
}

/* --------------------------------------------------------------- libebur128 */

static double peer_db(const float *samples, size_t n, uint32_t rate_hz)
{
	double peak = 0;
	ebur128_state *peer = ebur128_init(1, rate_hz, EBUR128_MODE_TRUE_PEAK);
	assert_non_null(peer);
	assert_int_equal(ebur128_add_frames_float(peer, samples, n), EBUR128_SUCCESS);
	assert_int_equal(ebur128_true_peak(peer, 0, &peak), EBUR128_SUCCESS);
	ebur128_destroy(&peer);
	return amplitude_db(peak);
}

/* A running mean of `width`, to take the treble away. */
static void smooth(float *samples, size_t n, size_t width)
{
	for (size_t i = 0; i + width <= n; i++) {
		float sum = 0;
		for (size_t k = 0; k < width; k++)
			sum += samples[i + k];
		samples[i] = sum / (float)width;
	}
}

/* Up to where music goes. White noise goes to half of the rate, where the peer's filter for fourfold oversampling, half
 * as long as ours, falls off early; that for twofold is as long. */
static void libebur128_reads_the_same(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 44100, 48000, 96000 };
	for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
		for (uint32_t seed = 1; seed <= 4; seed++) {
			float *samples = sound_of(N, 1);
			add_noise(samples, 1, N, 0.5, seed);
			if (rates[r] == 96000)
				assert_near(true_peak_db(samples, N, rates[r]), peer_db(samples, N, rates[r]), 0.15);
			smooth(samples, N, 4);
			assert_near(true_peak_db(samples, N, rates[r]), peer_db(samples, N, rates[r]), 0.1);
			free(samples);
		}
		for (double hz = 100; hz < 18000; hz *= 1.7) {
			float *samples = sound_of(N, 1);
			add_sine(samples, 1, N, 0.7, hz / rates[r], 20);
			fade(samples, N, rates[r]);
			assert_near(true_peak_db(samples, N, rates[r]), peer_db(samples, N, rates[r]), 0.1);
			free(samples);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tones_of_tech_3341),
		cmocka_unit_test(bursts_of_tech_3341),
		cmocka_unit_test(a_sine_reads_its_amplitude),
		cmocka_unit_test(samples_count_too),
		cmocka_unit_test(peaks_are_of_the_snapshot_and_of_the_whole),
		cmocka_unit_test(a_jump_is_not_heard),
		cmocka_unit_test(libebur128_reads_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

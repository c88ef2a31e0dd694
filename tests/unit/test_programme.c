#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "meter.h"
#include "near.h"

static const uint32_t rates[] = { 8000, 44100, 48000, 96000, 192000, 384000 };
enum { N_RATES = sizeof rates / sizeof rates[0] };

/* A meter that has heard this much of a sine. */
static void hear_sine(struct meter *meter, double amplitude, double hz, double degrees, double seconds)
{
	size_t n = (size_t)lround(seconds * meter->format.rate_hz);
	float *samples = sound_of(n, 1);
	add_sine(samples, 1, n, amplitude, hz / meter->format.rate_hz, degrees);
	meter_hear(meter, samples, n);
	free(samples);
}

static void hear_silence(struct meter *meter, double seconds)
{
	hear_sine(meter, 0, 0, 0, seconds);
}

static struct snapshot_meter read_now(struct meter *meter)
{
	meter_read(meter);
	return meter->measures.meters[0];
}

/* --------------------------------------------------------------- steady tones */

/* In mid-audio and where few samples make a period: at an eighth and a quarter of 48 kHz, on and beside the crests. */
static void a_steady_sine_reads_its_amplitude(void **state)
{
	(void)state;
	static const double tones[][2] = { { 100, 0 }, { 997, 0 }, { 1000, 22.5 }, { 2000, 45 }, { 3000, 0 } };
	for (size_t r = 0; r < N_RATES; r++)
		for (size_t t = 0; t < sizeof tones / sizeof tones[0]; t++) {
			struct meter meter;
			meter_open(&meter, &analyzer_programme, rates[r], 1);
			hear_sine(&meter, 0.5, tones[t][0], tones[t][1], 1.5);
			read_now(&meter);
			hear_sine(&meter, 0.5, tones[t][0], tones[t][1], 0.1);
			struct snapshot_meter reading = read_now(&meter);
			assert_near(amplitude_db((double)reading.ppm1), -6.02, 0.2);
			assert_near(amplitude_db((double)reading.ppm2), -6.02, 0.2);
			assert_near(amplitude_db((double)reading.vu), -6.02, 0.15);
			meter_close(&meter);
		}
}

static void a_quarter_of_the_rate_reads_its_amplitude(void **state)
{
	(void)state;
	for (double degrees = 0; degrees <= 45; degrees += 15) {
		struct meter meter;
		meter_open(&meter, &analyzer_programme, 48000, 1);
		hear_sine(&meter, 0.5, 12000, degrees, 1);
		struct snapshot_meter reading = read_now(&meter);
		assert_near(amplitude_db((double)reading.ppm1), -6.02, 0.25);
		assert_near(amplitude_db((double)reading.ppm2), -6.02, 0.25);
		assert_near(amplitude_db((double)reading.vu), -6.02, 0.25);
		meter_close(&meter);
	}
}

/* --------------------------------------------------------------- IEC 60268-10 */

struct burst {
	double ms, type1_db, type1_tolerance_db, type2_db, type2_tolerance_db;
};

/* Readings of 5 kHz bursts relative to the steady tone; a tolerance of 0: the standard says nothing. */
static const struct burst bursts[] = {
	{ 100, 0, 0, 0, 0.5 },
	{ 10, -1, 0.5, -2.5, 0.5 },
	{ 5, -2, 1, -4, 0.75 },
	{ 3, -4, 1, 0, 0 },
	{ 1.5, 0, 0, -9, 1 },
	{ 0.5, 0, 0, -17, 2 },
	{ 0.4, -15, 4, 0, 0 },
};

static void bursts_read_as_the_standard_says(void **state)
{
	(void)state;
	for (size_t r = 0; r < N_RATES; r++) {
		for (size_t b = 0; rates[r] > 8000 && b < sizeof bursts / sizeof bursts[0]; b++) {
			const struct burst *burst = &bursts[b];
			struct meter meter;
			meter_open(&meter, &analyzer_programme, rates[r], 1);
			hear_silence(&meter, 0.1);
			hear_sine(&meter, 0.5, 5000, 0, burst->ms / 1000);
			hear_silence(&meter, 0.1);
			struct snapshot_meter reading = read_now(&meter);
			if (burst->type1_tolerance_db > 0)
				assert_near(amplitude_db((double)reading.ppm1 * 2), burst->type1_db,
					burst->type1_tolerance_db);
			if (burst->type2_tolerance_db > 0)
				assert_near(amplitude_db((double)reading.ppm2 * 2), burst->type2_db,
					burst->type2_tolerance_db);
			meter_close(&meter);
		}
	}
}

/* Type I: 20 dB in 1.7 ± 0.3 s; type II: 24 dB in 2.8 ± 0.3 s. */
static void they_fall_back_as_the_standard_says(void **state)
{
	(void)state;
	for (size_t r = 0; r < N_RATES; r++) {
		struct meter meter;
		double type1_s = 0, type2_s = 0;
		meter_open(&meter, &analyzer_programme, rates[r], 1);
		hear_sine(&meter, 1, 1000, 0, 1);
		struct snapshot_meter steady = read_now(&meter), reading;
		for (double at_s = 0.02; at_s < 3.3; at_s += 0.02) {
			hear_silence(&meter, 0.02);
			reading = read_now(&meter);
			type1_s = reading.ppm1 > steady.ppm1 / 10 ? at_s : type1_s;
			type2_s = amplitude_db((double)(reading.ppm2 / steady.ppm2)) > -24 ? at_s : type2_s;
		}
		assert_near(type1_s, 1.7, 0.05);
		assert_near(type2_s, 2.8, 0.05);
		meter_close(&meter);
	}
}

/* --------------------------------------------------------------- IEC 60268-17 */

/* A tone comes: 99 % within 300 ms ± 10 %, then 1 to 1.5 % above its rest. */
static void the_vu_rises_and_swings_as_the_standard_says(void **state)
{
	(void)state;
	for (size_t r = 0; r < N_RATES; r++) {
		struct meter meter;
		double reached_s = 0, largest = 0, place = 0;
		size_t step = rates[r] / 500, n = rates[r];
		float *samples = sound_of(n, 1);
		add_sine(samples, 1, n, 0.5, 1000.0 / rates[r], 0);
		meter_open(&meter, &analyzer_programme, rates[r], 1);
		for (size_t at = 0; at + step <= n; at += step) {
			meter_measure(&meter, samples + at, step);
			place = (double)meter.measures.meters[0].vu / 0.5;
			reached_s = place < 0.99 && largest < 0.99 ? (double)(at + step) / rates[r] : reached_s;
			largest = place > largest ? place : largest;
		}
		assert_near(reached_s, 0.3, 0.03);
		assert_true(largest >= 1.01 && largest <= 1.015);
		assert_near(place, 1, 0.005);
		free(samples);
		meter_close(&meter);
	}
}

/* --------------------------------------------------------------- the end of the sound */

/* To 0, not to ever smaller numbers; and never below. */
static void silence_comes_to_rest(void **state)
{
	(void)state;
	struct meter meter;
	meter_open(&meter, &analyzer_programme, 8000, 1);
	hear_sine(&meter, 1, 1000, 0, 1);
	for (int i = 0; i < 60; i++) {
		hear_silence(&meter, 0.5);
		struct snapshot_meter reading = read_now(&meter);
		assert_true(reading.ppm1 >= 0 && reading.ppm2 >= 0 && reading.vu >= 0);
	}
	struct snapshot_meter reading = read_now(&meter);
	assert_true(reading.ppm1 == 0 && reading.ppm2 == 0 && reading.vu == 0);
	meter_close(&meter);
}

/* Each channel has its own, in pairs and alone. */
static void channels_do_not_mix(void **state)
{
	(void)state;
	enum { N = 48000 };
	for (uint32_t n_channels = 1; n_channels <= SNAPSHOT_N_SOURCE_CHANNELS; n_channels++) {
		struct meter meter;
		float *frames = sound_of(N, n_channels);
		for (uint32_t c = 0; c < n_channels; c++)
			add_sine(frames + c, n_channels, N, 1.0 / (c + 1), 1000.0 / N, 0);
		meter_open(&meter, &analyzer_programme, N, n_channels);
		meter_measure(&meter, frames, N);
		for (uint32_t c = 0; c < n_channels; c++) {
			const struct snapshot_meter *reading = &meter.measures.meters[c];
			assert_near((double)reading->ppm1 * (c + 1), 1, 0.02);
			assert_near((double)reading->ppm2 * (c + 1), 1, 0.02);
			assert_near((double)reading->vu * (c + 1), 1.0125, 0.005);
		}
		meter_close(&meter);
		free(frames);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_steady_sine_reads_its_amplitude),
		cmocka_unit_test(a_quarter_of_the_rate_reads_its_amplitude),
		cmocka_unit_test(bursts_read_as_the_standard_says),
		cmocka_unit_test(they_fall_back_as_the_standard_says),
		cmocka_unit_test(the_vu_rises_and_swings_as_the_standard_says),
		cmocka_unit_test(silence_comes_to_rest),
		cmocka_unit_test(channels_do_not_mix),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

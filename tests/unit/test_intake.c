#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/intake.h"

enum { FROM_HZ = 44100, TO_HZ = 48000 };
#define PI 3.14159265358979323846
#define TONE_HZ 1000.0

static struct snapshot_counters counters;

struct bench {
	struct flow flow;
	struct intake intake;
	size_t n_given;
	struct stereo_frame got[2 * TO_HZ];
	size_t n_got;
};

static struct bench *open_bench(void)
{
	struct bench *bench = calloc(1, sizeof *bench);
	assert_true(flow_init(&bench->flow, 32768, NULL));
	intake_init(&bench->intake, &bench->flow, &counters);
	return bench;
}

static void close_bench(struct bench *bench)
{
	intake_fini(&bench->intake);
	flow_fini(&bench->flow);
	free(bench);
}

static void collect(struct bench *bench)
{
	bench->n_got += flow_read(&bench->flow, (float *)(bench->got + bench->n_got), NULL, 0, 2 * TO_HZ - bench->n_got);
}

/* A mono sine that goes on over calls and tracks. */
static void give_tone(struct bench *bench, size_t n_frames)
{
	for (size_t end = bench->n_given + n_frames; bench->n_given < end;) {
		float samples[INTAKE_CHUNK_FRAMES];
		size_t n = intake_room(&bench->intake), left = end - bench->n_given;
		assert_true(n > 0 && n <= INTAKE_CHUNK_FRAMES);
		n = n < left ? n : left;
		for (size_t i = 0; i < n; i++)
			samples[i] = (float)(0.5 * sin(2 * PI * TONE_HZ / FROM_HZ * (double)(bench->n_given + i)));
		intake_push(&bench->intake, samples, n);
		bench->n_given += n;
		collect(bench);
	}
}

static void test_the_same_rate_goes_through_untouched(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	const struct intake_plan plan = { .n_channels = 1, .from_hz = FROM_HZ, .to_hz = FROM_HZ };
	assert_true(intake_begin(&bench->intake, &plan, NULL));
	give_tone(bench, 5000);
	assert_int_equal(bench->n_got, 5000);
	for (size_t i = 0; i < 5000; i++) {
		float want = (float)(0.5 * sin(2 * PI * TONE_HZ / FROM_HZ * (double)i));
		assert_true(bench->got[i].left == want && bench->got[i].right == want);
	}
	close_bench(bench);
}

/* Two tracks in a row become one tone, to within what the converter promises (-97 dB of noise), without a gap. */
static void test_tracks_of_another_rate_are_converted_without_a_gap(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	const struct intake_plan plan = { .n_channels = 1, .from_hz = FROM_HZ, .to_hz = TO_HZ };
	assert_true(intake_begin(&bench->intake, &plan, NULL));
	give_tone(bench, FROM_HZ / 2);
	/* The second track's first frame comes out half a second after the first one's. */
	assert_int_equal(flow_written(&bench->flow) + intake_pending(&bench->intake), TO_HZ / 2);
	assert_true(intake_begin(&bench->intake, &plan, NULL));
	give_tone(bench, FROM_HZ / 2);
	intake_end(&bench->intake);
	collect(bench);
	assert_true(labs((long)bench->n_got - TO_HZ) <= 1);
	for (size_t i = 1000; i < TO_HZ - 1000; i++) {
		double want = 0.5 * sin(2 * PI * TONE_HZ / TO_HZ * (double)i);
		assert_true(fabs((double)bench->got[i].left - want) < 1.4e-5);
	}
	close_bench(bench);
}

static void test_extreme_rates_have_room(void **state)
{
	(void)state;
	const uint32_t rates[][2] = { { 1000, 192000 }, { 768000, 8000 }, { 8000, 48000 }, { 384000, 44100 } };
	for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
		struct bench *bench = open_bench();
		const struct intake_plan plan
			= { .n_channels = 1, .from_hz = rates[i][0], .to_hz = rates[i][1], .live = true };
		float samples[INTAKE_CHUNK_FRAMES] = { 0 };
		uint64_t n_given = 0;
		assert_true(intake_begin(&bench->intake, &plan, NULL));
		for (size_t n; (n = intake_room(&bench->intake)) > 0 && n_given < 500000; n_given += n)
			intake_push(&bench->intake, samples, n);
		double want = (double)n_given * rates[i][1] / rates[i][0];
		double got = (double)(flow_written(&bench->flow) + intake_pending(&bench->intake));
		assert_true(fabs(got - want) <= 2); /* nothing was lost for lack of room */
		close_bench(bench);
	}
}

static void test_an_impossible_rate_is_an_error(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	struct err err = { 0 };
	const struct intake_plan plan = { .n_channels = 1, .from_hz = 1000, .to_hz = 768000 };
	assert_false(intake_begin(&bench->intake, &plan, &err));
	assert_non_null(strstr(err.message, "1000 Hz"));
	close_bench(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_same_rate_goes_through_untouched),
		cmocka_unit_test(test_tracks_of_another_rate_are_converted_without_a_gap),
		cmocka_unit_test(test_extreme_rates_have_room),
		cmocka_unit_test(test_an_impossible_rate_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

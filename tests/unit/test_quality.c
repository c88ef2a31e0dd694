#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/clock.h"
#include "control/quality.h"
#include "snapshot/snapshot.h"

/* A reader of 60 redraws a second on a machine that takes its time. */
struct machine {
	struct quality quality;
	int64_t now_ns;
	int64_t redraw_ns;              /* what a redraw takes */
	int64_t stop_every_ns, stop_ns; /* it is not run for so long each so often; 0: it always is */
	uint32_t worst;                 /* the lowest step there was */
	unsigned n_down, n_up;
};

static struct machine machine_of(double redraw_ms)
{
	return (struct machine){ .now_ns = 1000 * NS_PER_S, .redraw_ns = (int64_t)(redraw_ms * 1e6) };
}

static int64_t wake_ns(const struct machine *machine, int64_t due_ns)
{
	const int64_t into_ns = machine->stop_every_ns ? due_ns % machine->stop_every_ns : INT64_MAX;
	return into_ns < machine->stop_ns ? due_ns + machine->stop_ns - into_ns : due_ns;
}

static void redraw_for(struct machine *machine, double seconds)
{
	const int64_t end_ns = machine->now_ns + (int64_t)(seconds * 1e9);
	while (machine->now_ns < end_ns) {
		const uint32_t before = machine->quality.step;
		const int rate = quality_redraws_per_s(before, 60);
		const int64_t due_ns = clock_next_beat_ns(machine->now_ns, (uint32_t)rate);
		machine->now_ns = wake_ns(machine, due_ns) + machine->redraw_ns;
		const double load = (double)(machine->now_ns - due_ns) * rate / 1e9;
		const bool changed = quality_turn(&machine->quality, load, machine->now_ns);
		assert_int_equal(changed, machine->quality.step != before);
		machine->n_down += machine->quality.step > before;
		machine->n_up += machine->quality.step < before;
		if (machine->quality.step > machine->worst)
			machine->worst = machine->quality.step;
	}
}

static void who_keeps_up_stays(void **state)
{
	(void)state;
	struct machine quick = machine_of(0.2), busy = machine_of(12);
	redraw_for(&quick, 600);
	redraw_for(&busy, 600);
	assert_int_equal(quick.worst, RUN_QUALITY_FULL);
	assert_int_equal(busy.worst, RUN_QUALITY_FULL);
}

/* One in ten. */
static void a_few_late_ones_are_borne(void **state)
{
	(void)state;
	struct machine machine = machine_of(1);
	machine.stop_every_ns = NS_PER_S / 6;
	machine.stop_ns = 20 * NS_PER_MS;
	redraw_for(&machine, 60);
	assert_int_equal(machine.worst, RUN_QUALITY_FULL);
}

static void it_goes_down_as_far_as_needed_at_once(void **state)
{
	(void)state;
	static const struct {
		double redraw_ms;
		uint32_t step;
		double within_s;
	} cases[] = {
		{ 25, RUN_QUALITY_HALF_RATE, 1.5 },
		{ 50, RUN_QUALITY_QUARTER_RATE, 2.5 },
		{ 90, RUN_QUALITY_EIGHTH_RATE, 4 },
		{ 400, RUN_QUALITY_FEWER_METERS, 15 },
		{ 3000, RUN_QUALITY_FEWER_METERS, 100 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct machine machine = machine_of(cases[i].redraw_ms);
		redraw_for(&machine, cases[i].within_s);
		assert_int_equal(machine.quality.step, cases[i].step);
		redraw_for(&machine, 100);
		assert_int_equal(machine.quality.step, cases[i].step);
		assert_int_equal(machine.n_up, 0);
	}
}

/* A share of a processor that is used up at once: most redraws are in time, and most are missed. */
static void what_is_missed_counts(void **state)
{
	(void)state;
	struct machine machine = machine_of(1);
	machine.stop_every_ns = 300 * NS_PER_MS;
	machine.stop_ns = 240 * NS_PER_MS;
	redraw_for(&machine, 2);
	assert_true(machine.quality.step > RUN_QUALITY_FULL);
}

static void a_stop_or_a_sleep_is_no_slowness(void **state)
{
	(void)state;
	static const double stops_s[] = { 0.5, 5, 3600 };
	for (size_t i = 0; i < sizeof stops_s / sizeof stops_s[0]; i++) {
		struct machine machine = machine_of(1);
		for (int n = 0; n < 10; n++) {
			redraw_for(&machine, 10);
			quality_turn(&machine.quality, stops_s[i] * 60, machine.now_ns += (int64_t)(stops_s[i] * 1e9));
		}
		assert_int_equal(machine.worst, RUN_QUALITY_FULL);
	}
}

static void it_comes_back_slowly_when_there_is_room(void **state)
{
	(void)state;
	struct machine machine = machine_of(400);
	redraw_for(&machine, 30);
	assert_int_equal(machine.quality.step, RUN_QUALITY_FEWER_METERS);
	machine.redraw_ns = NS_PER_MS;
	redraw_for(&machine, 4);
	assert_int_equal(machine.quality.step, RUN_QUALITY_FEWER_METERS);
	redraw_for(&machine, 4);
	assert_int_equal(machine.quality.step, RUN_QUALITY_COARSE);
	redraw_for(&machine, 30);
	assert_int_equal(machine.quality.step, RUN_QUALITY_FULL);
	assert_int_equal(machine.n_up, RUN_QUALITY_FEWER_METERS);
}

/* A quarter of the rate leaves room enough to try a half, which does not hold: it is tried more and more seldom. */
static void it_does_not_flap(void **state)
{
	(void)state;
	struct machine machine = machine_of(1);
	for (int n = 0; n < 3600; n++) {
		machine.stop_every_ns = machine.quality.step < RUN_QUALITY_QUARTER_RATE ? NS_PER_S / 8 : 0;
		machine.stop_ns = 60 * NS_PER_MS;
		redraw_for(&machine, 1);
	}
	assert_true(machine.n_up > 3 && machine.n_up < 30);
	/* Once it holds, the rest follows soon. */
	machine.stop_every_ns = 0;
	redraw_for(&machine, 160 + 20);
	assert_int_equal(machine.quality.step, RUN_QUALITY_FULL);
}

static void a_step_leaves_out_what_it_says(void **state)
{
	(void)state;
	static const int rates[][2 + RUN_QUALITY_COARSE] = {
		{ 240, 120, 60, 30, 30 },
		{ 60, 30, 15, 10, 10 },
		{ 15, 10, 10, 10, 10 },
		{ 10, 10, 10, 10, 10 },
		{ 3, 3, 3, 3, 3 },
	};
	static const uint32_t adds_up = SNAPSHOT_BIT(SNAPSHOT_LEVELS) | SNAPSHOT_BIT(SNAPSHOT_TRUE_PEAK)
		| SNAPSHOT_BIT(SNAPSHOT_LOUDNESS) | SNAPSHOT_BIT(SNAPSHOT_STEREO);
	for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
		for (uint32_t step = 0; step <= RUN_QUALITY_COARSE; step++)
			assert_int_equal(quality_redraws_per_s(step, rates[i][0]), rates[i][step]);
	for (uint32_t step = 0; step < N_RUN_QUALITIES; step++) {
		assert_int_equal(quality_is_coarse(step), step >= RUN_QUALITY_COARSE);
		assert_int_equal(quality_measures(step, adds_up), adds_up);
	}
	assert_int_equal(quality_measures(RUN_QUALITY_COARSE, SNAPSHOT_ALL_MEASURES), SNAPSHOT_ALL_MEASURES);
	assert_int_equal(quality_measures(RUN_QUALITY_FEWER_METERS, SNAPSHOT_ALL_MEASURES), adds_up);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_keeps_up_stays),
		cmocka_unit_test(a_few_late_ones_are_borne),
		cmocka_unit_test(it_goes_down_as_far_as_needed_at_once),
		cmocka_unit_test(what_is_missed_counts),
		cmocka_unit_test(a_stop_or_a_sleep_is_no_slowness),
		cmocka_unit_test(it_comes_back_slowly_when_there_is_room),
		cmocka_unit_test(it_does_not_flap),
		cmocka_unit_test(a_step_leaves_out_what_it_says),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "meter.h"
#include "near.h"

enum { RATE = 48000, N = RATE };

/* The readings of 1 s of noise: `common` to both, in the right one by a gain, and each one's own. */
static struct snapshot_stereo read_noise(double common, double left, double right, double right_gain)
{
	struct meter meter;
	float *frames = sound_of(N, 2);
	add_noise(frames, 2, N, common, 1);
	add_noise(frames, 2, N, left, 22);
	add_noise(frames + 1, 2, N, common * right_gain, 1);
	add_noise(frames + 1, 2, N, right, 333);
	meter_open(&meter, &analyzer_stereo, RATE, 2);
	meter_measure(&meter, frames, N);
	meter_close(&meter);
	free(frames);
	return meter.measures.stereo;
}

static void equal_is_1_inverted_is_minus_1_unrelated_is_0(void **state)
{
	(void)state;
	assert_near((double)read_noise(0.5, 0, 0, 1).correlation, 1, 1e-6);
	assert_near((double)read_noise(0.5, 0, 0, -0.1).correlation, -1, 1e-6);
	assert_near((double)read_noise(0, 0.5, 0.5, 1).correlation, 0, 0.02);
	/* half of the power in common */
	assert_near((double)read_noise(0.5, 0.5, 0.5, 1).correlation, 0.5, 0.02);
	assert_near((double)read_noise(0.5, 0, 0, 1).whole_correlation, 1, 1e-6);
	assert_near((double)read_noise(0.5, 0, 0, -1).whole_correlation, -1, 1e-6);
	assert_near((double)read_noise(0, 0.5, 0.5, 1).whole_correlation, 0, 0.02);
}

static void a_circle_is_0(void **state)
{
	(void)state;
	struct meter meter;
	float *frames = sound_of(N, 2);
	add_sine(frames, 2, N, 0.25, 500.0 / RATE, 0);
	add_sine(frames + 1, 2, N, 0.25, 500.0 / RATE, 90);
	meter_open(&meter, &analyzer_stereo, RATE, 2);
	meter_measure(&meter, frames, N);
	assert_near((double)meter.measures.stereo.correlation, 0, 1e-3);
	assert_near((double)meter.measures.stereo.balance_db, 0, 1e-3);
	meter_close(&meter);
	free(frames);
}

static void balance_is_right_less_left(void **state)
{
	(void)state;
	assert_near((double)read_noise(0.5, 0, 0, 0.5).balance_db, -6.0206, 1e-3);
	assert_near((double)read_noise(0.5, 0, 0, 10).balance_db, 20, 1e-3);
	assert_near((double)read_noise(0.5, 0, 0, 10).whole_balance_db, 20, 1e-3);
}

static void silence_has_no_correlation(void **state)
{
	(void)state;
	struct snapshot_stereo left = read_noise(0, 0.5, 0, 1), right = read_noise(0, 0, 1e4, 1);
	assert_true(left.correlation == 0 && left.whole_correlation == 0);
	assert_true(left.balance_db < -90 && left.balance_db >= -200);
	assert_true(right.correlation == 0 && right.whole_correlation == 0);
	assert_near((double)right.balance_db, 200, 0);
	struct snapshot_stereo none = read_noise(0, 0, 0, 1);
	assert_true(none.correlation == 0 && none.balance_db == 0 && none.whole_balance_db == 0);
}

static void of_many_channels_the_first_two_count_and_of_one_none(void **state)
{
	(void)state;
	struct meter meter;
	float *frames = sound_of(N, 6);
	add_noise(frames, 6, N, 0.5, 1);
	add_noise(frames + 1, 6, N, 0.5, 1);
	add_noise(frames + 2, 6, N, 0.5, 7);
	meter_open(&meter, &analyzer_stereo, RATE, 6);
	meter_measure(&meter, frames, N);
	assert_near((double)meter.measures.stereo.correlation, 1, 1e-6);
	meter_close(&meter);
	meter_open(&meter, &analyzer_stereo, RATE, 1);
	meter_measure(&meter, frames, N);
	assert_true(meter.measures.stereo.correlation == 0 && meter.measures.stereo.balance_db == 0);
	meter_close(&meter);
	free(frames);
}

static void the_window_moves_on_and_the_whole_stays(void **state)
{
	(void)state;
	struct meter meter;
	float *equal = sound_of(N, 2), *inverted = sound_of(N, 2);
	for (int c = 0; c < 2; c++) {
		add_noise(equal + c, 2, N, 0.5, 1);
		add_noise(inverted + c, 2, N, c ? -0.5 : 0.5, 1);
	}
	meter_open(&meter, &analyzer_stereo, RATE, 2);
	meter_measure(&meter, equal, N);
	meter_measure(&meter, inverted, N * 31 / 100);
	assert_near((double)meter.measures.stereo.correlation, -1, 1e-6);
	assert_near((double)meter.measures.stereo.whole_correlation, 0.69 / 1.31, 0.02);
	meter.ops->jump(meter.state);
	meter_measure(&meter, equal, 256);
	assert_near((double)meter.measures.stereo.correlation, 1, 1e-6);
	assert_near((double)meter.measures.stereo.whole_correlation, 0.69 / 1.31, 0.02);
	meter_close(&meter);
	free(equal);
	free(inverted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_is_1_inverted_is_minus_1_unrelated_is_0),
		cmocka_unit_test(a_circle_is_0),
		cmocka_unit_test(balance_is_right_less_left),
		cmocka_unit_test(silence_has_no_correlation),
		cmocka_unit_test(of_many_channels_the_first_two_count_and_of_one_none),
		cmocka_unit_test(the_window_moves_on_and_the_whole_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

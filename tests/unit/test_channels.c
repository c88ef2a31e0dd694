/* The channels of a source stay with its sound through the intake, at any rate, and through a flow. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "told_frames.h"

/* --------------------------------------------------------------- the flow alone */

/* More goes through than the rings hold, by blocks that fit neither them nor the tracks. */
static void tracks_of_other_channels_follow_one_another(void **state)
{
	(void)state;
	struct flow flow;
	struct told_writer writer;
	struct told_reader reader = { 0 };
	told_open(&writer, &flow);
	for (unsigned track = 0; track < 60; track++) {
		told_begin(&writer, told_counts[track % TOLD_N_COUNTS], TOLD_RATE);
		assert_true(told_mark(&writer, false));
		for (size_t left = 1500 + 37 * track; left > 0; left -= told_put(&writer, left < 700 ? left : 700)) {
			told_read(&reader, &flow, 255);
			told_drop(&reader, &flow, 100 + track);
			told_read(&reader, &flow, 200);
		}
	}
	while (flow_readable(&flow))
		told_read(&reader, &flow, TOLD_BLOCK_FRAMES);
	assert_int_equal(reader.next, writer.next);
	told_close(&writer);
}

/* From every kind of track to every other, near or far behind the reader, with a track between that is void as well. */
static void a_jump_voids_both(void **state)
{
	(void)state;
	struct flow flow;
	struct told_writer writer;
	struct told_reader reader = { 0 };
	told_open(&writer, &flow);
	for (unsigned i = 0; i < TOLD_N_COUNTS * TOLD_N_COUNTS; i++) {
		writer.next = 1000 * i;
		told_begin(&writer, told_counts[i / TOLD_N_COUNTS], TOLD_RATE);
		assert_true(told_mark(&writer, true));
		told_put(&writer, 300);
		told_read(&reader, &flow, 10 * i % 300);
		told_begin(&writer, told_counts[(i + 1) % TOLD_N_COUNTS], TOLD_RATE);
		assert_true(told_mark(&writer, false));
		told_put(&writer, 200);
		writer.next += 77;
		told_begin(&writer, told_counts[i % TOLD_N_COUNTS], TOLD_RATE);
		assert_true(told_mark(&writer, true));
		told_put(&writer, 300);
		told_read(&reader, &flow, 10 * i % 150);
	}
	assert_int_equal(reader.n_jumps, 2 * TOLD_N_COUNTS * TOLD_N_COUNTS);
	told_close(&writer);
}

static void one_and_two_channels_use_no_room_beside(void **state)
{
	(void)state;
	struct flow flow;
	struct told_writer writer;
	told_open(&writer, &flow);
	for (uint32_t n_channels = 1; n_channels <= 2; n_channels++) {
		told_begin(&writer, n_channels, TOLD_RATE);
		assert_true(told_mark(&writer, false));
		told_put(&writer, 1000);
	}
	assert_int_equal(ring_written(&flow.wide), 0);
	told_close(&writer);
}

/* A mark that found no room: its frames' channels are lost, not the others'. */
static void channels_that_are_missing_are_silent(void **state)
{
	(void)state;
	struct flow flow;
	struct told_writer writer;
	struct told_reader reader = { .n_channels = 6 };
	float stereo[2], wide[6] = { NAN, NAN, NAN, NAN, NAN, NAN };
	told_open(&writer, &flow);
	told_begin(&writer, 2, TOLD_RATE);
	told_put(&writer, 1);
	assert_int_equal(flow_read(&flow, stereo, wide, 6, 1), 1);
	for (int c = 0; c < 6; c++)
		assert_true(wide[c] == 0);
	told_begin(&writer, 8, TOLD_RATE);
	told_put(&writer, 100);
	told_drop(&reader, &flow, 100);
	told_begin(&writer, 6, TOLD_RATE);
	assert_true(told_mark(&writer, true));
	told_put(&writer, 100);
	told_read(&reader, &flow, 100);
	assert_int_equal(reader.n_wide, 100);
	told_close(&writer);
}

static void what_is_no_sample_is_silent_in_its_channel(void **state)
{
	(void)state;
	struct flow flow;
	struct told_writer writer;
	float stereo[2], wide[6], samples[] = { 0.5f, NAN, 0.25f, INFINITY, 1e9f, 0.125f };
	const float expected[] = { 0.5f, 0, 0.25f, 0, 0, 0.125f };
	told_open(&writer, &flow);
	told_begin(&writer, 6, TOLD_RATE);
	assert_int_equal(intake_push(&writer.intake, samples, 1), 3);
	assert_int_equal(flow_read(&flow, stereo, wide, 6, 1), 1);
	assert_memory_equal(wide, expected, sizeof expected);
	told_close(&writer);
}

/* --------------------------------------------------------------- another rate */

enum { FROM_HZ = 44100, TRACK_FRAMES = 1470, TRACK_OUT = 1600 };

/* The front channels have something of their own, the others nothing: what is heard is just these. */
static void put_front(struct told_writer *writer, size_t n_frames)
{
	for (size_t left = n_frames, n; left > 0; left -= n) {
		float samples[8 * INTAKE_CHUNK_FRAMES] = { 0 };
		n = intake_room(&writer->intake);
		assert_true(n > 0);
		n = n < left ? n : left;
		for (size_t i = 0; i < n; i++, writer->next++)
			for (uint32_t c = 0; c < 2 && c < writer->n_channels; c++)
				samples[writer->n_channels * i + c]
					= (float)(0.5 * sin(0.1 * (c + 1) * (double)writer->next));
		intake_push(&writer->intake, samples, n);
		intake_look_at_fill(&writer->intake);
	}
}

/* Reads what there is: left and right are the first two channels to the last bit, however many went through. */
static void read_front(struct flow *flow, uint32_t *n_channels, size_t *n_read)
{
	static float stereo[2 * TOLD_FLOW_FRAMES], wide[TOLD_FLOW_FRAMES * FLOW_MAX_WIDE];
	struct mark mark;
	size_t n;
	do {
		while (flow_next_mark(flow, &mark, &n)) {
			*n_channels = mark.track.info.n_channels;
			assert_int_equal(ring_position(&flow->wide), mark.wide_at);
		}
		uint32_t n_wide = flow_n_wide(*n_channels);
		flow_read(flow, stereo, wide, n_wide, n);
		for (size_t i = 0; n_wide && i < n; i++)
			assert_memory_equal(stereo + 2 * i, wide + n_wide * i, 2 * sizeof *stereo);
		*n_read += n;
	} while (n > 0);
}

/* Where channels differ, and where they do not and the converter holds some of the last track back. Returns how many
 * frames came of each track. */
static double convert_tracks(bool live)
{
	static const uint32_t counts[] = { 2, 2, 6, 6, 6, 1, 3, 8, 8, 7, 5, 2, 4, 4 };
	enum { N = sizeof counts / sizeof *counts };
	struct flow flow;
	struct told_writer writer;
	uint32_t n_channels = 0;
	size_t n_read = 0;
	told_open(&writer, &flow);
	writer.live = live;
	for (size_t i = 0; i < N; i++) {
		told_begin(&writer, counts[i], FROM_HZ);
		assert_true(told_mark(&writer, false));
		put_front(&writer, TRACK_FRAMES);
		read_front(&flow, &n_channels, &n_read);
	}
	intake_end(&writer.intake);
	read_front(&flow, &n_channels, &n_read);
	assert_int_equal(ring_readable(&flow.wide), 0);
	told_close(&writer);
	return (double)n_read / N;
}

static void converted_channels_stay_in_step(void **state)
{
	(void)state;
	assert_true(fabs(convert_tracks(false) - TRACK_OUT) <= 1); /* half a frame at each end of a conversion */
	assert_true(fabs(convert_tracks(true) - TRACK_OUT) <= 0.02 * TRACK_OUT); /* steered */
}

/* A channel that is another one 10 ms later is just that afterwards, to within what the converter promises (-97 dB). */
static void conversion_keeps_channels_in_time(void **state)
{
	(void)state;
	enum { N_CHANNELS = 4, DELAY = FROM_HZ / 100, DELAY_OUT = TOLD_RATE / 100, SETTLED = 2 * DELAY_OUT };
	static float stereo[2 * TOLD_FLOW_FRAMES], wide[N_CHANNELS * TOLD_FLOW_FRAMES];
	struct flow flow;
	struct told_writer writer;
	told_open(&writer, &flow);
	told_begin(&writer, N_CHANNELS, FROM_HZ);
	for (size_t i = 0, n; i < FROM_HZ / 10; i += n) {
		float samples[N_CHANNELS * INTAKE_CHUNK_FRAMES] = { 0 };
		n = intake_room(&writer.intake);
		for (size_t k = 0; k < n; k++) {
			samples[N_CHANNELS * k] = (float)(0.5 * sin(0.1 * (double)(i + k)));
			samples[N_CHANNELS * k + 3] = (float)(0.5 * sin(0.1 * ((double)(i + k) - DELAY)));
		}
		intake_push(&writer.intake, samples, n);
	}
	size_t n = flow_read(&flow, stereo, wide, N_CHANNELS, TOLD_FLOW_FRAMES);
	assert_true(n > 2 * SETTLED);
	for (size_t i = SETTLED; i < n; i++)
		assert_true(fabsf(wide[N_CHANNELS * i + 3] - wide[N_CHANNELS * (i - DELAY_OUT)]) < 1.4e-5f);
	told_close(&writer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tracks_of_other_channels_follow_one_another),
		cmocka_unit_test(a_jump_voids_both),
		cmocka_unit_test(one_and_two_channels_use_no_room_beside),
		cmocka_unit_test(channels_that_are_missing_are_silent),
		cmocka_unit_test(what_is_no_sample_is_silent_in_its_channel),
		cmocka_unit_test(converted_channels_stay_in_step),
		cmocka_unit_test(conversion_keeps_channels_in_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

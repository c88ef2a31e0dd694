/* Outlines of whole files: what is made of sound, and what readers believe of what they find in shared memory. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/sketch.h"
#include "snapshot/run_state.h"

static struct outlines outlines;
static struct outline in, out;
static struct sketch sketch;

static int renew(void **state)
{
	(void)state;
	memset(&outlines, 0, sizeof outlines);
	outlines_init(&outlines);
	in = (struct outline){
		.queue_id = 7, .phase = OUTLINE_GROWING, .n_parts = 100, .n_done = 40, .n_frames = 1000
	};
	for (uint32_t p = 0; p < in.n_parts; p++)
		in.parts[p][0] = in.parts[p][1] = (struct outline_side){ (int16_t)-p, (int16_t)p, (uint16_t)p };
	return 0;
}

/* --------------------------------------------------------------- shared memory */

static void what_is_published_can_be_read(void **state)
{
	(void)state;
	assert_true(outlines_check(&outlines, sizeof outlines, NULL));
	assert_false(outlines_read(&outlines, 7, &out));
	const uint32_t before = outlines_n_changes(&outlines);
	outlines_publish(&outlines, &in);
	assert_int_not_equal(outlines_n_changes(&outlines), before);
	assert_true(outlines_read(&outlines, 7, &out));
	assert_memory_equal(&in, &out, sizeof in);
	assert_false(outlines_read(&outlines, 0, &out));
}

static void one_that_grows_stays_in_its_place_and_the_oldest_goes(void **state)
{
	(void)state;
	for (uint32_t id = 0; id <= OUTLINE_TRACKS; id++)
		for (in.n_done = 0; in.n_done < 3; in.n_done++) {
			in.queue_id = id;
			outlines_publish(&outlines, &in);
		}
	assert_false(outlines_read(&outlines, 0, &out));
	for (uint32_t id = 1; id <= OUTLINE_TRACKS; id++) {
		assert_true(outlines_read(&outlines, id, &out));
		assert_int_equal(out.n_done, 2);
	}
}

/* Its writer died in the middle: the next one heals the lock. */
static void one_that_is_half_written_is_not_read(void **state)
{
	(void)state;
	outlines_publish(&outlines, &in);
	outlines.slots[0].sequence++;
	assert_false(outlines_read(&outlines, 7, &out));
	outlines_publish(&outlines, &in);
	assert_true(outlines_read(&outlines, 7, &out));
}

static void nonsense_is_not_believed(void **state)
{
	(void)state;
	struct outline *held = &outlines.slots[0].outline;
	outlines_publish(&outlines, &in);
#define REFUSED(change)                                                                                                \
	do {                                                                                                           \
		*held = in;                                                                                            \
		change;                                                                                                \
		assert_false(outlines_read(&outlines, 7, &out));                                                       \
	} while (0)
	REFUSED(held->phase = OUTLINE_NONE);
	REFUSED(held->phase = OUTLINE_FAILED + 1);
	REFUSED(held->n_parts = 0);
	REFUSED(held->n_parts = OUTLINE_PARTS + 1);
	REFUSED(held->n_done = held->n_parts + 1);
	REFUSED(held->n_frames = 0);
	REFUSED(held->n_frames = -5);
	REFUSED(held->n_frames = RUN_MAX_FRAMES + 1);
	REFUSED(held->parts[39][1].rms = OUTLINE_FULL_SCALE + 1);
	REFUSED(held->parts[0][0].low = 1);
	*held = in;
	held->parts[40][1].rms = UINT16_MAX; /* nobody looks there yet */
	assert_true(outlines_read(&outlines, 7, &out));
	outlines.version++;
	assert_false(outlines_check(&outlines, sizeof outlines, NULL));
}

/* --------------------------------------------------------------- sketches */

/* A sine on the left and its half on the right, in blocks of odd sizes. */
static void draw_sine(int64_t n_announced, size_t n_frames)
{
	static const size_t blocks[] = { 1, 4096, 77, 1000 };
	float *frames = calloc(SKETCH_MOST_FRAMES, 2 * sizeof *frames);
	assert_non_null(frames);
	sketch_init(&sketch, 3, n_announced, 2);
	for (size_t at = 0, b = 0, n; at < n_frames; at += n, b++) {
		n = blocks[b % 4] < n_frames - at ? blocks[b % 4] : n_frames - at;
		for (size_t i = 0; i < n; i++)
			frames[2 * i + 1] = 0.5f * (frames[2 * i] = 0.8f * sinf((float)((at + i) % 32) * 0.19634954f));
		sketch_process(&sketch, frames, n);
	}
	free(frames);
}

static void near(double value, double expected)
{
	assert_true(fabs(value / OUTLINE_FULL_SCALE - expected) < 0.01);
}

static void a_sine_reaches_as_far_as_it_does(void **state)
{
	(void)state;
	draw_sine(204800, 204800);
	const struct outline *outline = &sketch.outline;
	assert_int_equal(outline->n_parts, OUTLINE_PARTS);
	assert_int_equal(outline->n_done, OUTLINE_PARTS);
	for (uint32_t p = 0; p < OUTLINE_PARTS; p++)
		for (int s = 0; s < OUTLINE_SIDES; s++) {
			const double amplitude = s ? 0.4 : 0.8;
			near(outline->parts[p][s].high, amplitude);
			near(outline->parts[p][s].low, -amplitude);
			assert_true(fabs(outline->parts[p][s].rms - amplitude / sqrt(2) * OUTLINE_FULL_SCALE) < 900);
		}
	sketch_finish(&sketch);
	assert_int_equal(outline->phase, OUTLINE_COMPLETE);
}

static void what_ends_early_ends_in_silence(void **state)
{
	(void)state;
	draw_sine(100000, 50010);
	assert_int_equal(sketch.outline.n_done, 1024);
	sketch_finish(&sketch);
	assert_int_equal(sketch.outline.n_done, OUTLINE_PARTS);
	near(sketch.outline.parts[1023][0].high, 0.8);
	assert_int_equal(sketch.outline.parts[1026][0].high, 0);
}

static void what_goes_on_longer_is_passed_over(void **state)
{
	(void)state;
	draw_sine(5000, 9000);
	assert_int_equal(sketch.outline.n_done, OUTLINE_PARTS);
	assert_int_equal(sketch.n_frames, 5000);
}

static void of_few_frames_each_is_a_part(void **state)
{
	(void)state;
	draw_sine(32, 32);
	assert_int_equal(sketch.outline.n_parts, 32);
	near(sketch.outline.parts[8][0].low, 0.8);
	near(sketch.outline.parts[8][0].rms, 0.8);
}

static void what_is_beyond_full_scale_is_cut(void **state)
{
	(void)state;
	float frames[] = { 3, -3, NAN, INFINITY };
	sketch_init(&sketch, 0, 4, 1);
	sketch_process(&sketch, frames, 4);
	assert_int_equal(sketch.outline.parts[0][0].high, OUTLINE_FULL_SCALE);
	assert_int_equal(sketch.outline.parts[0][1].rms, OUTLINE_FULL_SCALE);
	assert_int_equal(sketch.outline.parts[1][0].low, -OUTLINE_FULL_SCALE);
	assert_int_equal(sketch.outline.parts[2][0].high, 0);
}

/* The longest file there may be: no sum of parts overflows. */
static void parts_lie_where_they_should(void **state)
{
	(void)state;
	in.n_parts = OUTLINE_PARTS;
	for (in.n_frames = 1; in.n_frames <= RUN_MAX_FRAMES; in.n_frames = in.n_frames * 3 + 1) {
		int64_t before = -1;
		for (uint32_t p = 0; in.n_frames >= OUTLINE_PARTS && p <= OUTLINE_PARTS; p++) {
			assert_true(outline_part_frame(&in, p) > before);
			before = outline_part_frame(&in, p);
		}
		assert_int_equal(outline_part_frame(&in, OUTLINE_PARTS), in.n_frames);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_is_published_can_be_read, renew),
		cmocka_unit_test_setup(one_that_grows_stays_in_its_place_and_the_oldest_goes, renew),
		cmocka_unit_test_setup(one_that_is_half_written_is_not_read, renew),
		cmocka_unit_test_setup(nonsense_is_not_believed, renew),
		cmocka_unit_test(a_sine_reaches_as_far_as_it_does),
		cmocka_unit_test(what_ends_early_ends_in_silence),
		cmocka_unit_test(what_goes_on_longer_is_passed_over),
		cmocka_unit_test(of_few_frames_each_is_a_part),
		cmocka_unit_test(what_is_beyond_full_scale_is_cut),
		cmocka_unit_test_setup(parts_lie_where_they_should, renew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

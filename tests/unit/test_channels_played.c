/* The channels of a source stay with its sound through the player and its tap, whatever happens meanwhile. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "engine/player.h"
#include "told_frames.h"

struct bench {
	struct flow flow;
	struct told_writer writer;
	struct player player;
	struct told_reader reader;
	_Atomic bool over;
};

static struct bench *open_bench(void)
{
	struct bench *bench = calloc(1, sizeof *bench);
	told_open(&bench->writer, &bench->flow);
	assert_true(player_init(&bench->player, &bench->flow, &bench->writer.counters, NULL));
	bench->player.rate_hz = TOLD_RATE;
	player_start(&bench->player, 0, TOLD_RATE, true);
	return bench;
}

static void close_bench(struct bench *bench)
{
	player_fini(&bench->player);
	told_close(&bench->writer);
	free(bench);
}

static void play(struct bench *bench, size_t n_periods)
{
	float out[2 * TOLD_BLOCK_FRAMES];
	for (; n_periods > 0; n_periods--) {
		bench->player.counted_ns = 0; /* as if time had gone by as it should */
		player_process(&bench->player, out, TOLD_BLOCK_FRAMES, 0, false);
	}
}

static void empty_tap(struct bench *bench)
{
	while (told_marks(&bench->reader, &bench->player.tap) > 0)
		told_read(&bench->reader, &bench->player.tap, TOLD_BLOCK_FRAMES);
}

/* The reader of the tap becomes that of the flow for a while, as where a device comes and goes. */
static void the_reader_changes(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	for (unsigned i = 0; i < 5 * TOLD_N_COUNTS; i++) {
		told_begin(&bench->writer, told_counts[i % TOLD_N_COUNTS], TOLD_RATE);
		assert_true(told_mark(&bench->writer, false));
		for (size_t left = 3000; left > 0; left -= told_put(&bench->writer, left))
			;
		bench->flow.reserve_frames = 0;
		play(bench, i % 7);
		empty_tap(bench);
		assert_true(player_stop(&bench->player));
		told_read(&bench->reader, &bench->flow, 100);
		told_drop(&bench->reader, &bench->flow, 200);
		player_start(&bench->player, bench->reader.n_channels, TOLD_RATE, false);
		play(bench, i % 5);
		empty_tap(bench);
		while (flow_readable(&bench->flow) > 4000) {
			play(bench, 1);
			empty_tap(bench);
		}
	}
	close_bench(bench);
}

/* Fading out what a jump leaves, the player comes to a track of other channels. */
static void a_fade_reaches_another_track(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TOLD_N_COUNTS * TOLD_N_COUNTS; i++) {
		struct bench *bench = open_bench();
		bench->reader.stays = true;
		told_begin(&bench->writer, told_counts[i % TOLD_N_COUNTS], TOLD_RATE);
		assert_true(told_mark(&bench->writer, true));
		told_put(&bench->writer, TOLD_BLOCK_FRAMES + i % 3 * 50);
		bench->flow.reserve_frames = 0;
		play(bench, 1);
		empty_tap(bench);
		told_begin(&bench->writer, told_counts[i / TOLD_N_COUNTS], TOLD_RATE);
		assert_true(told_mark(&bench->writer, false));
		told_put(&bench->writer, 60);
		told_begin(&bench->writer, told_counts[(i + 1) % TOLD_N_COUNTS], TOLD_RATE);
		assert_true(told_mark(&bench->writer, false));
		told_put(&bench->writer, 500);
		bench->writer.next += 12345;
		assert_true(told_mark(&bench->writer, true));
		told_put(&bench->writer, 500);
		bench->flow.reserve_frames = 0;
		play(bench, 3);
		empty_tap(bench);
		assert_int_equal(bench->reader.n_jumps, 2);
		assert_true(bench->reader.next == bench->writer.next);
		close_bench(bench);
	}
}

/* What finds no room in the tap is lost with its channels; what comes later is whole. */
static void a_full_tap_loses_both(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	told_begin(&bench->writer, 6, TOLD_RATE);
	assert_true(told_mark(&bench->writer, false));
	while (flow_room(&bench->player.tap) > 0) {
		told_put(&bench->writer, 1000);
		play(bench, 4);
	}
	play(bench, 4);
	empty_tap(bench);
	assert_true(told_mark(&bench->writer, true));
	told_put(&bench->writer, 1000);
	bench->flow.reserve_frames = 0;
	play(bench, 8);
	empty_tap(bench);
	assert_true(bench->reader.next == bench->writer.next);
	close_bench(bench);
}

/* --------------------------------------------------------------- its threads */

enum { RACE_FRAMES = 300000 };

/* Tracks of all kinds; every fifth begins with a jump. */
static void *write_tracks(void *context)
{
	struct bench *bench = context;
	for (unsigned track = 0; bench->writer.next < RACE_FRAMES; track++) {
		if (track % 5 == 4)
			bench->writer.next += 1000;
		told_begin(&bench->writer, told_counts[track % TOLD_N_COUNTS], TOLD_RATE);
		bench->flow.reserve_frames = 0;
		while (!told_mark(&bench->writer, track % 5 == 4))
			sched_yield();
		for (size_t left = 500 + 7 * (track % 100), n; left > 0; left -= n)
			if ((n = told_put(&bench->writer, left < 300 ? left : 300)) == 0)
				sched_yield();
	}
	bench->over = true;
	return NULL;
}

static void *call_back(void *context)
{
	struct bench *bench = context;
	while (!bench->over || flow_readable(&bench->flow)) {
		/* What the tap has no room for is dropped: let its reader keep up, as a device's pace does. */
		if (flow_room(&bench->player.tap) >= TOLD_BLOCK_FRAMES)
			play(bench, 1);
		else
			sched_yield();
	}
	return NULL;
}

static void threads_keep_them_together(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	pthread_t writer, caller;
	assert_int_equal(pthread_create(&writer, NULL, write_tracks, bench), 0);
	assert_int_equal(pthread_create(&caller, NULL, call_back, bench), 0);
	for (unsigned turn = 0; !bench->over || flow_readable(&bench->flow); turn++) {
		told_read(&bench->reader, &bench->player.tap, TOLD_BLOCK_FRAMES);
		if (turn % 64 == 0) {
			while (!player_stop(&bench->player))
				sched_yield();
			empty_tap(bench);
			told_read(&bench->reader, &bench->flow, 100);
			told_drop(&bench->reader, &bench->flow, 100);
			player_start(&bench->player, bench->reader.n_channels, TOLD_RATE, false);
		}
	}
	pthread_join(writer, NULL);
	pthread_join(caller, NULL);
	empty_tap(bench);
	assert_true(bench->reader.n_wide > 0 && bench->reader.n_jumps > 0);
	assert_int_equal(bench->reader.next, bench->writer.next);
	close_bench(bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_reader_changes),
		cmocka_unit_test(a_fade_reaches_another_track),
		cmocka_unit_test(a_full_tap_loses_both),
		cmocka_unit_test(threads_keep_them_together),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

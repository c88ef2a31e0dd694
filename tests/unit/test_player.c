#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "engine/player.h"

enum { RATE = 48000, PERIOD = 256, FLOW_FRAMES = 65536 };

static struct snapshot_counters counters;

struct bench {
	struct flow flow;
	struct player player;
	float out[2 * RATE]; /* what the device got */
	size_t n_out;
};

static struct bench *open_bench(void)
{
	struct bench *bench = calloc(1, sizeof *bench);
	memset(&counters, 0, sizeof counters);
	assert_true(flow_init(&bench->flow, FLOW_FRAMES, NULL));
	assert_true(player_init(&bench->player, &bench->flow, &counters, NULL));
	bench->player.rate_hz = RATE;
	player_start(&bench->player, 2, RATE, true);
	return bench;
}

static void close_bench(struct bench *bench)
{
	player_fini(&bench->player);
	flow_fini(&bench->flow);
	free(bench);
}

static void put_mark(struct bench *bench, struct mark mark)
{
	mark.rate_hz = mark.rate_hz ? mark.rate_hz : RATE;
	mark.track.kind = RUN_SOURCE_FILE;
	assert_true(flow_write_mark(&bench->flow, &mark, 0));
}

/* A sine of 440 Hz and amplitude a half from frame `from` on, its cosine on the right: no sample of it is both zero. */
static struct stereo_frame tone(size_t i)
{
	double angle = 2 * 3.14159265358979323846 * 440 / RATE * (double)i;
	return (struct stereo_frame){ (float)(0.5 * cos(angle)), (float)(0.5 * sin(angle)) };
}

static void put_tone(struct bench *bench, size_t from, size_t n)
{
	for (size_t i = from; i < from + n; i++) {
		struct stereo_frame frame = tone(i);
		assert_int_equal(flow_write(&bench->flow, (float *)&frame, NULL, 0, 1), 1);
	}
}

static void play(struct bench *bench, size_t n_frames)
{
	for (size_t end = bench->n_out + n_frames; bench->n_out < end; bench->n_out += PERIOD)
		player_process(&bench->player, bench->out + 2 * bench->n_out, PERIOD, 1000, false);
}

static bool is_tone(const struct bench *bench, size_t out, size_t in)
{
	struct stereo_frame frame = tone(in);
	return memcmp(&frame, bench->out + 2 * out, sizeof frame) == 0;
}

/* The largest step from one sample to the next. The tone's own is 2·π·440/48000·0.5 = 0.029. */
static float largest_step(const struct bench *bench, size_t from, size_t to)
{
	float largest = 0;
	for (size_t i = 2 * from + 2; i < 2 * to; i++)
		largest = fmaxf(largest, fabsf(bench->out[i] - bench->out[i - 2]));
	return largest;
}
#define NO_CLICK 0.035f

static void test_a_track_is_played_as_it_is(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	put_mark(bench, (struct mark){ .jump = true });
	put_tone(bench, 0, 10000);
	put_mark(bench, (struct mark){ 0 }); /* the next track, gapless */
	put_tone(bench, 10000, 10000);
	put_mark(bench, (struct mark){ .end = true });
	play(bench, 24000);
	for (size_t i = 0; i < 20000; i++)
		assert_true(is_tone(bench, i, i));
	assert_true(largest_step(bench, 0, 24000) < NO_CLICK);
	assert_true(bench->out[2 * 23000] == 0 && bench->out[2 * 23000 + 1] == 0);
	assert_int_equal(counters.n_underruns, 0); /* the end is none */
	close_bench(bench);
}

static void test_the_tap_gets_it_before_the_volume(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	bench->player.volume = 0.25f;
	put_mark(bench, (struct mark){ .jump = true });
	put_tone(bench, 0, 10000);
	play(bench, 9984);
	for (size_t i = 5000; i < 9000; i++)
		assert_true(fabsf(bench->out[2 * i] - 0.25f * tone(i).left) < 1e-5f);
	struct mark mark;
	size_t n;
	assert_true(flow_next_mark(&bench->player.tap, &mark, &n));
	assert_int_equal(n, 9984);
	int64_t heard_ns;
	assert_int_equal(player_heard(&bench->player, n, &heard_ns), PERIOD); /* one moment a period */
	assert_int_equal(heard_ns, 1000);
	for (size_t i = 0; i < n; i++) {
		struct stereo_frame frame, want = tone(i);
		flow_read(&bench->player.tap, (float *)&frame, NULL, 0, 1);
		assert_memory_equal(&frame, &want, sizeof frame);
	}
	close_bench(bench);
}

static void test_an_analysis_that_is_too_late_is_passed_by(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	put_mark(bench, (struct mark){ .jump = true });
	put_tone(bench, 0, PLAYER_TAP_FRAMES + 3 * PERIOD);
	play(bench, PLAYER_TAP_FRAMES);
	assert_int_equal(counters.n_overruns, 0);
	assert_int_equal(counters.ring_frames, 3 * PERIOD);
	play(bench, 2 * PERIOD); /* nobody has read from the tap */
	assert_int_equal(counters.n_overruns, 2);
	for (size_t i = 0; i < bench->n_out; i++)
		assert_true(is_tone(bench, i, i));
	close_bench(bench);
}

static void test_pauses_and_volume_do_not_click(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	put_mark(bench, (struct mark){ .jump = true });
	put_tone(bench, 0, 30000);
	play(bench, 2560);
	bench->player.paused = true;
	play(bench, 2560);
	assert_true(bench->out[2 * bench->n_out - 2] == 0);
	size_t held = flow_readable(&bench->flow);
	play(bench, 2560);
	assert_int_equal(flow_readable(&bench->flow), held); /* nothing is lost in a pause */
	bench->player.paused = false;
	play(bench, 2560);
	bench->player.volume = 0;
	play(bench, 5120);
	assert_true(fabsf(bench->out[2 * bench->n_out - 2]) < 1e-4f);
	bench->player.volume = 1;
	play(bench, 5120);
	assert_true(largest_step(bench, 0, bench->n_out) < NO_CLICK);
	/* Back at unity it is untouched again. */
	size_t in = 30000 - flow_readable(&bench->flow) - 1;
	assert_true(is_tone(bench, bench->n_out - 1, in));
	close_bench(bench);
}

static void test_a_jump_fades_out_what_it_leaves(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	put_mark(bench, (struct mark){ .jump = true });
	put_tone(bench, 0, 10000);
	play(bench, 2560);
	put_mark(bench, (struct mark){ .jump = true, .position_frame = 40000 });
	put_tone(bench, 40030, 10000);
	play(bench, 5120);
	assert_true(largest_step(bench, 0, bench->n_out) < NO_CLICK);
	assert_int_equal(ring_readable(&bench->player.tap.marks), 2);
	/* What the jump made void was not played: at most a fade of it. */
	assert_true(flow_readable(&bench->flow) < 10000 - 5120 + 300);
	close_bench(bench);
}

static void test_a_lack_is_counted_and_does_not_click(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	bench->flow.reserve_frames = 1000;
	put_mark(bench, (struct mark){ .jump = true });
	put_tone(bench, 0, 2000);
	play(bench, 5120);
	assert_int_equal(counters.n_underruns, 1);
	assert_int_equal(bench->flow.reserve_frames, 1500); /* more in hand from now on */
	put_tone(bench, 2000, 1400);
	play(bench, 1024);
	assert_int_equal(flow_readable(&bench->flow), 1400); /* not yet enough to go on */
	put_tone(bench, 3400, 600);
	play(bench, 1024);
	assert_int_equal(flow_readable(&bench->flow), 2000 - 1024);
	assert_int_equal(counters.n_underruns, 1);
	assert_true(largest_step(bench, 0, bench->n_out) < NO_CLICK);
	close_bench(bench);
}

static void test_frames_of_another_rate_wait_for_the_device(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	put_mark(bench, (struct mark){ .jump = true });
	put_tone(bench, 0, 2048);
	put_mark(bench, (struct mark){ .rate_hz = 44100 });
	put_tone(bench, 2048, 2048);
	play(bench, 4096);
	assert_int_equal(bench->player.awaited_rate_hz, 44100);
	assert_int_equal(flow_readable(&bench->flow), 2048);
	assert_int_equal(counters.n_underruns, 0);
	bench->player.rate_hz = 44100;
	size_t before = bench->n_out;
	play(bench, 2048);
	for (size_t i = 0; i < 2048; i++)
		assert_true(is_tone(bench, before + i, 2048 + i));
	close_bench(bench);
}

static void test_another_rate_is_not_taken_for_wild(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	put_mark(bench, (struct mark){ .jump = true, .rate_hz = 192000 });
	bench->player.rate_hz = 192000;
	play(bench, 40000); /* 0.2 s, which would be 5 s of what comes next */
	put_mark(bench, (struct mark){ .jump = true, .rate_hz = 8000 });
	bench->player.rate_hz = 8000;
	play(bench, 2000);
	assert_false(bench->player.wild);
	close_bench(bench);
}

static void test_off_it_takes_nothing(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	put_mark(bench, (struct mark){ .jump = true });
	put_tone(bench, 0, 2048);
	play(bench, 1024);
	assert_true(player_stop(&bench->player));
	play(bench, 2048);
	assert_int_equal(flow_readable(&bench->flow), 1024);
	assert_true(bench->out[2 * bench->n_out - 2] == 0);
	assert_true(largest_step(bench, 0, bench->n_out) < NO_CLICK);
	close_bench(bench);
}

static void test_a_flood_of_callbacks_is_borne(void **state)
{
	(void)state;
	struct bench *bench = open_bench();
	float out[2 * PERIOD];
	put_mark(bench, (struct mark){ .jump = true });
	put_tone(bench, 0, 60000);
	for (int i = 0; i < 100000; i++)
		player_process(&bench->player, out, PERIOD, i, true);
	assert_int_equal(counters.n_xruns, 100000);
	assert_true(bench->player.wild);
	/* A second may be buffered by a device; no more is wasted on one that does not keep time. */
	size_t n_played = 60000 - flow_readable(&bench->flow);
	assert_true(n_played <= RATE + RATE / 2);
	assert_int_equal(flow_readable(&bench->player.tap), PLAYER_TAP_FRAMES); /* full, and nothing has waited */
	close_bench(bench);
}

/* ---- its threads: one writes, the callback plays, another reads the tap and turns it on and off */

struct race {
	struct bench *bench;
	_Atomic bool over;
};

enum { RACE_FRAMES = 400000 };

static void *write_frames(void *context)
{
	struct race *race = context;
	struct flow *flow = &race->bench->flow;
	for (uint32_t i = 0; i < RACE_FRAMES;) {
		struct stereo_frame frame = { (float)i, -(float)i };
		struct mark mark = { .rate_hz = RATE, .position_frame = i };
		if (i % 10000 == 0 && !flow_write_mark(flow, &mark, 0))
			sched_yield();
		else if (flow_write(flow, (float *)&frame, NULL, 0, 1))
			i++;
		else
			sched_yield();
	}
	return NULL;
}

static void *call_back(void *context)
{
	struct race *race = context;
	float out[2 * PERIOD];
	while (!race->over) {
		/* What the tap has no room for is dropped: let its reader keep up, as a device's pace does. */
		if (flow_room(&race->bench->player.tap) >= PERIOD)
			player_process(&race->bench->player, out, PERIOD, 0, false);
		else
			sched_yield();
	}
	return NULL;
}

/* Reads the tap up to its end; every frame must follow the one before it. */
static void follow_tap(struct player *player, uint32_t *next)
{
	struct mark mark;
	struct stereo_frame frame;
	size_t n;
	int64_t heard_ns;
	while (flow_next_mark(&player->tap, &mark, &n))
		assert_int_equal(mark.position_frame, *next);
	player_heard(player, n, &heard_ns);
	for (; n && flow_read(&player->tap, (float *)&frame, NULL, 0, 1); n--, ++*next)
		assert_true(frame.left == (float)*next && frame.right == -frame.left);
}

static void take_one(struct flow *flow, uint32_t *next)
{
	struct stereo_frame frame;
	struct mark mark;
	size_t n;
	flow_next_mark(flow, &mark, &n);
	if (n && flow_read(flow, (float *)&frame, NULL, 0, 1))
		assert_true(frame.left == (float)(*next)++);
}

static void test_threads_do_not_meet(void **state)
{
	(void)state;
	struct race race = { .bench = open_bench() };
	struct player *player = &race.bench->player;
	pthread_t writer, caller;
	uint32_t next = 0;
	player_fini(player);
	assert_true(player_init(player, &race.bench->flow, &counters, NULL));
	player->rate_hz = RATE;
	player_start(player, 2, RATE, true);
	assert_int_equal(pthread_create(&writer, NULL, write_frames, &race), 0);
	assert_int_equal(pthread_create(&caller, NULL, call_back, &race), 0);
	for (unsigned turn = 0; next < RACE_FRAMES; turn++) {
		follow_tap(player, &next);
		/* off for a moment: the frames are ours then, as they are the timer's in a run */
		if (turn % 64 == 0) {
			while (!player_stop(player))
				sched_yield();
			while (flow_readable(&player->tap))
				follow_tap(player, &next);
			take_one(&race.bench->flow, &next);
			player_start(player, 2, RATE, false);
		}
	}
	race.over = true;
	pthread_join(writer, NULL);
	pthread_join(caller, NULL);
	close_bench(race.bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_track_is_played_as_it_is),
		cmocka_unit_test(test_the_tap_gets_it_before_the_volume),
		cmocka_unit_test(test_an_analysis_that_is_too_late_is_passed_by),
		cmocka_unit_test(test_pauses_and_volume_do_not_click),
		cmocka_unit_test(test_a_jump_fades_out_what_it_leaves),
		cmocka_unit_test(test_a_lack_is_counted_and_does_not_click),
		cmocka_unit_test(test_frames_of_another_rate_wait_for_the_device),
		cmocka_unit_test(test_another_rate_is_not_taken_for_wild),
		cmocka_unit_test(test_off_it_takes_nothing),
		cmocka_unit_test(test_a_flood_of_callbacks_is_borne),
		cmocka_unit_test(test_threads_do_not_meet),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

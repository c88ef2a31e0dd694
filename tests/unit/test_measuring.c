/* What is measured ahead and what is passed over, where no process that measures can be started. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <poll.h>

#include "base/clock.h"
#include "engine/measuring.h"
#include "no_programs.h"
#include "sounds.h"

struct bench {
	struct run_state_page page;
	struct session session;
	struct status status;
	struct measuring measuring;
	const char *tagged, *plain;
};

static const struct level_wishes wishes = { .target_lufs = -23 };

/* FLAC with a gain and a peak, as far as the reader of tags looks. */
static const char *write_tagged(void)
{
	static const char file[] = "fLaC\x84\0\0\x47\0\0\0\0\2\0\0\0"
				   "\x1e\0\0\0REPLAYGAIN_TRACK_GAIN=-1.00 dB"
				   "\x19\0\0\0REPLAYGAIN_TRACK_PEAK=0.5";
	return bytes_write("tagged.flac", file, sizeof file - 1);
}

static void open_bench(struct bench *bench)
{
	*bench = (struct bench){ .tagged = write_tagged() };
	bench->plain
		= sound_write("plain.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1, 1000, (struct sound_tags){ 0 });
	run_state_init(&bench->page);
	status_init(&bench->status, &bench->page, -1);
	measuring_init(&bench->measuring, &bench->session, &bench->status);
}

static void close_bench(struct bench *bench)
{
	measuring_fini(&bench->measuring);
	status_fini(&bench->status);
}

static void want(struct bench *bench, const char *first, const char *second)
{
	const char *const paths[MEASURING_WANTED] = { first, second };
	measuring_want(&bench->measuring, &wishes, paths);
}

static void wait_for(struct bench *bench, uint32_t n_found)
{
	int64_t give_up_ns = clock_now_ns() + 20 * NS_PER_S;
	while (measuring_n_found(&bench->measuring) < n_found) {
		assert_true(clock_now_ns() < give_up_ns);
		poll(NULL, 0, 1);
	}
}

static void only_what_tags_do_not_tell_is_measured(void **state)
{
	(void)state;
	static struct bench bench;
	struct level_found found;
	open_bench(&bench);
	want(&bench, "/no/such/file", NULL);
	want(&bench, bench.tagged, bench.plain);
	wait_for(&bench, 1);
	assert_false(measuring_find(&bench.measuring, bench.tagged, &found));
	assert_false(measuring_find(&bench.measuring, "/no/such/file", &found));
	assert_true(measuring_find(&bench.measuring, bench.plain, &found));
	close_bench(&bench);
}

/* Nor is it tried again, as long as the file stays as it is. */
static void what_cannot_be_measured_is_known_as_such(void **state)
{
	(void)state;
	static struct bench bench;
	struct level_found found;
	open_bench(&bench);
	const char *text = bytes_write("text.wav", "no sound", 8);
	want(&bench, text, NULL);
	wait_for(&bench, 1);
	assert_true(measuring_find(&bench.measuring, text, &found));
	assert_true(isinf(found.integrated_lufs));
	want(&bench, text, bench.plain);
	wait_for(&bench, 2);
	bytes_write("text.wav", "still no sound", 14);
	assert_false(measuring_find(&bench.measuring, text, &found));
	close_bench(&bench);
}

static void what_is_known_outlives_the_engine(void **state)
{
	(void)state;
	static struct bench bench;
	static struct measuring next;
	struct level_found found;
	open_bench(&bench);
	want(&bench, bench.plain, NULL);
	wait_for(&bench, 1);
	measuring_fini(&bench.measuring);
	measuring_init(&next, &bench.session, &bench.status);
	assert_int_equal(measuring_n_found(&next), 1);
	assert_true(measuring_find(&next, bench.plain, &found));
	bench.session.progress.measured[0].inode = 0; /* the engine died while it wrote this one */
	assert_false(measuring_find(&next, bench.plain, &found));
	measuring_fini(&next);
	status_fini(&bench.status);
}

static void it_can_end_at_any_time(void **state)
{
	(void)state;
	static struct bench bench;
	for (int i = 0; i < 20; i++) {
		open_bench(&bench);
		want(&bench, bench.plain, bench.tagged);
		if (i % 2)
			want(&bench, NULL, NULL);
		close_bench(&bench);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_tags_do_not_tell_is_measured),
		cmocka_unit_test(what_cannot_be_measured_is_known_as_such),
		cmocka_unit_test(what_is_known_outlives_the_engine),
		cmocka_unit_test(it_can_end_at_any_time),
	};
	return cmocka_run_group_tests(tests, sounds_begin, sounds_end);
}

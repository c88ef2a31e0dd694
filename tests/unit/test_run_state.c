#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "snapshot/run_state.h"
#include "snapshot/shared.h"

static void what_is_published_is_read(void **state)
{
	(void)state;
	struct run_state_page page = { 0 };
	struct run_state out = { .phase = RUN_PLAYING, .title = "a title", .rate_hz = 44100, .length_frames = 5 }, in;
	uint32_t first, second;
	run_state_init(&page);
	assert_true(run_state_check(&page, sizeof page, NULL));
	run_state_publish(&page, &out);
	assert_true(run_state_read(&page, &in, &first));
	assert_memory_equal(&in, &out, sizeof in);
	run_state_publish(&page, &out);
	assert_true(run_state_read(&page, &in, &second));
	assert_int_not_equal(first, second);
}

static void half_written_is_not_read_but_healed(void **state)
{
	(void)state;
	struct run_state_page page = { 0 };
	struct run_state out = { .phase = RUN_PAUSED }, in = { .rate_hz = 1 };
	run_state_init(&page);
	page.sequence = 7; /* its writer died */
	assert_false(run_state_read(&page, &in, NULL));
	assert_int_equal(in.rate_hz, 1);
	run_state_publish(&page, &out);
	assert_true(run_state_read(&page, &in, NULL));
	assert_int_equal(in.phase, RUN_PAUSED);
}

static void a_player_that_is_followed_goes_on(void **state)
{
	(void)state;
	const int64_t s = 1000000000;
	struct run_followed player = {
		.phase = RUN_FOLLOWED_PLAYING, .speed = 1, .position_ns = 5 * s, .at_ns = 100 * s, .length_ns = 9 * s
	};
	assert_int_equal(run_followed_position_ns(&player, 102 * s), 7 * s);
	assert_int_equal(run_followed_position_ns(&player, 900 * s), 9 * s);
	player.speed = RUN_FOLLOWED_MAX_SPEED; /* for a hundred years, from any time that is believed */
	assert_int_equal(run_followed_position_ns(&player, 3155760000 * s), 9 * s);
	player.at_ns = INT64_MAX / 4;
	assert_int_equal(run_followed_position_ns(&player, 0), 0);
	player.at_ns = 100 * s;
	player.speed = 0;
	assert_int_equal(run_followed_position_ns(&player, 102 * s), 5 * s);
	player.position_ns = -1;
	assert_int_equal(run_followed_position_ns(&player, 102 * s), -1);
	player = (struct run_followed){ .phase = RUN_FOLLOWED_NONE };
	assert_int_equal(run_followed_position_ns(&player, 102 * s), -1);
}

static void a_player_out_of_range_is_nobody(void **state)
{
	(void)state;
	static const struct run_followed wild[] = {
		{ .phase = 77 },
		{ .phase = RUN_FOLLOWED_PLAYING, .speed = NAN },
		{ .phase = RUN_FOLLOWED_PLAYING, .speed = -1 },
		{ .phase = RUN_FOLLOWED_PLAYING, .position_ns = INT64_MIN },
		{ .phase = RUN_FOLLOWED_PLAYING, .length_ns = INT64_MAX },
	};
	for (size_t i = 0; i < sizeof wild / sizeof wild[0]; i++) {
		struct run_state_page page = { 0 };
		struct run_state out = { .followed = wild[i] }, in;
		run_state_init(&page);
		run_state_publish(&page, &out);
		assert_true(run_state_read(&page, &in, NULL));
		assert_int_equal(in.followed.phase, RUN_FOLLOWED_NONE);
	}
}

static void hostile_text_is_made_safe(void **state)
{
	(void)state;
	struct run_state_page page = { 0 };
	struct run_state out = { .phase = 1000,
		.source_kind = 77,
		.output = 77,
		.volume_db = NAN,
		.gain_db = INFINITY,
		.quality = 99,
		.measured_percent = 4000000000u,
		.length_frames = INT64_MAX },
			 in;
	memset(out.title, '\033', sizeof out.title);
	memset(out.album, '\033', sizeof out.album);
	memset(out.notice, 'x', sizeof out.notice);
	run_state_init(&page);
	run_state_publish(&page, &out);
	assert_true(run_state_read(&page, &in, NULL));
	assert_null(strchr(in.title, '\033'));
	assert_int_equal(strlen(in.album), sizeof in.album - 1);
	assert_null(strchr(in.album, '\033'));
	assert_int_equal(strlen(in.notice), sizeof in.notice - 1);
	assert_true(in.phase <= RUN_DRAINING);
	assert_true(in.source_kind <= RUN_SOURCE_DEMO);
	assert_int_equal(in.output, RUN_OUTPUT_NONE);
	assert_true(in.volume_db == 0 && in.gain_db == 0);
	assert_int_equal(in.length_frames, -1);
	assert_true(in.quality < N_RUN_QUALITIES);
	assert_int_equal(in.measured_percent, 100);
}

static void memory_is_sealed_and_read_only_where_it_says(void **state)
{
	(void)state;
	size_t size;
	struct err err = { 0 };
	int fd = shared_create("test", 5000, &err);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 10), -1);
	assert_int_equal(ftruncate(fd, 10000), -1);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	int read_only = shared_read_only(fd, &err);
	assert_true(read_only >= 0);
	assert_null(shared_map(read_only, 5000, true, &size, &err));
	char *writable = shared_map(fd, 5000, true, &size, &err);
	const char *readable = shared_map(read_only, 5000, false, &size, &err);
	assert_non_null(writable);
	assert_non_null(readable);
	assert_int_equal(size, 5000);
	writable[4999] = 'x';
	assert_int_equal(readable[4999], 'x');
	assert_null(shared_map(fd, 5001, true, &size, &err));
	shared_unmap(writable, 5000);
	shared_unmap((void *)(size_t)readable, 5000);
	close(fd);
	close(read_only);
}

static void what_could_be_truncated_is_refused(void **state)
{
	(void)state;
	size_t size;
	struct err err = { 0 };
	int fd = memfd_create("unsealed", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	assert_int_equal(ftruncate(fd, 5000), 0);
	assert_null(shared_map(fd, 10, false, &size, &err));
	assert_int_equal(err.code, ERR_VERSION);
	close(fd);
	fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_null(shared_map(fd, 0, false, &size, &err));
	close(fd);
}

static void old_notices_are_no_news_to_who_comes(void **data)
{
	(void)data;
	const int64_t now_ns = 1000 * NS_PER_S;
	struct run_state state = { .notice = "a word", .notice_serial = 3, .notice_ns = now_ns - NS_PER_S };
	assert_true(run_state_has_news(&state, 0, now_ns));
	assert_true(run_state_has_news(&state, 2, now_ns));
	assert_false(run_state_has_news(&state, 3, now_ns));
	state.notice_ns = now_ns - RUN_NOTICE_NS - 1;
	assert_false(run_state_has_news(&state, 0, now_ns));
	assert_true(run_state_has_news(&state, 2, now_ns)); /* it was stopped meanwhile */
	state.notice_ns = INT64_MIN;
	assert_false(run_state_has_news(&state, 0, now_ns));
	state.notice[0] = '\0';
	assert_false(run_state_has_news(&state, 2, now_ns));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_published_is_read),
		cmocka_unit_test(half_written_is_not_read_but_healed),
		cmocka_unit_test(a_player_that_is_followed_goes_on),
		cmocka_unit_test(a_player_out_of_range_is_nobody),
		cmocka_unit_test(hostile_text_is_made_safe),
		cmocka_unit_test(memory_is_sealed_and_read_only_where_it_says),
		cmocka_unit_test(what_could_be_truncated_is_refused),
		cmocka_unit_test(old_notices_are_no_news_to_who_comes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

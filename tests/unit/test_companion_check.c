/* What a run that follows somebody may be, whatever this program is built with. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "control/companion.h"
#include "queued.h"

static const struct session_request follows = { .follows = true }, follows_mpd = { .follows_mpd = true };

static void check_refused(const struct session_request *request, const char *path, const char *why)
{
	struct err err = { 0 };
	assert_false(companion_check(request, &path, path ? 1 : 0, &err));
	if (!strstr(err.message, why))
		fail_msg("%s", err.message);
}

static void who_follows_does_not_play(void **state)
{
	(void)state;
	struct session_request both = follows, demo = follows_mpd;
	both.follows_mpd = demo.demo = true;
	check_refused(&both, NULL, "choose one");
	check_refused(&demo, NULL, "--demo");
	check_refused(&follows, "/no/such/fifo", "no such FIFO");
	check_refused(&follows, "https://radio.example/", "--follow goes with a capture");
	check_refused(&follows_mpd, "/dev/null", "--mpd goes with a capture");
}

static void who_does_not_follow_may_play(void **state)
{
	(void)state;
	const struct session_request request = { 0 };
	const char *path = "/no/such/file";
	assert_true(companion_check(&request, &path, 1, NULL));
}

static void a_pipe_is_not_played(void **state)
{
	(void)state;
	char path[] = "/tmp/termviz-fifo-XXXXXX";
	assert_non_null(mkdtemp(path));
	assert_true(companion_is_played(path));
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(companion_is_played(path));
	unlink(path);
	assert_false(companion_is_played("-"));
	assert_true(companion_is_played("https://radio.example/"));
}

static void what_it_is_there_for_follows_from_the_run(void **state)
{
	(void)state;
	const struct session_request plays = { 0 }, captures = { .input = "default" };
	struct queue *file = queued((const char *const[]){ "/dev/null" }, 1), *none = queued(NULL, 0);
	assert_int_equal(companion_role(&follows, none), COMPANION_FOLLOW);
	assert_int_equal(companion_role(&follows_mpd, none), COMPANION_MPD);
	assert_int_equal(companion_role(&plays, none), COMPANION_NONE);
	assert_int_equal(companion_role(&captures, file), COMPANION_NONE);
	free(file);
	free(none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_follows_does_not_play),
		cmocka_unit_test(who_does_not_follow_may_play),
		cmocka_unit_test(a_pipe_is_not_played),
		cmocka_unit_test(what_it_is_there_for_follows_from_the_run),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "control/place.h"

/* Each test works in a folder of its own; a long name shows that sun_path's limit does not matter. */
static char base[256];

static int make_base(void **state)
{
	(void)state;
	snprintf(base, sizeof base, "/tmp/test-place-%s-XXXXXX",
		"a-name-as-long-as-build-machines-love-them-for-no-good-reason-"
		"at-all-which-does-not-fit-into-a-socket-address");
	return mkdtemp(base) && setenv("TERMVIZ_TMPDIR", base, 1) == 0 ? 0 : -1;
}

static void run_path(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/termviz-%lu/%s", base, (unsigned long)getuid(), name);
}

static int remove_base(void **state)
{
	(void)state;
	char path[512];
	run_path(path, sizeof path, "");
	int bad = rmdir(path) != 0; /* nothing may be left in it */
	return rmdir(base) | bad;
}

static void count(const char *name, void *context)
{
	(void)name;
	++*(int *)context;
}

static int count_runs(void)
{
	int n = 0;
	assert_true(place_list(count, &n, NULL));
	return n;
}

static void claims_connects_and_leaves_nothing(void **state)
{
	(void)state;
	struct place place;
	struct err err = { 0 };
	if (!place_claim(&place, "", &err))
		fail_msg("%s", err.message);
	assert_string_equal(place.name, "default");
	assert_int_equal(count_runs(), 1);
	int fd = place_connect("", &err);
	assert_true(fd >= 0);
	int accepted = place_accept(&place);
	assert_true(accepted >= 0);
	assert_int_equal(place_accept(&place), -1);
	close(fd);
	close(accepted);
	place_release(&place);
	assert_int_equal(count_runs(), 0);
	assert_int_equal(place_connect("default", &err), -1);
}

static void a_taken_name_is_refused_or_counted_up(void **state)
{
	(void)state;
	struct place first, second, third;
	struct err err = { 0 };
	assert_true(place_claim(&first, "", NULL));
	assert_true(place_claim(&second, "", NULL));
	assert_string_equal(second.name, "default-2");
	assert_false(place_claim(&third, "default", &err));
	assert_non_null(strstr(err.message, "--attach=default"));
	assert_int_equal(place_connect("", &err), -1);
	assert_non_null(strstr(err.message, "default, default-2"));
	place_release(&second);
	place_release(&first);
}

/* A keeper that was killed leaves its socket; the next one takes it over. */
static void what_a_killed_keeper_left_is_cleared_away(void **state)
{
	(void)state;
	pid_t pid = fork();
	if (pid == 0) {
		struct place place;
		_exit(place_claim(&place, "gone", NULL) ? 0 : 1);
	}
	int status;
	char path[512];
	struct stat st;
	struct place place;
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
	run_path(path, sizeof path, "gone");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(place_claim(&place, "gone", NULL));
	place_release(&place);
	pid = fork();
	if (pid == 0)
		_exit(place_claim(&place, "gone", NULL) ? 0 : 1);
	waitpid(pid, &status, 0);
	assert_int_equal(count_runs(), 0);
	assert_int_equal(stat(path, &st), -1);
}

static void only_what_is_stale_is_cleared_away(void **state)
{
	(void)state;
	struct place place;
	place_clear_stale("nothing"); /* where there is not even a folder */
	assert_true(place_claim(&place, "here", NULL));
	place_clear_stale("here");
	assert_int_equal(count_runs(), 1);
	int fd = place_connect("here", NULL);
	assert_true(fd >= 0);
	close(fd);
	place_release(&place);
}

static void a_folder_that_others_can_enter_is_refused(void **state)
{
	(void)state;
	char path[512];
	struct place place;
	struct err err = { 0 };
	run_path(path, sizeof path, "");
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(chmod(path, 0755), 0);
	assert_false(place_claim(&place, "", &err));
	assert_non_null(strstr(err.message, "TERMVIZ_TMPDIR"));
	assert_int_equal(chmod(path, 0700), 0);
}

/* Nor is one that is somewhere else, or somebody else's. */
static void what_only_looks_like_the_folder_is_refused(void **state)
{
	(void)state;
	char path[512], elsewhere[600];
	struct place place;
	run_path(path, sizeof path, "");
	path[strlen(path) - 1] = '\0';
	snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", base);
	assert_int_equal(mkdir(elsewhere, 0700), 0);
	assert_int_equal(symlink(elsewhere, path), 0);
	assert_false(place_claim(&place, "", NULL));
	assert_int_equal(place_connect("", NULL), -1);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rename(elsewhere, path), 0);
	if (getuid() == 0) {
		assert_int_equal(chown(path, 1, 1), 0);
		assert_false(place_claim(&place, "", NULL));
	}
}

/* A run that is joined says itself what it is called. */
static void no_name_leads_out_of_the_folder(void **state)
{
	(void)state;
	char victim[600], name[700];
	struct place place;
	assert_true(place_claim(&place, "x", NULL));
	snprintf(victim, sizeof victim, "%s/victim", base);
	close(open(victim, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	snprintf(name, sizeof name, "/../../..%s", victim);
	place_clear_stale(name);
	place_clear_stale("../victim");
	assert_int_equal(unlink(victim), 0);
	place_release(&place);
}

static void names_are_checked(void **state)
{
	(void)state;
	struct place place;
	static const char *const bad[] = { "../x", "a/b", ".hidden", "-x", "a b", "a\nb", "" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(place_name_is_good(bad[i]));
	assert_true(place_name_is_good("studio-2.live_A"));
	assert_false(place_claim(&place, "../x", NULL));
	assert_true(place_claim(&place, "x", NULL));
	place_release(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(claims_connects_and_leaves_nothing, make_base, remove_base),
		cmocka_unit_test_setup_teardown(a_taken_name_is_refused_or_counted_up, make_base, remove_base),
		cmocka_unit_test_setup_teardown(what_a_killed_keeper_left_is_cleared_away, make_base, remove_base),
		cmocka_unit_test_setup_teardown(only_what_is_stale_is_cleared_away, make_base, remove_base),
		cmocka_unit_test_setup_teardown(a_folder_that_others_can_enter_is_refused, make_base, remove_base),
		cmocka_unit_test_setup_teardown(what_only_looks_like_the_folder_is_refused, make_base, remove_base),
		cmocka_unit_test_setup_teardown(no_name_leads_out_of_the_folder, make_base, remove_base),
		cmocka_unit_test_setup_teardown(names_are_checked, make_base, remove_base),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

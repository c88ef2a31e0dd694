#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/signs.h"

static char folder[] = "/tmp/termviz-signs.XXXXXX";

static int begin(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || setenv("XDG_RUNTIME_DIR", folder, 1) != 0)
		return -1;
	return unsetenv("PULSE_SERVER");
}

static const char *in_folder(const char *name)
{
	static char path[128];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static int end(void **state)
{
	(void)state;
	unlink(in_folder("pulse/native"));
	rmdir(in_folder("pulse"));
	unlink(in_folder("far/socket"));
	rmdir(in_folder("far"));
	unlink(in_folder("pipewire-0"));
	return rmdir(folder);
}

static void make(const char *name)
{
	close(open(in_folder(name), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}

static bool has_sign(int signs_fd)
{
	struct pollfd p = { .fd = signs_fd, .events = POLLIN };
	return poll(&p, 1, 5000) == 1;
}

static void what_is_made_is_a_sign(void **state)
{
	(void)state;
	int signs_fd = signs_open();
	assert_true(signs_fd >= 0);
	make("pipewire-0");
	assert_true(has_sign(signs_fd));
	/* A place that was not there before is looked at from then on. */
	assert_int_equal(mkdir(in_folder("pulse"), 0700), 0);
	assert_true(has_sign(signs_fd));
	assert_true(signs_clear(signs_fd));
	make("pulse/native");
	assert_true(has_sign(signs_fd));
	close(signs_fd);
}

static void a_server_may_be_elsewhere(void **state)
{
	char server[192];
	(void)state;
	assert_int_equal(mkdir(in_folder("far"), 0700), 0);
	for (int with_scheme = 0; with_scheme < 2; with_scheme++) {
		snprintf(server, sizeof server, "%s%s", with_scheme ? "unix:" : "", in_folder("far/socket"));
		setenv("PULSE_SERVER", server, 1);
		int signs_fd = signs_open();
		make("far/socket");
		assert_true(has_sign(signs_fd));
		unlink(in_folder("far/socket"));
		close(signs_fd);
	}
	setenv("PULSE_SERVER", "tcp:far.example", 1);
	close(signs_open());
}

static bool tells_of_shared(const char *prefix)
{
	char path[64];
	snprintf(path, sizeof path, "/dev/shm/%s-termviz-%d", prefix, (int)getpid());
	int signs_fd = signs_open();
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
	unlink(path);
	assert_true(has_sign(signs_fd));
	bool tells = signs_clear(signs_fd);
	close(signs_fd);
	return tells;
}

/* What a browser leaves there is none. Somebody else's JACK may come or go at the same moment, but not each time. */
static void in_shared_memory_jack_alone_is_one(void **state)
{
	(void)state;
	if (access("/dev/shm", W_OK) != 0)
		skip();
	assert_true(tells_of_shared("jack"));
	int n_tries = 1;
	while (n_tries < 100 && tells_of_shared("chromium"))
		n_tries++;
	assert_true(n_tries < 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_made_is_a_sign),
		cmocka_unit_test(a_server_may_be_elsewhere),
		cmocka_unit_test(in_shared_memory_jack_alone_is_one),
	};
	return cmocka_run_group_tests(tests, begin, end);
}

#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

extern char **environ;

/* The program's own file: by its true name, so that ps shows it; by /proc when it has been replaced meanwhile. */
static void own_path(char *path, size_t size)
{
	static const char by_proc[] = "/proc/self/exe";
	ssize_t n = readlink(by_proc, path, size - 1);
	if (n > 0)
		path[n] = '\0';
	if (n <= 0 || access(path, X_OK) != 0)
		memcpy(path, by_proc, sizeof by_proc);
}

/* They lie beside the program (in a build), or where they are installed: as seen from the program, so that an
 * installation may be moved, or as configured. */
static void program_path(char *path, size_t size, const char *program)
{
	static const char *const places[] = { "/", "/../libexec/termviz/" };
	char own[PATH_MAX];
	own_path(own, sizeof own);
	char *slash = strrchr(own, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		int n = snprintf(path, size, "%s%s%s", own, places[i], program);
		if (n > 0 && (size_t)n < size && access(path, X_OK) == 0)
			return;
	}
	snprintf(path, size, "%s/%s", PKGLIBEXECDIR, program);
}

/* Descriptors are first moved out of the way of the numbers they are to get: a later dup2 must not overwrite one. */
static int move_fds(const struct spawn_request *request, int *moved)
{
	for (size_t i = 0; i < request->n_fds; i++) {
		moved[i] = fcntl(request->fds[i], F_DUPFD_CLOEXEC, SPAWN_FIRST_FD + SPAWN_MAX_FDS);
		if (moved[i] < 0)
			return errno;
	}
	return 0;
}

static int add_actions(posix_spawn_file_actions_t *actions, const struct spawn_request *request, const int *moved)
{
	int e = posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
	if (!e)
		e = posix_spawn_file_actions_addopen(actions, 1, "/dev/null", O_WRONLY, 0);
	if (!e)
		e = request->stderr_fd >= 0 ? posix_spawn_file_actions_adddup2(actions, request->stderr_fd, 2)
					    : posix_spawn_file_actions_addopen(actions, 2, "/dev/null", O_WRONLY, 0);
	for (size_t i = 0; !e && i < request->n_fds; i++)
		e = posix_spawn_file_actions_adddup2(actions, moved[i], SPAWN_FIRST_FD + (int)i);
	if (!e)
		e = posix_spawn_file_actions_addclosefrom_np(actions, SPAWN_FIRST_FD + (int)request->n_fds);
	if (!e)
		e = posix_spawn_file_actions_addchdir_np(actions, "/");
	return e;
}

static int set_attributes(posix_spawnattr_t *attributes, const struct spawn_request *request)
{
	sigset_t none, all;
	sigemptyset(&none);
	sigfillset(&all);
	sigdelset(&all, SIGUSR1); /* ignored from its first moment on, if we ignore it */
	int e = posix_spawnattr_setsigmask(attributes, &none);
	if (!e)
		e = posix_spawnattr_setsigdefault(attributes, &all);
	if (!e)
		e = posix_spawnattr_setpgroup(attributes, 0);
	int group = request->new_session ? POSIX_SPAWN_SETSID : request->same_group ? 0 : POSIX_SPAWN_SETPGROUP;
	if (!e)
		e = posix_spawnattr_setflags(
			attributes, (short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group));
	return e;
}

/* Ours are named after us; of others, PATH has to know. */
static void find_program(const char *program, char *path, size_t size)
{
	if (!program)
		own_path(path, size);
	else if (text_begins(program, SPAWN_OURS))
		program_path(path, size, program);
	else
		snprintf(path, size, "%s", program);
}

pid_t spawn_program(const struct spawn_request *request, struct err *err)
{
	char path[PATH_MAX];
	find_program(request->program, path, sizeof path);
	int moved[SPAWN_MAX_FDS] = { -1, -1, -1, -1 };
	pid_t pid = -1;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	int e = move_fds(request, moved);
	if (!e)
		e = add_actions(&actions, request, moved);
	if (!e)
		e = set_attributes(&attributes, request);
	if (!e)
		e = posix_spawnp(&pid, path, &actions, &attributes, (char *const *)(size_t)request->argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	for (size_t i = 0; i < request->n_fds; i++)
		if (moved[i] >= 0)
			close(moved[i]);
	if (e) {
		err_set_sys(err, e, "cannot start %s", path);
		return -1;
	}
	return pid;
}

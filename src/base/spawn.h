/* Starting another process of the program itself, a program that belongs to it, or one of other people. */
#ifndef TERMVIZ_BASE_SPAWN_H
#define TERMVIZ_BASE_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

enum { SPAWN_FIRST_FD = 3, SPAWN_MAX_FDS = 4 };

/* Programs of their own: the dozens of libraries that audio libraries bring with them, and those that talk to players,
 * are loaded into no other process. */
#define SPAWN_OURS "termviz-"
#define SPAWN_ENGINE "termviz-engine"
#define SPAWN_COMPANION "termviz-companion"

struct spawn_request {
	const char *program;     /* one of these; NULL: this very program; any other: one that PATH has */
	const char *const *argv; /* argv[0] included, NULL-terminated */
	int fds[SPAWN_MAX_FDS];  /* appear in the child as 3, 4, …; nothing else is inherited */
	size_t n_fds;
	int stderr_fd;    /* the child's fd 2; -1: /dev/null. Its fds 0 and 1 are /dev/null */
	bool new_session; /* setsid(), else only a process group of its own */
	bool same_group;  /* not even that: whoever kills our process group kills it, too */
};

/* Starts it by fork and exec, in "/", with default signal actions and an empty signal mask; SIGUSR1 stays ignored if it
 * is. Returns its process id, to be waited for by the caller; -1 with `err` filled (sys_errno ENOENT: there is no such
 * program). */
pid_t spawn_program(const struct spawn_request *request, struct err *err);

#endif

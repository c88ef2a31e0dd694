/* What a process may do to the machine: each kind of process that meets what others have made has a row of rules, held by
 * the kernel (Landlock). Rules cannot be taken back, and whatever the process starts is bound by them as well. Descriptors
 * that are open already may still be used as they are. */
#ifndef TERMVIZ_BASE_CONFINE_H
#define TERMVIZ_BASE_CONFINE_H

#include <stdbool.h>

#include "base/err.h"

enum confine_role {
	CONFINE_ENGINE,    /* also probes and lists: reads all, writes what devices need. Its own: the runs' folder */
	CONFINE_READER,    /* who shows a run: reads all. Its own: the runs' folder */
	CONFINE_WRITER,    /* its own: the recording's folder; nothing else */
	CONFINE_SCANNER,   /* reads all, no more */
	CONFINE_COMPANION, /* reads all, and talks */
	CONFINE_DECODER,   /* a program that is not ours. Its own: a file that it reads, and where the program lies */
	CONFINE_FETCHER,   /* the same, with the net for a file. Its own: where the program lies */
	CONFINE_N_ROLES
};

enum { CONFINE_MAX_OWN = 2 };

/* Binds the calling thread, and with it the process if it has no other, and all that it starts from now on. `own`: paths
 * that the role's own rules are for, the rest NULL; NULL: none. What is not there cannot be used later on either.
 * False with `err`: this kernel has no such rules, or lets us have none; new privileges are given up all the same. */
bool confine(enum confine_role role, const char *const own[CONFINE_MAX_OWN], struct err *err);

/* Whether whoever started this program has the rights that it runs with. False with `err`: it is set-uid or set-gid, or
 * has capabilities of its own, and must not go on: it trusts its environment. */
bool confine_check_rights(struct err *err);

#endif

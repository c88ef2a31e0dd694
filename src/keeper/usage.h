/* How much of the machine processes take, from outside: by role, only when somebody asks. */
#ifndef TERMVIZ_KEEPER_USAGE_H
#define TERMVIZ_KEEPER_USAGE_H

#include <stdint.h>
#include <sys/types.h>

#include "keeper/clients.h"
#include "snapshot/statistics.h"

enum { USAGE_MAX = CLIENTS_MAX + 8 };

/* Zeroed, it has never looked. */
struct usage {
	struct usage_of {
		pid_t pid;
		enum statistics_role role;
		int64_t cpu_ns; /* taken since it was started */
	} seen[USAGE_MAX];      /* when they were last looked at: */
	size_t n_seen;
	int64_t seen_ns; /* 0: never */
	struct statistics_usage now[N_STATISTICS_ROLES];
};

/* Looks at processes, `n` of them (what is more than USAGE_MAX is left out): memory as it is, CPU time since the last
 * look. Who comes again within half a second finds usage->now as it was. Fills in their cpu_ns. */
void usage_look(struct usage *usage, struct usage_of *processes, size_t n, int64_t now_ns);

#endif

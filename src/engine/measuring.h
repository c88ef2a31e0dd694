/* Measuring ahead: how loud files are whose tags do not tell, by a worker behind a fence (control/worker_process.h), one
 * file after the other. A thread of its own waits for it. What was found is kept as long as the run lives.
 */
#ifndef TERMVIZ_ENGINE_MEASURING_H
#define TERMVIZ_ENGINE_MEASURING_H

#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "control/session.h"
#include "engine/level_gain.h"
#include "engine/status.h"

enum { MEASURING_WANTED = 2 };

struct measuring {
	struct session_progress *progress; /* has what was found */
	pthread_mutex_t mutex;             /* around that, and all below */
	struct level_wishes wishes;
	char wanted[MEASURING_WANTED][PATH_MAX]; /* and not looked at since; "": nothing; the more urgent first */
	char present[PATH_MAX];                  /* is being looked at, */
	bool present_is_wanted;                  /* and for good reason */
	struct status *status;
	int wake_fd; /* eventfd: what is wanted has changed */
	pthread_t thread;
	bool runs;
	bool quits;
};

/* What was found in this run is in `session`; users are told in `status` of what cannot be measured. Both must outlive
 * it. */
void measuring_init(struct measuring *measuring, struct session *session, struct status *status);
void measuring_fini(struct measuring *measuring);

/* Has these files measured, in this order, and nothing else any more; NULL: none. Those that are known, and those whose
 * tags are enough for the wishes, are passed over. Starts the thread. Any thread that may wait. */
void measuring_want(
	struct measuring *measuring, const struct level_wishes *wishes, const char *const paths[MEASURING_WANTED]);

/* Whether the file has been measured; fills `found`. Any thread that may wait. */
bool measuring_find(struct measuring *measuring, const char *path, struct level_found *found);

/* How many have been: when that changes, look again. Any thread. */
uint32_t measuring_n_found(const struct measuring *measuring);

#endif

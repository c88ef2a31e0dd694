/* Getting a lost output device or its server back. PortAudio cannot: its list of devices is frozen, and a library whose server
 * has died hangs or aborts. So a probe, a process of its own, tries the device from time to time, and at once when
 * something changes where servers have their sockets; when it succeeds, the engine ends and asks to be replaced.
 */
#ifndef TERMVIZ_ENGINE_RESCUE_H
#define TERMVIZ_ENGINE_RESCUE_H

#include <pthread.h>
#include <stdbool.h>

#include "base/err.h"
#include "control/session.h"

enum rescue_cause {
	RESCUE_GONE,  /* the device, or its server: it takes a while to come back */
	RESCUE_STUCK, /* a call, or the callback: another process may have no trouble at all */
};

struct rescue {
	struct session *session;
	pthread_t thread;
	pthread_mutex_t mutex;
	int wake_fd;  /* eventfd: `wanted` has changed */
	bool started; /* there is a thread */
	bool wanted;
	enum rescue_cause cause;
};

/* For the device that the run plays on (engine/output.h). */
void rescue_init(struct rescue *rescue, struct session *session);

/* Begins to look for the device, or no longer does. Any thread but the audio callback; safe to repeat. */
void rescue_start(struct rescue *rescue, enum rescue_cause cause);
void rescue_end(struct rescue *rescue);

/* Whether another process, which knows what devices there are now, can open the one of that name: as an output (in the
 * role "probe") or an input ("probe-input"). Takes up to 4 s. Any thread that may wait. */
bool rescue_try(const char *role, const char *name, struct err *err);

/* In that process: why it cannot. */
void rescue_tell(const struct err *err);

/* Whether the next engine could go on with what is played now. */
bool rescue_may_renew(const struct session *session);

/* Ends this engine; the keeper starts the next one, which goes on where this one was. Does not return. */
void rescue_renew(struct session *session);

/* How long to wait before trying: engines that found their device and could not use it, one after the other, are not to
 * be a loop. */
int64_t rescue_wait_ns(const struct session *session);

/* What the probe's process does: opens the device as an engine would, and says to the descriptor SPAWN_FIRST_FD why it
 * cannot. Returns its exit status, 0 for success. */
int rescue_probe(const char *name);

#endif

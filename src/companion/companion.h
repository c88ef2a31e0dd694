/* The companion's side of its run: what it is told by the keeper, and what it tells. Of one thread. */
#ifndef TERMVIZ_COMPANION_COMPANION_H
#define TERMVIZ_COMPANION_COMPANION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "control/message.h"
#include "control/session.h"
#include "queue/queue.h"
#include "snapshot/run_state.h"

struct companion {
	int keeper_fd;
	const struct session *session; /* read-only, as the others; they live as long as the process */
	const struct queue *queue;
	const struct run_state_page *page;
	struct run_state state;       /* the newest */
	struct message_followed told; /* to the run */
};

/* Waits for MESSAGE_START and maps what it brings. */
bool companion_init(struct companion *companion, int keeper_fd, struct err *err);

/* Takes in the run state; true if it could be read. A run that knows less of who is followed than it has been told (its
 * engine is another one) is told again. */
bool companion_read_state(struct companion *companion);

/* Of the queue: the entry that is heard; QUEUE_NOTHING: none. */
uint32_t companion_heard(const struct companion *companion);

/* Where the run is in its track now, in seconds. */
double companion_position_s(const struct companion *companion);

/* Has the run obey, as if a script had sent it. */
void companion_command(const struct companion *companion, enum command_verb verb, double value);

/* Who is followed, as it is now; no more is sent than changes. */
void companion_follow(struct companion *companion, const struct message_followed *followed);

/* Something worth telling the user, once. */
void companion_notice(const struct companion *companion, const char *text);

/* Answers a command; NULL: it has been obeyed. */
void companion_reply(const struct companion *companion, const struct message *command, const char *refusal);

#endif

/* The companion beside the engine: control/companion.h says what it is there for. */
#include <sys/wait.h>
#include <unistd.h>

#include "base/spawn.h"
#include "control/companion.h"
#include "keeper/aide_rows.h"
#include "keeper/keeper_state.h"
#include "snapshot/shared.h"

enum { MOST_LOST = 3 };

static bool is_wanted(const struct keeper *keeper)
{
	return companion_role(&keeper->memory.session->request, keeper->memory.queue) != COMPANION_NONE;
}

/* It may read what the run is to do, no more. */
static bool start(struct keeper *keeper, struct child *child, struct err *err)
{
	const char *const argv[] = { SPAWN_COMPANION, keeper->place.name, NULL };
	int session_fd = shared_read_only(keeper->memory.session_fd, err);
	if (session_fd < 0)
		return false;
	const int fds[] = { keeper->memory.state_read_only_fd, session_fd, keeper->memory.queue_read_only_fd };
	bool started = child_start(child, SPAWN_COMPANION, argv, fds, 3, err);
	close(session_fd);
	return started;
}

static void obey(struct keeper *keeper, const struct message *message)
{
	struct message forwarded = *message;
	struct command *command = &forwarded.u.request.command;
	const char *refusal;
	if (command->verb == COMMAND_QUIT)
		keeper_end(keeper, 0, NULL);
	else if (!keeper_edit_queue(keeper, command, &refusal))
		keeper_tell_engine(keeper, &forwarded);
}

static void on_message(struct keeper *keeper, struct child *child, const struct message *message)
{
	switch ((enum message_type)message->type) {
	case MESSAGE_COMMAND: obey(keeper, message); break;
	case MESSAGE_FOLLOWED:
		keeper->remote = message->u.followed.player.phase == RUN_FOLLOWED_NONE ? NULL : child;
		keeper_tell_engine(keeper, message);
		break;
	case MESSAGE_NOTICE: keeper_tell_engine(keeper, message); break;
	case MESSAGE_REPLY: keeper_pass_reply(keeper, message); break;
	default: break;
	}
}

static bool serve(struct keeper *keeper, struct child *child)
{
	struct message message;
	enum message_result result = MESSAGE_OK;
	for (int turn = 0; turn < KEEPER_AT_ONCE && result == MESSAGE_OK; turn++) {
		result = message_receive(child->socket_fd, &message, NULL, NULL);
		if (result == MESSAGE_OK)
			on_message(keeper, child, &message);
	}
	return result == MESSAGE_OK || result == MESSAGE_NONE;
}

/* Nobody is followed for the moment, by this engine or the next. One that was killed has another take its place, but not
 * for ever; one that ended has nobody to talk to. */
static void on_end(struct keeper *keeper, struct child *child, int wait_status)
{
	struct err err = { 0 };
	struct message nobody = message_of(MESSAGE_FOLLOWED);
	keeper->remote = NULL;
	keeper_tell_engine(keeper, &nobody);
	if (wait_status == 0 || keeper->ending)
		return;
	log_line(&keeper->log, "the companion died (wait status %d)", wait_status);
	if (WIFSIGNALED(wait_status) && keeper->n_companions_lost++ < MOST_LOST && !start(keeper, child, &err))
		log_line(&keeper->log, "companion: %s", err.message);
}

static void on_news(struct child *child, const struct message *message)
{
	message_send(child->socket_fd, message, NULL, 0);
}

const struct aide_ops aide_companion = {
	.name = "companion",
	.is_wanted = is_wanted,
	.start = start,
	.serve = serve,
	.on_end = on_end,
	.on_news = on_news,
};

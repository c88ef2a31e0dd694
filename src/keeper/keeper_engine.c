/* The keeper and its engine: started, listened to, replaced. */
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/spawn.h"
#include "base/text.h"
#include "keeper/keeper_state.h"

enum { DRAIN_PATIENCE_MS = 10000 }; /* for UIs to leave by themselves after the end of the input */

bool keeper_tell_engine(struct keeper *keeper, const struct message *message)
{
	return keeper->engine.pid > 0 && message_send(keeper->engine.socket_fd, message, NULL, 0) == MESSAGE_OK;
}

void keeper_tell_watch(struct keeper *keeper)
{
	struct message message = message_of(MESSAGE_WATCH);
	message.u.watch = clients_watch(&keeper->clients);
	keeper_tell_engine(keeper, &message);
}

bool keeper_spawn_engine(struct keeper *keeper, struct child *child, const char *role, struct err *err)
{
	const struct memory *memory = &keeper->memory;
	const int sound_fd = keeper->config->sound_fd;
	const char *const argv[] = { SPAWN_ENGINE, role, keeper->place.name, NULL };
	const int fds[] = { [START_RING] = memory->ring_fd,
		[START_RUN_STATE] = memory->state_fd,
		[START_SESSION] = memory->session_fd,
		[START_QUEUE] = memory->queue_read_only_fd,
		[START_RECORDING] = memory->recording_fd,
		[START_HELD] = memory->held_fd,
		[START_KEPT] = memory->kept_fd,
		[START_OUTLINES] = memory->outlines_fd,
		[START_SOUND] = sound_fd };
	return child_start(child, SPAWN_ENGINE, argv, fds, START_N_FDS + (sound_fd >= 0), err);
}

void keeper_start_engine(struct keeper *keeper, bool takes_over)
{
	struct err err = { 0 };
	keeper_wake_writer(keeper); /* the engine before this one may have died when it was about to */
	atomic_fetch_add_explicit(&keeper->memory.session->n_starts, 1, memory_order_relaxed);
	if ((takes_over && keeper_take_over(keeper)) || keeper_spawn_engine(keeper, &keeper->engine, "engine", &err)) {
		keeper_watch_begin(keeper);
		keeper_tell_watch(keeper);
	} else {
		keeper_end(keeper, 1, err.message);
	}
}

static void on_finished(struct keeper *keeper, struct message *message)
{
	message->type = MESSAGE_ENDED;
	keeper->outcome = *message;
	keeper->finished = true;
	if (keeper->ending) /* a UI was faster; how it ended counts nevertheless */
		return;
	keeper->deadline_ns = clock_now_ns() + DRAIN_PATIENCE_MS * NS_PER_MS;
	if (!keeper->ready || clients_count_holders(&keeper->clients) == 0)
		keeper_end(keeper, 0, NULL);
}

static void tell_aides(struct keeper *keeper, const struct message *news)
{
	for (size_t i = 0; i < n_aides; i++)
		if (aide_table[i]->on_news && keeper->aides[i].socket_fd >= 0)
			aide_table[i]->on_news(&keeper->aides[i], news);
}

static void on_engine_message(struct keeper *keeper, struct message *message)
{
	switch ((enum message_type)message->type) {
	case MESSAGE_READY:
		keeper_watch_ready(keeper);
		keeper->ready = true;
		keeper->finished = false; /* if it was: somebody has sought back */
		if (keeper->config->headless) {
			struct client *launcher = clients_by_token(&keeper->clients, 1);
			if (launcher)
				message_send(launcher->fd, message, NULL, 0);
		}
		break;
	case MESSAGE_CALLS: keeper_watch_rouse(keeper); break;
	case MESSAGE_SOUND: keeper_wake_writer(keeper); break;
	case MESSAGE_WAKE: clients_broadcast(&keeper->clients, message, true); break;
	case MESSAGE_REPLY: keeper_pass_reply(keeper, message); break;
	case MESSAGE_NEWS:
		tell_aides(keeper, message);
		keeper_note_place(keeper);
		keeper_look_at_standby(keeper);
		break;
	case MESSAGE_FINISHED: on_finished(keeper, message); break;
	default: break;
	}
}

void keeper_serve_engine(struct keeper *keeper, bool reaped)
{
	struct message message;
	for (int turn = 0; turn < KEEPER_AT_ONCE && keeper->engine.socket_fd >= 0; turn++) {
		enum message_result result = message_receive(keeper->engine.socket_fd, &message, NULL, NULL);
		if (result == MESSAGE_NONE)
			return;
		if (result == MESSAGE_OK) {
			on_engine_message(keeper, &message);
			continue;
		}
		/* It is dying, or confused: either way its end is seen by SIGCHLD. */
		if (!reaped)
			child_kill(&keeper->engine);
		close(keeper->engine.socket_fd);
		keeper->engine.socket_fd = -1;
	}
}

void keeper_on_engine_death(struct keeper *keeper, int wait_status)
{
	const pid_t pid = keeper->engine.pid;
	keeper_child_gone(keeper, &keeper->engine);
	if (keeper->ending || keeper->finished)
		return;
	const int status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 0;
	if (status != SESSION_RENEW_STATUS && status != SESSION_STUCK_STATUS) {
		keeper_replace_engine(keeper, pid, wait_status);
		return;
	}
	text_copy(keeper->last_end, sizeof keeper->last_end, "the engine is replaced: its device can be opened again");
	log_line(&keeper->log, "%s", keeper->last_end);
	keeper->memory.session->last_death[0] = '\0';
	keeper_watch_end(keeper, pid);
	keeper_start_engine(keeper, status == SESSION_STUCK_STATUS);
}

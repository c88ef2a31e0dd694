/* The engine that stands by: it is there while a device plays, with the audio libraries ready, and goes on should the
 * engine that plays die (keeper_engine.c). It knows the devices that were there when it began: for another device there
 * is another one. */
#include "keeper/aide_rows.h"
#include "keeper/keeper_state.h"

/* Which device plays, by the number of its beginning; 0: none. */
static uint32_t playing_serial(const struct keeper *keeper)
{
	const struct session_progress *progress = &keeper->memory.session->progress;
	/* Acquire pairs with the release in engine/output.c: the serial is that of this rate, or newer. */
	if (atomic_load_explicit(&progress->output_rate_hz, memory_order_acquire) == 0)
		return 0;
	return atomic_load_explicit(&progress->output_serial, memory_order_relaxed);
}

/* One that has died by itself has no successor: what it died of may be there still. */
static bool is_wanted(const struct keeper *keeper)
{
	const uint32_t serial = playing_serial(keeper);
	return serial != 0 && serial != keeper->standby_serial;
}

static bool start(struct keeper *keeper, struct child *child, struct err *err)
{
	keeper->standby_serial = playing_serial(keeper);
	return keeper_spawn_engine(keeper, child, "standby", err);
}

/* It has nothing to say before it takes over. */
static bool serve(struct keeper *keeper, struct child *child)
{
	struct message ignored;
	enum message_result result = MESSAGE_OK;
	(void)keeper;
	for (int turn = 0; turn < KEEPER_AT_ONCE && result == MESSAGE_OK; turn++)
		result = message_receive(child->socket_fd, &ignored, NULL, NULL);
	return result == MESSAGE_OK || result == MESSAGE_NONE;
}

/* Not killed: an audio server may wait for a client that does not say goodbye. */
static void finish(struct keeper *keeper, struct child *child)
{
	struct message quit = message_of(MESSAGE_COMMAND);
	quit.u.request.command.verb = COMMAND_QUIT;
	message_send(child->socket_fd, &quit, NULL, 0);
	(void)keeper;
}

void keeper_look_at_standby(struct keeper *keeper)
{
	struct child *child = aide_child(keeper, &aide_standby);
	struct err err = { 0 };
	if (keeper->ending || keeper->finished)
		return;
	if (child->pid > 0 && playing_serial(keeper) != keeper->standby_serial)
		finish(keeper, child);
	else if (child->pid == 0 && is_wanted(keeper) && !start(keeper, child, &err))
		log_line(&keeper->log, "%s", err.message);
}

bool keeper_take_over(struct keeper *keeper)
{
	struct child *child = aide_child(keeper, &aide_standby);
	const struct message take_over = message_of(MESSAGE_TAKE_OVER);
	/* One that is stopped could only be silent. It goes once it goes on, for by then another device is open. */
	if (child->pid == 0 || playing_serial(keeper) != keeper->standby_serial || keeper_is_stopped(child->pid)
		|| message_send(child->socket_fd, &take_over, NULL, 0) != MESSAGE_OK)
		return false;
	keeper->engine = *child;
	*child = CHILD_NONE;
	return true;
}

static void on_end(struct keeper *keeper, struct child *child, int wait_status)
{
	(void)child, (void)wait_status;
	keeper_look_at_standby(keeper);
}

const struct aide_ops aide_standby = {
	.name = "standby",
	.is_wanted = is_wanted,
	.start = start,
	.serve = serve,
	.on_end = on_end,
	.finish = finish,
};

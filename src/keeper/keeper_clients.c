/* The keeper and its clients: UIs and scripts. */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "keeper/keeper_state.h"

/* It draws nothing for now; what it has counted stays. */
static void fall_asleep(struct statistics_reader *figures)
{
	figures->redraws_per_s = figures->bytes_per_s = 0;
	figures->in_flight_bytes = 0;
	figures->latency_ms = figures->max_latency_ms = NAN;
}

static void welcome(struct keeper *keeper, struct client *client, bool follows)
{
	client->is_ui = true;
	client->holds = !follows;
	client->watch = (struct message_watch){ .channels = 0 };
	fall_asleep(&client->figures);
	struct message message = message_of(MESSAGE_WELCOME);
	text_copy(message.u.welcome.name, sizeof message.u.welcome.name, keeper->place.name);
	const struct memory *memory = &keeper->memory;
	const int fds[] = { memory->ring_read_only_fd, memory->state_read_only_fd, memory->queue_read_only_fd,
		memory->outlines_read_only_fd };
	message_send(client->fd, &message, fds, sizeof fds / sizeof fds[0]);
	if (keeper->watch.standstill[0])
		keeper_tell_standstill(keeper, client);
}

static void describe(struct keeper *keeper, struct client *asker)
{
	char text[MESSAGE_TEXT];
	int n = snprintf(text, sizeof text, "keeper %d, engine %d", (int)getpid(), (int)keeper->engine.pid);
	for (size_t i = 0; i < n_aides && n < (int)sizeof text; i++)
		if (keeper->aides[i].pid > 0)
			n += snprintf(text + n, sizeof text - (size_t)n, ", %s %d", aide_table[i]->name,
				(int)keeper->aides[i].pid);
	for (size_t i = 0; i < CLIENTS_MAX && n < (int)sizeof text; i++) {
		const struct client *client = &keeper->clients.items[i];
		if (client->fd >= 0 && client->is_ui)
			n += snprintf(text + n, sizeof text - (size_t)n, ", %s %d", client->holds ? "ui" : "follower",
				(int)client_pid(client));
	}
	struct run_state state = { 0 };
	memory_read_state(&keeper->memory, &state);
	char uptime[32], restarts[32] = "";
	text_format_time(uptime, sizeof uptime, (double)(clock_now_ns() - keeper->began_ns) / NS_PER_S);
	if (state.n_restarts)
		snprintf(restarts, sizeof restarts, ", restarts %u", state.n_restarts);
	if (n < (int)sizeof text)
		snprintf(text + n, sizeof text - (size_t)n, ", up %s%s%s%s", uptime, restarts,
			state.title[0] ? ": " : "", state.title);
	struct message reply = message_outcome_of(MESSAGE_REPLY, 0, text);
	message_send(asker->fd, &reply, NULL, 0);
}

void keeper_pass_reply(struct keeper *keeper, const struct message *reply)
{
	struct client *asker = clients_by_token(&keeper->clients, reply->u.outcome.token);
	if (asker)
		message_send(asker->fd, reply, NULL, 0);
}

/* What a player beside us can do is for it; what concerns the picture alone stays here. */
static bool is_remote(const struct keeper *keeper, const struct command *command)
{
	static const bool remote[N_COMMANDS] = {
		[COMMAND_PLAY] = true,
		[COMMAND_PAUSE] = true,
		[COMMAND_TOGGLE] = true,
		[COMMAND_SEEK_BY] = true,
		[COMMAND_SEEK_TO] = true,
		[COMMAND_SEEK_PERCENT] = true,
		[COMMAND_NEXT] = true,
		[COMMAND_PREVIOUS] = true,
		[COMMAND_VOLUME_BY] = true,
		[COMMAND_VOLUME_TO] = true,
	};
	return keeper->remote && remote[command->verb];
}

bool keeper_command(struct keeper *keeper, const struct message *message)
{
	if (!is_remote(keeper, &message->u.request.command))
		return keeper_tell_engine(keeper, message);
	return message_send(keeper->remote->socket_fd, message, NULL, 0) == MESSAGE_OK;
}

void keeper_reply(struct keeper *keeper, uint32_t token, const char *refusal)
{
	struct message reply = message_outcome_of(MESSAGE_REPLY, refusal ? 1 : 0, refusal);
	reply.u.outcome.token = token;
	keeper_pass_reply(keeper, &reply);
}

/* A terminal is told of refusals whether it asks or not, and that the queue was saved: its user has no other sign. */
static void answer(const struct client *client, const struct message *message, const char *refusal)
{
	const bool saved = !refusal && message->u.request.command.verb == COMMAND_SAVE;
	const struct message reply
		= message_outcome_of(MESSAGE_REPLY, refusal ? 1 : 0, saved ? "the queue is saved" : refusal);
	if (message->u.request.token || client->is_ui)
		message_send(client->fd, &reply, NULL, 0);
}

static void obey(struct keeper *keeper, struct client *client, const struct message *message)
{
	struct message forwarded = *message;
	const char *refusal = NULL;
	forwarded.u.request.token = message->u.request.token ? client->token : 0;
	bool quit = message->u.request.command.verb == COMMAND_QUIT;
	if (message->u.request.command.verb == COMMAND_RECORD) {
		keeper_record(keeper, &message->u.request.command, forwarded.u.request.token);
		return;
	}
	bool done = quit || keeper_edit_queue(keeper, &forwarded.u.request.command, &refusal);
	if (!done) {
		const bool waits = keeper->watch.standstill[0] && !keeper->watch.is_slow
			&& !is_remote(keeper, &forwarded.u.request.command);
		if (!waits && keeper_command(keeper, &forwarded))
			return;
		refusal = waits ? keeper->watch.standstill : "the engine is busy; try again";
	}
	answer(client, message, refusal);
	if (quit)
		keeper_end(keeper, 0, NULL);
}

/* The launcher of a headless run, and scripts, come and go; of UIs the last one to leave ends the run. */
static void remove_client(struct keeper *keeper, struct client *client, bool vanished, bool detached)
{
	bool was_ui = client->is_ui;
	bool ends = client->holds && clients_count_holders(&keeper->clients) == 1 && !detached
		&& (!keeper->config->keep || keeper->finished);
	if (vanished || !ends)
		clients_remove(client, vanished);
	if (ends)
		keeper_end(keeper, 0, NULL); /* one that said goodbye stays connected, to be told when all is gone */
	else if (was_ui)
		keeper_tell_watch(keeper);
}

static void on_client_message(
	struct keeper *keeper, struct client *client, const struct message *message, int *fds, size_t *n_fds)
{
	switch ((enum message_type)message->type) {
	case MESSAGE_ATTACH: welcome(keeper, client, message->u.attach.follows); break;
	case MESSAGE_TERMINAL: clients_set_terminal(client, &message->u.terminal, *n_fds ? fds[--*n_fds] : -1); break;
	case MESSAGE_WATCH:
		client->watch = message->u.watch;
		if (client->watch.asleep)
			fall_asleep(&client->figures);
		keeper_tell_watch(keeper);
		break;
	case MESSAGE_FIGURES:
		client->figures = message->u.figures.reader;
		if (message->u.figures.asks)
			statistics_answer(keeper, client);
		break;
	case MESSAGE_LEAVE: remove_client(keeper, client, false, message->u.leave.how == LEAVE_DETACH); break;
	case MESSAGE_COMMAND: obey(keeper, client, message); break;
	case MESSAGE_ASK: describe(keeper, client); break;
	default: break;
	}
}

static void serve_client(struct keeper *keeper, struct client *client)
{
	struct message message;
	int fds[MESSAGE_MAX_FDS];
	for (int turn = 0; turn < KEEPER_AT_ONCE && client->fd >= 0; turn++) {
		size_t n_fds = 0;
		enum message_result result = message_receive(client->fd, &message, fds, &n_fds);
		if (result == MESSAGE_NONE)
			return;
		if (result == MESSAGE_OK)
			on_client_message(keeper, client, &message, fds, &n_fds);
		else
			remove_client(keeper, client, true, false);
		while (n_fds)
			close(fds[--n_fds]);
		if (keeper->ending)
			return;
	}
}

void keeper_serve_clients(struct keeper *keeper)
{
	int fd = 0;
	for (int turn = 0; turn < KEEPER_AT_ONCE && fd >= 0; turn++) {
		fd = place_accept(&keeper->place);
		if (fd >= 0)
			clients_add(&keeper->clients, fd);
	}
	for (size_t i = 0; i < CLIENTS_MAX && !keeper->ending; i++)
		if (keeper->clients.items[i].fd >= 0)
			serve_client(keeper, &keeper->clients.items[i]);
}

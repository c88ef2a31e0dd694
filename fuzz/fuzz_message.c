/* Control messages and session memory from a process that lies. */
#include <math.h>
#include <sys/socket.h>

#include "control/message.h"
#include "control/session.h"
#include "fuzz.h"
#include "snapshot/snapshot.h"

static void check(const struct message *message)
{
	require(message->type < N_MESSAGES);
	switch (message->type) {
	case MESSAGE_TERMINAL: require(message->u.terminal.n_restore <= sizeof message->u.terminal.restore); break;
	case MESSAGE_COMMAND: require(command_is_sane(&message->u.request.command)); break;
	case MESSAGE_WATCH:
		require(isfinite(message->u.watch.wake_peak) && message->u.watch.redraws_per_s <= MESSAGE_MOST_REDRAWS);
		require(!(message->u.watch.channels & ~SNAPSHOT_ALL_CHANNELS));
		break;
	case MESSAGE_NOTICE:
	case MESSAGE_REPLY: require_printable(message->u.outcome.text, sizeof message->u.outcome.text); break;
	case MESSAGE_WELCOME: require_printable(message->u.welcome.name, sizeof message->u.welcome.name); break;
	case MESSAGE_FOLLOWED:
		require_printable(message->u.followed.title, sizeof message->u.followed.title);
		require(run_followed_is_sane(&message->u.followed.player));
		break;
	default: break;
	}
}

/* The bare input, and all but the beginning of it behind a right one, so that the rest is looked at. */
static void receive(const uint8_t *data, size_t n)
{
	static int sockets[2];
	enum { KEPT = offsetof(struct message, type) };
	struct message message = message_of(MESSAGE_ASK);
	if (sockets[1] == 0)
		require(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, sockets) == 0);
	if (n > 0)
		memcpy((char *)&message + KEPT, data, n < sizeof message - KEPT ? n : sizeof message - KEPT);
	send(sockets[0], &message, sizeof message, 0);
	if (n > 0)
		send(sockets[0], data, n, 0);
	enum message_result result;
	while ((result = message_receive(sockets[1], &message, NULL, NULL)) != MESSAGE_NONE)
		if (result == MESSAGE_OK)
			check(&message);
}

static void map(const uint8_t *data, size_t n)
{
	static struct session session;
	struct taken from = { data, n };
	take_bytes(&from, &session.progress, sizeof session.progress);
	take_bytes(&from, &session.request, sizeof session.request);
	session.magic = SESSION_MAGIC;
	session.version = SESSION_VERSION;
	if (session_check(&session, sizeof session, NULL))
		require(strlen(session.request.input) < SESSION_NAME && strlen(session.request.mpd) < SESSION_NAME
			&& strlen(session.request.resume_path) < SESSION_PATH
			&& strlen(session_input(&session)) < SESSION_NAME
			&& strlen(session_output(&session)) < SESSION_NAME);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	receive(data, n);
	map(data, n);
	return 0;
}

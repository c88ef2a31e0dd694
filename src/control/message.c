#include "control/message.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <string.h>

#include "base/text.h"
#include "snapshot/snapshot.h"

struct message message_of(enum message_type type)
{
	return (struct message){ .magic = MESSAGE_MAGIC, .version = MESSAGE_VERSION, .type = (uint16_t)type };
}

struct message message_outcome_of(enum message_type type, int status, const char *text)
{
	struct message message = message_of(type);
	message.u.outcome.status = status;
	text_copy(message.u.outcome.text, sizeof message.u.outcome.text, text ? text : "");
	return message;
}

enum message_result message_send(int socket_fd, const struct message *message, const int *fds, size_t n_fds)
{
	return packet_send(socket_fd, message, sizeof *message, fds, n_fds, false);
}

static bool outcome_is_sane(struct message_outcome *outcome)
{
	packet_make_printable(outcome->text, MESSAGE_TEXT);
	return outcome->status >= 0 && outcome->status <= 255;
}

/* What one reader wants is what all get: it must not be what there is not. */
static bool watch_is_sane(const struct message_watch *watch)
{
	return !(watch->channels & ~SNAPSHOT_ALL_CHANNELS) && !(watch->levels & ~SNAPSHOT_ALL_LEVELS)
		&& !(watch->measures & ~SNAPSHOT_ALL_BESIDE) && watch->outline <= 1 && isfinite(watch->wake_peak)
		&& watch->redraws_per_s <= MESSAGE_MOST_REDRAWS;
}

static bool followed_is_sane(struct message_followed *followed)
{
	packet_make_printable(followed->title, sizeof followed->title);
	packet_make_printable(followed->artist, sizeof followed->artist);
	return run_followed_is_sane(&followed->player);
}

static bool make_sane(struct message *message)
{
	if (message->magic != MESSAGE_MAGIC || message->version != MESSAGE_VERSION)
		return false;
	switch ((enum message_type)message->type) {
	case MESSAGE_TERMINAL: return message->u.terminal.n_restore <= sizeof message->u.terminal.restore;
	case MESSAGE_WATCH: return watch_is_sane(&message->u.watch);
	case MESSAGE_FIGURES: return statistics_reader_is_sane(&message->u.figures.reader);
	case MESSAGE_STATISTICS: return statistics_make_sane(&message->u.statistics);
	case MESSAGE_COMMAND: return command_is_sane(&message->u.request.command);
	case MESSAGE_NOTICE:
	case MESSAGE_STANDSTILL:
	case MESSAGE_REPLY:
	case MESSAGE_ENDED:
	case MESSAGE_FINISHED: return outcome_is_sane(&message->u.outcome);
	case MESSAGE_FOLLOWED: return followed_is_sane(&message->u.followed);
	case MESSAGE_WELCOME: packet_make_printable(message->u.welcome.name, MESSAGE_TEXT); return true;
	default: return message->type < N_MESSAGES;
	}
}

enum message_result message_receive(int socket_fd, struct message *message, int *fds, size_t *n_fds)
{
	size_t n_received = 0;
	enum message_result result = packet_receive(socket_fd, message, sizeof *message, fds, &n_received);
	if (result == MESSAGE_OK && !make_sane(message)) {
		packet_refuse_fds(fds, &n_received);
		result = MESSAGE_BAD;
	}
	if (n_fds)
		*n_fds = n_received;
	return result;
}

enum message_result message_wait(int socket_fd, int timeout_ms, struct message *message, int *fds, size_t *n_fds)
{
	struct pollfd p = { .fd = socket_fd, .events = POLLIN };
	int n;
	do
		n = poll(&p, 1, timeout_ms);
	while (n < 0 && errno == EINTR);
	return n > 0 ? message_receive(socket_fd, message, fds, n_fds) : MESSAGE_NONE;
}

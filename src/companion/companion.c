#include "companion/companion.h"

#include <string.h>
#include <unistd.h>

#include "snapshot/shared.h"

enum { START_PATIENCE_MS = 5000 };

bool companion_init(struct companion *companion, int keeper_fd, struct err *err)
{
	struct message message;
	int fds[MESSAGE_MAX_FDS];
	size_t n_fds = 0, size;
	*companion = (struct companion){ .keeper_fd = keeper_fd };
	if (message_wait(keeper_fd, START_PATIENCE_MS, &message, fds, &n_fds) != MESSAGE_OK
		|| message.type != MESSAGE_START || n_fds != 3)
		return err_set(err, ERR_VERSION, "the keeper did not say what to do; it may be of another version");
	companion->page = shared_map(fds[0], sizeof *companion->page, false, &size, err);
	if (!companion->page || !run_state_check(companion->page, size, err))
		return false;
	companion->session = shared_map(fds[1], sizeof *companion->session, false, &size, err);
	if (!companion->session || !session_check(companion->session, size, err))
		return false;
	companion->queue = shared_map(fds[2], sizeof *companion->queue, false, &size, err);
	if (!companion->queue || !queue_check(companion->queue, size, err))
		return false;
	for (int i = 0; i < 3; i++)
		close(fds[i]);
	companion_read_state(companion);
	return true;
}

static void tell_followed(const struct companion *companion)
{
	struct message message = message_of(MESSAGE_FOLLOWED);
	message.u.followed = companion->told;
	message_send(companion->keeper_fd, &message, NULL, 0);
}

bool companion_read_state(struct companion *companion)
{
	if (!run_state_read(companion->page, &companion->state, NULL))
		return false;
	const struct run_followed *shown = &companion->state.followed, *told = &companion->told.player;
	if (shown->phase != told->phase || shown->at_ns != told->at_ns)
		tell_followed(companion);
	return true;
}

uint32_t companion_heard(const struct companion *companion)
{
	return atomic_load_explicit(&companion->session->progress.queue_id, memory_order_relaxed);
}

double companion_position_s(const struct companion *companion)
{
	const struct session_progress *progress = &companion->session->progress;
	uint32_t rate_hz = companion->state.rate_hz;
	int64_t position = atomic_load_explicit(&progress->position_frame, memory_order_relaxed);
	return rate_hz ? (double)position / rate_hz : 0;
}

void companion_command(const struct companion *companion, enum command_verb verb, double value)
{
	struct message message = message_of(MESSAGE_COMMAND);
	message.u.request.command = (struct command){ .verb = verb, .value = value };
	message_send(companion->keeper_fd, &message, NULL, 0);
}

static bool says_the_same(const struct message_followed *a, const struct message_followed *b)
{
	return a->player.phase == b->player.phase && a->player.at_ns == b->player.at_ns
		&& a->player.length_ns == b->player.length_ns && strcmp(a->title, b->title) == 0
		&& strcmp(a->artist, b->artist) == 0;
}

void companion_follow(struct companion *companion, const struct message_followed *followed)
{
	if (says_the_same(&companion->told, followed))
		return;
	companion->told = *followed;
	tell_followed(companion);
}

void companion_notice(const struct companion *companion, const char *text)
{
	struct message message = message_outcome_of(MESSAGE_NOTICE, 0, text);
	message_send(companion->keeper_fd, &message, NULL, 0);
}

void companion_reply(const struct companion *companion, const struct message *command, const char *refusal)
{
	struct message reply = message_outcome_of(MESSAGE_REPLY, refusal ? 1 : 0, refusal);
	reply.u.outcome.token = command->u.request.token;
	if (reply.u.outcome.token)
		message_send(companion->keeper_fd, &reply, NULL, 0);
	else if (refusal)
		companion_notice(companion, refusal);
}

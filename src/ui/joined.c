#include "ui/joined.h"

#include <limits.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/confine.h"
#include "base/text.h"
#include "control/place.h"
#include "snapshot/shared.h"
#include "ui/tty.h"

enum { WELCOME_PATIENCE_MS = 5000, GOODBYE_PATIENCE_MS = 1500, RECORDING_PATIENCE_MS = 60000 };

/* The descriptors of the welcome: ring, run state, queue and outlines. */
static bool wait_for_welcome(struct joined *joined, int fds[MESSAGE_MAX_FDS], int *status, struct err *err)
{
	const int64_t until_ns = clock_now_ns() + WELCOME_PATIENCE_MS * NS_PER_MS;
	struct message message;
	size_t n_fds = 0;
	do {
		const int64_t left_ns = until_ns - clock_now_ns();
		const int left_ms = left_ns > 0 ? (int)(left_ns / NS_PER_MS) + 1 : 0;
		const enum message_result result
			= left_ms ? message_wait(joined->keeper_fd, left_ms, &message, fds, &n_fds) : MESSAGE_NONE;
		if (result == MESSAGE_GONE)
			place_clear_stale(joined->name); /* it was killed before it could say which it is */
		if (result != MESSAGE_OK)
			return err_set(
				err, ERR_GONE, "the run does not answer; it may be of another version of termviz");
		if (message.type == MESSAGE_ENDED) {
			*status = message.u.outcome.status;
			return err_set(err, *status == 2 ? ERR_USAGE : ERR_INPUT, "%s", message.u.outcome.text);
		}
		bool welcome = message.type == MESSAGE_WELCOME && n_fds == JOINED_N_MAPS;
		while (!welcome && n_fds)
			close(fds[--n_fds]);
	} while (n_fds != JOINED_N_MAPS);
	text_copy(joined->name, sizeof joined->name, message.u.welcome.name);
	return true;
}

/* What comes from a run may be of anybody's making. Whoever shows it has started all that there is to start, and has
 * opened its terminal or its output. */
static void confine_to_reading(const char *own)
{
	char folder[PATH_MAX];
	place_folder(folder, sizeof folder);
	confine(CONFINE_READER, (const char *const[CONFINE_MAX_OWN]){ folder, own }, NULL);
}

bool joined_open(struct joined *joined, int keeper_fd, bool follows, const char *own, int *status, struct err *err)
{
	static const size_t sizes[JOINED_N_MAPS] = { sizeof(struct snapshot_ring), sizeof(struct run_state_page),
		sizeof(struct queue), sizeof(struct outlines) };
	struct message message = message_of(MESSAGE_ATTACH);
	int fds[MESSAGE_MAX_FDS];
	*joined = (struct joined){ .keeper_fd = keeper_fd };
	confine_to_reading(own);
	message.u.attach.follows = follows;
	message_send(keeper_fd, &message, NULL, 0);
	if (!wait_for_welcome(joined, fds, status, err))
		return false;
	bool good = true;
	for (int i = 0; i < JOINED_N_MAPS; i++) {
		joined->maps[i] = good ? shared_map(fds[i], sizes[i], false, &joined->n_bytes[i], err) : NULL;
		good = joined->maps[i] != NULL;
		close(fds[i]);
	}
	joined->ring = joined->maps[0];
	joined->page = joined->maps[1];
	joined->queue = joined->maps[2];
	joined->outlines = joined->maps[3];
	return good && snapshot_ring_check(joined->ring, joined->n_bytes[0], err)
		&& run_state_check(joined->page, joined->n_bytes[1], err)
		&& queue_check(joined->queue, joined->n_bytes[2], err)
		&& outlines_check(joined->outlines, joined->n_bytes[3], err);
}

void joined_close(struct joined *joined)
{
	for (int i = 0; i < JOINED_N_MAPS; i++)
		shared_unmap(joined->maps[i], joined->n_bytes[i]);
	*joined = (struct joined){ .keeper_fd = -1 };
}

void joined_command(const struct joined *joined, const char *text)
{
	struct command command;
	if (command_parse(&command, text, NULL))
		joined_send(joined, &command);
}

void joined_send(const struct joined *joined, const struct command *command)
{
	struct message message = message_of(MESSAGE_COMMAND);
	message.u.request.command = *command;
	message_send(joined->keeper_fd, &message, NULL, 0);
}

void joined_tell_figures(const struct joined *joined, const struct statistics_reader *figures,
	const struct snapshot_reader *reader, bool asks)
{
	struct message message = message_of(MESSAGE_FIGURES);
	message.u.figures = (struct message_figures){ .reader = *figures, .asks = asks };
	message.u.figures.reader.n_snapshots = reader->n_read;
	message.u.figures.reader.n_missed = reader->n_missed;
	message.u.figures.reader.n_retries = reader->n_retries;
	message_send(joined->keeper_fd, &message, NULL, 0);
}

void joined_tell_terminal(const struct joined *joined, struct terminal *terminal, bool ours)
{
	struct message message = message_of(MESSAGE_TERMINAL);
	struct message_terminal *to = &message.u.terminal;
	const int fd = terminal_fd(terminal);
	to->filled = ours;
	if (ours) {
		to->n_restore = (uint32_t)terminal_restore_bytes(terminal, to->restore, sizeof to->restore);
		memcpy(to->termios, terminal_termios(terminal), sizeof(struct termios));
		to->taken_lflag = tty_raw(*terminal_termios(terminal)).c_lflag;
	}
	message_send(joined->keeper_fd, &message, &fd, ours ? 1 : 0);
}

static bool records(const struct joined *joined)
{
	struct run_state state;
	return run_state_read(joined->page, &state, NULL) && state.recording;
}

/* Until the run has ended, which is true, or the time is over, or it will not be told. */
static bool wait_for_end(const struct joined *joined, int64_t until_ns, struct message_outcome *outcome, bool *is_gone)
{
	struct message message;
	int64_t left_ns;
	while ((left_ns = until_ns - clock_now_ns()) > 0 && !*is_gone) {
		enum message_result result
			= message_wait(joined->keeper_fd, (int)(left_ns / NS_PER_MS) + 1, &message, NULL, NULL);
		if (result == MESSAGE_OK && message.type == MESSAGE_ENDED) {
			*outcome = message.u.outcome;
			return true;
		}
		if (result == MESSAGE_GONE)
			place_clear_stale(joined->name); /* it may have been killed, and with it all the others */
		*is_gone = result == MESSAGE_GONE || result == MESSAGE_BAD;
	}
	return false;
}

bool joined_leave(
	const struct joined *joined, enum message_leave how, void (*waits)(void), struct message_outcome *outcome)
{
	struct message message = message_of(MESSAGE_LEAVE);
	const int64_t began_ns = clock_now_ns();
	/* A file that is written to on a slow disk is closed before the run is over. */
	const bool is_patient = how == LEAVE_QUIT && records(joined);
	bool is_gone = false;
	message.u.leave.how = how;
	message_send(joined->keeper_fd, &message, NULL, 0);
	if (wait_for_end(joined, began_ns + GOODBYE_PATIENCE_MS * NS_PER_MS, outcome, &is_gone))
		return true;
	if (!is_patient || is_gone)
		return false;
	if (waits)
		waits();
	return wait_for_end(joined, began_ns + RECORDING_PATIENCE_MS * NS_PER_MS, outcome, &is_gone);
}

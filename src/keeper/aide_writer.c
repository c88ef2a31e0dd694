/* The writer of a recording (writer/writer.h): told of sound when it sleeps; what it has to say is passed on. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/spawn.h"
#include "base/text.h"
#include "keeper/aide_rows.h"
#include "keeper/keeper_state.h"

enum {
	MOST_KILLED = 8,     /* writers of a recording: one more, and it is the file or the disk that kills them */
	PATIENCE_MS = 60000, /* a slow disk has the whole ring before it */
};

static void tell_user(struct keeper *keeper, const char *text)
{
	const struct message notice = message_outcome_of(MESSAGE_NOTICE, 0, text);
	if (text[0])
		log_line(&keeper->log, "%s", text);
	keeper_tell_engine(keeper, &notice);
}

/* Nothing more is recorded, and the run's end says why. */
static void fail(struct keeper *keeper, const char *why)
{
	keeper->record.failed = true;
	recording_end(keeper->memory.recording);
	text_copy(keeper->failure, sizeof keeper->failure, why);
	tell_user(keeper, why);
}

static bool is_wanted(const struct keeper *keeper)
{
	return keeper->record.path[0] != '\0';
}

/* What a file was killed over is left as it is: behind x.wav comes x-2.wav, then x-3.wav. */
static bool choose_part(struct keeper *keeper, struct err *err)
{
	const char *path = keeper->record.path;
	char *part = keeper->record.part;
	const size_t size = sizeof keeper->record.part;
	const char *end = strrchr(path, '.');
	text_copy(part, size, path);
	bool good = recording_check_path(part, NULL, err);
	for (unsigned n = 2; end && !good && n <= keeper->record.n_killed + 1; n++) {
		*err = (struct err){ 0 };
		good = snprintf(part, size, "%.*s-%u%s", (int)(end - path), path, n, end) < (int)size
			&& recording_check_path(part, NULL, err);
	}
	return good;
}

static bool start(struct keeper *keeper, struct child *child, struct err *err)
{
	const char *const argv[] = { SPAWN_ENGINE, "writer", keeper->place.name, keeper->record.part, NULL };
	if (choose_part(keeper, err) && child_start(child, SPAWN_ENGINE, argv, &keeper->memory.recording_fd, 1, err))
		return true;
	fail(keeper, err->message);
	return false;
}

static bool serve(struct keeper *keeper, struct child *child)
{
	struct message message;
	for (int turn = 0; turn < KEEPER_AT_ONCE; turn++) {
		enum message_result result = message_receive(child->socket_fd, &message, NULL, NULL);
		if (result == MESSAGE_NONE)
			return true;
		if (result != MESSAGE_OK)
			return false; /* it is dying, or confused; its file is closed before it leaves us */
		if (message.type == MESSAGE_NOTICE)
			tell_user(keeper, message.u.outcome.text);
		else if (message.type == MESSAGE_FINISHED && message.u.outcome.status != 0)
			fail(keeper, message.u.outcome.text);
	}
	return true;
}

/* What is in the ring is still written. */
static void finish(struct keeper *keeper, struct child *child)
{
	struct message quit = message_of(MESSAGE_COMMAND);
	quit.u.request.command.verb = COMMAND_QUIT;
	recording_end(keeper->memory.recording);
	message_send(child->socket_fd, &quit, NULL, 0);
}

/* The run has ended, and waits no longer. */
static bool is_late(const struct keeper *keeper)
{
	return keeper->ending && clock_now_ns() - keeper->ending_ns >= PATIENCE_MS * NS_PER_MS;
}

/* Another writer goes on, in another file, with what is in the ring. The run's end tells of it: who looks for one file
 * has to know. False: there have been too many. */
static bool replace(struct keeper *keeper, struct child *child, int signal)
{
	char text[MESSAGE_TEXT], was[PATH_MAX];
	struct err err = { 0 };
	const bool ends = !recording_is_on(keeper->memory.recording);
	if (is_late(keeper) || keeper->record.n_killed++ >= MOST_KILLED)
		return false;
	text_copy(was, sizeof was, keeper->record.part);
	if (!start(keeper, child, &err))
		return false;
	snprintf(text, sizeof text, "record %.200s: the writer was killed (signal %d, %s); it goes on in %.200s", was,
		signal, strsignal(signal), keeper->record.part);
	if (strcmp(was, keeper->record.part) != 0)
		text_copy(keeper->failure, sizeof keeper->failure, text);
	tell_user(keeper, text);
	if (ends)
		finish(keeper, child);
	return true;
}

/* It has said what there was to say, unless it did not end by itself. */
static void on_end(struct keeper *keeper, struct child *child, int wait_status)
{
	char text[MESSAGE_TEXT];
	if (WIFSIGNALED(wait_status) && !keeper->record.failed && replace(keeper, child, WTERMSIG(wait_status)))
		return;
	recording_end(keeper->memory.recording);
	if (WIFSIGNALED(wait_status) && !keeper->record.failed) {
		snprintf(text, sizeof text,
			"record %.256s: the writer was killed (signal %d, %s); the file may lack its end",
			keeper->record.part, WTERMSIG(wait_status), strsignal(WTERMSIG(wait_status)));
		fail(keeper, text);
	}
	tell_user(keeper, "");
	keeper_reply(keeper, keeper->record.asker, keeper->record.failed ? keeper->failure : NULL);
	keeper->record.path[0] = '\0';
	keeper->record.asker = 0;
}

/* --------------------------------------------------------------- while the run goes on */

void keeper_wake_writer(struct keeper *keeper)
{
	const struct child *child = aide_child(keeper, &aide_writer);
	const struct message sound = message_of(MESSAGE_SOUND);
	if (child->socket_fd >= 0)
		message_send(child->socket_fd, &sound, NULL, 0);
}

static bool begin(struct keeper *keeper, const char *path, struct err *err)
{
	struct child *child = aide_child(keeper, &aide_writer);
	if (child->pid > 0)
		return err_set(
			err, ERR_INPUT, "record: %s is not closed yet; say record off first", keeper->record.path);
	if (!recording_check_path(path, NULL, err))
		return false;
	text_copy(keeper->record.path, sizeof keeper->record.path, path);
	keeper->record.n_killed = 0;
	keeper->record.failed = false;
	recording_begin(keeper->memory.recording);
	tell_user(keeper, ""); /* the status line says so */
	return start(keeper, child, err);
}

void keeper_record(struct keeper *keeper, const struct command *command, uint32_t asker)
{
	struct err err = { 0 };
	struct child *child = aide_child(keeper, &aide_writer);
	if (command->text[0]) {
		keeper_reply(keeper, asker, begin(keeper, command->text, &err) ? NULL : err.message);
	} else if (child->pid > 0 && recording_is_on(keeper->memory.recording)) {
		keeper->record.asker = asker;
		finish(keeper, child);
	} else {
		keeper_reply(keeper, asker, "record: nothing is being recorded");
	}
}

const struct aide_ops aide_writer = {
	.name = "writer",
	.is_wanted = is_wanted,
	.start = start,
	.serve = serve,
	.on_end = on_end,
	.finish = finish,
	.patience_ms = PATIENCE_MS,
};

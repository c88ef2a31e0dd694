/* The keeper and the queue, whose only writer it is. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "base/url.h"
#include "keeper/keeper_state.h"
#include "queue/playlist.h"
#include "queue/reading.h"

void keeper_tell_queue(struct keeper *keeper)
{
	const struct message queue = message_of(MESSAGE_QUEUE), wake = message_of(MESSAGE_WAKE);
	keeper_tell_engine(keeper, &queue);
	clients_broadcast(&keeper->clients, &wake, true);
}

uint32_t keeper_heard_id(const struct keeper *keeper)
{
	return atomic_load_explicit(&keeper->memory.session->progress.queue_id, memory_order_relaxed);
}

/* Finds the entry that a command means, and notes it there. */
static bool find_item(struct keeper *keeper, struct command *command, uint32_t *id)
{
	struct queue_item item;
	*id = command->item ? command->item - 1 : keeper_heard_id(keeper);
	if (!command->item && command->place && queue_list(keeper->memory.queue, command->place - 1, id, 1) == 0)
		return false;
	command->item = *id + 1;
	return queue_item(keeper->memory.queue, *id, &item) && !(item.flags & (QUEUE_REMOVED | QUEUE_UNREAD));
}

/* --------------------------------------------------------------- commands: NULL, or why not */

static const char *add(struct keeper *keeper, struct command *command)
{
	if (!url_is(command->text) && access(command->text, R_OK) != 0)
		return errno == ENOENT ? "add: there is no such file" : "add: this file cannot be read";
	const struct queue_item item = { .path = command->text,
		.title = "",
		.end_ns = -1,
		.flags = QUEUE_GIVEN | (reading_is_needed(command->text) ? QUEUE_UNREAD : 0) };
	if (queue_add(keeper->memory.queue, &item, QUEUE_NOTHING, keeper_heard_id(keeper)) == QUEUE_NOTHING)
		return "add: the queue is full";
	if (item.flags & QUEUE_UNREAD)
		keeper_scan(keeper);
	return NULL;
}

/* The engine leaves what plays by itself, if there is something to go on with. */
static const char *remove_item(struct keeper *keeper, struct command *command)
{
	uint32_t id;
	if (!find_item(keeper, command, &id))
		return "remove: there is no such place in the queue";
	queue_remove(keeper->memory.queue, id);
	return NULL;
}

static const char *move(struct keeper *keeper, struct command *command)
{
	uint32_t id;
	if (!find_item(keeper, command, &id) || command->value < 1)
		return "move: there is no such place in the queue";
	queue_move(keeper->memory.queue, id, (uint32_t)command->value - 1);
	return NULL;
}

static const char *clear(struct keeper *keeper, struct command *command)
{
	(void)command;
	queue_clear(keeper->memory.queue);
	return NULL;
}

/* Nothing but another playlist is overwritten, and that only by a whole one. */
static bool may_write(const char *path)
{
	char begin[16] = "";
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return errno == ENOENT;
	struct stat st;
	bool is_file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	ssize_t n = is_file ? read(fd, begin, sizeof begin - 1) : -1;
	close(fd);
	return n == 0 || text_begins(begin, "#EXTM3U");
}

static const char *save(struct keeper *keeper, struct command *command)
{
	char path[COMMAND_TEXT + 8], part[COMMAND_TEXT + 32];
	const char *dot = strrchr(command->text, '.');
	bool named = dot && (strcmp(dot, ".m3u8") == 0 || strcmp(dot, ".m3u") == 0);
	snprintf(path, sizeof path, "%s%s", command->text, named ? "" : ".m3u8");
	snprintf(part, sizeof part, "%s.%d", path, (int)getpid()); /* one that was killed may have left its own */
	if (!may_write(path))
		return "save: a file of that name is no playlist and is left alone; choose another";
	FILE *to = fopen(part, "wxe");
	if (!to)
		return "save: the playlist cannot be written there";
	bool good = playlist_write_m3u(keeper->memory.queue, to);
	good = fclose(to) == 0 && good && rename(part, path) == 0;
	if (!good)
		unlink(part);
	return good ? NULL : "save: not all could be written; is the disk full?";
}

static const char *loop(struct keeper *keeper, struct command *command)
{
	struct queue *queue = keeper->memory.queue;
	uint32_t now = atomic_load_explicit(&queue->loop, memory_order_relaxed);
	uint32_t next = command->value < 0 ? now + 1 : (uint32_t)command->value;
	atomic_store_explicit(&queue->loop, next % QUEUE_N_LOOPS, memory_order_relaxed);
	return NULL;
}

static const char *shuffle(struct keeper *keeper, struct command *command)
{
	struct queue *queue = keeper->memory.queue;
	bool now = atomic_load_explicit(&queue->shuffled, memory_order_relaxed);
	queue_shuffle(queue, command->value < 0 ? !now : command->value > 0, keeper_heard_id(keeper));
	return NULL;
}

static const struct edit {
	enum command_verb verb;
	const char *(*obey)(struct keeper *keeper, struct command *command);
} edits[] = {
	{ COMMAND_ADD, add },
	{ COMMAND_REMOVE, remove_item },
	{ COMMAND_MOVE, move },
	{ COMMAND_CLEAR, clear },
	{ COMMAND_SAVE, save },
	{ COMMAND_LOOP, loop },
	{ COMMAND_SHUFFLE, shuffle },
};

/* A jump is the engine's business, but places are ours. */
static bool is_nowhere(struct keeper *keeper, struct command *command)
{
	uint32_t id;
	return command->verb == COMMAND_JUMP && !find_item(keeper, command, &id);
}

bool keeper_edit_queue(struct keeper *keeper, struct command *command, const char **refusal)
{
	*refusal = is_nowhere(keeper, command) ? "jump: there is no such place in the queue" : NULL;
	if (*refusal)
		return true;
	for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
		if (edits[i].verb != command->verb)
			continue;
		*refusal = edits[i].obey(keeper, command);
		keeper_tell_queue(keeper);
		return true;
	}
	return false;
}

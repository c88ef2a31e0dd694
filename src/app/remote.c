#include "app/remote.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "control/message.h"
#include "control/place.h"

enum { PATIENCE_MS = 5000, READY_PATIENCE_MS = 60000 };

static void print_run(const char *name, void *context)
{
	(void)context;
	struct message message = message_of(MESSAGE_ASK);
	int fd = place_connect(name, NULL);
	if (fd < 0)
		return;
	message_send(fd, &message, NULL, 0);
	if (message_wait(fd, PATIENCE_MS, &message, NULL, NULL) == MESSAGE_OK && message.type == MESSAGE_REPLY)
		printf("%s\t%s\n", name, message.u.outcome.text);
	else
		printf("%s\tdoes not answer\n", name);
	close(fd);
}

bool remote_list(struct err *err)
{
	return place_list(print_run, NULL, err);
}

/* The end of the connection is the end of the run. */
static void wait_for_end(int fd)
{
	struct message message;
	while (message_wait(fd, PATIENCE_MS, &message, NULL, NULL) == MESSAGE_OK)
		;
}

static bool send_to(int fd, const struct command *command, struct err *err)
{
	struct message message = message_of(MESSAGE_COMMAND);
	message.u.request.command = *command;
	message.u.request.token = 1;
	message_send(fd, &message, NULL, 0);
	if (message_wait(fd, PATIENCE_MS, &message, NULL, NULL) != MESSAGE_OK || message.type != MESSAGE_REPLY)
		return err_set(err, ERR_GONE, "the run does not answer; see termviz --list");
	if (message.u.outcome.status != 0)
		return err_set(err, ERR_INPUT, "%s", message.u.outcome.text);
	if (command->verb == COMMAND_QUIT)
		wait_for_end(fd);
	return true;
}

bool remote_send(const char *run, const char *text, struct err *err)
{
	struct command command;
	if (!command_parse(&command, text, err))
		return false;
	int fd = command_make_absolute(&command, err) ? place_connect(run, err) : -1;
	if (fd < 0)
		return false;
	bool good = send_to(fd, &command, err);
	close(fd);
	return good;
}

bool remote_wait_ready(int keeper_fd, struct err *err)
{
	struct message message;
	while (message_wait(keeper_fd, READY_PATIENCE_MS, &message, NULL, NULL) == MESSAGE_OK) {
		if (message.type == MESSAGE_READY)
			return true;
		if (message.type == MESSAGE_ENDED && message.u.outcome.status == 0)
			return true;
		if (message.type == MESSAGE_ENDED)
			return err_set(err, message.u.outcome.status == 2 ? ERR_USAGE : ERR_INPUT, "%s",
				message.u.outcome.text);
	}
	return err_set(err, ERR_GONE, "the run did not start; try it with --log FILE");
}

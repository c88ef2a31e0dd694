/* Control messages and session memory from a process that lies. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control/message.h"
#include "control/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void receive(const uint8_t *data, size_t size)
{
	int fds[2];
	struct message message = message_of(MESSAGE_ASK);
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, fds) != 0)
		return;
	/* Behind a right beginning, so that the rest is looked at. */
	memcpy((char *)&message + 6, data, size < sizeof message - 6 ? size : sizeof message - 6);
	send(fds[0], &message, sizeof message, 0);
	send(fds[0], data, size, 0);
	for (int i = 0; i < 2; i++)
		if (message_receive(fds[1], &message, NULL, NULL) == MESSAGE_OK && message.type >= N_MESSAGES)
			abort();
	close(fds[0]);
	close(fds[1]);
}

static void map(const uint8_t *data, size_t size)
{
	struct session session;
	memset(&session, 0, sizeof session);
	session_init(&session, &(struct session_request){ 0 });
	memcpy(&session.request, data, size < sizeof session.request ? size : sizeof session.request);
	if (session_check(&session, sizeof session, NULL) && strlen(session.request.input) >= SESSION_NAME)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	receive(data, size);
	map(data, size);
	return 0;
}

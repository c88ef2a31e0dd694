#include "keeper/clients.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

enum { RESTORE_TIMEOUT_MS = 200 };

_Static_assert(sizeof(struct termios) <= sizeof((struct message_terminal *)0)->termios, "a termios fits its message");

void clients_init(struct clients *clients)
{
	*clients = (struct clients){ .n_tokens = 0 };
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		clients->items[i].fd = clients->items[i].tty_fd = -1;
}

struct client *clients_add(struct clients *clients, int fd)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		struct client *client = &clients->items[i];
		if (client->fd >= 0)
			continue;
		*client = (struct client){ .fd = fd, .tty_fd = -1, .token = ++clients->n_tokens };
		return client;
	}
	close(fd);
	return NULL;
}

/* A stuck terminal may refuse the bytes; its modes are set all the same. */
static void restore(const struct client *client)
{
	const char *from = client->terminal.restore;
	size_t left = client->terminal.n_restore;
	while (left) {
		ssize_t n = write(client->tty_fd, from, left);
		struct pollfd p = { .fd = client->tty_fd, .events = POLLOUT };
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			break;
		if (n <= 0 && (poll(&p, 1, RESTORE_TIMEOUT_MS) <= 0 || p.revents != POLLOUT))
			break;
		if (n > 0) {
			from += n;
			left -= (size_t)n;
		}
	}
	tcflush(client->tty_fd, TCIFLUSH); /* answers meant for the UI must not be typed at the shell */
	/* A shell that was quicker has put it in order, and made it its own. */
	struct termios termios;
	if (tcgetattr(client->tty_fd, &termios) != 0 || termios.c_lflag != client->terminal.taken_lflag)
		return;
	memcpy(&termios, client->terminal.termios, sizeof termios);
	tcsetattr(client->tty_fd, TCSANOW, &termios);
}

void clients_set_terminal(struct client *client, const struct message_terminal *terminal, int tty_fd)
{
	if (client->tty_fd >= 0)
		close(client->tty_fd);
	client->terminal = *terminal;
	client->tty_fd = tty_fd;
	if (tty_fd >= 0 && !(isatty(tty_fd) && fcntl(tty_fd, F_GETFL) & O_NONBLOCK)) {
		close(tty_fd);
		client->tty_fd = -1;
	}
}

pid_t client_pid(const struct client *client)
{
	struct ucred peer = { 0 };
	socklen_t n = sizeof peer;
	return getsockopt(client->fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 ? peer.pid : 0;
}

void clients_remove(struct client *client, bool restore_terminal)
{
	if (restore_terminal && client->tty_fd >= 0 && client->terminal.filled)
		restore(client);
	if (client->tty_fd >= 0)
		close(client->tty_fd);
	close(client->fd);
	*client = (struct client){ .fd = -1, .tty_fd = -1 };
}

size_t clients_count_holders(const struct clients *clients)
{
	size_t n = 0;
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		n += clients->items[i].fd >= 0 && clients->items[i].holds;
	return n;
}

struct client *clients_by_token(struct clients *clients, uint32_t token)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++)
		if (clients->items[i].fd >= 0 && clients->items[i].token == token)
			return &clients->items[i];
	return NULL;
}

struct message_watch clients_watch(const struct clients *clients)
{
	struct message_watch all = { .coarse = 1, .asleep = 1, .wake_peak = 1e9f };
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		const struct client *client = &clients->items[i];
		if (client->fd < 0 || !client->is_ui)
			continue;
		all.channels |= client->watch.channels;
		all.levels |= client->watch.levels;
		all.measures |= client->watch.measures;
		all.outline |= client->watch.outline;
		all.asleep &= client->watch.asleep;
		if (client->watch.channels)
			all.coarse &= client->watch.coarse;
		if (client->watch.redraws_per_s > all.redraws_per_s)
			all.redraws_per_s = client->watch.redraws_per_s;
		if (client->watch.asleep && client->watch.wake_peak < all.wake_peak)
			all.wake_peak = client->watch.wake_peak;
	}
	return all;
}

void clients_broadcast(struct clients *clients, const struct message *message, bool sleeping_only)
{
	for (size_t i = 0; i < CLIENTS_MAX; i++) {
		const struct client *client = &clients->items[i];
		if (client->fd >= 0 && client->is_ui && (client->watch.asleep || !sleeping_only))
			message_send(client->fd, message, NULL, 0);
	}
}

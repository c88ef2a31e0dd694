/* Who is connected to the keeper: UIs, and scripts that ask or command. */
#ifndef TERMVIZ_KEEPER_CLIENTS_H
#define TERMVIZ_KEEPER_CLIENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "control/message.h"

enum { CLIENTS_MAX = 32 };

struct client {
	int fd; /* -1: free */
	bool is_ui;
	bool holds;     /* the run goes on as long as one such UI is there */
	uint32_t token; /* unique in the run, for the engine's replies */
	struct message_watch watch;
	struct statistics_reader figures; /* as it told them last; rates are 0 while it sleeps */
	struct message_terminal terminal; /* if filled: what to do should it vanish */
	int tty_fd;                       /* -1: none */
};

struct clients {
	struct client items[CLIENTS_MAX];
	uint32_t n_tokens;
};

void clients_init(struct clients *clients);

/* Takes over a connected descriptor; NULL (and the descriptor closed) if there are too many. */
struct client *clients_add(struct clients *clients, int fd);

/* Closes a connection; `restore_terminal`: first does for its terminal what it can no longer do. */
void clients_remove(struct client *client, bool restore_terminal);

/* The process at the other end; 0: not known. */
pid_t client_pid(const struct client *client);

/* It is about to change its terminal, or has given it back. Owns `tty_fd` (-1: none) from here on: of what is no
 * terminal, or would hold us up, nothing is kept. */
void clients_set_terminal(struct client *client, const struct message_terminal *terminal, int tty_fd);

size_t clients_count_holders(const struct clients *clients);
struct client *clients_by_token(struct clients *clients, uint32_t token);

/* All UIs' needs in one: the channels anybody wants; asleep if all are, to be woken for the faintest threshold. */
struct message_watch clients_watch(const struct clients *clients);

/* Sends to every UI, or every sleeping one. What a client does not read in time it misses. */
void clients_broadcast(struct clients *clients, const struct message *message, bool sleeping_only);

#endif

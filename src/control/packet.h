/* Packets of one fixed size over SOCK_SEQPACKET sockets, with descriptors beside them. */
#ifndef TERMVIZ_CONTROL_PACKET_H
#define TERMVIZ_CONTROL_PACKET_H

#include <stdbool.h>
#include <stddef.h>

enum { PACKET_MAX_FDS = 10 };

enum message_result {
	MESSAGE_OK,
	MESSAGE_NONE, /* nothing there now, or (sending) no room now */
	MESSAGE_GONE, /* the other side has closed */
	MESSAGE_BAD,  /* not a message of this version */
};

/* Sends one, with up to PACKET_MAX_FDS descriptors, which stay the caller's. Where there is no room, it waits for it,
 * or, not to `wait`, never blocks. */
enum message_result packet_send(
	int socket_fd, const void *bytes, size_t n_bytes, const int *fds, size_t n_fds, bool wait);

/* Receives one of exactly `n_bytes`; any other is MESSAGE_BAD. Descriptors that came with it go to `fds` (room for
 * PACKET_MAX_FDS; close-on-exec; now the caller's) and their number to `*n_fds`; with `fds` NULL they are closed. Never
 * blocks if `socket_fd` is non-blocking. */
enum message_result packet_receive(int socket_fd, void *bytes, size_t n_bytes, int *fds, size_t *n_fds);

/* The same with one descriptor at most, which goes to `*fd` (-1: there was none; NULL: it is closed). */
enum message_result packet_receive_one(int socket_fd, void *bytes, size_t n_bytes, int *fd);

/* Closes the descriptors of a packet that is not believed. `fds` may be NULL, `n_fds` is set to 0. */
void packet_refuse_fds(int *fds, size_t *n_fds);

/* The same for the one of packet_receive_one(), whose result it becomes. */
enum message_result packet_refuse_one(int *fd);

/* Makes a text that came in a packet terminated and fit to show. */
void packet_make_printable(char *text, size_t size);

#endif

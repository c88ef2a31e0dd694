/* What termviz --still and the process that hears a file for it say to each other, over SOCK_SEQPACKET sockets:
 * messages of one fixed size, with a version. The worker says READY; the TASK, which comes with the file's descriptor,
 * is answered by INFO (or UNKNOWN, which is the last word); then each GO by a PART that has been published into the
 * snapshot ring they share (snapshot/ring.h) or, where the sound is over or cannot go on, by END. Of what takes long
 * before it shows, ALIVE tells. A worker decodes what anybody may have made: what it says is checked. */
#ifndef TERMVIZ_CONTROL_STILL_H
#define TERMVIZ_CONTROL_STILL_H

#include <stdbool.h>
#include <stdint.h>

#include "control/report.h"
#include "snapshot/ring.h"

enum {
	STILL_MAGIC = 0x5653544D, /* "MTSV" */
	STILL_VERSION = 2,
	STILL_PART_SNAPSHOTS = 48, /* of a part: what is ahead fits into the ring, with the bins of all channels, too */
	STILL_PARTS_AHEAD = 2,     /* as many GOs may be under way */
};

_Static_assert(
	(int)STILL_PARTS_AHEAD *(int)STILL_PART_SNAPSHOTS < (int)SNAPSHOT_N_SLOTS, "nothing is overwritten unread");

/* More is no length: a month at SNAPSHOT_MAX_RATE_HZ. */
#define STILL_MAX_FRAMES ((int64_t)1 << 45)

enum still_type {
	STILL_READY, /* from the worker: it waits for a task or, with an `error`, cannot work */
	STILL_TASK,  /* to it */
	STILL_INFO,
	STILL_UNKNOWN, /* with an `error`: the file's format is not known to the worker */
	STILL_GO,      /* to it */
	STILL_PART,
	STILL_ALIVE,
	STILL_END, /* with an `error`, if it is not the end that was asked for */
};

struct still_task {
	struct report_task file;
	uint32_t window; /* enum window_id */
	uint32_t reserved;
};

struct still_info {
	int64_t n_frames; /* 0 … STILL_MAX_FRAMES; 0: not known, it comes through a pipe */
	uint32_t rate_hz; /* 1 … SNAPSHOT_MAX_RATE_HZ */
	uint32_t reserved;
};

/* Where the first one begins counts; what follows goes on from there. */
struct still_go {
	int64_t from_frame;
	int64_t until_frame;                 /* the snapshot that this lies in is the last one */
	uint32_t channels, levels, measures; /* masks, as in struct message_watch */
	uint32_t reserved;
};

struct still_message {
	uint32_t magic;
	uint16_t version;
	uint16_t type; /* enum still_type */
	union {
		char error[REPORT_ERROR_BYTES]; /* READY, UNKNOWN, END; "": none */
		struct still_task task;
		struct still_info info;
		struct still_go go;
	} u;
};

/* An empty message of a type. */
struct still_message still_message_of(enum still_type type);

/* Sends a message, with a descriptor (-1: none), which stays the caller's. Waits until there is room for it,
 * unless `socket_fd` is non-blocking. */
enum message_result still_send(int socket_fd, const struct still_message *message, int fd);

/* Receives one; a descriptor that came with it is `*fd`, else that is -1 (NULL: it is closed). Never blocks if
 * `socket_fd` is non-blocking. What came is checked: known type, terminated printable texts, numbers within their
 * bounds. */
enum message_result still_receive(int socket_fd, struct still_message *message, int *fd);

#endif

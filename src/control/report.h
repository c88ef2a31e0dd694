/* What termviz --report, or an engine that has files measured, and the processes that measure for them say to each other,
 * over SOCK_SEQPACKET sockets: messages of one fixed size, with a version. A worker says READY; then each TASK, which comes
 * with the file's descriptor, is answered by some PROGRESS and one RESULT. A worker decodes what anybody may have made:
 * what it says is checked. */
#ifndef TERMVIZ_CONTROL_REPORT_H
#define TERMVIZ_CONTROL_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "control/packet.h"
#include "snapshot/findings.h"

enum {
	REPORT_MAGIC = 0x5652504D, /* "MPRV" */
	REPORT_VERSION = 2,
	REPORT_ERROR_BYTES = 512, /* as in struct err */
	REPORT_NAME_BYTES = 256,
	REPORT_FORMAT_BYTES = 64,
};

enum report_type {
	REPORT_READY, /* from the worker: it waits for a task or, with an `error`, cannot work */
	REPORT_TASK,  /* to it */
	REPORT_PROGRESS,
	REPORT_RESULT,
	REPORT_N_TYPES,
};

struct report_task {
	char name[REPORT_NAME_BYTES]; /* of the file, for messages; printable */
	/* How to read what no container announces; rate and channels 0: not at all. */
	uint32_t raw_type; /* enum sample_type */
	uint32_t raw_rate_hz;
	uint32_t raw_n_channels;
	/* Of an outline, the entry of the queue and the part of the file that it is: */
	uint32_t queue_id;
	int64_t from_frame;
	int64_t n_frames; /* 1 … RUN_MAX_FRAMES */
};

/* An error does not rule out findings: of what came before. */
struct report_result {
	char error[REPORT_ERROR_BYTES];   /* "": none */
	char format[REPORT_FORMAT_BYTES]; /* as "FLAC 24" */
	char title[REPORT_NAME_BYTES];
	uint32_t is_unknown; /* 1: the error is that the file's format is not known to the worker */
	uint32_t reserved;
	struct findings findings;
};

struct report_message {
	uint32_t magic;
	uint16_t version;
	uint16_t type; /* enum report_type */
	union {
		char error[REPORT_ERROR_BYTES]; /* READY; "": none */
		struct report_task task;
		float progress; /* 0 … 1 */
		struct report_result result;
	} u;
};

/* An empty message of a type. */
struct report_message report_message_of(enum report_type type);

/* Sends a message, with a descriptor (-1: none), which stays the caller's. `wait`: until there is room for it. */
enum message_result report_send(int socket_fd, const struct report_message *message, int fd, bool wait);

/* Receives one; a descriptor that came with it is `*fd`, else that is -1 (NULL: it is closed). Never blocks if
 * `socket_fd` is non-blocking. What came is checked: known type, terminated printable texts, finite numbers within their
 * bounds. */
enum message_result report_receive(int socket_fd, struct report_message *message, int *fd);

#endif

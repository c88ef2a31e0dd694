/* What the processes of a run say to each other, over SOCK_SEQPACKET sockets: messages of one fixed size, with a
 * version; descriptors travel beside them.
 */
#ifndef TERMVIZ_CONTROL_MESSAGE_H
#define TERMVIZ_CONTROL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "control/command.h"
#include "control/packet.h"
#include "snapshot/run_state.h"
#include "snapshot/statistics.h"

enum {
	MESSAGE_MAGIC = 0x56495A4D, /* "VIZM" */
	MESSAGE_VERSION = 8,
	MESSAGE_MAX_FDS = PACKET_MAX_FDS,
	MESSAGE_TEXT = 512,
	MESSAGE_MOST_REDRAWS = 1000, /* a second: more than any terminal shows */
};

/* What an engine is handed with START, in this order. */
enum message_start_fd {
	START_RING,
	START_RUN_STATE,
	START_SESSION,
	START_QUEUE,
	START_RECORDING,
	START_HELD,
	START_KEPT,
	START_OUTLINES,
	START_N_FDS,
	START_SOUND = START_N_FDS, /* on standard input, if there is any */
};

enum message_type {
	/* from a UI or a script to the keeper */
	MESSAGE_ATTACH,   /* a UI joins */
	MESSAGE_TERMINAL, /* it is about to change its terminal (fd: the tty), or has given it back (not `filled`) */
	MESSAGE_WATCH,    /* what it wants analysed, and whether it sleeps */
	MESSAGE_FIGURES, /* of a UI, about once a second while it draws, or when it asks: answered by STATISTICS then */
	MESSAGE_LEAVE,   /* a UI's goodbye, its terminal already restored */
	MESSAGE_COMMAND, /* `request`; answered by REPLY, if its token is not 0 */
	MESSAGE_ASK,     /* who is there? answered by REPLY */
	/* from the keeper to a UI or a script */
	MESSAGE_WELCOME,    /* fds: snapshot ring, run state, queue, outlines, all read-only */
	MESSAGE_WAKE,       /* there is something new to see */
	MESSAGE_STANDSTILL, /* `outcome`'s text is why nothing goes on; without a text: it does again */
	MESSAGE_REPLY,      /* `outcome` */
	MESSAGE_STATISTICS, /* `statistics` */
	MESSAGE_ENDED,      /* the run is over: `outcome` */
	/* between the keeper and what it has started, the engine first, beside COMMAND and WATCH (to it), WAKE and REPLY
	 * (from it) */
	MESSAGE_START,     /* to it; fds: enum message_start_fd */
	MESSAGE_TAKE_OVER, /* to an engine that stands by: the one that played is gone */
	MESSAGE_READY,     /* from it, passed on to all: something could be opened */
	MESSAGE_QUEUE,     /* to it: the queue has changed */
	MESSAGE_FINISHED,  /* from it: all is played, or nothing could be: `outcome` */
	MESSAGE_NEWS,      /* from it, passed on to the companion: `news` */
	MESSAGE_NOTICE, /* to it: `outcome`'s text is worth telling the user; without a text: a recording begins or ends */
	MESSAGE_FOLLOWED, /* to it: `followed` */
	MESSAGE_SOUND,    /* from it, passed on to the writer: it sleeps, and there is something to write */
	MESSAGE_CALLS,    /* from it: it calls what may hang, and nobody looks (base/watch.h) */
	/* between keeper and companion: START (fds: run state, session and queue, all read-only) and NEWS (to it);
	 * COMMAND (to it: for the player that is followed; from it: as from a script); REPLY, NOTICE and FOLLOWED (from it) */
	/* between keeper and writer: START (fd: the recording), COMMAND and SOUND (to it); NOTICE and FINISHED (from it) */
	N_MESSAGES,
};

/* How to give a terminal back in the place of a UI that was killed. */
struct message_terminal {
	uint32_t filled;
	uint32_t n_restore;
	unsigned char termios[64]; /* a struct termios */
	uint32_t taken_lflag;      /* c_lflag as the UI sets it: while it is another, somebody else has the terminal */
	char restore[256];         /* bytes to write to it */
};

/* What readers need: of one UI, or of all together. */
struct message_watch {
	uint32_t channels;      /* mask of SNAPSHOT_BIT()s to be analysed; 0: nothing */
	uint32_t levels;        /* at these levels: a mask */
	uint32_t coarse;        /* of the spectrum fewer moments are enough */
	uint32_t measures;      /* mask of what is to be measured beside */
	uint32_t outline;       /* 1: of the file that plays */
	uint32_t asleep;        /* wants a WAKE for a sample of at least `wake_peak`, or a new run state */
	float wake_peak;        /* amplitude; full scale is 1 */
	uint32_t redraws_per_s; /* it looks on these beats of clock_next_beat_ns(), unless it sleeps; 0: never; at
				 * most MESSAGE_MOST_REDRAWS */
};

struct message_figures {
	struct statistics_reader reader;
	uint32_t asks; /* 1: wants to know those of the run */
};

struct message_welcome {
	char name[MESSAGE_TEXT]; /* the run's */
};

struct message_outcome {
	int32_t status; /* as the exit status: 0, or 1 with a text */
	uint32_t token; /* of the request that is answered */
	char text[MESSAGE_TEXT];
};

enum message_leave { LEAVE_QUIT, LEAVE_DETACH };

struct message_news {
	uint32_t jumped; /* 0: the run state has changed; 1: the sound goes on elsewhere in its track */
};

/* The player that is followed, as it is now. */
struct message_followed {
	struct run_followed player;
	char title[256]; /* "": the source's own */
	char artist[256];
};

struct message {
	uint32_t magic;
	uint16_t version;
	uint16_t type; /* enum message_type */
	union {
		struct message_terminal terminal;
		struct message_watch watch;
		struct message_figures figures;
		struct statistics statistics;
		struct {
			uint32_t follows; /* 1: the run ends without asking whether it is there still */
		} attach;
		struct {
			uint32_t how; /* enum message_leave */
		} leave;
		struct {
			struct command command;
			uint32_t token;
		} request;
		struct message_outcome outcome;
		struct message_welcome welcome;
		struct message_news news;
		struct message_followed followed;
	} u;
};

/* An empty message of a type. */
struct message message_of(enum message_type type);

/* An outcome with a text (cut if too long, NULL: none). */
struct message message_outcome_of(enum message_type type, int status, const char *text);

/* Sends a message, with up to MESSAGE_MAX_FDS descriptors, which stay the caller's. Never blocks. */
enum message_result message_send(int socket_fd, const struct message *message, const int *fds, size_t n_fds);

/* Receives one. Descriptors that came with it go to `fds` (room for MESSAGE_MAX_FDS; close-on-exec; now the caller's)
 * and their number to `*n_fds`; with `fds` NULL they are closed. Never blocks if `socket_fd` is non-blocking. What
 * came is checked: known type, terminated printable texts, bounds of counts. */
enum message_result message_receive(int socket_fd, struct message *message, int *fds, size_t *n_fds);

/* Waits until a message comes, at most `timeout_ms`; as message_receive(), MESSAGE_NONE when the time is over. */
enum message_result message_wait(int socket_fd, int timeout_ms, struct message *message, int *fds, size_t *n_fds);

#endif

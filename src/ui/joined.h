/* A run that has been joined: the connection to its keeper, and what it shares. */
#ifndef TERMVIZ_UI_JOINED_H
#define TERMVIZ_UI_JOINED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "control/message.h"
#include "queue/queue.h"
#include "snapshot/outline.h"
#include "snapshot/ring.h"
#include "snapshot/run_state.h"
#include "ui/terminal.h"

enum {
	JOINED_N_MAPS = 4,
	JOINED_AT_ONCE = 64, /* messages of the keeper: nobody may keep us from all else */
};

struct joined {
	int keeper_fd;           /* the caller's */
	char name[MESSAGE_TEXT]; /* the run's */
	const struct snapshot_ring *ring;
	const struct run_state_page *page;
	const struct queue *queue;
	const struct outlines *outlines;
	void *maps[JOINED_N_MAPS];
	size_t n_bytes[JOINED_N_MAPS];
};

/* Asks to join, from here on bound to reading (base/confine.h) but for the folder `own`, if it is not NULL, and maps
 * what the welcome brings. Who only follows neither keeps the run going nor ends it by leaving. False with `err`; the
 * run has then ended with *status, if that is not 0. joined_close() is right after a zeroed struct and after a failure,
 * too. */
bool joined_open(struct joined *joined, int keeper_fd, bool follows, const char *own, int *status, struct err *err);
void joined_close(struct joined *joined);

/* Has the run do what `text` says (control/command.h); its refusal comes as a notice. */
void joined_command(const struct joined *joined, const char *text);

/* The same of a command that is not typed. */
void joined_send(const struct joined *joined, const struct command *command);

/* Tells the keeper a reader's figures, with those that `reader` has counted; `asks`: and asks for the run's. */
void joined_tell_figures(const struct joined *joined, const struct statistics_reader *figures,
	const struct snapshot_reader *reader, bool asks);

/* Tells the keeper how to give the terminal back should we be killed: before it is taken (`ours`); or that there is
 * nothing more to give back. */
void joined_tell_terminal(const struct joined *joined, struct terminal *terminal, bool ours);

/* Leaves the run, and waits a moment for its end if that is what leaving means: then nothing is left behind. While it
 * writes a recording it waits longer, and calls `waits` (NULL: nothing) to have that told. True: it ended with
 * `outcome`. */
bool joined_leave(
	const struct joined *joined, enum message_leave how, void (*waits)(void), struct message_outcome *outcome);

#endif

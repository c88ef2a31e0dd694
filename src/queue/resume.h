/* Where a run left off: what it was given to play, and how far it had come. Kept as a playlist that other players read,
 * too, with comments that are ours; one file for each user.
 */
#ifndef TERMVIZ_QUEUE_RESUME_H
#define TERMVIZ_QUEUE_RESUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "queue/queue.h"

struct resume {
	const char **operands; /* files, folders, playlists, URLs, as seen from "/" */
	size_t n_operands;
	char path[QUEUE_PATH]; /* of the entry that was heard; "": the run came to its end */
	int64_t start_ns;      /* of the part of the file that the entry is */
	double position_s;     /* in it */
	uint32_t loop;         /* enum queue_loop */
	bool shuffled;
	char *text; /* what all of these point into */
};

/* Reads what resume_write() has written; `n` bytes, whoever made them. False with ERR_INPUT: it is something else.
 * resume_fini() is right after a failure and a zeroed struct, too. */
bool resume_parse(struct resume *resume, const char *bytes, size_t n, struct err *err);
void resume_fini(struct resume *resume);

/* Writes what the queue was given that has not been removed from it since, and the place. `id`: of the entry that is
 * heard; QUEUE_NOTHING: the run has come to its end. Names that a line cannot hold are left out, standard input as well.
 * `to` stays open. */
bool resume_write(const struct queue *queue, uint32_t id, double position_s, FILE *to);

/* The same from and to the user's file, resume below termviz in $XDG_STATE_HOME or ~/.local/state: his alone, and always
 * a whole one. */
bool resume_load(struct resume *resume, struct err *err);
bool resume_save(const struct queue *queue, uint32_t id, double position_s, struct err *err);

#endif

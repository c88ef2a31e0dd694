/* Reading what stands for many entries of a queue: folders, playlists, cue sheets. */
#ifndef TERMVIZ_QUEUE_READING_H
#define TERMVIZ_QUEUE_READING_H

#include <stdbool.h>

#include "base/err.h"
#include "queue/queue.h"

/* Where the entries go. */
struct reading {
	/* The item's strings live as long as the call. False: no more of them. */
	bool (*put)(const struct queue_item *item, void *context);
	void *context;
};

/* Whether what is named so is to be read for what is in it. Looks at the file system. */
bool reading_is_needed(const char *path);

/* What the names of playlists and cue sheets end with, one after the other, without the dot; NULL past the last. */
const char *reading_ending(size_t i);

/* Reads it, by what it is. Nothing that is no file or URL comes out of a playlist; of playlists in playlists, which may
 * go round and round, not all are read. False with ERR_INPUT if it cannot be read or nothing is in it; what came before
 * that has been put. */
bool reading_read(const char *path, const struct reading *reading, struct err *err);

#endif

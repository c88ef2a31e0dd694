/* Opening the queue's next track, and what becomes of it if that fails. For the feeder's thread alone (engine/stream.c).
 */
#ifndef TERMVIZ_ENGINE_OPENING_H
#define TERMVIZ_ENGINE_OPENING_H

#include <stdbool.h>

#include "base/err.h"
#include "engine/stream.h"

enum opened { OPENED, OPEN_FAILED, OPEN_CANCELLED, OPEN_LATER, OPEN_NO_MORE };

/* Opens the next track of the queue, or the one that is chosen, and pushes its mark. May block until there is a writer,
 * or a request. OPEN_LATER: what comes next is still to be read; a STREAM_LOOK will come. */
enum opened opening_next(struct stream *stream);

/* Goes to a frame of the open track, which may be a part of a file. */
bool opening_seek(struct stream *stream, int64_t frame);

/* Plans stream->intake for the open track and the output as it is known now. Fails for rates that cannot be converted. */
bool opening_plan_intake(struct stream *stream, struct err *err);

/* A track could not be played, or not to its end: tells the user, and the run's end. */
void opening_failed(struct stream *stream, const char *why);

/* Something has been captured: its device is there, and may be waited for should it go. */
void opening_captured(struct stream *stream);

/* What was captured is gone. Waits, then has the engine renewed; returns only when the feeder is asked for something. */
void opening_wait_for_device(struct stream *stream, const char *why);

/* Whether it is a pipe, whose beginning cannot be had again. */
bool opening_is_stream(const struct track *track);

#endif

/* Which track of the queue comes next. For the feeder's thread alone (engine/stream.c). */
#ifndef TERMVIZ_ENGINE_CHOOSING_H
#define TERMVIZ_ENGINE_CHOOSING_H

#include <stdbool.h>

#include "engine/stream.h"

/* Has stream->id be the track to open next: the one that is chosen already, or what follows on the last. QUEUE_LATER: that
 * is still to be read; a STREAM_LOOK will come, as it will after QUEUE_END. */
enum queue_answer choosing_next(struct stream *stream);

/* Whether the open track has been removed from the queue, and another is there to go on with. */
bool choosing_moves_on(const struct stream *stream);

/* Has what comes next be expected (engine/levelling.h), after the queue has changed anew. */
void choosing_look_ahead(struct stream *stream);

#endif

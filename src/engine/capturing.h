/* What is captured, while the run goes on: something else, or nothing.
 *
 * A device that nobody needs is let go of: while it is paused or nobody looks, for longer than the run's let_go_s. So no
 * microphone stays open for nothing, nor a profile or a rate of a device that others would have otherwise.
 */
#ifndef TERMVIZ_ENGINE_CAPTURING_H
#define TERMVIZ_ENGINE_CAPTURING_H

#include <stdbool.h>

#include "engine/stream.h"

/* Whether nothing is captured because nobody needs it; closes the track when it is time, and has it opened again when it
 * is wanted. The feeder's thread. */
bool capturing_rests(struct stream *stream);

/* Readers look, or no longer do. Any thread. */
void capturing_set_unseen(struct stream *stream, bool unseen);

/* A pause has ended, or something else that may make it wanted again. Any thread. */
void capturing_look(struct stream *stream);

/* Has something else captured from now on, by this engine and those to come. What cannot be opened leaves it as it is.
 * Answers with status_answer() once that is known. The main thread. */
void capturing_move(struct stream *stream, const char *name, uint32_t token);

/* Does so. The feeder's thread. */
void capturing_serve_move(struct stream *stream);

/* What a probe's process does: opens an input as an engine would (engine/rescue.h). */
int capturing_probe(const char *name);

#endif

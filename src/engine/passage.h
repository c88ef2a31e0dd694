/* The passage of sound through the pacer: frames and marks out of the flow that it reads now, into the analysis, the run
 * state and the progress. For the pacer alone, with its step_mutex held.
 */
#ifndef TERMVIZ_ENGINE_PASSAGE_H
#define TERMVIZ_ENGINE_PASSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pacer;

/* Whether what is played passes by, taken or not (a pipe, a capture); and whether it is known to be its own clock, so
 * that this need not be found out. */
bool passage_is_stream(const struct pacer *pacer);
bool passage_is_live(const struct pacer *pacer);

/* Goes past the marks that have been reached; returns how many frames there are up to the next one. */
size_t passage_marks(struct pacer *pacer);

/* Takes up to `n` frames and analyses them; returns how many there were. They are heard from `first_heard_ns` on, unless
 * a device says when. */
size_t passage_take(struct pacer *pacer, size_t n, int64_t first_heard_ns);

/* Lets `n` frames go by, no more than there are up to the next mark. */
void passage_drop(struct pacer *pacer, size_t n);

/* How many frames pacer->block holds of the track that is heard. */
size_t passage_block_frames(const struct pacer *pacer);

/* Analyses pacer->block; `filler`: it is silence where there is no sound. */
void passage_analyse(struct pacer *pacer, size_t n_frames, int64_t first_heard_ns, bool filler);

/* Tells the keeper that all has been played, or why it could not be. */
void passage_end(struct pacer *pacer);

#endif

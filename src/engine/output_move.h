/* Moving from one output device to another while it plays. For engine/output.c, and from it. */
#ifndef TERMVIZ_ENGINE_OUTPUT_MOVE_H
#define TERMVIZ_ENGINE_OUTPUT_MOVE_H

#include "engine/output.h"

/* Does what was wished for and answers. The output's thread. */
void output_serve_move(struct output *output, const struct output_move *move);

/* In engine/output.c, for that: opens a speaker that calls the player; has the one that is open counted as the output's,
 * to be started; says that an audio library is at work that might not survive it, and no longer. The output's thread. */
bool output_open_speaker(struct output *output, struct speaker *speaker, const char *name, uint32_t rate_hz,
	double latency_s, struct err *err);
void output_be_ready(struct output *output);
bool output_enter_library(struct output *output);
void output_leave_library(struct output *output);

#endif

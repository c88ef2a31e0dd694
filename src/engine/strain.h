/* Whether the engine keeps up with the sound. For the pacer alone, with its step_mutex held. */
#ifndef TERMVIZ_ENGINE_STRAIN_H
#define TERMVIZ_ENGINE_STRAIN_H

#include <stdint.h>

struct pacer;

/* A turn is done at `now_ns` that was due at `due_ns` (INT64_MAX: when it began), began at `began_ns` and took
 * pacer->turn_frames: tells in the run state what quality the engine can keep up with, when that changes. */
void strain_judge(struct pacer *pacer, int64_t due_ns, int64_t began_ns, int64_t now_ns);

#endif

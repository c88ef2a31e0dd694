/* A sketch: the outline of a whole sound (snapshot/outline.h), made from its frames as they are decoded. */
#ifndef TERMVIZ_ANALYSIS_SKETCH_H
#define TERMVIZ_ANALYSIS_SKETCH_H

#include <stddef.h>
#include <stdint.h>

#include "audio/downmix.h"
#include "snapshot/outline.h"

enum { SKETCH_MOST_FRAMES = 4096 }; /* at once */

struct sketch {
	struct outline outline; /* as far as it has come */
	struct downmix downmix;
	int64_t n_frames;                              /* taken in */
	int64_t end_frame;                             /* of the part that is measured, */
	int64_t part_frames;                           /* so many of its frames have been, */
	float low[OUTLINE_SIDES], high[OUTLINE_SIDES]; /* that reach so far, */
	double squares[OUTLINE_SIDES];                 /* with this sum */
	float stereo[OUTLINE_SIDES * SKETCH_MOST_FRAMES];
};

/* Begins, with a sound of `n_frames` (1 … RUN_MAX_FRAMES), for the entry `queue_id` of a queue. */
void sketch_init(struct sketch *sketch, uint32_t queue_id, int64_t n_frames, uint32_t n_channels);

/* Takes in up to SKETCH_MOST_FRAMES interleaved frames; samples that are none become 0 in place. What comes beyond the
 * whole is passed over. */
void sketch_process(struct sketch *sketch, float *frames, size_t n_frames);

/* The sound is over, wherever that is: what is missing is silence. */
void sketch_finish(struct sketch *sketch);

#endif

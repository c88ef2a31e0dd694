/* How a reading moves: up at once, down at a steady rate in dB per second; and its peak mark, which is held first.
 *
 * All advance by the sound's own time, so that the picture does not depend on how often it is drawn. Levels are powers.
 */
#ifndef TERMVIZ_DSP_BALLISTICS_H
#define TERMVIZ_DSP_BALLISTICS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct ballistics {
	size_t n;
	float *level;  /* shown power */
	float *peak;   /* power of the peak mark */
	float *held_s; /* how long the mark has stood */
	float release_db_per_s;
	float hold_s;
};

/* `n` readings, all at 0. ballistics_fini() is right after a zeroed struct, too. */
bool ballistics_init(struct ballistics *ballistics, size_t n, float release_db_per_s, float hold_s, struct err *err);
void ballistics_fini(struct ballistics *ballistics);

/* Takes in the powers measured over the last `seconds`. Real time safe. */
void ballistics_advance(struct ballistics *ballistics, const float *power, float seconds);

#endif

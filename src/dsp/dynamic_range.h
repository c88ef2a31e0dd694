/* DR, the dynamic range of one channel as the Pleasurize Music Foundation measures it (in the TT Dynamic Range Meter):
 * how far the peaks stand out of the loudest fifth of blocks of 3 s.
 *
 * Blocks are counted by their level, so that it needs no more room however long the sound is.
 */
#ifndef TERMVIZ_DSP_DYNAMIC_RANGE_H
#define TERMVIZ_DSP_DYNAMIC_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum { DYNAMIC_RANGE_BLOCK_MS = 3000 };

#define DYNAMIC_RANGE_UNKNOWN (-1.0f)

struct dynamic_range {
	uint32_t *n_at_level; /* blocks, by their level in steps */
	uint64_t n_blocks;
	float peaks[2]; /* the largest block peak, and the second largest */
};

/* Allocates. dynamic_range_fini() is right after a zeroed struct, too. */
bool dynamic_range_init(struct dynamic_range *range, struct err *err);
void dynamic_range_fini(struct dynamic_range *range);

/* Forgets all blocks. Real time safe, as are those below. */
void dynamic_range_clear(struct dynamic_range *range);

/* Adds a block: the mean of x², which is 0.5 for a full-scale sine, and the largest magnitude. */
void dynamic_range_add(struct dynamic_range *range, double mean_square, float peak);

/* In dB, not below 0; DYNAMIC_RANGE_UNKNOWN before the second block, and of silence. Looks at all levels: for once a
 * block. */
float dynamic_range_db(const struct dynamic_range *range);

#endif

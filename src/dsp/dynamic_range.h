/* DR, the dynamic range of one channel as the Pleasurize Music Foundation measures it (in the TT Dynamic Range Meter):
 * how far the peaks stand out of the loudest fifth of blocks of 3 s.
 *
 * Blocks are counted by their level, so that it needs no more room however long the sound is.
 */
#ifndef TERMVIZ_DSP_DYNAMIC_RANGE_H
#define TERMVIZ_DSP_DYNAMIC_RANGE_H

#include <stdint.h>

enum { DYNAMIC_RANGE_BLOCK_MS = 3000 };

/* Steps of 0.01 dB from below any converter's noise to the largest sample that is let in, 1e4, with what the √2
 * convention adds: the levels of blocks are off by 0.005 dB at most. */
enum {
	DYNAMIC_RANGE_STEPS_PER_DB = 100,
	DYNAMIC_RANGE_FLOOR_DB = -140,
	DYNAMIC_RANGE_CEILING_DB = 84,
	DYNAMIC_RANGE_N_LEVELS = (DYNAMIC_RANGE_CEILING_DB - DYNAMIC_RANGE_FLOOR_DB) * DYNAMIC_RANGE_STEPS_PER_DB,
};

#define DYNAMIC_RANGE_UNKNOWN (-1.0f)

/* Empty when zeroed. It may outlive who measures: whenever that dies, the blocks at each level and the peaks hold. */
struct dynamic_range {
	uint64_t n_blocks;                           /* 0: there are none, for certain */
	uint32_t n_at_level[DYNAMIC_RANGE_N_LEVELS]; /* blocks, by their level in steps */
	float peaks[2];                              /* the two largest of blocks, in any order */
};

/* Forgets all blocks. Real time safe, as are those below. */
void dynamic_range_clear(struct dynamic_range *range);

/* Goes on with one whose writer has died, perhaps between two stores. */
void dynamic_range_adopt(struct dynamic_range *range);

/* Adds a block: the mean of x², which is 0.5 for a full-scale sine, and the largest magnitude. */
void dynamic_range_add(struct dynamic_range *range, double mean_square, float peak);

/* In dB, not below 0; DYNAMIC_RANGE_UNKNOWN before the second block, and of silence. Looks at all levels: for once a
 * block. */
float dynamic_range_db(const struct dynamic_range *range);

#endif

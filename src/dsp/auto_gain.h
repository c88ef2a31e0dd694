/* A slow automatic gain for pictures: it shifts the axis of levels so that what is loud reaches near its top, settles,
 * and then rests. It learns from the levels before the gain, so that it cannot chase itself; silence is neither learned
 * from nor lifted.
 */
#ifndef TERMVIZ_DSP_AUTO_GAIN_H
#define TERMVIZ_DSP_AUTO_GAIN_H

#include <stdbool.h>
#include <stddef.h>

enum { AUTO_GAIN_BLOCKS = 100 };

struct auto_gain {
	float gain_db; /* to be added to levels that are shown */
	float target_db;
	bool moving;
	float typical_db;                  /* 95th percentile of the blocks' levels */
	float block_power, block_s;        /* of the block being filled: largest so far, how long it is */
	float blocks_db[AUTO_GAIN_BLOCKS]; /* a ring */
	size_t n_blocks, next;
};

/* Begins at 0 dB. What is loud is to be shown at `target_db`. */
void auto_gain_init(struct auto_gain *gain, float target_db);

/* Another target; what was learned and the gain stay. */
void auto_gain_aim(struct auto_gain *gain, float target_db);

/* Takes in the largest power that is shown of the last `seconds`. Real time safe. */
void auto_gain_advance(struct auto_gain *gain, float power, float seconds);

#endif

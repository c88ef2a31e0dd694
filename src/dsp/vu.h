/* The standard volume indicator of IEC 60268-17: the rectified mean, as a needle of the prescribed damping follows it.
 * Real time safe. */
#ifndef TERMVIZ_DSP_VU_H
#define TERMVIZ_DSP_VU_H

#include <stdint.h>

#include "dsp/oversample.h"

struct vu {
	uint32_t factor;     /* values a frame */
	double move[2][2];   /* what a step makes of (distance from where the needle is drawn to, its speed) */
	double place, speed; /* of the needle; 1 is where a full-scale sine comes to rest */
	double largest;      /* place since it was last taken */
};

/* For sound oversampled by `factor`. The needle rests at 0. */
void vu_init(struct vu *vu, uint32_t rate_hz, uint32_t factor);

/* Back to 0. */
void vu_clear(struct vu *vu);

/* Takes in a group. */
void vu_process(struct vu *vu, const struct oversampled *in);

/* The largest reading since the last call: the amplitude of a steady sine. */
float vu_take(struct vu *vu);

#endif

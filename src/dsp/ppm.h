/* Peak programme meters of IEC 60268-10, types I and II, of two channels at once.
 *
 * Each is a pair of quasi-peak detectors, a slower and a quicker one, whose scaled sum is the reading: one alone cannot
 * follow the standard's bursts from 0.4 to 100 ms. Real time safe.
 */
#ifndef TERMVIZ_DSP_PPM_H
#define TERMVIZ_DSP_PPM_H

#include <stdint.h>

#include "dsp/oversample.h"

enum ppm_type { PPM_TYPE_I, PPM_TYPE_II, N_PPM_TYPES };

enum { PPM_CHANNELS = 2, PPM_STAGES = 2, PPM_LANES = PPM_CHANNELS * N_PPM_TYPES };

/* A detector of each channel and type. */
struct ppm_stage {
	float rise[PPM_LANES]; /* share of what the input is above it that it gains in a step */
	float keep[PPM_LANES]; /* share of itself that it then keeps */
	float level[PPM_LANES];
};

struct ppm {
	uint32_t factor;        /* steps a frame */
	float fall[PPM_LANES];  /* share that it keeps in a step without input */
	float scale[PPM_LANES]; /* of the sum of the stages, so that a steady sine reads its amplitude */
	struct ppm_stage stages[PPM_STAGES];
	float largest[PPM_LANES]; /* sum of the stages since it was last taken */
};

/* For sound oversampled by `factor`. The readings are 0. */
void ppm_init(struct ppm *ppm, uint32_t rate_hz, uint32_t factor);

/* Back to 0. */
void ppm_clear(struct ppm *ppm);

/* Takes in a group of two channels. */
void ppm_process(struct ppm *ppm, const struct oversampled *left, const struct oversampled *right);

/* The largest reading since the last call for this channel and type: the amplitude of a steady sine. */
float ppm_take(struct ppm *ppm, int channel, enum ppm_type type);

#endif

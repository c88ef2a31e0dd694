/* Loudness levels, counted: what the gated measures of EBU R 128 are made of, in memory that does not grow.
 *
 * Levels below the absolute gate of -70 LUFS are not counted; steps are of 0.01 LU, so that what is read of them is
 * within 0.005 LU.
 */
#ifndef TERMVIZ_DSP_LOUDNESS_HISTOGRAM_H
#define TERMVIZ_DSP_LOUDNESS_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOUDNESS_GATE_LUFS (-70.0) /* ITU-R BS.1770-5 and EBU Tech 3342: the absolute gate */

enum {
	LOUDNESS_STEPS_PER_LU = 100,
	LOUDNESS_MAX_LUFS = 30, /* what is louder counts as this much: over 20 LU more than full scale can be */
	LOUDNESS_N_STEPS = (LOUDNESS_MAX_LUFS + 70) * LOUDNESS_STEPS_PER_LU,
};

/* Empty when zeroed. It may outlive who counts: whenever that dies the counts hold, and all else can be made of them. */
struct loudness_histogram {
	uint32_t counts[LOUDNESS_N_STEPS]; /* ten a second fill one in 13 years */
	uint64_t n;                        /* of all; 0: nothing is counted, for certain */
	double power;                      /* sum of 10^(level/10) of all */
	size_t highest;                    /* nothing is counted above this step */
};

/* Counts a level; `lufs` may be -inf, not NaN. Real time safe, as are all. */
void loudness_histogram_add(struct loudness_histogram *histogram, double lufs);

void loudness_histogram_clear(struct loudness_histogram *histogram);

/* Goes on with one whose writer has died, perhaps between two stores. */
void loudness_histogram_adopt(struct loudness_histogram *histogram);

/* What is left of a histogram by a gate relative to its mean. */
struct loudness_gated {
	double mean_lufs;           /* of the powers */
	double low_lufs, high_lufs; /* 10th and 95th percentile (EBU Tech 3342) */
};

/* Applies a gate that lies `gate_lu` (negative) from the mean of all that is counted. False: nothing is counted. */
bool loudness_histogram_gate(const struct loudness_histogram *histogram, double gate_lu, struct loudness_gated *gated);

#endif

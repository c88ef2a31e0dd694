/* Halving the sample rate: a linear-phase half-band low-pass, then every second sample.
 *
 * A Kaiser-windowed sinc of 23 taps (J. F. Kaiser, 1974): what
 * lies below an eighth of the input rate passes within 0.001 dB, and what would fold onto it is over 80 dB down. Every second
 * tap but the middle one is 0.
 */
#ifndef TERMVIZ_DSP_HALFBAND_H
#define TERMVIZ_DSP_HALFBAND_H

#include <stdbool.h>
#include <stddef.h>

enum {
	HALFBAND_TAPS = 23,
	HALFBAND_DELAY = HALFBAND_TAPS / 2, /* of the output, in input samples */
	HALFBAND_PAIRS = (HALFBAND_TAPS + 1) / 4,
};

struct halfband {
	float pair[HALFBAND_PAIRS];        /* taps at an odd distance from the middle, nearest first; the middle has 0.5 */
	float window[2 * HALFBAND_TAPS];   /* the newest samples, twice, so that they always lie in one piece */
	size_t at;
	bool half;                         /* one input sample of the next pair has been taken */
};

/* Designs the filter; its past is silence. */
void halfband_init(struct halfband *halfband);

/* Forgets the past. */
void halfband_clear(struct halfband *halfband);

/* Takes `n` samples; writes one for each second of them to `out` (which may be `in`) and returns how many. Real time
 * safe. */
size_t halfband_process(struct halfband *halfband, const float *in, size_t n, float *out);

#endif

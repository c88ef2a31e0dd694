/* Samples that are none: decoders of damaged files, and pipes, bring them. */
#ifndef TERMVIZ_AUDIO_CLEAN_H
#define TERMVIZ_AUDIO_CLEAN_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* NaN, infinite, or over 10^4 (+80 dBFS). */
static inline bool clean_is_bad(float sample)
{
	return !(fabsf(sample) <= 1e4f); /* a NaN fails every comparison */
}

/* Puts 0 in the place of bad samples. Returns how many there were. Real time safe. */
uint32_t clean_samples(float *samples, size_t n);

#endif

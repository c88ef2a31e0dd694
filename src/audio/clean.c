#include "audio/clean.h"

uint32_t clean_samples(float *samples, size_t n)
{
	uint32_t n_bad = 0;
	for (size_t i = 0; i < n; i++) {
		bool bad = clean_is_bad(samples[i]);
		n_bad += bad;
		samples[i] = bad ? 0.0f : samples[i];
	}
	return n_bad;
}

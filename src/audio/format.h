/* Sample types of raw PCM, and how they become floats. */
#ifndef TERMVIZ_AUDIO_FORMAT_H
#define TERMVIZ_AUDIO_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sample_type {
	SAMPLE_S16LE,
	SAMPLE_S24LE,
	SAMPLE_S32LE,
	SAMPLE_F32LE,
	SAMPLE_U8,
	SAMPLE_S16BE,
	SAMPLE_S24BE,
	SAMPLE_S32BE,
	SAMPLE_F32BE, /* in AU and AIFF streams only: no option names them */
	N_SAMPLE_TYPES,
};

struct sample_format {
	const char *name; /* as --format has it */
	uint32_t sample_bytes;
	void (*to_float)(const unsigned char *bytes, float *out, size_t n_samples); /* full scale is ±1 */
};

extern const struct sample_format sample_formats[N_SAMPLE_TYPES];

enum { AUDIO_MAX_CHANNELS = 64, AUDIO_MAX_RATE_HZ = 768000, AUDIO_MIN_RATE_HZ = 1000 };

#endif

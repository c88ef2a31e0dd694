/* What the tests of analyzers share: one that is open, and sound for it. */
#ifndef TERMVIZ_TESTS_METER_H
#define TERMVIZ_TESTS_METER_H

#include <math.h>
#include <stdlib.h>

#include "analysis/rows.h"

/* An analyzer and what it published last. */
struct meter {
	const struct analyzer_ops *ops;
	struct analyzer_format format;
	void *state;
	void *kept;
	struct snapshot_measures measures;
};

static inline void meter_open(
	struct meter *meter, const struct analyzer_ops *ops, uint32_t rate_hz, uint32_t n_channels)
{
	*meter = (struct meter){ .ops = ops, .format = { rate_hz, n_channels }, .state = calloc(1, ops->state_bytes) };
	meter->kept = calloc(1, ops->kept_bytes + 1);
	assert_non_null(meter->state);
	assert_non_null(meter->kept);
	assert_true(ops->init(meter->state, meter->kept, &meter->format, NULL));
}

static inline void meter_close(struct meter *meter)
{
	meter->ops->fini(meter->state);
	free(meter->state);
	free(meter->kept);
}

static inline void meter_hear(struct meter *meter, const float *frames, size_t n_frames)
{
	meter->ops->process(meter->state, &(struct analyzer_block){ frames, n_frames });
}

static inline void meter_read(struct meter *meter)
{
	meter->ops->publish(meter->state, &meter->measures);
}

/* All of it as one snapshot. */
static inline void meter_measure(struct meter *meter, const float *frames, size_t n_frames)
{
	meter_hear(meter, frames, n_frames);
	meter_read(meter);
}

/* Interleaved silence, to be filled channel by channel. */
static inline float *sound_of(size_t n_frames, uint32_t n_channels)
{
	float *frames = calloc(n_frames * n_channels, sizeof *frames);
	assert_non_null(frames);
	return frames;
}

/* Adds a sine from its zero on, or from `degrees` on, to every `stride`-th sample. */
static inline void add_sine(
	float *samples, size_t stride, size_t n, double amplitude, double cycles_per_frame, double degrees)
{
	for (size_t i = 0; i < n; i++) {
		double turns = cycles_per_frame * (double)i + degrees / 360;
		samples[i * stride] += (float)(amplitude * sin(2 * M_PI * (turns - floor(turns))));
	}
}

/* Adds uniform noise, each seed another. */
static inline void add_noise(float *samples, size_t stride, size_t n, double amplitude, uint32_t seed)
{
	for (size_t i = 0; i < n; i++) {
		seed = seed * 1664525u + 1013904223u;
		samples[i * stride] += (float)(amplitude * ((double)seed / 2147483648.0 - 1));
	}
}

static inline double amplitude_db(double amplitude)
{
	return 20 * log10(amplitude + 1e-30);
}

#endif

#include "analysis/sketch.h"

#include <math.h>

static int16_t amplitude_of(float sample)
{
	return (int16_t)lrintf(fminf(fmaxf(sample, -1), 1) * OUTLINE_FULL_SCALE);
}

static void begin_part(struct sketch *sketch)
{
	const struct outline *outline = &sketch->outline;
	sketch->part_frames = 0;
	sketch->end_frame
		= outline->n_done < outline->n_parts ? outline_part_frame(outline, outline->n_done + 1) : INT64_MAX;
	for (int s = 0; s < OUTLINE_SIDES; s++) {
		sketch->low[s] = INFINITY;
		sketch->high[s] = -INFINITY;
		sketch->squares[s] = 0;
	}
}

static void end_part(struct sketch *sketch)
{
	struct outline *outline = &sketch->outline;
	for (int s = 0; s < OUTLINE_SIDES; s++) {
		const float rms = (float)sqrt(sketch->squares[s] / (double)sketch->part_frames);
		outline->parts[outline->n_done][s] = (struct outline_side){ .low = amplitude_of(sketch->low[s]),
			.high = amplitude_of(sketch->high[s]),
			.rms = (uint16_t)amplitude_of(rms) };
	}
	outline->n_done++;
	begin_part(sketch);
}

void sketch_init(struct sketch *sketch, uint32_t queue_id, int64_t n_frames, uint32_t n_channels)
{
	*sketch = (struct sketch){ .outline = { .queue_id = queue_id,
					   .phase = OUTLINE_GROWING,
					   .n_frames = n_frames,
					   .n_parts = n_frames < OUTLINE_PARTS ? (uint32_t)n_frames : OUTLINE_PARTS } };
	downmix_init(&sketch->downmix, n_channels);
	begin_part(sketch);
}

/* Of one side, the frames of one part. */
static void take(struct sketch *sketch, int s, const float *stereo, size_t n_frames)
{
	float low = sketch->low[s], high = sketch->high[s];
	double squares = sketch->squares[s];
	for (size_t i = 0; i < n_frames; i++) {
		const float sample = stereo[OUTLINE_SIDES * i + (size_t)s];
		low = sample < low ? sample : low;
		high = sample > high ? sample : high;
		squares += (double)sample * (double)sample;
	}
	sketch->low[s] = low;
	sketch->high[s] = high;
	sketch->squares[s] = squares;
}

void sketch_process(struct sketch *sketch, float *frames, size_t n_frames)
{
	const float *stereo = sketch->stereo;
	downmix_process(&sketch->downmix, frames, n_frames, sketch->stereo);
	while (n_frames > 0 && sketch->outline.n_done < sketch->outline.n_parts) {
		const int64_t left = sketch->end_frame - sketch->n_frames;
		const size_t n = left < (int64_t)n_frames ? (size_t)left : n_frames;
		for (int s = 0; s < OUTLINE_SIDES; s++)
			take(sketch, s, stereo, n);
		sketch->n_frames += (int64_t)n;
		sketch->part_frames += (int64_t)n;
		if (sketch->n_frames == sketch->end_frame)
			end_part(sketch);
		stereo += OUTLINE_SIDES * n;
		n_frames -= n;
	}
}

void sketch_finish(struct sketch *sketch)
{
	if (sketch->part_frames > 0)
		end_part(sketch);
	sketch->outline.n_done = sketch->outline.n_parts; /* the parts behind it are 0 */
	sketch->outline.phase = OUTLINE_COMPLETE;
}

/* A source whose samples tell where they belong, its writer and its reader: what the tests share that follow channels
 * through the engine. Include cmocka.h before. */
#ifndef TERMVIZ_TESTS_TOLD_FRAMES_H
#define TERMVIZ_TESTS_TOLD_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "audio/downmix.h"
#include "engine/flow.h"
#include "engine/intake.h"

enum {
	TOLD_MAX_CHANNELS = 12,
	TOLD_PERIOD = 1 << 17,
	TOLD_RATE = 48000,
	TOLD_FLOW_FRAMES = 8192,
	TOLD_BLOCK_FRAMES = 256
};

/* Tracks of all kinds, in no order. */
static const uint32_t told_counts[] = { 2, 6, 1, 3, 8, TOLD_MAX_CHANNELS, 2, 4, 7, 5 };
enum { TOLD_N_COUNTS = sizeof told_counts / sizeof *told_counts };

/* Channel `c` of frame `i`: exact in a float, and no other's within the period. Of more than 8 channels the rest are
 * silent, so that what is heard follows from the first 8. */
static inline float told_sample(uint64_t i, uint32_t c)
{
	return c < FLOW_MAX_WIDE ? (float)(i % TOLD_PERIOD * FLOW_MAX_WIDE + c) / (TOLD_PERIOD * FLOW_MAX_WIDE) : 0;
}

static inline void told_frames(uint64_t first, uint32_t n_channels, size_t n_frames, float *samples)
{
	for (size_t i = 0; i < n_frames; i++)
		for (uint32_t c = 0; c < n_channels; c++)
			*samples++ = told_sample(first + i, c);
}

/* Whether a frame that came out is the source's frame `i`, on both sides and in each channel. */
static inline bool is_told_frame(const float *stereo, const float *wide, uint32_t n_channels, uint64_t i)
{
	float samples[TOLD_MAX_CHANNELS], mixed[2];
	struct downmix downmix;
	told_frames(i, n_channels, 1, samples);
	downmix_init(&downmix, n_channels);
	downmix_process(&downmix, samples, 1, mixed);
	return !memcmp(stereo, mixed, sizeof mixed)
		&& (!flow_n_wide(n_channels) || !memcmp(wide, samples, flow_n_wide(n_channels) * sizeof *wide));
}

/* --------------------------------------------------------------- writing and reading */

/* Writes tracks of such frames to a flow, one after the other. Opened first, closed after all. */
struct told_writer {
	struct flow *flow;
	struct snapshot_counters counters;
	struct intake intake;
	bool live;     /* the tracks are */
	uint64_t next; /* frame */
	uint32_t n_channels;
};

static inline void told_open(struct told_writer *writer, struct flow *flow)
{
	*writer = (struct told_writer){ .flow = flow };
	assert_true(flow_init(flow, TOLD_FLOW_FRAMES, NULL));
	intake_init(&writer->intake, flow, &writer->counters);
}

static inline void told_close(struct told_writer *writer)
{
	intake_fini(&writer->intake);
	flow_fini(writer->flow);
}

static inline void told_begin(struct told_writer *writer, uint32_t n_channels, uint32_t from_hz)
{
	const struct intake_plan plan
		= { .n_channels = n_channels, .from_hz = from_hz, .to_hz = TOLD_RATE, .live = writer->live };
	assert_true(intake_begin(&writer->intake, &plan, NULL));
	writer->n_channels = n_channels;
}

static inline bool told_mark(struct told_writer *writer, bool jump)
{
	struct mark mark = { .jump = jump, .rate_hz = TOLD_RATE, .position_frame = (int64_t)writer->next };
	mark.track.info.n_channels = writer->n_channels;
	return flow_write_mark(writer->flow, &mark, intake_pending(&writer->intake));
}

static inline size_t told_put(struct told_writer *writer, size_t n_frames)
{
	float samples[INTAKE_CHUNK_FRAMES * TOLD_MAX_CHANNELS];
	size_t room = intake_room(&writer->intake);
	size_t n = n_frames < room ? n_frames : room;
	told_frames(writer->next, writer->n_channels, n, samples);
	assert_int_equal(intake_push(&writer->intake, samples, n), 0);
	writer->next += n;
	return n;
}

/* Reads from a flow and checks each frame, and that marks say which it is. */
struct told_reader {
	uint64_t next; /* frame that is expected */
	uint32_t n_channels;
	bool stays;             /* reads what a jump makes void, too */
	size_t n_jumps, n_wide; /* seen */
};

static inline bool told_next_mark(const struct told_reader *reader, struct flow *flow, struct mark *mark, size_t *n)
{
	bool passed = reader->stays && flow_next_mark_before_jump(flow, mark, n);
	if (passed || (reader->stays && *n > 0))
		return passed;
	return flow_next_mark(flow, mark, n);
}

static inline size_t told_marks(struct told_reader *reader, struct flow *flow)
{
	struct mark mark;
	size_t n;
	while (told_next_mark(reader, flow, &mark, &n)) {
		if (!mark.jump)
			assert_int_equal(mark.position_frame, reader->next);
		reader->n_jumps += mark.jump;
		reader->next = (uint64_t)mark.position_frame;
		reader->n_channels = mark.track.info.n_channels;
	}
	return n;
}

static inline void told_read(struct told_reader *reader, struct flow *flow, size_t max)
{
	float stereo[2 * TOLD_BLOCK_FRAMES], wide[TOLD_BLOCK_FRAMES * FLOW_MAX_WIDE];
	size_t there = told_marks(reader, flow);
	uint32_t n_wide = flow_n_wide(reader->n_channels);
	size_t n = there < max ? there : max;
	n = flow_read(flow, stereo, wide, n_wide, n < TOLD_BLOCK_FRAMES ? n : TOLD_BLOCK_FRAMES);
	for (size_t i = 0; i < n; i++, reader->next++)
		assert_true(is_told_frame(stereo + 2 * i, wide + n_wide * i, reader->n_channels, reader->next));
	reader->n_wide += n_wide ? n : 0;
}

static inline void told_drop(struct told_reader *reader, struct flow *flow, size_t max)
{
	size_t there = told_marks(reader, flow);
	reader->next += flow_drop(flow, flow_n_wide(reader->n_channels), there < max ? there : max);
}

#endif

#include "engine/flow.h"

#include <string.h>

uint32_t flow_n_wide(uint32_t n_channels)
{
	if (n_channels <= 2)
		return 0;
	return n_channels < FLOW_MAX_WIDE ? n_channels : FLOW_MAX_WIDE;
}

bool flow_init(struct flow *flow, size_t n_frames, struct err *err)
{
	*flow = (struct flow){ 0 };
	return ring_init(&flow->sound, sizeof(struct stereo_frame), n_frames, err)
		&& ring_init(&flow->wide, sizeof(float), n_frames * FLOW_MAX_WIDE, err)
		&& ring_init(&flow->marks, sizeof(struct mark), FLOW_MAX_MARKS, err);
}

void flow_fini(struct flow *flow)
{
	ring_fini(&flow->sound);
	ring_fini(&flow->wide);
	ring_fini(&flow->marks);
}

/* --------------------------------------------------------------- frames */

/* `wide` is always written, and always given back, before `sound`: who sees a stereo frame sees its channels, who sees
 * room for one has room for as many channels as there may be. */

size_t flow_room(const struct flow *flow)
{
	return ring_writable(&flow->sound);
}

uint64_t flow_written(const struct flow *flow)
{
	return ring_written(&flow->sound);
}

size_t flow_write(struct flow *flow, const float *stereo, const float *wide, uint32_t n_wide, size_t n_frames)
{
	size_t room = flow_room(flow);
	size_t n = n_frames < room ? n_frames : room;
	if (n_wide)
		ring_write(&flow->wide, wide, n * n_wide);
	return ring_write(&flow->sound, stereo, n);
}

bool flow_write_mark(struct flow *flow, struct mark *mark, size_t n_pending)
{
	mark->at = ring_written(&flow->sound) + n_pending;
	mark->wide_at = ring_written(&flow->wide) + n_pending * flow_n_wide(mark->track.info.n_channels);
	return ring_write(&flow->marks, mark, 1) == 1;
}

size_t flow_readable(const struct flow *flow)
{
	return ring_readable(&flow->sound);
}

size_t flow_read(struct flow *flow, float *stereo, float *wide, uint32_t n_wide, size_t n_frames)
{
	size_t there = flow_readable(flow);
	size_t n = n_frames < there ? n_frames : there;
	if (n_wide) {
		size_t n_got = ring_read(&flow->wide, wide, n * n_wide);
		/* Less is there only if a mark between other channels found no room. */
		memset(wide + n_got, 0, (n * n_wide - n_got) * sizeof *wide);
	}
	return ring_read(&flow->sound, stereo, n);
}

size_t flow_drop(struct flow *flow, uint32_t n_wide, size_t n_frames)
{
	size_t there = flow_readable(flow);
	size_t n = n_frames < there ? n_frames : there;
	ring_drop(&flow->wide, n * n_wide);
	return ring_drop(&flow->sound, n);
}

/* --------------------------------------------------------------- marks */

static size_t drop_up_to(struct ring *ring, uint64_t at)
{
	uint64_t position = ring_position(ring);
	return at > position ? ring_drop(ring, (size_t)(at - position)) : 0;
}

/* The rings are passed up to the newest mark that has been reached; only what lies before a jump is still in them. */
static bool next_mark(struct flow *flow, bool jumps, struct mark *mark, size_t *n_frames)
{
	struct mark ahead[FLOW_MAX_MARKS];
	/* Before the marks: what is read here lies before any mark that is written later. */
	size_t n_there = flow_readable(flow);
	size_t n_ahead = ring_peek(&flow->marks, ahead, FLOW_MAX_MARKS);
	uint64_t position = ring_position(&flow->sound);
	size_t reached = 0;
	for (size_t i = 0; i < n_ahead && (jumps || !ahead[i].jump); i++)
		if (ahead[i].jump || ahead[i].at <= position)
			reached = i + 1;
	if (reached) {
		*mark = ahead[reached - 1];
		drop_up_to(&flow->wide, mark->wide_at);
		size_t n_void = drop_up_to(&flow->sound, mark->at);
		ring_drop(&flow->marks, reached);
		n_there = n_there > n_void ? n_there - n_void : 0;
		position += n_void;
	}
	*n_frames = n_there;
	/* Not in order only where a jump made void what was still to come before a mark. */
	for (size_t i = reached; i < n_ahead; i++)
		if (ahead[i].at - position < *n_frames)
			*n_frames = (size_t)(ahead[i].at - position);
	return reached > 0;
}

bool flow_next_mark(struct flow *flow, struct mark *mark, size_t *n_frames)
{
	return next_mark(flow, true, mark, n_frames);
}

bool flow_next_mark_before_jump(struct flow *flow, struct mark *mark, size_t *n_frames)
{
	return next_mark(flow, false, mark, n_frames);
}

bool flow_jump_ahead(const struct flow *flow)
{
	struct mark ahead[FLOW_MAX_MARKS];
	size_t n_ahead = ring_peek(&flow->marks, ahead, FLOW_MAX_MARKS);
	for (size_t i = 0; i < n_ahead; i++)
		if (ahead[i].jump)
			return true;
	return false;
}

bool flow_mark_is_near(const struct flow *flow, size_t n_frames)
{
	struct mark ahead[FLOW_MAX_MARKS];
	size_t n_ahead = ring_peek(&flow->marks, ahead, FLOW_MAX_MARKS);
	for (size_t i = 0; i < n_ahead; i++)
		if (ahead[i].jump || ahead[i].at <= ring_position(&flow->sound) + n_frames)
			return true;
	return false;
}

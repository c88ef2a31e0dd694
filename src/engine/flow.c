#include "engine/flow.h"

bool flow_init(struct flow *flow, size_t n_frames, struct err *err)
{
	*flow = (struct flow){ 0 };
	return ring_init(&flow->sound, sizeof(struct stereo_frame), n_frames, err)
		&& ring_init(&flow->marks, sizeof(struct mark), FLOW_MAX_MARKS, err);
}

void flow_fini(struct flow *flow)
{
	ring_fini(&flow->sound);
	ring_fini(&flow->marks);
}

bool flow_next_mark(struct flow *flow, struct mark *mark, size_t *n_frames)
{
	struct mark ahead[FLOW_MAX_MARKS];
	/* Before the marks: what is read here lies before any mark that is written later. */
	size_t n_there = ring_readable(&flow->sound);
	size_t n_ahead = ring_peek(&flow->marks, ahead, FLOW_MAX_MARKS);
	uint64_t position = ring_position(&flow->sound);
	size_t reached = 0;
	for (size_t i = 0; i < n_ahead; i++)
		if (ahead[i].jump || ahead[i].at <= position)
			reached = i + 1;
	if (reached) {
		*mark = ahead[reached - 1];
		size_t n_void = mark->at > position ? ring_drop(&flow->sound, (size_t)(mark->at - position)) : 0;
		ring_drop(&flow->marks, reached);
		n_there = n_there > n_void ? n_there - n_void : 0;
		position += n_void;
	}
	*n_frames = n_there;
	if (reached < n_ahead && ahead[reached].at - position < n_there)
		*n_frames = (size_t)(ahead[reached].at - position);
	return reached > 0;
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

bool flow_jump_ahead(struct flow *flow, size_t *n_frames)
{
	struct mark ahead[FLOW_MAX_MARKS];
	size_t n_ahead = ring_peek(&flow->marks, ahead, FLOW_MAX_MARKS);
	for (size_t i = 0; i < n_ahead; i++) {
		if (ahead[i].jump) {
			*n_frames = (size_t)(ahead[i].at - ring_position(&flow->sound));
			return true;
		}
	}
	return false;
}

/* Frames that tell which they are. */
#ifndef TERMVIZ_TESTS_TOLD_SOUND_H
#define TERMVIZ_TESTS_TOLD_SOUND_H

#include "engine/flow.h"

enum { MOST_FRAMES = 300 };

static inline float frame_value(int64_t frame, uint32_t channel)
{
	/* Integers that a float holds exactly. */
	return (float)((frame * FLOW_MAX_WIDE + channel) % (1 << 23));
}

static inline void tell_frames(int64_t first, uint32_t n_wide, size_t n, struct stereo_frame *stereo, float *wide)
{
	for (size_t i = 0; i < n; i++) {
		stereo[i].left = frame_value(first + (int64_t)i, 0);
		stereo[i].right = -stereo[i].left;
		for (uint32_t c = 0; c < n_wide; c++)
			wide[i * n_wide + c] = frame_value(first + (int64_t)i, c);
	}
}

static inline bool are_told_frames(
	int64_t first, uint32_t n_wide, size_t n, const struct stereo_frame *stereo, const float *wide)
{
	for (size_t i = 0; i < n; i++) {
		float left = frame_value(first + (int64_t)i, 0);
		if (stereo[i].left != left || stereo[i].right != -left)
			return false;
		for (uint32_t c = 0; c < n_wide; c++)
			if (wide[i * n_wide + c] != frame_value(first + (int64_t)i, c))
				return false;
	}
	return true;
}

#endif

#include "analysis/wave.h"

#include <math.h>
#include <string.h>

#include "base/larger.h"

void wave_init(struct wave *wave, size_t snapshot_frames)
{
	*wave = (struct wave){ .frames_per_point = 1 };
	while (snapshot_frames / wave->frames_per_point > SNAPSHOT_WAVE_POINTS)
		wave->frames_per_point *= 2;
}

void wave_begin(struct wave *wave)
{
	wave->n_frames = 0;
}

static float reach(const float frame[2])
{
	return larger(fabsf(frame[0]), fabsf(frame[1]));
}

static void push_farthest(const struct wave *wave, const float *stereo, size_t n_frames, struct snapshot_wave *to)
{
	for (size_t i = 0; i < n_frames; i++) {
		float *point = to->points[(wave->n_frames + i) / wave->frames_per_point];
		bool is_first = (wave->n_frames + i) % wave->frames_per_point == 0;
		if (is_first || reach(stereo + 2 * i) > reach(point))
			memcpy(point, stereo + 2 * i, sizeof to->points[0]);
	}
}

void wave_push(struct wave *wave, const float *stereo, size_t n_frames, struct snapshot_wave *to)
{
	if (wave->frames_per_point == 1)
		memcpy(to->points[wave->n_frames], stereo, n_frames * sizeof to->points[0]);
	else
		push_farthest(wave, stereo, n_frames, to);
	wave->n_frames += n_frames;
	to->n_points = (uint32_t)(wave->n_frames / wave->frames_per_point);
}

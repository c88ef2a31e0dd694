#include "audio/downmix.h"

#include "audio/clean.h"

#define MINUS_3_DB 0.70710678f
#define MINUS_6_DB 0.5f

enum { MAX_SPEAKERS = 8 };

/* What a speaker adds to either side. ITU-R BS.775-3, annex 4, table 2, for centre and surrounds; a back centre is a
 * surround at -3 dB shared by both sides at equal power. The LFE channel is left out, as there. */
struct speaker {
	float left, right;
};

#define FRONT_LEFT                                                                                                     \
	{                                                                                                              \
		1.0f, 0.0f                                                                                             \
	}
#define FRONT_RIGHT                                                                                                    \
	{                                                                                                              \
		0.0f, 1.0f                                                                                             \
	}
#define CENTRE                                                                                                         \
	{                                                                                                              \
		MINUS_3_DB, MINUS_3_DB                                                                                 \
	}
#define LOW_FREQUENCY                                                                                                  \
	{                                                                                                              \
		0.0f, 0.0f                                                                                             \
	}
#define SURROUND_LEFT                                                                                                  \
	{                                                                                                              \
		MINUS_3_DB, 0.0f                                                                                       \
	}
#define SURROUND_RIGHT                                                                                                 \
	{                                                                                                              \
		0.0f, MINUS_3_DB                                                                                       \
	}
#define BACK_CENTRE                                                                                                    \
	{                                                                                                              \
		MINUS_6_DB, MINUS_6_DB                                                                                 \
	}

/* By channel count, in the order of WAVEFORMATEXTENSIBLE's speaker mask. */
static const struct speaker speakers[MAX_SPEAKERS + 1][MAX_SPEAKERS] = {
	[1] = { { 1.0f, 1.0f } },
	[2] = { FRONT_LEFT, FRONT_RIGHT },
	[3] = { FRONT_LEFT, FRONT_RIGHT, CENTRE },
	[4] = { FRONT_LEFT, FRONT_RIGHT, SURROUND_LEFT, SURROUND_RIGHT },
	[5] = { FRONT_LEFT, FRONT_RIGHT, CENTRE, SURROUND_LEFT, SURROUND_RIGHT },
	[6] = { FRONT_LEFT, FRONT_RIGHT, CENTRE, LOW_FREQUENCY, SURROUND_LEFT, SURROUND_RIGHT },
	[7] = { FRONT_LEFT, FRONT_RIGHT, CENTRE, LOW_FREQUENCY, BACK_CENTRE, SURROUND_LEFT, SURROUND_RIGHT },
	[8] = { FRONT_LEFT, FRONT_RIGHT, CENTRE, LOW_FREQUENCY, SURROUND_LEFT, SURROUND_RIGHT, SURROUND_LEFT,
		SURROUND_RIGHT },
};

/* More channels than any usual set of speakers: tracks of a recording, say. */
static struct speaker averaged(uint32_t channel, uint32_t n_channels)
{
	bool is_left = channel % 2 == 0;
	uint32_t n_left = (n_channels + 1) / 2;
	float share = 1.0f / (float)(is_left ? n_left : n_channels - n_left);
	return (struct speaker){ is_left ? share : 0.0f, is_left ? 0.0f : share };
}

void downmix_init(struct downmix *downmix, uint32_t n_channels)
{
	*downmix = (struct downmix){ .n_channels = n_channels < AUDIO_MAX_CHANNELS ? n_channels : AUDIO_MAX_CHANNELS };
	for (uint32_t c = 0; c < downmix->n_channels; c++) {
		struct speaker s
			= n_channels <= MAX_SPEAKERS ? speakers[n_channels][c] : averaged(c, downmix->n_channels);
		downmix->left[c] = s.left;
		downmix->right[c] = s.right;
	}
}

uint32_t downmix_process(const struct downmix *downmix, float *in, size_t n_frames, float *stereo_out)
{
	uint32_t n_bad = 0;
	for (size_t i = 0; i < n_frames; i++) {
		float left = 0.0f, right = 0.0f;
		for (uint32_t c = 0; c < downmix->n_channels; c++) {
			if (clean_is_bad(in[c])) {
				in[c] = 0.0f;
				n_bad++;
			}
			left += downmix->left[c] * in[c];
			right += downmix->right[c] * in[c];
		}
		in += downmix->n_channels;
		stereo_out[2 * i] = left;
		stereo_out[2 * i + 1] = right;
	}
	return n_bad;
}

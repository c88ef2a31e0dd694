/* By how much a track is amplified so that tracks are equally loud: what is wished for against what is known of it. */
#ifndef TERMVIZ_ENGINE_LEVEL_GAIN_H
#define TERMVIZ_ENGINE_LEVEL_GAIN_H

#include <stdbool.h>

#include "control/session.h"
#include "source/tags.h"

struct level_wishes {
	enum session_replaygain replaygain;
	float target_lufs; /* 0: that of ReplayGain, for what has tags */
};

/* Of a whole track, measured. */
struct level_found {
	float integrated_lufs; /* -INFINITY: silence, or it could not be measured */
	float true_peak;       /* amplitude */
};

/* The gain, never one that would have the track clip; `found` NULL: it has not been measured (yet). 0 dB where nothing
 * is known. */
float level_gain_db(const struct level_wishes *wishes, const struct source_tags *tags, const struct level_found *found);

/* Whether it would be another gain if the track were measured. */
bool level_wants_measuring(const struct level_wishes *wishes, const struct source_tags *tags);

#endif

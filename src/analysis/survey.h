/* A survey: all that can be measured of a whole sound, at the speed of the machine. The analyzers that others read while
 * it plays (analysis/analyzer.h), run from its beginning to its end, and its long-term spectrum. */
#ifndef TERMVIZ_ANALYSIS_SURVEY_H
#define TERMVIZ_ANALYSIS_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/analyzer.h"
#include "base/err.h"
#include "dsp/third_octave.h"
#include "snapshot/findings.h"

struct survey {
	struct analyzer_format format;
	uint32_t n_channels; /* of the source */
	void *states[ANALYZERS_MAX];
	struct kept *kept;
	struct third_octave third_octave;
	float *tone_samples; /* the first channel's, from the middle of the sound */
	size_t n_tone_samples;
	int64_t tone_from_frame;
	int64_t n_frames;
	uint64_t n_bad_samples;
};

/* Plans for a sound of `n_frames` (-1: not known; what is expected, and no more than that); allocates what it needs until
 * the end. False: out of memory; survey_fini() follows all the same, which is right after a zeroed struct, too. */
bool survey_init(struct survey *survey, uint32_t rate_hz, uint32_t n_channels, int64_t n_frames, struct err *err);
void survey_fini(struct survey *survey);

/* Takes in interleaved frames of the source's channels, in blocks of any size. They are overwritten: samples that are
 * none become 0 (audio/clean.h), channels beyond those that are measured are dropped. */
void survey_process(struct survey *survey, float *frames, size_t n_frames);

/* Ends the sound and writes what has been found. Once. Allocates: looking for a tone needs room of its own. */
void survey_finish(struct survey *survey, struct findings *findings);

#endif

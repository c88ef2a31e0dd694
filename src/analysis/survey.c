#include "analysis/survey.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "audio/clean.h"
#include "dsp/tone.h"

enum { TONE_FRAMES = 1 << 17 }; /* 2.7 s at 48 kHz */

static_assert((int)FINDINGS_MAX_BANDS >= (int)THIRD_OCTAVE_N_BANDS, "findings hold all bands");

/* Programme meters show a moment: of a whole there is nothing to tell. */
#define MEASURES (SNAPSHOT_ALL_MEASURES & ~SNAPSHOT_BIT(SNAPSHOT_PROGRAMME))

bool survey_init(struct survey *survey, uint32_t rate_hz, uint32_t n_channels, int64_t n_frames, struct err *err)
{
	uint32_t n = n_channels < SNAPSHOT_N_SOURCE_CHANNELS ? n_channels : SNAPSHOT_N_SOURCE_CHANNELS;
	*survey = (struct survey){ .n_channels = n_channels, .format = { .rate_hz = rate_hz, .n_channels = n } };
	survey->tone_from_frame = n_frames > TONE_FRAMES ? (n_frames - TONE_FRAMES) / 2 : 0;
	survey->tone_samples = calloc(TONE_FRAMES, sizeof *survey->tone_samples);
	survey->kept = calloc(1, sizeof *survey->kept);
	if (!survey->tone_samples || !survey->kept)
		return err_set(err, ERR_SYSTEM, "out of memory for a file");
	return analyzers_init(survey->states, survey->kept, MEASURES, &survey->format, err)
		&& third_octave_init(&survey->third_octave, rate_hz, n, err);
}

void survey_fini(struct survey *survey)
{
	analyzers_fini(survey->states);
	third_octave_fini(&survey->third_octave);
	free(survey->tone_samples);
	free(survey->kept);
	*survey = (struct survey){ 0 };
}

/* Leaves the first of each frame's channels, without gaps. */
static void drop_channels(float *frames, size_t n_frames, size_t n_channels, size_t n_kept)
{
	for (size_t i = 1; i < n_frames; i++)
		memmove(frames + i * n_kept, frames + i * n_channels, n_kept * sizeof *frames);
}

/* A test tone is the same everywhere, save where it begins and ends. */
static void keep_for_tone(struct survey *survey, const float *frames, size_t n_frames)
{
	int64_t skipped = survey->tone_from_frame - survey->n_frames;
	for (size_t i = skipped > 0 ? (size_t)skipped : 0; i < n_frames && survey->n_tone_samples < TONE_FRAMES; i++)
		survey->tone_samples[survey->n_tone_samples++] = frames[i * survey->format.n_channels];
}

static void find_tone(const struct survey *survey, struct findings_tone *found)
{
	struct tone tone = { 0 };
	if (!tone_measure(survey->tone_samples, survey->n_tone_samples, survey->format.rate_hz, &tone, NULL)
		|| !tone.is_tone)
		return;
	found->frequency_hz = (float)tone.frequency_hz;
	found->thd_db = (float)tone.thd_db;
	found->snr_db = (float)tone.snr_db;
}

void survey_process(struct survey *survey, float *frames, size_t n_frames)
{
	survey->n_bad_samples += clean_samples(frames, n_frames * survey->n_channels);
	if (survey->n_channels > survey->format.n_channels)
		drop_channels(frames, n_frames, survey->n_channels, survey->format.n_channels);
	for (size_t i = 0; i < n_analyzers; i++)
		if (survey->states[i])
			analyzer_table[i]->process(
				survey->states[i], &(struct analyzer_block){ .frames = frames, .n_frames = n_frames });
	third_octave_process(&survey->third_octave, frames, n_frames);
	keep_for_tone(survey, frames, n_frames);
	survey->n_frames += (int64_t)n_frames;
}

void survey_finish(struct survey *survey, struct findings *findings)
{
	*findings = (struct findings){ .n_frames = survey->n_frames,
		.rate_hz = survey->format.rate_hz,
		.n_channels = survey->n_channels,
		.n_bad_samples = survey->n_bad_samples,
		.n_bands = (uint32_t)third_octave_n_bands(survey->format.rate_hz) };
	for (size_t i = 0; i < n_analyzers; i++) {
		if (!survey->states[i])
			continue;
		analyzer_table[i]->publish(survey->states[i], &findings->measures);
		findings->measured |= SNAPSHOT_BIT(analyzer_table[i]->measure);
	}
	third_octave_finish(&survey->third_octave, findings->band_db);
	find_tone(survey, &findings->tone);
}
